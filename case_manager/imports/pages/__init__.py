"""Lists in a browser."""

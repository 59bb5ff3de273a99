"""What a list may say: its columns by name, its cells as days, sums, numbers, words and places."""

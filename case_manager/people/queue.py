"""The names under which this module's jobs are written and found."""

HEAR = "hear_names"
QUEUE = "search"

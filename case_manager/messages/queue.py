"""The names under which the job that hands a message over is written and found."""

HAND_OVER = "hand_over_message"
QUEUE = "messages"

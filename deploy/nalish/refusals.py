"""What the command line refuses or cannot do, each said in one sentence and without a trace."""


class Refusal(Exception):
    """Ends the command with exit code 1; its text is for the person at the terminal."""

"""The name under which the job that tells cases of a mended incident is written and found."""

TELL_MENDED = "tell_mended"

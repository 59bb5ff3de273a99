"""The names under which the jobs of incidents are written and found."""

COUNT = "count_incident"
TELL_MENDED = "tell_mended"

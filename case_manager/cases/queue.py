"""The names under which this module's jobs are written and found."""

INTRODUCE = "introduce_citizen"
QUEUE = "messages"

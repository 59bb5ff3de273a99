"""The names under which this module's jobs are written and found."""

INTRODUCE = "introduce_citizen"
QUEUE = "messages"
INDEX = "index_old_cases"
INDEX_QUEUE = "search"

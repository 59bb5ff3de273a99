"""The names under which this module's jobs are written and found."""

PAYMENTS_CHANGED = "payments_changed"
QUEUE = "payments"

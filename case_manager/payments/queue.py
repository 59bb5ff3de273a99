"""The names under which this module's jobs are written and found."""

PAYMENTS_CHANGED = "payments_changed"
PAYMENT_LEARNT = "payment_learnt"
QUEUE = "payments"
LEDGER_LOCK = "follow_ledger"  # one at a time goes through all open cases

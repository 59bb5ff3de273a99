"""A step whose screen goes by a request of ours is in the journal before it is answered."""

from ussd_gateway.migrations.online import add_partitioned_index, replace_check

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    replace_check(
        "inbox",
        "ck_inbox_inboxstate",
        "state IN ('pending', 'answered', 'handed_over', 'automatic', 'in_call')",
    )
    add_partitioned_index("inbox", "in_call", "(next_attempt_at) WHERE state = 'in_call'")

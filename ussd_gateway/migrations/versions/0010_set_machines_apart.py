"""What a machine wrote is journalled as such; the index counts it."""

from ussd_gateway.migrations.online import add_partitioned_index, replace_check

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    replace_check(
        "inbox",
        "ck_inbox_inboxstate",
        "state IN ('pending', 'answered', 'handed_over', 'automatic')",
    )
    add_partitioned_index("inbox", "automatic", "(received_at) WHERE state = 'automatic'")

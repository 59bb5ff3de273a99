"""Whether somebody has dialled since is asked for every screen that comes late."""

from ussd_gateway.migrations.online import add_partitioned_index

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    add_partitioned_index("inbox", "dialled", "(contact_id, in_order) WHERE session_event = 'new'")

"""Keys by their age, so that old ones are found without looking at all of them."""

from ussd_gateway.migrations.online import add_index

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    add_index("inbound_keys", "received_at", "(received_at)")
    add_index("outgoing_keys", "accepted_at", "(accepted_at)")

"""A hidden number was sealed bare; now its kind and its channel stand before it, as in addresses.

Only what is sealed as long as a hidden number is opened, which no number of a phone here is.
"""

from collections.abc import Callable
from typing import Any

from alembic import context, op
from sqlalchemy import text

from ussd_gateway.sealing import KeyMissing, NotOpened, Sealer

revision = "0013"
down_revision = "0012"

_AT_A_TIME = 1000
_SEALED_LENGTH = 29 + 16  # what sealing adds, and the fewest letters of a hidden number
_LONG_ONES = text("""
SELECT id, channel, phone_sealed FROM gateway.contacts
WHERE octet_length(phone_sealed) >= :length
""")

# Who wrote again meanwhile is another contact by now; the old one can still be written to.
_CHANGE = text("""
UPDATE gateway.contacts SET phone_sealed = :sealed, phone_index = CASE
    WHEN EXISTS (SELECT FROM gateway.contacts WHERE phone_index = :index) THEN phone_index
    ELSE :index END
WHERE id = :id
""")


def upgrade() -> None:
    make_sealer: Callable[[], Sealer] = context.config.attributes["make_sealer"]
    connection = op.get_bind()
    found = connection.execute(
        _LONG_ONES, {"length": _SEALED_LENGTH}, execution_options={"yield_per": _AT_A_TIME}
    )
    for rows in found.partitions():
        sealer = make_sealer()
        changes = [change for row in rows if (change := _change(row, sealer))]
        if changes:
            connection.execute(_CHANGE, changes)


def _change(row: Any, sealer: Sealer) -> dict[str, object] | None:
    """None where it has its kind, is a phone, or cannot be opened by anybody. Without one of the
    keys the migration fails, so that it is repeated with it."""
    place = f"contacts.phone:{row.id}"
    try:
        bare = sealer.open(row.phone_sealed, place)
    except KeyMissing:
        raise
    except NotOpened:
        return None
    if bare.startswith("+") or ":" in bare:
        return None
    address = f"masked_id:{row.channel}:{bare}"
    return {
        "id": row.id,
        "sealed": sealer.seal(address, place),
        "index": sealer.index(address, "contacts.phone"),
    }

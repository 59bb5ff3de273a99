"""When each user last signed in and was last mailed a link to choose a password."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_COLUMNS = ("signed_in_at", "link_sent_at")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("users", sa.Column(name, sa.DateTime(timezone=True)), schema="cases")
    op.execute(
        """
        UPDATE cases.users SET signed_in_at = last.at FROM (
            SELECT user_id, max(created_at) AS at FROM cases.sign_in_sessions GROUP BY user_id
        ) AS last WHERE last.user_id = users.id
        """
    )

"""Who is called in the afternoon was told so, while the desk read "in the evening".

Few cases hold an hour: one look through the table, which locks the rows of those alone.
"""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.execute(
        """
        UPDATE cases.cases SET told = jsonb_set(told, '{call_time}', '"afternoon"')
        WHERE told ->> 'call_time' = 'evening'
        """
    )

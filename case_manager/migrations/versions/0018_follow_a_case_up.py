"""What citizens do to a case after it was opened: withdraw, appeal, confirm, say how it was."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_SCHEMA = "cases"
_EVENTS = (
    "opened",
    "assigned",
    "note_written",
    "reply_sent",
    "citizen_wrote",
    "delivery_changed",
    "decision_recorded",
    "closed",
    "closing_undone",
    "reopened",
    "reclassified",
    "moved",
    "unassigned",
    "taken_back",
    "deadline_moved",
    "withdrawn",
    "withdrawal_asked",
    "appealed",
    "remedy_confirmed",
    "remedy_missed",
    "rated",
)


def upgrade() -> None:
    _new_events()
    _add_to(
        "cases",
        sa.Column("appeal_of", sa.Uuid()),
        sa.Column(
            "remedy_confirmed_at",
            sa.DateTime(timezone=True),
            comment="the citizen says that what was decided has come",
        ),
        sa.Column(
            "satisfaction",
            sa.SmallInteger(),
            comment="1 to 5, the citizen's last word on how it was handled",
        ),
        sa.Column("rated_at", sa.DateTime(timezone=True)),
    )
    op.create_foreign_key(
        op.f("fk_cases_appeal_of_cases"),
        "cases",
        "cases",
        ["appeal_of"],
        ["id"],
        source_schema=_SCHEMA,
        referent_schema=_SCHEMA,
    )
    op.create_check_constraint(
        op.f("ck_cases_satisfaction_is_one_to_five"),
        "cases",
        "satisfaction BETWEEN 1 AND 5",
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_cases_appeal_of",
        "cases",
        ["appeal_of"],
        schema=_SCHEMA,
        postgresql_where="appeal_of IS NOT NULL",
    )
    _add_to(
        "outgoing_messages",
        sa.Column(
            "about",
            sa.String(length=20),
            comment="what an answer is about; only the assistant reads it",
        ),
    )


def _new_events() -> None:
    name = "ck_case_events_eventkind"
    words = ", ".join(f"'{word}'" for word in _EVENTS)
    op.drop_constraint(op.f(name), "case_events", schema=_SCHEMA, type_="check")
    op.create_check_constraint(op.f(name), "case_events", f"kind IN ({words})", schema=_SCHEMA)


def _add_to(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column, schema=_SCHEMA)

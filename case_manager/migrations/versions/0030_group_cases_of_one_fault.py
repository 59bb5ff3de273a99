"""Cases learn that their money came, and those of one fault are one piece of work.

The check on events reads their table once.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

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
    "payment_credited",
    "fault_mended",
    "escalated",
    "incident_joined",
    "incident_left",
)
_KINDS = ("batch", "provider", "union", "agent", "other")
_INCIDENT_EVENTS = (
    "opened",
    "assigned",
    "note_written",
    "case_added",
    "case_removed",
    "joined",
    "split",
    "mended",
)
_REASONS = (
    "PIN_INACTIVE",
    "NID_MISMATCH",
    "ACCOUNT_CLOSED",
    "WRONG_NUMBER",
    "SIM_CHANGED_OFF",
    "OTP_FRAUD",
    "MARKED_DEAD",
    "NOT_MIGRATED",
    "DUPLICATE_NID",
    "NOT_IN_PAYROLL",
    "LIMIT_OR_TECH",
)


def upgrade() -> None:
    _new_events()
    _incidents()
    _indexes_of_incidents()
    _incident_cases()
    _incident_events()
    _remedy_news()


def _new_events() -> None:
    name = "ck_case_events_eventkind"
    words = ", ".join(f"'{word}'" for word in _EVENTS)
    op.drop_constraint(op.f(name), "case_events", schema=_SCHEMA, type_="check")
    op.create_check_constraint(op.f(name), "case_events", f"kind IN ({words})", schema=_SCHEMA)


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", _words("incidentkind", *_KINDS), nullable=False),
        sa.Column(
            "fault",
            sa.String(160),
            comment="by which the job knows it again; none of what was opened by hand",
        ),
        sa.Column("programme", sa.String(40)),
        sa.Column("provider", sa.String(20)),
        sa.Column("batch", sa.String(40)),
        sa.Column("return_reason", _words("returnreason", *_REASONS)),
        sa.Column(
            "area_code",
            sa.String(10),
            sa.ForeignKey("cases.areas.code"),
            comment="the smallest area with all of it; none: several",
        ),
        sa.Column("words_sealed", sa.LargeBinary(), comment="what failed, written by hand"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), sa.ForeignKey("cases.users.id")),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("cases.users.id")),
        sa.Column(
            "concerns_id",
            sa.Uuid(),
            sa.ForeignKey("cases.users.id"),
            comment="a user complained of: never shown it",
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False, comment="whose money failed"),
        sa.Column("amount_paisa", sa.BigInteger(), nullable=False),
        sa.Column("people_left", sa.Integer(), nullable=False, comment="whose money still fails"),
        sa.Column("amount_left_paisa", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True)),
        sa.Column("mended_at", sa.DateTime(timezone=True)),
        sa.Column("joined_into_id", sa.Uuid(), sa.ForeignKey("cases.incidents.id")),
        sa.CheckConstraint("joined_into_id <> id", name=op.f("ck_incidents_joins_another")),
        sa.CheckConstraint(
            "people >= people_left AND people_left >= 0",
            name=op.f("ck_incidents_no_more_are_left_than_there_were"),
        ),
        schema=_SCHEMA,
    )


def _indexes_of_incidents() -> None:
    _index("incidents", "uq_incidents_number", "number", unique=True)
    _index(
        "incidents",
        "uq_incidents_fault",
        "fault",
        unique=True,
        postgresql_where="mended_at IS NULL",
    )
    _index("incidents", "ix_incidents_opened_at", "opened_at", "id")
    _index(
        "incidents",
        "ix_incidents_joined_into_id",
        "joined_into_id",
        postgresql_where="joined_into_id IS NOT NULL",
    )


def _incident_cases() -> None:
    op.create_table(
        "incident_cases",
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("cases.cases.id"), primary_key=True),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("cases.incidents.id"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        schema=_SCHEMA,
    )
    _index("incident_cases", "ix_incident_cases_incident_id", "incident_id", "case_id")


def _incident_events() -> None:
    op.create_table(
        "incident_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("cases.incidents.id"), nullable=False),
        sa.Column("kind", _words("incidenteventkind", *_INCIDENT_EVENTS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid(), sa.ForeignKey("cases.users.id")),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.Column("source_key", sa.String(120), unique=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        schema=_SCHEMA,
    )
    _index("incident_events", "ix_incident_events_incident_id", "incident_id", "id")
    op.execute(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
        ON {_SCHEMA}.incident_events
        FOR EACH STATEMENT EXECUTE FUNCTION {_SCHEMA}.refuse_change()
        """
    )


def _remedy_news() -> None:
    op.create_table(
        "remedy_news",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), primary_key=True),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("cases.cases.id"), nullable=False),
        sa.Column(
            "payment_id",
            sa.Uuid(),
            comment="no foreign key: payments are partitioned, and none is ever deleted",
        ),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("cases.incidents.id")),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True)),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("came", sa.Boolean(), comment="what the citizen answered"),
        schema=_SCHEMA,
    )
    _index(
        "remedy_news",
        "uq_remedy_news_told",
        "case_id",
        "payment_id",
        "incident_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    _index(
        "remedy_news",
        "uq_remedy_news_asked",
        "payment_id",
        unique=True,
        postgresql_where="asked_at IS NOT NULL AND payment_id IS NOT NULL",
    )
    _index(
        "remedy_news",
        "ix_remedy_news_incident_id",
        "incident_id",
        postgresql_where="incident_id IS NOT NULL",
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _index(table: str, name: str, *columns: str, **options: Any) -> None:
    op.create_index(name, table, list(columns), schema=_SCHEMA, **options)

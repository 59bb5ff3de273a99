"""Limits and pauses of each case, and what can be taken back before it leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SCHEMA = "cases"
_MOMENT = sa.DateTime(timezone=True)
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
)
_DAY_OF = "AT TIME ZONE 'Asia/Dhaka')::date"


def upgrade() -> None:
    _new_events()
    _who_filed()
    _limits()
    _pauses()
    _next_due_on()
    _taken_back()


def _new_events() -> None:
    name = "ck_case_events_eventkind"
    words = ", ".join(f"'{word}'" for word in _EVENTS)
    op.drop_constraint(op.f(name), "case_events", schema=_SCHEMA, type_="check")
    op.create_check_constraint(op.f(name), "case_events", f"kind IN ({words})", schema=_SCHEMA)


def _who_filed() -> None:
    _add_to(
        "cases",
        sa.Column(
            "citizen_name_sealed",
            sa.LargeBinary(),
            comment="as given, of somebody who is not in the register",
        ),
        sa.Column("citizen_phone_sealed", sa.LargeBinary()),
        sa.Column("citizen_phone_index", sa.LargeBinary()),
    )


def _limits() -> None:
    """The limits that applied are read off the deadlines that they led to."""
    _add_to(
        "cases",
        sa.Column("received_on", sa.Date(), comment="the clocks' day zero: a letter comes before"),
        sa.Column("resolution_from_on", sa.Date(), comment="received, or last reopened"),
        sa.Column("first_action_days", sa.SmallInteger(), comment="0 is the same day"),
        sa.Column("resolution_days", sa.SmallInteger()),
        sa.Column("office_days", sa.SmallInteger()),
    )
    op.execute(
        f"""
        WITH spans AS (
            SELECT DISTINCT (opened_at {_DAY_OF} AS zero, due.due_on
            FROM {_SCHEMA}.cases CROSS JOIN LATERAL (
                VALUES (first_action_due_on), (resolution_due_on), (office_due_on)
            ) AS due(due_on)
        ), counted AS MATERIALIZED (
            SELECT zero, due_on, (
                SELECT count(*) FROM generate_series(zero + 1, due_on, '1 day') AS day
                WHERE extract(isodow FROM day) NOT IN (5, 6)
                AND NOT EXISTS (SELECT FROM {_SCHEMA}.holidays WHERE "on" = day::date)
            ) AS days FROM spans
        )
        UPDATE {_SCHEMA}.cases SET
            received_on = (opened_at {_DAY_OF},
            resolution_from_on = (opened_at {_DAY_OF},
            first_action_days = first.days,
            resolution_days = resolution.days,
            office_days = office.days
        FROM counted AS first, counted AS resolution, counted AS office
        WHERE (first.zero, first.due_on) = ((opened_at {_DAY_OF}, first_action_due_on)
        AND (resolution.zero, resolution.due_on) = ((opened_at {_DAY_OF}, resolution_due_on)
        AND (office.zero, office.due_on) = ((opened_at {_DAY_OF}, office_due_on)
        """  # noqa: S608 (every word is our own)
    )
    for name in (
        "received_on",
        "resolution_from_on",
        "first_action_days",
        "resolution_days",
        "office_days",
    ):
        op.alter_column("cases", name, nullable=False, schema=_SCHEMA)


def _pauses() -> None:
    """Who waits for a citizen has waited since the last question."""
    op.create_table(
        "case_pauses",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_case_pauses_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_case_pauses_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pauses")),
        schema=_SCHEMA,
    )
    op.create_index("ix_case_pauses_case_id", "case_pauses", ["case_id"], schema=_SCHEMA)
    _add_to(
        "cases",
        sa.Column(
            "paused_on",
            sa.Date(),
            comment="the resolution clock stands while the citizen is asked",
        ),
    )
    op.execute(
        f"""
        UPDATE {_SCHEMA}.cases SET paused_on = COALESCE((
            SELECT (max(at) {_DAY_OF} FROM {_SCHEMA}.case_events
            WHERE case_id = cases.id AND kind = 'reply_sent'
        ), (now() {_DAY_OF})
        WHERE status = 'waiting_for_citizen'
        """  # noqa: S608 (every word is our own)
    )
    op.create_check_constraint(
        op.f("ck_cases_waiting_means_a_pause"),
        "cases",
        "(status = 'waiting_for_citizen') = (paused_on IS NOT NULL)",
        schema=_SCHEMA,
    )


def _next_due_on() -> None:
    for name in ("ix_cases_open_by_due", "ix_cases_unread"):
        op.drop_index(name, table_name="cases", schema=_SCHEMA)
    op.drop_column("cases", "next_due_on", schema=_SCHEMA)
    op.add_column(
        "cases",
        sa.Column(
            "next_due_on",
            sa.Date(),
            sa.Computed(
                "CASE WHEN first_action_at IS NULL"
                " THEN LEAST(first_action_due_on, resolution_due_on)"
                " WHEN paused_on IS NOT NULL THEN DATE '9999-12-31'"
                " ELSE resolution_due_on END",
                persisted=True,
            ),
            nullable=False,
            comment="the nearest of the organisation's running clocks; paused comes last",
        ),
        schema=_SCHEMA,
    )
    for name, condition in (
        ("ix_cases_open_by_due", "closed_at IS NULL"),
        ("ix_cases_unread", "has_unread_answer"),
    ):
        op.create_index(
            name, "cases", ["next_due_on", "id"], schema=_SCHEMA, postgresql_where=condition
        )


def _taken_back() -> None:
    _add_to("case_messages", sa.Column("taken_back_at", _MOMENT))
    _add_to(
        "outgoing_messages",
        sa.Column(
            "left_at",
            _MOMENT,
            comment="from then on the gateway may have it; from before it can be taken back",
        ),
        sa.Column("taken_back_at", _MOMENT),
    )
    op.create_check_constraint(
        op.f("ck_outgoing_messages_what_has_left_cannot_be_taken_back"),
        "outgoing_messages",
        "left_at IS NULL OR taken_back_at IS NULL",
        schema=_SCHEMA,
    )


def _add_to(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column, schema=_SCHEMA)

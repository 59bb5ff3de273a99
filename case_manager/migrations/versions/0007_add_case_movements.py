"""The books of open cases, begun with what is known of the cases there are."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

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
)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _new_events()
    op.create_table(
        "case_movements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _words("movementkind", "received", "reopened", "disposed", "moved_out", "moved_in"),
            nullable=False,
        ),
        sa.Column("count", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False, comment="the day of it in Dhaka"),
        sa.Column("area_code", sa.String(length=10), nullable=True),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column(
            "channel",
            _words("channel", "sms", "ussd", "walk_in", "call", "paper", "hearing"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "count IN (1, -1)", name=op.f("ck_case_movements_count_is_one_up_or_down")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_case_movements_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_movements")),
        schema=_SCHEMA,
    )
    _enter("received", "opened_at")
    _enter("disposed", "closed_at")
    op.create_index("ix_case_movements_case_id", "case_movements", ["case_id"], schema=_SCHEMA)
    op.create_index("ix_case_movements_on", "case_movements", ["on"], schema=_SCHEMA)
    op.execute(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE
        ON {_SCHEMA}.case_movements
        FOR EACH STATEMENT EXECUTE FUNCTION {_SCHEMA}.refuse_change()
        """
    )


def _new_events() -> None:
    name = "ck_case_events_eventkind"
    words = ", ".join(f"'{word}'" for word in _EVENTS)
    op.drop_constraint(op.f(name), "case_events", schema=_SCHEMA, type_="check")
    op.create_check_constraint(op.f(name), "case_events", f"kind IN ({words})", schema=_SCHEMA)


def _enter(kind: str, moment: str) -> None:
    """Nothing was reclassified or moved before there were books."""
    op.execute(
        f"""
        INSERT INTO {_SCHEMA}.case_movements
            (case_id, kind, count, at, "on", area_code, programme, category, channel)
        SELECT id, '{kind}', 1, {moment}, ({moment} AT TIME ZONE 'Asia/Dhaka')::date,
               area_code, programme, category, channel
        FROM {_SCHEMA}.cases WHERE {moment} IS NOT NULL ORDER BY {moment}, id
        """  # noqa: S608 (both words are our own)
    )

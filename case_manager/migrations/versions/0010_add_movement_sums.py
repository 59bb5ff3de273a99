"""The books added up by month and district, and the indexes that the figures read."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_SCHEMA = "cases"
_KINDS = ("received", "reopened", "disposed", "moved_in", "moved_out")
_CHANNELS = ("sms", "ussd", "walk_in", "call", "paper", "hearing")
_KEY = ("month", "district", "programme", "category", "channel")
_PLACE = ("area_code", "programme", "category", "channel")


def upgrade() -> None:
    op.create_table(
        "movement_sums",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        sa.Column(
            "district",
            sa.String(length=4),
            nullable=False,
            comment="the area's code, cut to a district's",
        ),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                *_CHANNELS, name="channel", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        *(sa.Column(kind, sa.Integer(), nullable=False) for kind in _KINDS),
        sa.Column("is_merged", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement_sums")),
        schema=_SCHEMA,
    )
    op.execute(_adding_up("case_movements", is_merged=True, schema=f"{_SCHEMA}."))
    _index("uq_movement_sums_merged", "movement_sums", _KEY, where="is_merged", unique=True)
    _index("ix_movement_sums_to_merge", "movement_sums", ("id",), where="NOT is_merged")
    _add_with_every_movement()
    _index_what_the_figures_read()


def _adding_up(table: str, *, is_merged: bool, schema: str = "") -> str:
    sums = ", ".join(f"COALESCE(sum(count) FILTER (WHERE kind = '{kind}'), 0)" for kind in _KINDS)
    return f"""
        INSERT INTO {_SCHEMA}.movement_sums
            ({", ".join((*_KEY, *_KINDS))}, is_merged)
        SELECT date_trunc('month', "on")::date, COALESCE(left(area_code, 4), ''),
               COALESCE(programme, ''), category, channel, {sums}, {str(is_merged).lower()}
        FROM {schema}{table} GROUP BY 1, 2, 3, 4, 5
    """  # noqa: S608 (every word is our own)


def _add_with_every_movement() -> None:
    op.execute(
        f"""
        CREATE FUNCTION {_SCHEMA}.add_movements_up() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {_adding_up("written", is_merged=False)};
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        f"""
        CREATE TRIGGER add_up AFTER INSERT ON {_SCHEMA}.case_movements
        REFERENCING NEW TABLE AS written
        FOR EACH STATEMENT EXECUTE FUNCTION {_SCHEMA}.add_movements_up()
        """
    )


def _index_what_the_figures_read() -> None:
    """Each holds all that its figure asks for, so the wide rows are left alone."""
    _index(
        "ix_case_movements_area_code",
        "case_movements",
        ("area_code", "on"),
        patterns="area_code",
    )
    _index(
        "ix_cases_figures_closed",
        "cases",
        ("closed_at",),
        include=("received_on", *_PLACE),
        where="closed_at IS NOT NULL",
    )
    _index(
        "ix_cases_figures_first_action",
        "cases",
        ("first_action_at",),
        include=("received_on", *_PLACE),
        where="first_action_at IS NOT NULL",
    )
    _index(
        "ix_cases_figures_due",
        "cases",
        ("resolution_due_on",),
        include=("closed_at", "paused_on", *_PLACE),
    )
    _index(
        "ix_cases_figures_open",
        "cases",
        ("received_on",),
        include=("closed_at", *_PLACE),
        where="closed_at IS NULL",
    )


def _index(
    name: str,
    table: str,
    columns: tuple[str, ...],
    *,
    include: tuple[str, ...] = (),
    where: str | None = None,
    unique: bool = False,
    patterns: str | None = None,
) -> None:
    op.create_index(
        name,
        table,
        list(columns),
        schema=_SCHEMA,
        unique=unique,
        postgresql_include=list(include),
        postgresql_where=where,
        postgresql_ops={patterns: "text_pattern_ops"} if patterns else {},
    )

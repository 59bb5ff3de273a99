"""Totals of the movements by day and by month, told apart by one or two things only."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_SCHEMA = "cases"
_KINDS = ("received", "reopened", "disposed", "moved_in", "moved_out")
_DIMENSIONS = ("district", "programme", "category", "channel")
_SUMS = ", ".join(f"COALESCE(sum(count) FILTER (WHERE kind = '{kind}'), 0)" for kind in _KINDS)
_PLACE = """COALESCE(left(area_code, 4), '') AS district, COALESCE(programme, '') AS programme,
            category, channel"""


def upgrade() -> None:
    op.execute(f"LOCK TABLE {_SCHEMA}.case_movements IN SHARE ROW EXCLUSIVE MODE")
    op.add_column(
        "movement_sums",
        sa.Column("on", sa.Date(), nullable=True, comment="its day, until it is merged"),
        schema=_SCHEMA,
    )
    op.create_table(
        "movement_totals",
        sa.Column(
            "folded",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="a bit for each of district, programme, category, channel not told apart",
        ),
        sa.Column("on", sa.Date(), nullable=False, comment="the day, or a month's first"),
        sa.Column("district", sa.String(length=4), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        *(sa.Column(kind, sa.Integer(), nullable=False) for kind in _KINDS),
        sa.PrimaryKeyConstraint("folded", "on", *_DIMENSIONS, name=op.f("pk_movement_totals")),
        schema=_SCHEMA,
    )
    _sum_up_anew()
    _keep_the_day()
    _tell_how_durations_spread()


def _sum_up_anew() -> None:
    """The lines that still wait to be merged know no day: all are made again from the books."""
    op.execute(f"TRUNCATE {_SCHEMA}.movement_sums")
    op.drop_index("uq_movement_sums_merged", "movement_sums", schema=_SCHEMA)
    op.create_index(
        "uq_movement_sums_merged",
        "movement_sums",
        ["category", "channel", "programme", "district", "month"],
        schema=_SCHEMA,
        unique=True,
        postgresql_where="is_merged",
    )
    op.execute(
        f"""
        INSERT INTO {_SCHEMA}.movement_sums
            (month, {", ".join((*_DIMENSIONS, *_KINDS))}, is_merged)
        SELECT date_trunc('month', "on")::date, {_PLACE}, {_SUMS}, true
        FROM {_SCHEMA}.case_movements
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """  # noqa: S608 (every word is our own)
    )
    sums = ", ".join(f"sum({kind})" for kind in _KINDS)
    op.execute(
        f"""
        INSERT INTO {_SCHEMA}.movement_totals
            (folded, "on", {", ".join((*_DIMENSIONS, *_KINDS))})
        SELECT grouping({", ".join(_DIMENSIONS)}), month,
            {", ".join(f"COALESCE({name}, '')" for name in _DIMENSIONS)}, {sums}
        FROM {_SCHEMA}.movement_sums
        GROUP BY month, GROUPING SETS (
            (category, channel), (programme, channel), (district, channel),
            (programme, category), (district, category), (district, programme)
        )
        ORDER BY 1, 2, 3, 4, 5, 6
        """  # noqa: S608 (every word is our own)
    )
    op.execute(
        f"""
        INSERT INTO {_SCHEMA}.movement_totals
            (folded, "on", {", ".join((*_DIMENSIONS, *_KINDS))})
        SELECT grouping({", ".join(_DIMENSIONS)}), "on",
            {", ".join(f"COALESCE({name}, '')" for name in _DIMENSIONS)}, {_SUMS}
        FROM (SELECT kind, count, "on", {_PLACE} FROM {_SCHEMA}.case_movements) AS movements
        GROUP BY "on", GROUPING SETS ((channel), (programme), (category), (district))
        ORDER BY 1, 2, 3, 4, 5, 6
        """  # noqa: S608 (every word is our own)
    )


def _keep_the_day() -> None:
    op.execute(
        f"""
        CREATE OR REPLACE FUNCTION {_SCHEMA}.add_movements_up() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO {_SCHEMA}.movement_sums
                (month, {", ".join((*_DIMENSIONS, *_KINDS))}, "on", is_merged)
            SELECT date_trunc('month', "on")::date, {_PLACE}, {_SUMS}, "on", false
            FROM written GROUP BY 1, 2, 3, 4, 5, "on";
            RETURN NULL;
        END $$
        """  # noqa: S608 (every word is our own)
    )


def _tell_how_durations_spread() -> None:
    """Otherwise a million groups are expected where there are fifty, and one worker has it all."""
    for name, moment in (("closing", "closed_at"), ("first_action", "first_action_at")):
        op.execute(
            f"""
            CREATE STATISTICS {_SCHEMA}.st_cases_days_to_{name} ON
                (GREATEST((timezone('Asia/Dhaka', {moment}))::date - received_on, 0))
            FROM {_SCHEMA}.cases
            """
        )
    for table in ("cases", "movement_sums", "movement_totals"):
        op.execute(f"ANALYZE {_SCHEMA}.{table}")

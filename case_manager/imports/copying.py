"""Rows of a frame into a table, as fast as the database takes them."""

import polars as pl
import psycopg
from sqlalchemy.orm import Session

_NOTHING = "\\N"


class DatabaseRefused(Exception):
    """The database would not have the rows. What it says of them may hold a name; `rule` does not.

    It `passes` where the database is away, or has no room or too much to do now.
    """

    def __init__(self, what: str, error: BaseException | None) -> None:
        super().__init__(f"{what}{type(error).__name__}")
        self.passes = isinstance(error, psycopg.OperationalError)
        self._state = str(getattr(error, "sqlstate", None) or "")
        told = getattr(error, "diag", None)
        broken = told and (told.constraint_name or told.column_name)
        self.rule = " ".join(filter(None, (self._state, broken)))

    @property
    def is_of_the_rows(self) -> bool:
        """They are no data for it or break a rule of it, and will the next time."""
        return self._state.startswith(("22", "23"))


def copy_rows(session: Session, table: str, rows: pl.DataFrame) -> None:
    written = rows.with_columns(
        (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.Binary
    ).write_csv(include_header=False, null_value=_NOTHING)
    driver = session.connection().connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("rows are copied through psycopg")
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    statement = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '{_NOTHING}')"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(written)
    except psycopg.Error as error:
        raise DatabaseRefused(f"{table}: ", error) from None

"""Indexes of big tables, built while everybody goes on writing to them.

What the migration did before is committed then: one that was cut off is run again from its
beginning, so all of that has to be repeatable.
"""

from alembic import op


def build_index(table: str, name: str, columns: str, *, unique: bool = False) -> None:
    """`columns` with what follows them. It waits for transactions that are open, however long, and
    they do not wait for it; what is left of one that was cut off is taken away first.
    """
    kind = "UNIQUE INDEX" if unique else "INDEX"
    with op.get_context().autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS cases.{name}")
        op.execute(f"CREATE {kind} CONCURRENTLY {name} ON cases.{table} {columns}")
        op.execute("RESET lock_timeout")

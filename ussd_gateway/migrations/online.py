"""Changes of big tables while everybody goes on writing to them.

Each step is committed by itself; what was cut off is done again from its beginning.
"""

from alembic import op
from sqlalchemy import text

# One partition after the other, because PostgreSQL builds no index of all of them concurrently.
_WITHOUT_IT = text("""
SELECT partition.relname FROM pg_inherits AS of_table
JOIN pg_class AS partition ON partition.oid = of_table.inhrelid
WHERE of_table.inhparent = to_regclass(:table) AND NOT EXISTS (
    SELECT FROM pg_index AS built
    JOIN pg_inherits AS of_index ON of_index.inhrelid = built.indexrelid
    WHERE built.indrelid = partition.oid AND of_index.inhparent = to_regclass(:index)
)
ORDER BY partition.relname
""")


def add_index(table: str, name: str, columns: str) -> None:
    """`columns` with what follows them. The name becomes ix_table_name."""
    with op.get_context().autocommit_block():
        _build(table, name, columns)


def add_partitioned_index(table: str, name: str, columns: str) -> None:
    """Months that begin meanwhile get it with the table's own, which is valid once all have it."""
    whole = f"gateway.ix_{table}_{name}"
    with op.get_context().autocommit_block():
        op.execute(
            f"CREATE INDEX IF NOT EXISTS ix_{table}_{name} ON ONLY gateway.{table} {columns}"
        )
        named = {"table": f"gateway.{table}", "index": whole}
        for partition in op.get_bind().scalars(_WITHOUT_IT, named).all():
            _build(partition, name, columns)
            op.execute(f"ALTER INDEX {whole} ATTACH PARTITION gateway.ix_{partition}_{name}")


def replace_check(table: str, name: str, condition: str) -> None:
    """What is there already is looked at without keeping anybody from writing."""
    op.execute(f"ALTER TABLE gateway.{table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE gateway.{table} ADD CONSTRAINT {name} CHECK ({condition}) NOT VALID")
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE gateway.{table} VALIDATE CONSTRAINT {name}")


def _build(table: str, name: str, columns: str) -> None:
    """It waits for transactions that are open, however long, and they do not wait for it."""
    op.execute("SET lock_timeout = 0")
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS gateway.ix_{table}_{name}")
    op.execute(f"CREATE INDEX CONCURRENTLY ix_{table}_{name} ON gateway.{table} {columns}")
    op.execute("RESET lock_timeout")

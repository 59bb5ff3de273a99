"""Run by alembic with the connection that case_manager.migrate opened.

All is one transaction, but for indexes that are built while others write: they end it, and what
comes behind them begins another one.
"""

from alembic import context

from case_manager.migrate import is_ours
from case_manager.models import SCHEMA, Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_schemas=True,
    include_name=is_ours,
    version_table_schema=SCHEMA,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from ussd_gateway.db import driver_url
from ussd_gateway.migrate import alembic_config, check_drift, migrate


def test_there_is_one_head(gateway_database_url: str) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(gateway_database_url))
    assert len(scripts.get_heads()) == 1


def test_models_and_database_agree(gateway_database_url: str) -> None:
    check_drift(gateway_database_url)


def test_migrating_again_changes_nothing(gateway_database_url: str) -> None:
    migrate(gateway_database_url)


def test_there_is_a_partition_for_each_month_to_come(gateway_database_url: str) -> None:
    engine = create_engine(driver_url(gateway_database_url))
    with engine.begin() as connection:
        connection.execute(text("SELECT gateway.ensure_partitions(4)"))
        names = connection.scalars(
            text(
                "SELECT relname FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid"
                " WHERE inhparent = 'gateway.inbox'::regclass ORDER BY relname"
            )
        ).all()
    engine.dispose()
    assert len(names) == 6  # last month, this month, four ahead
    assert all(name.startswith("inbox_20") for name in names)

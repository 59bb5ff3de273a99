"""Brings the schema `gateway` to its newest form: `python -m ussd_gateway.migrate`."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config

from ussd_gateway.sealing import Sealer
from ussd_gateway.settings import load_settings


def sealer_of_settings() -> Sealer:
    return Sealer.from_settings(load_settings())


def alembic_config(
    database_url: str, make_sealer: Callable[[], Sealer] = sealer_of_settings
) -> Config:
    """The sealer is made only where something is sealed that must change."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["database_url"] = database_url
    config.attributes["make_sealer"] = make_sealer
    return config


def migrate(database_url: str) -> None:
    command.upgrade(alembic_config(database_url), "head")


def check_drift(database_url: str) -> None:
    """Raises when the models say something else than the migrated database."""
    command.check(alembic_config(database_url))


if __name__ == "__main__":
    migrate(load_settings().database_url)

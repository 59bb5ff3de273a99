"""An upgrade of a gateway that has been at work for long."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from ussd_gateway.addresses import Address
from ussd_gateway.db import driver_url
from ussd_gateway.migrate import alembic_config
from ussd_gateway.migrations.online import add_partitioned_index
from ussd_gateway.places import address_place
from ussd_gateway.sealing import KeyMissing, Sealer

SEALER = Sealer(keys={1: bytes(32)}, current=1, index_key=b"index")
HIDDEN = "hu3b84346f0c3a4a95"
_CONTACTS = "id, phone_sealed, phone_index, channel, language, created_at"
_WRITE = """
INSERT INTO gateway.{} (id, created_at, contact_id, channel, kind, priority, expects_reply,
    cost_tag, language, text_sealed, segments, state, attempts, next_attempt_at, changed_at)
VALUES (gen_random_uuid(), now(), gen_random_uuid(), 'robi', 'answer', 0, false,
    '', 'en', '', 1, 'sent', 0, now(), now())
"""


@pytest.fixture
def database(make_database: Callable[[str], str]) -> str:
    return make_database(f"old{uuid4().hex[:8]}")


@pytest.fixture
def config(database: str) -> Config:
    return alembic_config(database, lambda: SEALER)


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def indexes_are_valid(connection: psycopg.Connection) -> bool:
    found = connection.execute(
        "SELECT indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid"
        " WHERE relnamespace = 'gateway'::regnamespace"
    )
    return all(valid for (valid,) in found)


class TestBigTables:
    def test_are_written_to_while_their_index_is_built(
        self, database: str, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "head")
        connection.execute("DROP INDEX gateway.ix_outbox_counted")
        building = threading.Thread(target=build_index, args=(database,))
        with psycopg.connect(database) as somebody:
            somebody.execute(_WRITE.format(this_month(connection)))
            building.start()
            wait_until_built(connection)
            connection.execute("SET statement_timeout = '2s'")
            connection.execute(_WRITE.format("outbox"))
            assert building.is_alive()
        building.join(30)
        assert not building.is_alive()
        assert indexes_are_valid(connection)

    def test_an_upgrade_that_was_cut_off_is_finished_by_the_next(
        self, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "0011")
        connection.execute("UPDATE gateway.alembic_version SET version_num = '0008'")
        connection.execute("ALTER TABLE gateway.inbox DROP CONSTRAINT ck_inbox_inboxstate")
        connection.execute("DROP INDEX gateway.ix_outbox_counted")
        command.upgrade(config, "head")
        assert indexes_are_valid(connection)
        unchecked = "SELECT count(*) FROM pg_constraint WHERE NOT convalidated"
        assert connection.execute(unchecked).fetchone() == (0,)

    def test_two_upgrades_at_once_are_one(
        self, database: str, connection: psycopg.Connection
    ) -> None:
        code = f"from ussd_gateway.migrate import migrate; migrate({database!r})"
        both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]
        assert [each.wait(60) for each in both] == [0, 0]
        assert indexes_are_valid(connection)


def build_index(database: str) -> None:
    engine = create_engine(driver_url(database), poolclass=NullPool)
    with (
        engine.connect() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        add_partitioned_index("outbox", "counted", "(contact_id, counted_on)")


def this_month(connection: psycopg.Connection) -> str:
    [name] = connection.execute("SELECT 'outbox_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMM')")
    return str(name[0])


def wait_until_built(connection: psycopg.Connection) -> None:
    """Until an index waits for whoever writes."""
    for _ in range(600):
        if connection.execute(
            "SELECT FROM pg_stat_progress_create_index WHERE phase LIKE 'waiting%'"
        ).rowcount:
            return
        connection.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("no index is being built")


class TestHiddenNumbers:
    def add(self, connection: psycopg.Connection, text: str, channel: str = "robi") -> UUID:
        contact_id = uuid4()
        row = (
            contact_id,
            SEALER.seal(text, address_place(contact_id)),
            SEALER.index(text, "contacts.phone"),
            channel,
        )
        connection.execute(
            f"INSERT INTO gateway.contacts ({_CONTACTS}) VALUES (%s, %s, %s, %s, 'bn', now())", row
        )
        return contact_id

    def read(self, connection: psycopg.Connection, contact_id: UUID) -> tuple[Address, bytes]:
        row = connection.execute(
            "SELECT phone_sealed, phone_index FROM gateway.contacts WHERE id = %s", [contact_id]
        ).fetchone()
        assert row
        return Address.from_text(SEALER.open(row[0], address_place(contact_id))), row[1]

    def test_become_addresses_under_which_they_are_found(
        self, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "0012")
        today = Address.of_masked_id(HIDDEN, "robi")
        newer = Address.of_masked_id(f"{HIDDEN}7", "airtel")
        phones = ["+8801712345678", "+123456789012345"]
        old = self.add(connection, HIDDEN)
        others = [self.add(connection, text, "airtel") for text in [*phones, newer.text]]
        command.upgrade(config, "head")
        assert self.read(connection, old) == (today, SEALER.index(today.text, "contacts.phone"))
        for contact_id, text in zip(others, [*phones, newer.text], strict=True):
            index = SEALER.index(text, "contacts.phone")
            assert self.read(connection, contact_id) == (Address.from_text(text), index)

    def test_of_somebody_who_wrote_again_meanwhile_can_still_be_written_to(
        self, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "0012")
        today = Address.of_masked_id(HIDDEN, "robi")
        old, new = self.add(connection, HIDDEN), self.add(connection, today.text)
        command.upgrade(config, "head")
        assert [self.read(connection, each)[0] for each in (old, new)] == [today, today]

    def test_of_which_a_key_is_missing_wait_for_it_with_the_upgrade(
        self, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "0012")
        old = self.add(connection, HIDDEN)
        config.attributes["make_sealer"] = lambda: replace(SEALER, keys={2: bytes(32)}, current=2)
        with pytest.raises(KeyMissing):
            command.upgrade(config, "head")
        config.attributes["make_sealer"] = lambda: SEALER
        command.upgrade(config, "head")
        assert self.read(connection, old)[0] == Address.of_masked_id(HIDDEN, "robi")

    def test_that_nobody_can_open_stop_no_upgrade(
        self, config: Config, connection: psycopg.Connection
    ) -> None:
        command.upgrade(config, "0012")
        broken, old = self.add(connection, "b" * 20), self.add(connection, HIDDEN)
        connection.execute(
            "UPDATE gateway.contacts SET phone_sealed = '\\x01' || phone_sealed WHERE id = %s",
            [broken],
        )
        command.upgrade(config, "head")
        assert self.read(connection, old)[0] == Address.of_masked_id(HIDDEN, "robi")


def test_no_keys_are_needed_where_nothing_is_sealed_anew(database: str) -> None:
    def none() -> Sealer:
        raise AssertionError("asked for keys")

    command.upgrade(alembic_config(database, none), "head")

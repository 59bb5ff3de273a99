"""The gateway dies in the worst moment: the assistant has answered, nothing is committed."""

import signal

import psycopg
import pytest

from tests.e2e.house import House, Phone, wait_for

pytestmark = [pytest.mark.assistant, pytest.mark.running]

WAITING_FOR_THE_OUTBOX = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
    AND query ILIKE 'INSERT INTO gateway.outbox%'
"""


def test_nothing_is_said_twice_and_no_answer_meets_the_next_question(house: House) -> None:
    citizen = house.citizen_on("oaa")
    phone = Phone(house, citizen["phone"])
    before = opened_cases(house)
    phone.sends("amar boyosko bhatar taka 3 mash dhore pai nai")
    phone.hears("1. ")

    with psycopg.connect(house.database_url) as blocker:
        blocker.execute("LOCK TABLE gateway.outbox IN SHARE ROW EXCLUSIVE MODE")
        phone.sends("1")
        with psycopg.connect(house.database_url, autocommit=True) as watcher:
            wait_for(
                "the answer of the assistant to be written down",
                lambda: watcher.execute(WAITING_FOR_THE_OUTBOX).fetchone()[0],
            )
        house.program("ussd_gateway.worker").send_signal(signal.SIGKILL)
        blocker.rollback()

    phone.hears("boyosko bhata")
    phone.sends("ha")
    opened = phone.hears(" ")
    assert any(character.isdigit() for character in opened)
    said = house.sent_to(citizen["phone"])
    assert len(said) == len(set(said)) == phone.heard, "nothing is said twice"
    assert opened_cases(house) == before + 1


def opened_cases(house: House) -> int:
    with psycopg.connect(house.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM cases.cases").fetchone()
    assert row
    return int(row[0])

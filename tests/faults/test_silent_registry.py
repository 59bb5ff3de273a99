"""Whoever keeps the payments never answers: a caller is told so, long before the phone gives up."""

import secrets
import time
from dataclasses import dataclass, field

import httpx
import psycopg
import pytest

from tests.e2e.house import House

pytestmark = [pytest.mark.assistant, pytest.mark.running]

USSD_DEADLINE_SECONDS = 12  # of the house; operators wait for 15
NOT_HEARD = "hisab ekhon pachchhi na"
THEIR_PAYMENTS_GONE = """
    DELETE FROM cases.payments USING cases.people
    WHERE people.id = payments.person_id AND people.name_en = %s
"""


@dataclass
class Call:
    house: House
    number: str
    session: str = field(default_factory=lambda: secrets.token_hex(8))

    def shows(self, typed: str = "", *, is_new: bool = False) -> str:
        answer = httpx.post(
            f"{self.house.url('gateway')}/channels/simulator-ussd/ussd",
            json={
                "session": self.session,
                "from": self.number,
                "to": "*16236#",
                "id": secrets.token_hex(8),
                "is_new": is_new,
                "input": typed,
            },
            headers={"X-Simulator-Secret": self.house.channel("simulator")["secret"]},
            timeout=USSD_DEADLINE_SECONDS + 10,
        )
        answer.raise_for_status()
        return str(answer.json()["screen"])


def test_a_caller_hears_within_the_deadline_that_nobody_answers(house: House) -> None:
    citizen = [each for each in house.demo["citizens"] if each["programmes"] == ["oaa"]][-1]
    with psycopg.connect(house.database_url) as database:  # what files of before told
        database.execute("SET session_replication_role = replica")  # else nobody may take it away
        database.execute(THEIR_PAYMENTS_GONE, (citizen["name_en"],))
    call = Call(house, citizen["phone"])
    call.shows(is_new=True)
    asked_at = time.monotonic()
    screen = call.shows("amar boyosko bhatar taka kobe asbe")
    took = time.monotonic() - asked_at
    assert NOT_HEARD in screen
    assert 2 <= took < USSD_DEADLINE_SECONDS / 2

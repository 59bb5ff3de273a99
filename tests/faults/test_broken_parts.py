"""A part hangs: the citizen gets the apology in time, and the answer once the part is back."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.e2e.house import House, Phone

pytestmark = [pytest.mark.assistant, pytest.mark.running]

APOLOGY = "Dukkhito, uttor dite deri hobe"
DEADLINE_SECONDS = 12


@contextmanager
def hanging(process: psutil.Process) -> Iterator[None]:
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


def apology_comes_in_time(phone: Phone) -> None:
    asked_at = time.monotonic()
    assert APOLOGY in phone.hears(" ")
    assert time.monotonic() - asked_at < DEADLINE_SECONDS


@pytest.mark.parametrize("part", ["-m server", "case_manager.app:create_app"])
def test_a_question_is_answered_when_the_part_is_back(house: House, part: str) -> None:
    phone = Phone(house, house.citizen_on("wda")["phone"])
    phone.heard = len(house.sent_to(phone.number))
    with hanging(house.program(part)):
        phone.sends("amar bidhoba bhatar taka kobe asbe")
        apology_comes_in_time(phone)
    assert "bidhoba" in phone.hears(" ")


def test_a_complaint_is_opened_once_when_the_actions_are_back(house: House) -> None:
    phone = Phone(house, house.citizen_on("pwd")["phone"])
    phone.sends("amar protibondhi bhatar taka pai nai")
    phone.hears("1. ")
    phone.sends("1")
    phone.hears("protibondhi")
    with hanging(house.program("actions.server")):
        phone.sends("ha")
        apology_comes_in_time(phone)
    opened = phone.hears(" ")
    phone.sends("dhonnobad")
    phone.hears(" ")
    assert sum(character.isdigit() for character in opened) >= 8
    assert len(house.sent_to(phone.number)) == phone.heard

"""Whoever complained and writes that it came is asked whether the complaint is to end."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
ASKED = ["/affirm", "/deny"]  # whether to withdraw it
CAME = [
    "টাকা পায়া গেছি",
    "টাকা তো আইসা পড়ছে আইজকা",
    "টাকা আইছে",
    "taka peye gechi",
    "taka paisi",
    "hoye geche, taka asche",
    "the money came today",
    "i got it now",
]


def complained(new_phone: NewPhone) -> Phone:
    phone = new_phone(language="en").sends("i did not get my money")
    return phone.picks("July-September 2026, 1,950 taka").picks("Yes, send it")


class TestBehindTheNumber:
    @pytest.mark.parametrize("said", CAME)
    def test_is_asked_and_then_withdrawn(
        self, new_phone: NewPhone, house: House, said: str
    ) -> None:
        phone = complained(new_phone).sends(said)
        assert phone.options == ASKED
        phone.sends("1")
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference, body["text"]) == ("withdrawals", "48210934", said)

    @pytest.mark.parametrize(
        "said",
        ["it did not come", "টাকা আসে নাই", "taka ki asche?", "the officer came, he got money"],
    )
    def test_what_has_not_come_ends_nothing(
        self, new_phone: NewPhone, house: House, said: str
    ) -> None:
        assert complained(new_phone).sends(said).options != ASKED
        assert house.fake.follow_ups == []


class TestDaysLater:
    def test_is_asked_too(self, new_phone: NewPhone) -> None:
        phone = complained(new_phone).sends("hello").sends("thanks").sends("menu")
        assert phone.sends("taka peye gechi").options == ASKED

    def test_of_who_has_no_complaint_nothing_is_asked(self, new_phone: NewPhone) -> None:
        assert new_phone().sends("taka peye gechi").options != ASKED

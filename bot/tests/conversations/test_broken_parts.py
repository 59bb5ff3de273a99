"""A part is down: the turn is taken back, and the same message is answered when the part is up."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]


class TestCaseManagerDown:
    @pytest.mark.parametrize(
        "wish",
        ["আমার টাকা কবে আসবে?", "আমার টাকা আসে নাই", "আমার নালিশের খবর কী?", "মানুষের সাথে কথা বলতে চাই"],
    )
    def test_the_message_is_kept_and_answered_later(
        self, new_phone: NewPhone, house: House, wish: str
    ) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(wish)
        assert phone.last_answer.status_code == 503
        assert phone.last_answer.json()["error"] == "NoAnswer"
        house.fake.is_down = False
        phone.sends_again().hears("এটি নালিশ")
        assert phone.last_answer.json()["replayed"] is False

    def test_the_complaint_stands_where_it_stood(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        house.fake.is_down = True
        assert phone.sends("হ্যাঁ").last_answer.status_code == 503
        assert phone.sends_again().last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("৪৮২১-০৯৩৪")
        assert len(house.fake.cases) == 1

    def test_an_identity_answer_is_not_lost(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("4567").hears("জন্মের সাল")
        house.fake.is_down = True
        assert phone.sends("1952").last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("কোন কিস্তির")

    def test_an_awaited_answer_is_not_lost(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        house.fake.is_down = True
        assert phone.sends("না, পাইনি").last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("কর্মীকে দেওয়া হলো")

    def test_small_talk_goes_on(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("সালাম")
        house.fake.is_down = True
        phone.sends("ধন্যবাদ").hears("আপনাকেও ধন্যবাদ")


class TestActionServerDown:
    @pytest.mark.parametrize("wish", ["আমার টাকা কবে আসবে?", "আমার টাকা আসে নাই", "সালাম"])
    def test_the_message_is_kept_and_answered_later(
        self, new_phone: NewPhone, house: House, wish: str
    ) -> None:
        house.action_server_goes_down()
        phone = new_phone().sends(wish)
        assert phone.last_answer.status_code == 503
        house.action_server_comes_back()
        phone.sends_again().hears("এটি নালিশ")

    def test_the_complaint_stands_where_it_stood(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই")
        house.action_server_goes_down()
        assert phone.sends("1").last_answer.status_code == 503
        house.action_server_comes_back()
        phone.sends_again().hears("ঠিক আছে?").sends("1").hears("৪৮২১-০৯৩৪")
        assert len(house.fake.cases) == 1

    def test_a_new_wish_in_a_complaint_is_not_half_answered(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই")
        house.action_server_goes_down()
        assert phone.sends("আমার নালিশের খবর কী?").last_answer.status_code == 503

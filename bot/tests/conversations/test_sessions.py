"""Days between two messages, and conversations that go on for long."""

from collections.abc import Callable

from conftest import House, Loop
from conversations.conftest import let_two_days_pass
from phone import Phone

NewPhone = Callable[..., Phone]


class TestAfterTwoDays:
    def test_a_half_told_complaint_is_over(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        loop.run(let_two_days_pass(house, phone))
        phone.sends("হ্যাঁ").hears("আর কিছু লাগলে লিখুন")
        assert house.fake.cases == {}

    def test_an_awaited_answer_is_still_awaited(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        phone = new_phone().sends("সালাম")
        phone.is_asked_by_caseworker("48210934", "event-1")
        loop.run(let_two_days_pass(house, phone))
        phone.sends("না, পাইনি").hears("কর্মীকে দেওয়া হলো")
        phone.is_asked_by_caseworker("48210934", "event-1")
        loop.run(let_two_days_pass(house, phone))
        phone.sends("না").hears("ঠিক আছে")

    def test_whether_it_came_is_still_asked(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        house.fake.cases["48210934"] = {"category": "payment_not_received", "status": "closed"}
        phone = new_phone().sends("সালাম")
        phone.is_asked_by_caseworker("48210934", about="remedy")
        loop.run(let_two_days_pass(house, phone))
        phone.sends("পাই নাই").hears("আবার খোলা হলো")

    def test_nobody_is_introduced_again(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        phone = new_phone().sends("সালাম").hears("সেবা নালিশ")
        loop.run(let_two_days_pass(house, phone))
        assert "সেবা নালিশ" not in "".join(phone.sends("সালাম").heard)

    def test_a_replay_still_says_the_same(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        phone = new_phone().sends("সালাম")
        heard = phone.heard
        loop.run(let_two_days_pass(house, phone))
        assert phone.sends_again().heard == heard
        assert phone.last_answer.json()["replayed"] is True


class TestLongTalk:
    def test_every_answer_can_be_replayed_on_the_way(self, new_phone: NewPhone) -> None:
        phone = new_phone()
        for _ in range(3):
            for said in ("সালাম", "আমার টাকা আসে নাই", "1", "না", "3", "আমার টাকা কবে আসবে?"):
                heard = phone.sends(said).heard
                assert heard
                assert phone.sends_again().heard == heard

    def test_one_complaint_after_another(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        for number in range(1, 5):
            phone.sends("আমার টাকা আসে নাই").sends("1").sends("1").hears("নালিশ জমা হয়েছে")
            assert len(house.fake.cases) == number

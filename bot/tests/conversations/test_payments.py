"""Where the money is, in every state, and what to do where it did not come."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import House
from fake_case_manager import payment, two_payments
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]
WORDING = read_wording()
REASONS = sorted(n.removeprefix("advice_") for n in WORDING.texts if n.startswith("advice_"))
STATES = {
    "scheduled": ("এখনো পাঠানো হয়নি", "ekhono pathano hoyni", "not sent yet"),
    "approved": ("২০ অক্টোবর ২০২৬ অনুমোদন", "onumodon hoyechhe", "approved on 20 October"),
    "sent": ("নগদ দিয়ে ২০ অক্টোবর", "Nagad diye 20 October", "sent through Nagad"),
    "credited": ("জমা হয়েছে", "joma hoyechhe", "paid through Nagad"),
    "returned": ("নগদ থেকে ২০ অক্টোবর", "ferot gechhe", "came back from Nagad"),
    "reissued": ("আবার পাঠানোর আদেশ", "abar pathanor adesh", "ordered again on 20 October"),
    "on_hold": ("আটকে আছে", "atke achhe", "on hold"),
}
ROOM_ON_A_BANGLA_SCREEN = 80 - len("\n৯ আরও ০ পিছে ০০ শুরু")
CONTRACT = Path(__file__).parents[3] / "case_manager" / "openapi.json"
QUESTIONS = {
    "bn": "আমার টাকা কবে আসবে?",
    "bn-Latn": "amar bhatar taka kobe ashbe",
    "en": "When will my allowance come?",
}
WIDOWS = {"bn": "বিধবা ভাতা", "bn-Latn": "bidhoba bhata", "en": "Widow Allowance"}


def paid(status: str, reason: str | None = None) -> dict[str, object]:
    return payment(1, "2026-07-01", "2026-09-30", "2026-10-20", status=status, reason=reason)


@pytest.mark.parametrize(
    ("name", "tried"), [("PaymentStatus", {*STATES}), ("ReturnReason", {*REASONS})]
)
def test_whatever_the_case_manager_may_say_is_tried_here(name: str, tried: set[str]) -> None:
    schemas = json.loads(CONTRACT.read_text("utf-8"))["components"]["schemas"]
    assert {*schemas[name]["enum"]} == tried


class TestStates:
    @pytest.mark.parametrize("status", STATES)
    def test_are_told_in_every_language(
        self, new_phone: NewPhone, house: House, status: str
    ) -> None:
        house.fake.payments = [paid(status)]
        for language, words in zip(QUESTIONS, STATES[status], strict=True):
            new_phone(language=language).sends(QUESTIONS[language]).hears(words)

    @pytest.mark.parametrize("status", STATES)
    def test_are_told_on_the_first_screen_of_a_bangla_call(
        self, new_phone: NewPhone, house: House, status: str
    ) -> None:
        house.fake.payments = [paid(status)]
        phone = new_phone(channel="ussd").sends("/greet").sends("/check_payment")
        first, then, *_ = phone.heard[0].split("। ")
        assert first == WORDING.say(
            f"payment_{status}_short", "bn", programme="বয়স্ক ভাতা", date="২০ অক্টোবর ২০২৬"
        ).removesuffix("।")
        assert len(first) < ROOM_ON_A_BANGLA_SCREEN
        assert then.startswith("জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা")


class TestReasons:
    @pytest.mark.parametrize("status", ["returned", "on_hold"])
    @pytest.mark.parametrize("language", QUESTIONS)
    @pytest.mark.parametrize("reason", REASONS)
    def test_lead_to_what_to_do_and_to_a_complaint(
        self, new_phone: NewPhone, house: House, reason: str, language: str, status: str
    ) -> None:
        house.fake.payments = [paid(status, reason)]
        phone = new_phone(language=language).sends(QUESTIONS[language])
        phone.hears(WORDING.say(f"advice_{reason}", language)).sends("1")
        phone.hears(WORDING.say("utter_ask_payment", language))

    @pytest.mark.parametrize("language", QUESTIONS)
    def test_a_death_entry_is_never_named(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        house.fake.payments = [paid("on_hold", "MARKED_DEAD")]
        phone = new_phone(language=language).sends(QUESTIONS[language])
        phone.hears_nothing_of("মৃত", "মারা", "mrit", "mara", "dead", "death", "died", "MARKED")

    def test_are_not_told_before_identity(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends(QUESTIONS["bn"]).hears("শেষ ৪ অঙ্ক")
        phone.hears_nothing_of("পিন চালু", "ফেরত")


class TestSeveralProgrammes:
    @pytest.fixture
    def two(self, house: House) -> None:
        widows = {**paid("credited"), "programme": "wda", "programme_name": WIDOWS}
        house.fake.payments = [*two_payments(), widows]

    @pytest.mark.usefixtures("two")
    def test_are_all_answered_and_each_by_its_digit(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(QUESTIONS["bn"])
        phone.hears("বয়স্ক ভাতা: ২০ অক্টোবর ২০২৬ ফেরত", "বিধবা ভাতা: ২০ অক্টোবর ২০২৬ জমা")
        phone.hears("নিজে পিন চালু করুন")
        phone.sends("1").hears("নিজে পিন চালু করুন")

    @pytest.mark.parametrize("language", QUESTIONS)
    @pytest.mark.parametrize("second", REASONS)
    @pytest.mark.parametrize("first", REASONS)
    def test_why_each_failed_is_told(
        self, new_phone: NewPhone, house: House, first: str, second: str, language: str
    ) -> None:
        widows = {**paid("returned", second), "programme": "wda", "programme_name": WIDOWS}
        house.fake.payments = [paid("returned", first), widows]
        told = " ".join(new_phone(language=language).sends(QUESTIONS[language]).heard)
        for reason in (first, second):
            said = [WORDING.say(f"{name}_{reason}", language) for name in ("advice", "reason")]
            assert any(each in told for each in said)

    @pytest.mark.parametrize(
        ("language", "coming"),
        [
            ("bn", "পরের কিস্তি অক্টোবর-ডিসেম্বর ২০২৬, ১,৯৫০ টাকা: এখনো পাঠানো হয়নি।"),
            ("bn-Latn", "Porer kisti October-December 2026, 1,950 taka: ekhono pathano hoyni."),
            ("en", "Next payment, October-December 2026, 1,950 taka: not sent yet."),
        ],
    )
    def test_of_what_comes_next_it_is_said_what_it_is(
        self, new_phone: NewPhone, house: House, language: str, coming: str
    ) -> None:
        scheduled = payment(2, "2026-10-01", "2026-12-31", "2026-10-20", status="scheduled")
        house.fake.payments = [scheduled, paid("credited")]
        phone = new_phone(language=language).sends("/greet").sends(QUESTIONS[language])
        phone.hears(coming)

    @pytest.mark.usefixtures("two")
    def test_are_answered_inside_a_complaint(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends(QUESTIONS["bn"])
        phone.hears("বয়স্ক ভাতা: ২০ অক্টোবর", "কোন কিস্তি")

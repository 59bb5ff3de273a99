"""What somebody is entitled to: the own allowance, or a programme picked or named."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
BANGLA, BANGLISH, ENGLISH = "bn", "bn-Latn", "en"


class TestWhoIsKnown:
    @pytest.mark.parametrize(
        ("question", "since", "rate"),
        [
            (
                "আমি কোন ভাতা পাই?",
                "আপনি ১ জুলাই ২০২০ থেকে বয়স্ক ভাতা পান।",
                "মাসে ৭০০ টাকা (২০২৬-২৭, বদলাতে পারে)।",
            ),
            (
                "ami kon vata pai",
                "Apni 1 July 2020 theke boyosko bhata pan.",
                "Mashe 700 taka (2026-27, bodlate pare).",
            ),
            (
                "which allowance am I on?",
                "You have been on the Old Age Allowance since 1 July 2020.",
                "700 taka a month (2026-27, may change).",
            ),
        ],
    )
    def test_hears_what_and_since_when(
        self, new_phone: NewPhone, question: str, since: str, rate: str
    ) -> None:
        new_phone().sends(question).hears(since, rate)

    def test_goes_on_to_other_allowances_by_digits(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("/greet").sends("5").hears("বয়স্ক ভাতা পান")
        phone.sends("1").hears("কোন ভাতার কথা").sends("2").hears("বিধবা ভাতা:", "আবেদন:")

    def test_hears_that_a_stopped_allowance_is_stopped(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments[0] |= {"status": "suspended", "rate": None}
        new_phone().sends("আমি কোন ভাতা পাই?").hears("আপনার বয়স্ক ভাতা এখন বন্ধ আছে।")

    def test_of_the_own_programme_hears_the_own_enrolment(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বয়স্ক ভাতা মাসে কত টাকা?")
        phone.hears("১ জুলাই ২০২০ থেকে", "৩ মাস পরপর", "নারী ৬২")

    def test_without_an_enrolment_picks_a_programme(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments = []
        new_phone().sends("আমি কোন ভাতা পাই?").hears("কোন ভাতার কথা")


class TestWhoIsNotKnown:
    @pytest.fixture(autouse=True)
    def unknown(self, house: House) -> None:
        house.fake.state = "unknown_phone"

    @pytest.mark.parametrize(
        ("language", "question", "told"),
        [
            (BANGLA, "কোন ভাতার কথা", ("বয়স্ক ভাতা: মাসে ৭০০ টাকা", "৬৫", "সমাজসেবা অফিস")),
            (BANGLISH, "Kon bhatar kotha", ("boyosko bhata: Mashe 700", "65", "somajseba office")),
            (ENGLISH, "Which allowance", ("Old Age Allowance: 700", "65", "Social Services")),
        ],
    )
    def test_picks_a_programme_by_digits_and_is_not_asked_who_it_is(
        self, new_phone: NewPhone, language: str, question: str, told: tuple[str, ...]
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends("5").hears(question)
        assert len(phone.options) == 8
        phone.sends("1").hears(*told)

    def test_hears_of_a_named_programme_at_once(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("how much is the widow allowance per month?")
        phone.hears("Widow Allowance: 700 taka a month (2026-27, may change).")

    def test_goes_from_one_programme_to_the_next(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বিধবা ভাতা কত টাকা?").sends("1").hears("কোন ভাতার কথা")
        phone.sends("3").hears("প্রতিবন্ধী ভাতা:")

    def test_hears_it_in_letters_where_no_script_fits(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends("/greet").sends("5")
        phone.sends("1").hears("boyosko bhata: Mashe 700 taka (2026-27, bodlate pare).")


class TestWrongInput:
    def test_of_a_programme_that_we_know_nothing_of(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("টিসিবি কার্ডে কী কী পাই, টিসিবি কার্ড সম্পর্কে জানতে চাই")
        phone.hears("জানাতে পারি না").sends("1").hears("একজন কর্মী")

    def test_an_option_that_was_not_offered(self, new_phone: NewPhone) -> None:
        new_phone().sends('/check_entitlement{"programme": "nonsense"}').hears("জানাতে পারি না")

    @pytest.mark.parametrize("question", ["/check_entitlement", "বয়স্ক ভাতা মাসে কত টাকা?"])
    def test_while_the_case_manager_is_down_is_answered_later(
        self, new_phone: NewPhone, house: House, question: str
    ) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(question)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("১ জুলাই ২০২০ থেকে")

    def test_within_a_complaint_the_complaint_goes_on(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তির")
        phone.sends("বিধবা ভাতা মাসে কত টাকা?").hears("বিধবা ভাতা:", "এবার আপনার নালিশ")
        phone.sends("1").hears("ঠিক আছে?")

    def test_without_a_name_within_a_complaint_says_how_to_ask(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments = []
        phone = new_phone().sends("আমার টাকা আসে নাই")
        phone.sends("আমি কী কী ভাতা পাব?").hears("ভাতার নাম লিখে", "কোন কিস্তির")

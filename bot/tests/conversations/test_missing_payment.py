"""The complaint that money did not come, told in three languages and on three kinds of phone."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House
from fake_case_manager import PAID, payment
from phone import Phone

NewPhone = Callable[..., Phone]


def only_case(house: House) -> dict[str, Any]:
    (case,) = house.fake.cases.values()
    return case


class TestToldInFull:
    def test_in_banglish(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="bn")
        phone.sends("amar boyosko bhatar taka 3 mash dhore pai nai")
        phone.hears('Amra "Nalish"', "PIN ba OTP kauke bolben na", "Kon kistir taka asheni?")
        assert phone.titles == [
            "July-September 2026, 1,950 taka",
            "April-June 2026, 1,950 taka",
            "Onno kisti",
        ]
        phone.sends("1")
        phone.hears("Taka ferot gechhe. boyosko bhata, July-September 2026, 1,950 taka. Thik")
        phone.sends("ha thik ache")
        phone.hears("Nombor 4821-0934", "24 November 2026 er moddhe")
        assert only_case(house) == {
            "conversation_id": phone.sender,
            "category": "payment_returned",
            "description": "amar boyosko bhatar taka 3 mash dhore pai nai",
            "payment_id": house.fake.payments[0]["payment_id"],
            "programme": "oaa",
            "missing_since": "2026-07",
            "channel": "sms",
            "language": "bn-Latn",
        }

    def test_in_bangla(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="en")
        phone.sends("আমার বয়স্ক ভাতার টাকা তিন মাস ধরে পাই নাই")
        phone.hears("সেবা নালিশ", "কোন কিস্তি আসেনি?")
        phone.sends("১").hears("বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা। ঠিক আছে?")
        phone.sends("হ্যাঁ").hears("৪৮২১-০৯৩৪", "২৪ নভেম্বর ২০২৬")
        assert only_case(house)["language"] == "bn"

    def test_in_english(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="bn")
        phone.sends("I have not received my old age allowance money")
        phone.hears("We are Nalish", "Which payment did not come?")
        phone.sends("1").hears(
            "Money came back. Old Age Allowance, July-September 2026, 1,950 taka."
        )
        phone.sends("yes").hears("4821-0934", "24 November 2026")
        assert only_case(house)["language"] == "en"

    def test_by_digits_alone(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(is_free=True).sends("সালাম")
        phone.hears("ফ্রি সেবা")
        phone.sends("2").hears("কোন কিস্তি")
        phone.sends("1").hears("ঠিক আছে?")
        phone.sends("1").hears("৪৮২১-০৯৩৪")
        assert only_case(house)["description"] == "টাকা ফেরত গেছে"

    def test_without_script_in_latin_letters(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn", can_script=False).sends("আমার টাকা আসে নাই")
        phone.hears('Amra "Nalish"', "Kon kistir taka asheni?")
        assert all(text.isascii() for text in [*phone.heard, *phone.titles])


class TestFirstContact:
    def test_is_introduced_once(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("সালাম").hears("সেবা নালিশ")
        assert "সেবা নালিশ" not in "".join(phone.sends("সালাম").heard)

    def test_hears_of_no_charge_only_where_there_is_none(self, new_phone: NewPhone) -> None:
        assert "ফ্রি" not in "".join(new_phone(channel="sms").sends("সালাম").heard)
        new_phone(is_free=True).sends("সালাম").hears("ফ্রি")


class TestCorrections:
    def test_of_the_month_at_the_read_back(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("amar bhatar taka pai nai").sends("2").hears("April-June 2026")
        phone.sends("na, july theke").hears("July-September 2026", "Thik achhe?")
        phone.sends("1").hears("4821-0934")
        assert only_case(house)["payment_id"] == house.fake.payments[0]["payment_id"]
        assert only_case(house)["missing_since"] == "2026-07"

    @pytest.mark.parametrize(
        ("language", "words", "since"),
        [
            ("bn", "২ কিস্তি", "এপ্রিল ২০২৬ থেকে"),
            ("bn-Latn", "2 kisti pai nai", "April 2026 theke"),
            ("en", "the last 2 instalments", "since April 2026"),
        ],
    )
    def test_of_several_in_a_row_the_first_month_is_read_back(
        self, new_phone: NewPhone, house: House, language: str, words: str, since: str
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
        phone.sends(words).hears(since).hears_nothing_of("1,950", "১,৯৫০").sends("1")
        assert only_case(house)["payment_id"] == house.fake.payments[0]["payment_id"]
        assert only_case(house)["missing_since"] == "2026-04"

    def test_no_asks_what_to_change(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").sends("না")
        phone.hears("কী বদলাতে হবে?")
        phone.sends("1").hears("কোন কিস্তি").sends("2").hears("এপ্রিল-জুন ২০২৬")
        phone.sends("হ্যাঁ")
        assert only_case(house)["payment_id"] == house.fake.payments[1]["payment_id"]

    def test_of_the_month_by_the_option(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").sends("2").sends("2")
        phone.hears("কোন মাস থেকে").sends("এপ্রিল থেকে").hears("এপ্রিল").sends("1")
        assert only_case(house)["missing_since"] == "2026-04"

    def test_and_nothing_is_filed_when_it_is_dropped(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").sends("2").sends("3")
        phone.hears("নালিশ করা হলো না")
        assert house.fake.cases == {}
        phone.sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")


class TestToldAgain:
    """By somebody who left off in the middle, and begins anew."""

    def test_while_asked_which_payment(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="en").sends("my money did not come")
        phone.hears("Which payment did not come?")
        phone.sends("widow allowance money not received").hears("Since which month")
        assert "did not understand" not in "".join(phone.heard)
        phone.sends("march").sends("yes")
        case = only_case(house)
        assert (case["payment_id"], case["programme"]) == (None, "wda")
        assert case["description"] == (
            "my money did not come\nwidow allowance money not received\nmarch"
        )

    def test_with_nothing_new_it_asks_the_same_again(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি আসেনি?")
        for _ in range(3):
            phone.sends("ভাতার টাকা পাই নাই").hears("কোন কিস্তি আসেনি?")
            assert "বুঝতে পারিনি" not in "".join(phone.heard)
        assert house.fake.cases == {}

    def test_while_asked_who_it_is(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "unknown_phone"
        phone = new_phone().sends("আমার টাকা আসে নাই")
        asked = phone.heard[-1]
        phone.sends("বিধবা ভাতার টাকা পাই নাই").hears(asked)
        assert "বুঝতে পারিনি" not in "".join(phone.heard)


class TestWhichPayment:
    @pytest.mark.parametrize("named", ["may masher ta", "apriler ta", "juner-ta", "april erta"])
    def test_named_by_its_month(self, new_phone: NewPhone, named: str) -> None:
        new_phone().sends("amar bhatar taka pai nai").sends(named).hears("April-June")

    @pytest.mark.parametrize("named", ["এপ্রিলেরটা", "জুনেরটা", "মে মাসেরটা", "মে-র টা", "এপ্রিলেরটাকা"])
    def test_named_by_its_month_in_bangla(self, new_phone: NewPhone, named: str) -> None:
        new_phone().sends("আমার টাকা আসে নাই").sends(named).hears("এপ্রিল-জুন ২০২৬")

    def test_another_asks_which_and_since_when(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("3").hears("কোন ভাতা?")
        phone.sends("বিধবা ভাতা").hears("কোন মাস থেকে").sends("মার্চ থেকে").hears("মার্চ ২০২৬ থেকে")
        phone.sends("1")
        case = only_case(house)
        assert (case["payment_id"], case["programme"]) == (None, "wda")
        assert case["missing_since"] == "2026-03"

    def test_a_person_without_payments_is_heard_as_well(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.payments = []
        phone = new_phone().sends("আমার বয়স্ক ভাতার টাকা জুলাই থেকে পাই নাই")
        phone.hears("জুলাই ২০২৬ থেকে", "ঠিক আছে?").sends("1").hears("৪৮২১-০৯৩৪")

    def test_programmes_are_named_where_there_are_two(
        self, new_phone: NewPhone, house: House
    ) -> None:
        widow = payment(3, "2026-07-01", "2026-09-30", "2026-10-20", **PAID)
        widow |= {"programme": "wda", "programme_name": {"bn": "বিধবা ভাতা", "en": "", "bn-Latn": ""}}
        house.fake.payments.append(widow)
        phone = new_phone().sends("আমার টাকা আসে নাই")
        assert "বিধবা ভাতা, জুলাই-সেপ্টেম্বর ২০২৬" in phone.titles


class TestPicked:
    """By somebody whose payments are not known."""

    @pytest.fixture
    def telling(self, new_phone: NewPhone, house: House) -> Phone:
        house.fake.payments = []
        return new_phone(language="en").sends("/report_missing_payment").hears("Which allowance?")

    def test_programme_and_month(self, telling: Phone, house: House) -> None:
        telling.sends("2").hears("Since which month")
        assert telling.titles == [
            *("October 2026", "September 2026", "August 2026", "July 2026"),
            *("Longer", "I do not know"),
        ]
        telling.sends("3").hears("since August 2026").sends("1")
        case = only_case(house)
        assert (case["programme"], case["missing_since"]) == ("wda", "2026-08")

    def test_longer_is_told_in_words(self, telling: Phone, house: House) -> None:
        telling.sends("1").sends("5").hears("Money did not come. Old age, for many months.").sends(
            "1"
        )
        case = only_case(house)
        assert (case["programme"], case["missing_since"]) == ("oaa", None)
        assert case["description"].endswith("for many months")

    def test_what_is_not_known(self, telling: Phone, house: House) -> None:
        telling.sends("8").sends("6").hears("We wrote: Money did not come. Is that right?").sends(
            "1"
        )
        case = only_case(house)
        assert (case["programme"], case["missing_since"]) == (None, None)

    def test_another_allowance_is_any(self, telling: Phone, house: House) -> None:
        telling.sends("7").sends("1").sends("1")
        assert only_case(house)["programme"] is None

    def test_since_longer_than_the_payment(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="en").sends("/report_missing_payment").sends("1")
        phone.sends("2").sends("2").sends("5").hears("1,950 taka, for many months.")
        phone.sends("2").sends("2").sends("6").hears(
            "July-September 2026, 1,950 taka. Is that right?"
        )
        phone.sends("1")
        assert only_case(house)["payment_id"] == house.fake.payments[0]["payment_id"]


class TestNewWishes:
    @pytest.mark.parametrize(
        ("wish", "answer"),
        [
            ("আমার টাকা কবে আসবে?", "ফেরত গেছে"),
            ("আমার নালিশের খবর কী?", "এই ফোনের নালিশ পেলাম না"),
            ("কী কী করতে পারেন?", "চাইতে পারেন"),
        ],
    )
    def test_are_followed_and_the_complaint_is_offered_again(
        self, new_phone: NewPhone, house: House, wish: str, answer: str
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        phone.sends(wish).hears(answer, "ঠিক আছে?")
        phone.sends("1").hears("আপনার নালিশ জমা হয়েছে")
        assert list(house.fake.cases.values())[-1]["category"] == "payment_returned"

    def test_who_greets_or_dials_again_hears_the_question_again(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn")
        phone.sends("amar boyosko bhatar taka pai nai")
        for greeting in ("/greet", "salam", "/greet"):
            phone.sends(greeting)
            assert phone.heard == ["Ebar apnar nalish.", "Kon kistir taka asheni?"]
        assert not house.fake.cases

    def test_who_thanks_hears_the_question_again(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই")
        for _ in range(2):
            phone.sends("ধন্যবাদ").hears("আপনাকেও ধন্যবাদ।", "কোন কিস্তি")
        assert not house.fake.cases

    def test_letters_of_another_script_are_no_answer(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("3").hears("কোন ভাতা?")
        phone.sends("पैसा नहीं आया").hears("বুঝতে পারিনি", "কোন ভাতা?")

    def test_many_months_stay_many_when_a_payment_is_named(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.payments = house.fake.payments[:1]
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("2").sends("2").hears("কোন মাস")
        phone.sends("5").hears("অনেক মাস ধরে").sends("না, বয়স্ক ভাতা")
        phone.hears("জুলাই-সেপ্টেম্বর ২০২৬").sends("1").hears("৪৮২১-০৯৩৪")
        assert "অনেক মাস ধরে" in only_case(house)["description"]

    def test_three_misreadings_in_a_row_hand_over(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("আকাশ নীল").hears("বুঝতে পারিনি")
        phone.sends("নদীর জল").hears("এবারও বুঝতে পারিনি", "কোন কিস্তি")
        phone.sends("গাছে পাখি").hears("তাই একজন কর্মীকে দিলাম", "৪৮২১-০৯৩৪")
        assert only_case(house)["category"] == "payment_not_received"
        assert "আকাশ নীল" in only_case(house)["description"]


class TestIdentity:
    def test_a_shared_phone_gives_four_digits_and_a_year(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("শেষ ৪ অঙ্ক")
        phone.sends("৪৫৬৭").hears("জন্মের সাল").sends("১৯৫২").hears("কোন কিস্তি")
        phone.sends("1").sends("1").hears("৪৮২১-০৯৩৪")
        assert only_case(house)["payment_id"] is not None
        assert "4567" not in only_case(house)["description"]
        assert "৪৫৬৭" not in only_case(house)["description"]

    def test_an_unknown_phone_gives_a_whole_number(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "unknown_phone"
        house.fake.right_answer = {"identifier": "1965269250123", "birth_year": 1952}
        phone = new_phone().sends("I did not receive my allowance").hears("full NID")
        phone.sends("1965269250123 1952").hears("Which payment did not come?")

    def test_three_wrong_answers_end_it_and_the_complaint_goes_on(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা আসে নাই")
        phone.sends("1111 1950").hears("মিলল না", "২ বার").sends("1112 1950").hears("১ বার")
        phone.sends("1113 1950").hears("এক ঘণ্টা পরিচয় দেখা যাবে না", "কোন ভাতা?")
        phone.sends("বয়স্ক ভাতা").sends("জুলাই থেকে").sends("উলিপুর")
        phone.sends("1").hears("৪৮২১-০৯৩৪")
        assert only_case(house)["payment_id"] is None

    def test_who_does_not_say_is_heard_without_a_payment(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "unknown_phone"
        phone = new_phone().sends("amar bidhoba bhatar taka pai nai").hears("puro NID")
        phone.sends("jani na").hears("Kon mash theke").sends("jani na").hears("upojelar?")
        phone.sends("jani na").hears("Thik achhe?").sends("ha").hears("4821-0934")
        case = only_case(house)
        assert (case["payment_id"], case["programme"], case["missing_since"]) == (None, "wda", None)

    def test_a_very_long_story_is_not_refused(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই। " * 400).sends("1").sends("1")
        phone.hears("৪৮২১-০৯৩৪")
        assert len(only_case(house)["description"]) <= 4000

    def test_a_locked_phone_can_complain(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "locked"
        phone = new_phone().sends("আমার বয়স্ক ভাতার টাকা জুলাই থেকে আসে নাই")
        phone.hears("এক ঘণ্টা পরিচয় দেখা যাবে না", "উপজেলার?").sends("উলিপুর").hears("ঠিক আছে?")
        phone.sends("1").hears("৪৮২১-০৯৩৪")


@pytest.mark.parametrize(
    ("language", "tells", "says", "hears"),
    [
        ("bn", "আমার বয়স্ক ভাতা আসে নাই", "অনেক মাস", "অনেক মাস ধরে"),
        ("bn-Latn", "amar boyosko vata ase nai", "onek din", "onek mash dhore"),
        ("en", "my old age allowance did not come", "many months", "for many months"),
    ],
)
def test_since_when_may_be_said_without_a_month(
    new_phone: NewPhone, house: House, language: str, tells: str, says: str, hears: str
) -> None:
    house.fake.state = "unknown_phone"
    phone = new_phone(language=language).sends(tells).sends("1")
    phone.sends(says).sends("/deny").hears(hears)

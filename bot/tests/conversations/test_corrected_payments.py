"""Which instalment of somebody who is known, put right in words."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House
from conversations.conftest import Filed
from fake_case_manager import payment, two_payments
from phone import Phone

NewPhone = Callable[..., Phone]
WIDOW = {
    "programme": "wda",
    "programme_name": {"bn": "বিধবা ভাতা", "bn-Latn": "bidhoba bhata", "en": "Widow Allowance"},
}


def ids(house: House) -> list[str]:
    return [row["payment_id"] for row in house.fake.payments]


@pytest.mark.parametrize(
    ("language", "words", "number", "since"),
    [
        ("bn", "১ কিস্তি না ৩ কিস্তি", 0, "2026-01"),
        ("bn", "না, ৩ কিস্তি", 0, "2026-01"),
        ("bn", "জানুয়ারি থেকে", 0, "2026-01"),
        ("bn", "না, এপ্রিলের কিস্তি", 1, "2026-04"),
        ("bn", "না, গত বছর থেকে", 0, "2025-01"),
        ("bn-Latn", "1 kisti na 3 kisti", 0, "2026-01"),
        ("bn-Latn", "3 kisti", 0, "2026-01"),
        ("bn-Latn", "na, january theke", 0, "2026-01"),
        ("bn-Latn", "april er kisti", 1, "2026-04"),
        ("bn-Latn", "na, june theke", 0, "2026-06"),
        ("en", "3 instalments, not one", 0, "2026-01"),
        ("en", "no, since January", 0, "2026-01"),
        ("en", "the April instalment", 1, "2026-04"),
        ("en", "no, since last year", 0, "2025-01"),
    ],
)
def test_at_the_read_back(
    new_phone: NewPhone,
    house: House,
    filed: Filed,
    language: str,
    words: str,
    number: int,
    since: str,
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
    phone.sends("1").sends(words).sends("/affirm")
    told = (filed.only["payment_id"], filed.told["programme"], filed.told["missing_since"])
    assert told == (ids(house)[number], "oaa", since)


@pytest.mark.parametrize(
    ("language", "words"),
    [("bn", "না, শুধু ১ কিস্তি"), ("bn-Latn", "matro ek kisti"), ("en", "no, only the last one")],
)
def test_of_several_to_the_last(
    new_phone: NewPhone, house: House, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
    phone.sends("2").sends(words).sends("/affirm")
    assert (filed.only["payment_id"], filed.told["missing_since"]) == (ids(house)[0], "2026-07")


@pytest.mark.parametrize(
    ("language", "words", "heard"),
    [
        ("bn", "গত মাস থেকে", "বয়স্ক ভাতা, অক্টোবর ২০২৬ থেকে"),
        ("bn-Latn", "na, goto mash theke", "Boyosko bhata, October 2026 theke"),
        ("en", "no, since last month", "since October 2026"),
    ],
)
@pytest.mark.parametrize("is_read_back", [True, False])
def test_of_months_that_were_not_offered_the_allowance_is_still_known(
    new_phone: NewPhone, filed: Filed, language: str, words: str, heard: str, is_read_back: bool
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
    if is_read_back:
        phone.sends("1")
    phone.sends(words).hears(heard).sends("/affirm")
    assert filed.only["payment_id"] is None
    assert filed.told["programme"] == "oaa"


@pytest.mark.parametrize(
    ("language", "words"),
    [("bn", "অনেক মাস ধরে"), ("bn-Latn", "onek din dhore"), ("en", "for a long time")],
)
@pytest.mark.parametrize("is_read_back", [True, False])
def test_that_it_is_long_ago(
    new_phone: NewPhone,
    house: House,
    filed: Filed,
    language: str,
    words: str,
    is_read_back: bool,
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
    if is_read_back:
        phone.sends("1")
    phone.sends(words).hears_nothing_of("2026-").sends("/affirm")
    assert filed.only["payment_id"] == ids(house)[0]
    assert "missing_since" not in filed.told


def test_the_last_one_is_picked_in_words(new_phone: NewPhone, house: House, filed: Filed) -> None:
    phone = new_phone(language="bn-Latn").sends("/greet").sends("/report_missing_payment")
    phone.sends("sesher ta").sends("/affirm")
    assert filed.only["payment_id"] == ids(house)[0]


def test_of_an_amount_to_another_instalment(
    new_phone: NewPhone, house: House, filed: Filed
) -> None:
    phone = new_phone(language="bn-Latn").sends("/greet").sends("/report_wrong_amount")
    phone.sends("1").sends("500 taka").sends("na, april er kisti").hears("April-June 2026")
    phone.sends("/affirm")
    assert filed.only["payment_id"] == ids(house)[1]
    assert filed.told["amount_paisa"] == 50_000


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "এপ্রিলের টাকা পাইছি, জুলাইয়ের টাকা পাই নাই"),
        ("bn", "টাকা আসে নাই, এপ্রিলের টাকাডা তুলা হইছে"),
        ("bn-Latn", "april er ta paisi, julai er ta pai nai"),
        ("bn-Latn", "april er taka dhukse kintu julyer taka ekhono pai nai"),
        ("en", "i got the money for april but not for july"),
        ("en", "the money did not come, april was fine"),
    ],
)
def test_what_came_before_the_picked_one_is_not_missing(
    new_phone: NewPhone, house: House, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends(words).sends("1").sends("/affirm")
    assert phone.language == language
    assert (filed.only["payment_id"], filed.told["missing_since"]) == (ids(house)[0], "2026-07")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "এপ্রিল জুন পাইছি পরেরটা পাই নাই"),
        ("bn-Latn", "april er ta paisi porerta pai nai"),
        ("en", "april came, july did not come"),
    ],
)
def test_what_came_is_not_taken_for_the_answer(
    new_phone: NewPhone, house: House, filed: Filed, language: str, words: str
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_missing_payment")
    phone.sends(words).sends("/affirm")
    assert (filed.only["payment_id"], filed.told["missing_since"]) == (ids(house)[0], "2026-07")


class TestOfTwoProgrammes:
    @pytest.fixture
    def phone(self, new_phone: NewPhone, house: House) -> Phone:
        widows: list[dict[str, Any]] = [
            payment(3, "2026-07-01", "2026-09-30", "2026-10-20", status="sent", reason=None),
            payment(4, "2026-04-01", "2026-06-30", "2026-07-12", status="sent", reason=None),
        ]
        house.fake.payments = [*two_payments(), *({**row, **WIDOW} for row in widows)]
        return new_phone(language="bn-Latn").sends("/greet").sends("/report_missing_payment")

    def test_to_the_same_months_of_the_other(
        self, phone: Phone, house: House, filed: Filed
    ) -> None:
        phone.picks("boyosko bhata, July").sends("na, bidhoba vata").hears("bidhoba bhata, July")
        phone.sends("/affirm")
        assert filed.only["payment_id"] == ids(house)[2]

    def test_to_other_months_of_the_other(self, phone: Phone, house: House, filed: Filed) -> None:
        phone.picks("boyosko bhata, July").sends("na, bidhoba vatar april er kisti")
        phone.hears("bidhoba bhata, April").sends("/affirm")
        assert filed.only["payment_id"] == ids(house)[3]

    def test_a_month_stays_with_the_one_that_was_picked(
        self, phone: Phone, house: House, filed: Filed
    ) -> None:
        phone.picks("bidhoba bhata, July").sends("na, april er kisti").sends("/affirm")
        assert filed.only["payment_id"] == ids(house)[3]

    def test_where_both_may_be_meant_it_is_asked_which(
        self, phone: Phone, house: House, filed: Filed
    ) -> None:
        phone.sends("july theke").hears("July 2026 theke", "Kon kisti")
        phone.picks("bidhoba bhata, July").hears("Thik achhe?").sends("/affirm")
        assert (filed.only["payment_id"], filed.told["missing_since"]) == (ids(house)[2], "2026-07")

    def test_the_allowance_alone_leaves_its_own_to_pick_from(
        self, phone: Phone, house: House, filed: Filed
    ) -> None:
        phone.sends("bidhoba vata").hears("Kon kisti")
        assert [title.split(",")[0] for title in phone.titles[:-1]] == [
            "July-September 2026",
            "April-June 2026",
        ]
        phone.sends("2").sends("/affirm")
        assert filed.only["payment_id"] == ids(house)[3]

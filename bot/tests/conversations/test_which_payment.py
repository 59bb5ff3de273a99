"""Another payment than the last one: of a month, the one before, the next."""

from collections.abc import Callable

import pytest
from conftest import House
from fake_case_manager import payment, two_payments
from phone import Phone

NewPhone = Callable[..., Phone]


def phone_of(new_phone: NewPhone, said: str) -> Phone:
    is_bangla = any("\u0980" <= letter <= "\u09ff" for letter in said)
    return new_phone(language="bn" if is_bangla else "en")


class TestAMonth:
    @pytest.mark.parametrize(
        "said", ["did april money come", "was the april payment sent", "এপ্রিলের টাকা আইছিল নি"]
    )
    def test_is_told_of_its_payment(self, new_phone: NewPhone, said: str) -> None:
        phone = phone_of(new_phone, said).sends(said)
        phone.hears("12 July 2026" if phone.language == "en" else "১২ জুলাই ২০২৬")
        assert "/report_missing_payment" in phone.options

    def test_says_nothing_of_the_last_one(self, new_phone: NewPhone) -> None:
        new_phone(language="en").sends("did april money come").hears_nothing_of("20 October")

    def test_is_told_inside_a_complaint(self, new_phone: NewPhone) -> None:
        phone = (
            new_phone(language="en")
            .sends("i did not get my money")
            .picks("July-September 2026, 1,950 taka")
        )
        phone.sends("was the april payment sent?").hears("paid on 12 July 2026")

    def test_that_is_in_no_list_is_the_next(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends("october december er taka kobe dibe")
        phone.hears("Porer kistir taka ekhono talikay otheni").hears("ferot gechhe")


class TestTheOneBefore:
    @pytest.mark.parametrize(
        "said",
        ["was I paid the time before?", "আগের কিস্তি কি পাইছি", "ager kisti koto tarikhe disilo"],
    )
    def test_is_told(self, new_phone: NewPhone, said: str) -> None:
        phone = phone_of(new_phone, said).sends(said)
        phone.hears("১২ জুলাই ২০২৬" if phone.language == "bn" else "12 July 2026")

    def test_where_there_is_none_the_last_is_told(self, new_phone: NewPhone, house: House) -> None:
        house.fake.payments = two_payments()[:1]
        new_phone(language="en").sends("was I paid the time before?").hears("20 October 2026")


class TestTheNext:
    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ("when is the next payment", "nobody has told us the day"),
            ("পরের টাকা কবে দিব", "কবে দেবে জানা নেই"),
            ("পরের কিস্তি কবে", "কবে দেবে জানা নেই"),
        ],
    )
    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    def test_is_not_known_where_the_list_ends(
        self, new_phone: NewPhone, said: str, told: str, channel: str
    ) -> None:
        language = "en" if told.isascii() else "bn"
        phone = new_phone(language=language, channel=channel).sends(said).hears(told)
        phone.hears("20 October 2026" if language == "en" else "২০ অক্টোবর ২০২৬")

    @pytest.mark.parametrize(
        ("language", "told"),
        [
            ("bn", "এখনো পাঠানো হয়নি"),
            ("bn-Latn", "ekhono pathano hoyni"),
            ("en", "October-December 2026"),
        ],
    )
    def test_is_told_where_it_is_known(
        self, new_phone: NewPhone, house: House, language: str, told: str
    ) -> None:
        coming = payment(3, "2026-10-01", "2026-12-31", "2026-11-20", status="scheduled")
        house.fake.payments = [coming, *two_payments()]
        asked = {"bn": "পরের টাকা কবে", "bn-Latn": "porer taka kobe", "en": "next payment when"}
        new_phone(language=language).sends(asked[language]).hears(told)

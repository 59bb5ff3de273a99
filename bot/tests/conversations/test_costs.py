"""What a message costs: nothing where the service is free, else what the operator takes."""

from collections.abc import Callable

import pytest
from phone import Phone

NewPhone = Callable[..., Phone]
ASKS = [
    ("bn", "এইটা কি মাগনা নাকি টাকা কাটবো", "মোবাইল কোম্পানির", "সেবা ফ্রি"),
    ("bn", "এসএমএস করলে কি টাকা কাটে", "মোবাইল কোম্পানির", "সেবা ফ্রি"),
    ("bn-Latn", "sms korle amar taka katbe?", "mobile company ney", "seba free"),
    ("bn-Latn", "eita ki free? taka kata jabe naki", "mobile company ney", "seba free"),
    ("bn", "এসএমএস পাঠাইতে কত কাটে", "মোবাইল কোম্পানির", "সেবা ফ্রি"),
    ("bn", "মেসেজ পাঠাইলে কত টাকা যায়", "মোবাইল কোম্পানির", "সেবা ফ্রি"),
    ("bn", "এই নম্বরে কল দিলে কত কাটে", "মোবাইল কোম্পানির", "সেবা ফ্রি"),
    ("bn-Latn", "koto taka kate ekta sms e", "mobile company ney", "seba free"),
    ("bn-Latn", "ek sms e koto taka lage", "mobile company ney", "seba free"),
    ("bn-Latn", "sms prati koto poisha", "mobile company ney", "seba free"),
    ("en", "is each text charged", "your mobile operator takes", "service is free"),
    ("en", "what does an sms to you cost", "your mobile operator takes", "service is free"),
    ("en", "is this free of charge?", "your mobile operator takes", "service is free"),
    ("en", "does it cost money to send sms", "your mobile operator takes", "service is free"),
]
MISSING = {
    "bn": "আমার ভাতার টাকা আসে নাই",
    "bn-Latn": "amar vatar taka ase nai",
    "en": "my allowance money did not come",
}


@pytest.mark.parametrize(("language", "asks", "operator", "free"), ASKS)
class TestWhatItCosts:
    def test_is_what_the_operator_takes(
        self, new_phone: NewPhone, language: str, asks: str, operator: str, free: str
    ) -> None:
        new_phone(language=language).sends(asks).hears(operator).hears_nothing_of(free)

    def test_is_nothing_where_the_service_is_free(
        self, new_phone: NewPhone, language: str, asks: str, operator: str, free: str
    ) -> None:
        phone = new_phone(language=language, is_free=True).sends(asks)
        phone.hears(free).hears_nothing_of(operator)

    def test_is_told_in_a_complaint_which_goes_on(
        self, new_phone: NewPhone, language: str, asks: str, operator: str, free: str
    ) -> None:
        phone = new_phone(language=language).sends(MISSING[language])
        offered = phone.titles
        phone.sends(asks).hears(operator)
        assert phone.titles == offered

"""Words that few may read, and words in the middle of something that are an answer to it."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]

BRIBE = "মেম্বার কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"
ABUSE = "কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে"
COMPLAINTS = {
    "request_number_change": "ভাতার মোবাইল নাম্বার বদলায়া নতুন বিকাশ নাম্বার দিতে চাই",
    "report_wrong_amount": "১৯৫০ টাকা পাওয়ার কথা, এইবার ১২০০ টাকা আসছে, কম কেন",
    "report_wallet_problem": "নগদের পিন ভুলে গেছি, টাকা তুলতে পারি না",
    "report_agent_charge": "এজেন্ট ভাতার টাকা তুলতে ১০০ টাকা কেটে রাখছে",
    "report_bribe": BRIBE,
    "report_exclusion": "আমি গরিব মানুষ, কতবার আবেদন করলাম, তালিকায় আমার নাম উঠায় নাই",
    "report_wrong_inclusion": "যার তিনতলা দালান আছে সেই লোক বয়স্ক ভাতা পায়",
    "report_data_error": "কার্ডে আমার নামের বানান আর জন্ম তারিখ ভুল আসছে, ঠিক করে দেন",
    "report_food_problem": "ডিলার ৩০ কেজির জায়গায় ২৫ কেজি পচা চাল দিছে",
    "report_misconduct": "অফিসের লোক খারাপ ব্যবহার করে, শুধু ঘুরায়",
    "report_death": "আমার বাবা মারা গেছেন, উনি বয়স্ক ভাতা পাইতেন",
    "report_fraud_attempt": "একজন ফোন করে ভাতার কথা বলে ওটিপি আর পিন চাইছে",
}


class TestAfterOtherWords:
    def test_abuse_is_heard(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আজকে ক্রিকেট খেলায় কে জিতল").hears("বুঝতে পারিনি")
        phone.sends(ABUSE).hears("নিরাপদ")

    @pytest.mark.parametrize(
        ("wish", "category"),
        [
            ("report_bribe", "bribe"),
            ("report_death", "deceased"),
            ("report_fraud_attempt", "fraud_pin_otp"),
            ("report_misconduct", "misbehaviour"),
            ("report_wallet_problem", "information"),
        ],
    )
    def test_what_is_sensitive_is_kept_from_most(
        self, new_phone: NewPhone, house: House, wish: str, category: str
    ) -> None:
        new_phone().sends(COMPLAINTS[wish]).sends("মানুষের সাথে কথা বলতে চাই")
        (case,) = house.fake.cases.values()
        assert case["category"] == category

    def test_and_stays_so_when_they_go_on_to_ask_for_a_person(
        self, new_phone: NewPhone, house: House
    ) -> None:
        new_phone().sends(ABUSE).sends("1").sends("1").sends("মানুষের সাথে কথা বলতে চাই")
        cases = house.fake.cases.values()
        assert [case["category"] for case in cases] == ["harassment_sea", "harassment_sea"]


class TestInTheMiddle:
    def test_of_a_complaint_words_that_answer_stay_an_answer(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("3").hears("কোন ভাতা?")
        phone.sends("বয়স্ক ভাতা, আবেদন কীভাবে করতে হয়").hears("কোন মাস")

    @pytest.mark.parametrize("wish", COMPLAINTS.values(), ids=COMPLAINTS)
    def test_of_a_caseworkers_question_it_is_the_answer(
        self, new_phone: NewPhone, house: House, wish: str
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(wish).hears("কর্মীকে দেওয়া হলো")
        assert house.fake.messages == [("48210934", wish)]

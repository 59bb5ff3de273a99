"""The first answer to each wish, with who we are before it: three parts of an SMS, mostly two."""

from collections.abc import Callable

import pytest
from conftest import House
from fake_case_manager import payment
from phone import Phone

from citizen_text import sms
from components.spoken_turns import as_sms
from wording import read_wording

NewPhone = Callable[..., Phone]
WORDING = read_wording()
FULL, SHORT = (WORDING.say(name, "bn") for name in ("utter_intro", "utter_intro_short"))
WISHES = {
    "greet": "সালাম",
    "ask_menu": "কী কী করতে পারেন?",
    "ask_about_service": "আপনারা কি সরকারি লোক?",
    "own data": "আমার সম্পর্কে কী জানেন",
    "check_payment": "আমার টাকা কবে আসবে?",
    "check_entitlement": "আমি কোন ভাতা পাই",
    "a programme": "বয়স্ক ভাতা মাসে কত টাকা",
    "all programmes": "সব ভাতা",
    "check_eligibility": "আমি কি কোনো ভাতা পাব?",
    "ask_how_to_apply": "বিধবা ভাতার আবেদন কীভাবে করব",
    "report_missing_payment": "আমার টাকা আসে নাই",
    "report_wrong_amount": "১৯৫০ টাকা পাওয়ার কথা, এইবার ১২০০ টাকা আসছে, কম কেন",
    "report_wallet_problem": "নগদের পিন ভুলে গেছি, টাকা তুলতে পারি না",
    "request_number_change": "ভাতার মোবাইল নাম্বার বদলায়া নতুন বিকাশ নাম্বার দিতে চাই",
    "report_agent_charge": "এজেন্ট ভাতার টাকা তুলতে ১০০ টাকা কেটে রাখছে",
    "report_bribe": "মেম্বার কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে",
    "report_exclusion": "আমি গরিব মানুষ, কতবার আবেদন করলাম, তালিকায় আমার নাম উঠায় নাই",
    "report_wrong_inclusion": "যার তিনতলা দালান আছে সেই লোক বয়স্ক ভাতা পায়",
    "report_data_error": "কার্ডে আমার নামের বানান আর জন্ম তারিখ ভুল আসছে, ঠিক করে দেন",
    "report_food_problem": "ডিলার ৩০ কেজির জায়গায় ২৫ কেজি পচা চাল দিছে",
    "report_misconduct": "অফিসের লোক খারাপ ব্যবহার করে, শুধু ঘুরায়",
    "report_abuse": "কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে",
    "report_death": "আমার বাবা মারা গেছেন, উনি বয়স্ক ভাতা পাইতেন",
    "report_fraud_attempt": "একজন ফোন করে ভাতার কথা বলে ওটিপি আর পিন চাইছে",
    "track_case": "আমার নালিশের খবর কী?",
    "update_case": "আমার অভিযোগে আরও কিছু কথা যোগ করতে চাই",
    "appeal_case": "অভিযোগের সিদ্ধান্ত মানি না, আপিল করতে চাই",
    "withdraw_case": "আমার নালিশ তুলে নিতে চাই",
    "talk_to_human": "মানুষের সাথে কথা বলতে চাই",
    "change_language": "ভাষা বদলাতে চাই",
    "stop_messages": "আমাকে আর মেসেজ পাঠাবেন না",
    "start_messages": "আবার মেসেজ চালু করেন",
    "goodbye": "আচ্ছা রাখি, বিদায়",
    "thank": "ধন্যবাদ",
    "affirm": "হ্যাঁ",
    "deny": "না",
    "inform": "৪৮২১-০৯৩৪",
    "out_of_scope": "আজকে ক্রিকেট খেলায় কে জিতল",
    "secret": "আমার পিন •••• টাকা পাই নাই",
}
SAID_OF_US = {  # the name, the service, what is never to be told, and the word for the notice
    "bn": ("নালিশ", "সেবা", "পিন", "বলবেন না", "গোপন"),
    "bn-Latn": ("Nalish", "seba", "PIN", "bolben na", "gopon"),
    "en": ("Nalish", "service", "Tell nobody your PIN", "privacy"),
}
CASES = {"48219999": {"category": "payment_not_received"}}


def segments(phone: Phone) -> int:
    assert phone.last_answer is not None
    return sms.measure(as_sms(phone.last_answer.json()["answers"])).segments


@pytest.mark.parametrize("state", ["verified", "shared_phone", "unknown_phone", "locked"])
@pytest.mark.parametrize("is_free", [True, False])
@pytest.mark.parametrize("said", WISHES.values(), ids=WISHES)
def test_fits_three_parts(
    new_phone: NewPhone, house: House, said: str, is_free: bool, state: str
) -> None:
    house.fake.state = state
    house.fake.cases = dict(CASES)
    phone = new_phone(is_free=is_free).sends(said)
    assert segments(phone) <= 3


def test_most_later_ones_fit_two(new_phone: NewPhone) -> None:
    found = [segments(new_phone().sends("ধন্যবাদ").sends(said)) for said in WISHES.values()]
    assert max(found) <= 3
    assert sum(parts <= 2 for parts in found) > 0.7 * len(found)


class TestIntroduction:
    def test_is_long_before_a_short_answer(self, new_phone: NewPhone) -> None:
        assert new_phone().sends("ধন্যবাদ").heard[0] == FULL

    def test_is_short_before_a_longer_one(self, new_phone: NewPhone) -> None:
        assert new_phone().sends("সালাম").heard[0] == SHORT

    def test_waits_where_there_is_no_room(self, new_phone: NewPhone, house: House) -> None:
        house.fake.payments = [
            payment(1, "2026-07-01", "2026-09-30", "2026-10-20", status="returned", reason=reason)
            | {"programme": programme}
            for programme, reason in (("oaa", "WRONG_NUMBER"), ("wda", "NOT_MIGRATED"))
        ]
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("নম্বর ভুল")
        phone.hears_nothing_of("সেবা নালিশ").sends("সালাম").hears(SHORT)
        phone.sends("সালাম").hears_nothing_of("সেবা নালিশ")

    @pytest.mark.parametrize("language", ["bn", "bn-Latn", "en"])
    def test_of_a_call_stands_below_what_was_dialled_for(
        self, new_phone: NewPhone, language: str
    ) -> None:
        phone = new_phone(channel="ussd", language=language).sends("/greet")
        assert phone.heard == [
            WORDING.say(name, language) for name in ("greet_in_call", "utter_intro_short")
        ]
        phone.sends("/greet").hears_nothing_of(WORDING.say("utter_intro_short", language))

    @pytest.mark.parametrize("length", ["", "_short"])
    @pytest.mark.parametrize("price", ["", "_free"])
    @pytest.mark.parametrize("language", SAID_OF_US)
    def test_says_whose_service_it_is_to_tell_no_pin_and_where_the_notice_is(
        self, new_phone: NewPhone, language: str, price: str, length: str
    ) -> None:
        *said, notice = SAID_OF_US[language]
        introduction = WORDING.say(f"utter_intro{price}{length}", language)
        assert all(words in introduction for words in [*said, f'"{notice}"'])
        phone = new_phone(language=language).sends(notice)
        phone.hears(WORDING.say("utter_own_data", language))

    @pytest.mark.parametrize("language", SAID_OF_US)
    def test_of_a_call_begins_on_its_first_screen(self, new_phone: NewPhone, language: str) -> None:
        """The service is named as one, not as the complaint that its name means."""
        _, service, *_ = SAID_OF_US[language]
        first = new_phone(channel="ussd", language=language).sends("/greet").heard[0]
        assert service in first

"""Somebody asks for a PIN: the advice comes before any question."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]
WORDING = read_wording()


@pytest.mark.parametrize(
    ("words", "advice", "helpline"),
    [
        ("একজন ফোন করে ভাতার কথা বলে নগদের ওটিপি চাইছে", "কাউকে দেবেন না", "নগদ হেল্পলাইন: ১৬১৬৭"),
        ("ekjon phone kore bkash er pin ar otp chaise", "kauke deben na", "bKash helpline: 16247"),
        ("a caller asked for my rocket PIN and OTP", "Never give", "Rocket helpline: 16216"),
    ],
)
def test_advice_and_helpline_come_first(
    new_phone: NewPhone, filed: Filed, words: str, advice: str, helpline: str
) -> None:
    """Who we are is said before them, or where there is no room with the next answer."""
    phone = new_phone().sends(words)
    told = [advice in said or helpline in said for said in phone.heard]
    assert told[-3:] == [True, True, False]
    assert not any(told[:-3])
    phone.sends("1").sends("1")
    assert filed.category == "fraud_pin_otp"


def test_the_helpline_comes_when_the_provider_is_named(new_phone: NewPhone, filed: Filed) -> None:
    phone = new_phone().sends("একজন ফোন করে ওটিপি আর পিন চাইছে").hears("কাউকে দেবেন না")
    phone.hears_nothing_of("হেল্পলাইন").picks("উপায়").hears("উপায় হেল্পলাইন: ১৬২৬৮", "কোনো টাকা গেছে")
    phone.sends("২৫০০").hears("উপায়, ২,৫০০ টাকা").hears_nothing_of("হেল্পলাইন").sends("1")
    assert filed.told == {"provider": "upay", "amount_paisa": 250_000}


def test_by_digits_alone(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="en", channel="ussd", can_script=False).sends("/greet")
    phone.picks("Other problem", "Fraud").hears("Never give your PIN").picks("Agent bank")
    phone.hears_nothing_of("helpline").picks("I do not know", "Yes")
    assert (filed.category, filed.told) == ("fraud_pin_otp", {"provider": "bank_agent"})


def test_in_the_middle_of_another_complaint(new_phone: NewPhone, filed: Filed) -> None:
    phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
    phone.sends("একজন ফোন করে নগদের পিন চাইছে").hears("আগে এটি", "কাউকে দেবেন না", "১৬১৬৭")


@pytest.mark.parametrize(
    ("language", "words", "warned", "advice"),
    [
        ("bn", "একজন ফোন করে ওটিপি চাইছে, আমি দিছি ••••", "কাউকে দেবেন না", "এখনই পিন বদলান"),
        (
            "bn-Latn",
            "ekjon phone kore otp chaise ami disi ••••",
            "kauke deben na",
            "ekhoni PIN bodlan",
        ),
        ("en", "a caller asked for my OTP and I told him ••••", "Never", "change your PIN now"),
    ],
)
def test_who_told_a_secret_is_warned_once_and_advised(
    new_phone: NewPhone, language: str, words: str, warned: str, advice: str
) -> None:
    phone = new_phone(language=language).sends("/greet").sends(words).hears(advice)
    assert sum(warned in said for said in phone.heard) == 1
    phone.sends("/go_home").sends(words).hears(advice, warned)
    assert sum(warned in said for said in phone.heard) == 1


ALONE = [
    ("bn", "আমার পিন ••••"),
    ("bn-Latn", "pin chai apnara? amar pin ••••"),
    ("bn-Latn", "amar nagad er otp ••••"),
    ("en", "my PIN is ••••"),
    ("en", "••••"),
]


@pytest.mark.parametrize("channel", ["sms", "ussd"])
@pytest.mark.parametrize(("language", "tells"), ALONE)
class TestASecretAndNothingElse:
    def test_begins_no_complaint_and_one_is_offered(
        self, new_phone: NewPhone, channel: str, language: str, tells: str
    ) -> None:
        phone = new_phone(channel=channel, language=language).sends("/greet").sends(tells)
        phone.hears(*(WORDING.say(f"utter_secret_{each}", language) for each in ("heard", "told")))
        phone.hears_nothing_of("••••")
        assert phone.options[0] == "/report_fraud_attempt"
        phone.sends("1").hears(WORDING.say("utter_ask_provider_fraud_pin_otp", language))

    def test_answers_no_question(
        self, new_phone: NewPhone, channel: str, language: str, tells: str
    ) -> None:
        phone = new_phone(channel=channel, language=language).sends("/greet")
        phone.sends("/report_missing_payment")
        asked = phone.heard[-1]
        phone.sends(tells).hears(WORDING.say("utter_secret_heard", language), asked)
        phone.hears_nothing_of("••••", WORDING.say("utter_misread", language))


@pytest.mark.parametrize(
    ("language", "tells", "asks", "now", "later"),
    [
        ("bn", "একজন ফোন করে ওটিপি নিছে", "কিতা করতাম", "এখনই পিন বদলান", "পিন না বদলালে"),
        (
            "bn-Latn",
            "ekjon phone kore otp niye taka niye gese",
            "ekhon ki korbo",
            "Ekhoni PIN bodlan",
            "PIN na bodlale",
        ),
        (
            "en",
            "somebody took my OTP and the money is gone",
            "what should I do now",
            "Change your PIN now",
            "not changed your PIN",
        ),
    ],
)
def test_what_to_do_is_told_in_the_matter_itself(
    new_phone: NewPhone, language: str, tells: str, asks: str, now: str, later: str
) -> None:
    phone = new_phone(language=language).sends(tells)
    asked = phone.heard[-1]
    phone.sends(asks).hears(now, asked).sends("1").sends("500")
    phone.sends("1").sends(asks).hears(later, "৪৮২১-০৯৩৪" if language == "bn" else "4821-0934")

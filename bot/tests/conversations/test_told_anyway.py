"""What somebody tells although another thing is asked: it is kept, and said to be written down."""

from collections.abc import Callable
from typing import Any

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]
NOTED = {"bn": "লিখলাম", "bn-Latn": "Likhlam", "en": "We wrote"}
MISREAD = ("বুঝতে পারিনি", "bujhte parini", "did not understand")


def picked(**told: str) -> str:
    ((name, value),) = told.items()
    return f'/inform{{"{name}": "{value}"}}'


@pytest.mark.parametrize(
    ("language", "who", "words"),
    [
        ("bn", "আমার স্বামী আব্দুল করিম", "না, আব্দুল রহিম"),
        ("bn-Latn", "amar swami abdul karim", "na, abdul rahim"),
        ("en", "my husband Abdul Karim", "no, Abdul Rahim"),
        ("bn", "আমার স্বামী আব্দুল করিম", "এনআইডি পাইছি 4567891234"),
        ("bn-Latn", "amar swami abdul karim", "nid paisi 4567891234"),
        ("en", "my husband Abdul Karim", "his NID is 4567891234"),
    ],
)
def test_who_died_put_right_or_told_further_a_question_later(
    stranger: NewPhone, filed: Filed, language: str, who: str, words: str
) -> None:
    phone = stranger(language=language).sends("/greet").sends("/report_death").sends(who)
    phone.sends(words).hears(NOTED[language]).hears_nothing_of(*MISREAD)
    phone.sends(picked(wanted="stop")).sends("/deny").sends("/affirm")
    assert filed.only["description"].endswith(words)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "01819887766 এই নাম্বার"),
        ("bn-Latn", "nombor ta 01819887766"),
        ("en", "it was 01819887766"),
    ],
)
@pytest.mark.parametrize("is_read_back", [True, False])
def test_the_number_of_who_cheated(
    stranger: NewPhone, filed: Filed, language: str, words: str, is_read_back: bool
) -> None:
    phone = stranger(language=language).sends("/greet").sends("/report_fraud_attempt")
    phone.sends(picked(provider="nagad"))
    if is_read_back:
        phone.sends("/deny")
    phone.sends(words).hears(NOTED[language]).hears_nothing_of(*MISREAD)
    if not is_read_back:
        phone.sends("/deny")
    phone.sends("/affirm")
    assert "01819887766" in filed.only["description"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আব্দুল জব্বার, পিতা কদম আলী, গ্রাম চরাদি"),
        ("bn-Latn", "abdul jobbar, pita kodom ali, gram choradi"),
        ("en", "Abdul Jabbar, father Kadam Ali, village Charadi"),
    ],
)
def test_a_name_where_a_number_is_asked(
    stranger: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = stranger(language=language).sends("/greet").sends("/report_missing_payment")
    phone.sends(words).hears(NOTED[language]).hears_nothing_of(*MISREAD).sends("/deny")
    phone.sends(picked(programme="oaa")).sends(picked(since="longer"))
    phone.sends("/deny").sends("/affirm")
    assert words in filed.only["description"]


def test_a_number_that_does_not_fit_is_asked_again(stranger: NewPhone) -> None:
    phone = stranger(language="bn-Latn").sends("/greet").sends("/report_missing_payment")
    phone.sends("123456789").hears_nothing_of("Likhlam")


def test_what_tells_nothing_is_not_said_to_be_written(stranger: NewPhone, filed: Filed) -> None:
    phone = stranger(language="bn-Latn").sends("/greet").sends("/report_agent_charge")
    phone.sends("500").sends(picked(provider="bkash")).sends("hmm hmm").hears("bujhte parini")
    phone.sends("/deny").sends("/affirm")
    assert "hmm" not in filed.only["description"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "বন্ধ কইরা দেন ভাই, হারাম টাকা খামু না"),
        ("bn", "টাকা এহনো আহে, বন্ধ করি দেন"),
        ("bn-Latn", "bondho kore den"),
        ("en", "please stop it, the money still comes"),
    ],
)
def test_what_is_wanted_leads_nowhere_else(
    stranger: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = stranger(language=language).sends("/greet").sends("/report_death")
    phone.sends("my husband Abdul Karim").sends(words).sends("/deny").sends("/affirm")
    assert (filed.category, filed.told["wanted"]) == ("deceased", "stop")


@pytest.mark.parametrize(
    ("language", "words", "heard"),
    [("bn", "১২০০", "১,২০০ টাকা"), ("bn-Latn", "na na, 1250", "1,250"), ("en", "1200", "1,200")],
)
def test_how_much_came_before_it_is_asked(
    new_phone: NewPhone, filed: Filed, language: str, words: str, heard: str
) -> None:
    phone = new_phone(language=language).sends("/greet").sends("/report_wrong_amount")
    phone.sends(words).hears(heard).sends("1").hears(heard).sends("/affirm")
    told: dict[str, Any] = filed.told
    assert told["amount_paisa"] in (120_000, 125_000)


@pytest.mark.parametrize(
    ("language", "words", "heard"),
    [
        ("bn", "ডিলারে ৩০ কেজির চাউল ২৫ কেজি দেয়", "কম দেয়"),
        ("bn-Latn", "dealer 30 kejir bostay 26 keji dey", "kom dey"),
        ("en", "the dealer gave 25 kg of the 30 kg", "Short weight"),
    ],
)
def test_two_weights_are_short_weight(
    stranger: NewPhone, filed: Filed, language: str, words: str, heard: str
) -> None:
    phone = stranger(language=language).sends("/greet").sends(words)
    phone.sends(picked(programme="vgf")).sends("Ulipur").hears(heard).sends("/affirm")
    assert filed.category == "food_underweight"


def test_what_is_read_back_at_once_is_not_said_twice(stranger: NewPhone) -> None:
    phone = stranger(language="bn-Latn").sends("/greet").sends("/report_agent_charge")
    phone.sends("500").sends(picked(provider="bkash")).sends("/deny").sends("na, 300 taka")
    assert "".join(phone.heard).count("Likhlam") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn", "আমার ভাতা কুড়িগ্রাম থেকে গাইবান্ধায় স্থানান্তর করতে চাই"),
        ("bn-Latn", "amar vata kurigram jela theke gaibandha te transfer korte chai"),
        ("en", "please transfer my allowance from Kurigram to Gaibandha"),
    ],
)
def test_where_a_record_goes_is_not_where_it_comes_from(
    stranger: NewPhone, filed: Filed, language: str, words: str
) -> None:
    phone = stranger(language=language).sends("/greet").sends(words).sends("/deny")
    phone.sends(picked(programme="oaa")).sends("/affirm")
    assert (filed.category, filed.told["area_code"]) == ("transfer", "5532")

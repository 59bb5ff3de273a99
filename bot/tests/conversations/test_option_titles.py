"""Options that are picked by their titles: the words mean what the digit means."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]

TOOK_3000 = {
    "bn": "এজেন্ট ৩০০০ টাকা কেটে রাখছে",
    "bn-Latn": "agent 3000 taka kete rekheche",
    "en": "the agent kept 3000 taka from my allowance",
}


def read_back(phone: Phone) -> Phone:
    """Of a complaint about an agent who kept 3,000 taka."""
    provider = "নগদ" if phone.language == "bn" else "Nagad"
    return phone.sends(TOOK_3000[phone.language]).picks(provider).sends("1")


@pytest.mark.parametrize(
    ("language", "title", "asked", "changed"),
    [
        ("bn", "বদলান", "কী বদলাতে হবে?", "৪,০০০ টাকা"),
        ("bn", "বদলাবো", "কী বদলাতে হবে?", "৪,০০০ টাকা"),
        ("bn-Latn", "bodlan", "Ki bodlate hobe?", "4,000 taka"),
        ("bn-Latn", "Bodlabo.", "Ki bodlate hobe?", "4,000 taka"),
        ("bn-Latn", "change", "Ki bodlate hobe?", "4,000 taka"),
        ("en", "change", "What should we change?", "4,000 taka"),
        ("en", "bodlan", "What should we change?", "4,000 taka"),
    ],
)
def test_what_is_wrong_is_asked_and_put_right(
    stranger: NewPhone, filed: Filed, language: str, title: str, asked: str, changed: str
) -> None:
    phone = read_back(stranger(language=language)).sends(title).hears(asked)
    phone.sends("4000").hears(changed).sends("1")
    assert (filed.category, filed.told["amount_paisa"]) == ("agent_overcharge", 400_000)


@pytest.mark.parametrize(
    ("language", "changed"),
    [("bn", "৪,০০০ টাকা"), ("bn-Latn", "4,000 taka"), ("en", "4,000 taka")],
)
def test_a_number_puts_the_sum_right_that_was_read_back(
    stranger: NewPhone, filed: Filed, language: str, changed: str
) -> None:
    number = "৪০০০" if language == "bn" else "4000"
    read_back(stranger(language=language)).sends(number).hears(changed).sends("1")
    assert filed.told["amount_paisa"] == 400_000


def test_where_no_sum_was_read_back_a_number_says_nothing(
    new_phone: NewPhone, filed: Filed
) -> None:
    phone = new_phone(language="en").sends("my money did not come").sends("1")
    phone.sends("4000").hears("Sorry, we did not understand.", "Is that right?").sends("1")
    assert "amount_paisa" not in filed.told


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("bn", "টাকা আসে নাই", "জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা"),
        ("bn-Latn", "taka ashe nai", "July-September 2026, 1,950 taka"),
        ("en", "money did not come", "July-September 2026, 1,950 taka"),
    ],
)
def test_a_title_is_no_evidence_of_the_language(
    new_phone: NewPhone, filed: Filed, language: str, words: str, title: str
) -> None:
    phone = new_phone(language=language).sends(words).sends(title)
    assert phone.language == language
    phone.sends("1")
    assert filed.category == "payment_returned"


def test_a_title_that_is_not_on_the_screen_is_words(new_phone: NewPhone) -> None:
    phone = new_phone(language="en").sends("my money did not come").hears("Which payment")
    phone.sends("change").hears_nothing_of("What should we change?")


@pytest.mark.parametrize("said", ["i dont know", "I don't know", "idk"])
def test_who_does_not_know_goes_on(stranger: NewPhone, filed: Filed, said: str) -> None:
    phone = stranger(language="en").sends(TOOK_3000["en"]).hears("Whose agent was it?")
    phone.sends(said).hears("Where?").hears_nothing_of("Whose agent")
    phone.sends("Ulipur").hears("3,000 taka").sends("1")
    assert "provider" not in filed.told


@pytest.mark.parametrize("said", ["না, রাইখা দেন", "na rekhe den"])
def test_who_keeps_a_complaint_keeps_it(
    new_phone: NewPhone, filed: Filed, house: House, said: str
) -> None:
    phone = new_phone(language="en").sends("my money did not come").sends("1").sends("1")
    phone.sends("i want to withdraw my complaint").hears("Withdraw 4821-0934?").sends(said)
    assert phone.options != ["/affirm", "/deny"]
    assert house.fake.follow_ups == []


def test_a_title_in_latin_letters_is_answered_in_them(stranger: NewPhone) -> None:
    phone = stranger(language="bn").sends("/report_missing_payment").sends("/deny")
    phone.hears("কোন ভাতা?").sends("boyosko bhata").hears("Kon mash theke taka asheni?")

from citizen_text.sms import LONGEST_SMS, SmsOptions
from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.rendering import offered, render

CHOICE = Answer("Which one?", [Button("July", "/inform{1}"), Button("April", "/inform{2}")])


def test_buttons_are_numbered_lines() -> None:
    assert render([CHOICE], Language.ENGLISH) == ["Which one?\n1. July\n2. April"]


def test_bangla_is_numbered_in_bangla_digits() -> None:
    answer = Answer("কোনটি?", [Button("জুলাই", "/a"), Button("এপ্রিল", "/b")])
    assert render([answer], Language.BANGLA) == ["কোনটি?\n১. জুলাই\n২. এপ্রিল"]


def test_numbers_run_on_over_all_answers_of_a_turn() -> None:
    answers = [CHOICE, Answer("Or?", [Button("Neither", "/deny")])]
    text = "Which one?\n1. July\n2. April\nOr?\n3. Neither"
    assert render(answers, Language.ENGLISH) == [text]
    assert [option.payload for option in offered(answers)] == ["/inform{1}", "/inform{2}", "/deny"]


def test_buttons_alone_are_an_answer() -> None:
    assert render([Answer("", [Button("Yes", "/affirm")])], Language.BANGLISH) == ["1. Yes"]


def test_no_answer_is_no_text() -> None:
    assert render([Answer("  ")], Language.ENGLISH) == []


def test_a_latin_text_stays_in_the_cheap_alphabet_if_that_saves_a_part() -> None:
    assert render([Answer("“It’s – so…”")], Language.ENGLISH) == ["“It’s – so…”"]
    long = "“It’s – so…” " * 6
    assert render([Answer(long)], Language.ENGLISH) == [('"It\'s - so..." ' * 6).strip()]
    as_it_is = SmsOptions(plain_signs=False)
    assert render([Answer(long)], Language.ENGLISH, as_it_is) == [long.strip()]


def test_bangla_keeps_its_signs() -> None:
    text = "‘ক’ – খ। " * 20
    assert render([Answer(text)], Language.BANGLA) == [text.strip()]


def test_a_turn_longer_than_an_sms_may_be_is_several() -> None:
    answers = [Answer("word " * 400), Answer("end")]
    parts = render(answers, Language.ENGLISH)
    assert len(parts) == 2
    assert max(map(len, parts)) <= LONGEST_SMS
    assert max(map(len, render(answers, Language.ENGLISH, SmsOptions(longest=300)))) <= 300

import pytest

from citizen_text.sms import measure
from ussd_gateway.messages import Language
from ussd_gateway.texts import (
    Words,
    all_words,
    apology,
    many_messages,
    page_texts,
    started,
    stopped,
)


@pytest.mark.parametrize("words", [apology, many_messages, started, stopped])
@pytest.mark.parametrize("language", list(Language))
def test_what_the_gateway_says_exists_in_every_language_and_is_one_sms(
    language: Language, words: Words
) -> None:
    assert measure(words(language)).segments == 1


def test_nothing_else_is_said_by_sms() -> None:
    assert len({*all_words()}) == 4 * len(Language)


@pytest.mark.parametrize("page", ["outgoing_page", "phone_page"])
def test_a_page_says_the_same_in_both_languages(page: str) -> None:
    bangla, english = page_texts(page, Language.BANGLA), page_texts(page, Language.ENGLISH)
    assert bangla.keys() == english.keys()
    assert all(bangla.values())
    assert all(english.values())

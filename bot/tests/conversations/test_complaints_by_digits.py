"""Every complaint, in every language, by somebody who writes no letter and knows no answer."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

from complaint.catalogue import read_catalogue
from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
CATALOGUE = read_catalogue()
NOT_ON_THE_LIST = {"report_missing_payment", CATALOGUE.danger.id}  # that one begins otherwise
MOST_DIGITS = 8  # the menu, the list, who it is, what happened, three questions, the read-back


def title(name: str, language: str) -> str:
    return str(WORDING.button(name, language)["title"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", sorted(CATALOGUE.wishes.keys() - NOT_ON_THE_LIST))
def test_is_filed_from_the_menu(stranger: NewPhone, filed: Filed, wish: str, language: str) -> None:
    phone = stranger(language=language, channel="ussd", can_script=language == "bn").sends("/greet")
    phone.picks(title("button_ask_complaints", language), title(f"button_{wish}", language))
    digits = 2
    while title("button_send", language) not in phone.titles:
        phone.sends(str(len(phone.options)))  # "I do not know" is the last
        digits += 1
    phone.picks(title("button_send", language))
    assert digits < MOST_DIGITS
    assert filed.category == [*CATALOGUE.wishes[wish].kinds][-1]
    assert filed.only["language"] == language
    assert filed.told == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", sorted(CATALOGUE.wishes))
def test_every_kind_can_be_picked(
    stranger: NewPhone, filed: Filed, wish: str, language: str
) -> None:
    kinds = CATALOGUE.wishes[wish].offered.values
    for kind in kinds if len(kinds) > 1 else ():
        phone = stranger(language=language).sends(f"/{wish}")
        if len(phone.titles) == 1:
            phone.sends("1")  # who it is: "I do not know"
        if wish == CATALOGUE.danger.id:
            phone.sends("1")  # it is safe to talk
        phone.picks(WORDING.say(f"kind_{kind}", language))
        while title("button_send", language) not in phone.titles:
            phone.sends("1")
        phone.picks(title("button_send", language))
        assert filed.all()[-1]["category"] == kind

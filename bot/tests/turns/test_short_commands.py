"""Which messages are a command and nothing else."""

import pytest

from phrases.short_commands import command_in

BACK = (
    *(
        "back",
        "Back!",
        "go back please",
        "pichone",
        "pichhone",
        "piche jan",
        "ager prosno",
        "previous",
    ),
    *("পিছনে", "পেছনে যান", "আগেরটা", "ফিরে যান ভাই", "আগের প্রশ্ন"),
)
HOME = (
    *(
        "menu",
        "Main menu",
        "cancel",
        "cancel koren",
        "start again",
        "start over",
        "abar shuru koren",
    ),
    *("abr suru koren", "মেনু", "মূল মেনু", "বাতিল করেন", "আবার শুরু করেন", "আবার শুরু করুন"),
)
PERSON = ("person", "a human", "manush", "manush chai", "মানুষ", "মানুষ চাই")
HELP = ("help", "Help please", "sahajjo", "sahajjo chai", "সাহায্য", "সাহায্য চাই ভাই")
LANGUAGE = ("language", "change language", "bhasha", "ভাষা", "ভাষা বদলান")
NONE = (
    *(
        "",
        "?",
        "please",
        "/go_back",
        "পাঁচ জন",
        "5 jon",
        "baki",
        "বাকি",
        "paisen",
        "back taka",
        "menu 2",
    ),
    *("cancel my complaint", "মানুষের সাথে ঝগড়া", "manush mara gese", "আগের মাস", "বাতিল কার্ড", "start"),
    *("help me he is here", "সাহায্য পাই নাই", "bangla bhasha", "shahajjer chal"),
    "back " * 20,
)


@pytest.mark.parametrize("text", BACK)
def test_back(text: str) -> None:
    assert command_in(text) == "/go_back"


@pytest.mark.parametrize("text", HOME)
def test_home(text: str) -> None:
    assert command_in(text) == "/go_home"


@pytest.mark.parametrize("text", PERSON)
def test_a_person(text: str) -> None:
    assert command_in(text) == "/talk_to_human"


@pytest.mark.parametrize("text", HELP)
def test_help(text: str) -> None:
    assert command_in(text) == "/ask_menu"


@pytest.mark.parametrize("text", LANGUAGE)
def test_language(text: str) -> None:
    assert command_in(text) == "/change_language"


@pytest.mark.parametrize("text", NONE)
def test_everything_else_is_none(text: str) -> None:
    assert command_in(text) is None

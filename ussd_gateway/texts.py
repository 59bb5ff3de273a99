"""The few words the gateway says itself; everything else is the assistant's or a caseworker's."""

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ussd_gateway.messages import Language

Words = Callable[[Language], str]


def spoken(language: Language, *, can_script: bool) -> Language:
    """In letters that arrive."""
    is_unreadable = language is Language.BANGLA and not can_script
    return Language.BANGLISH if is_unreadable else language


def apology(language: Language) -> str:
    return _fixed("apology", language)


def stopped(language: Language) -> str:
    return _fixed("stopped", language)


def started(language: Language) -> str:
    return _fixed("started", language)


def many_messages(language: Language) -> str:
    return _fixed("many_messages", language)


def all_words() -> Iterator[str]:
    """Whatever the gateway says of itself by SMS."""
    for words in (apology, stopped, started, many_messages):
        yield from map(words, Language)


def ussd_text(name: str, language: Language) -> str:
    text: str = _texts()["ussd"][name][language]
    return text


def page_texts(page: str, language: Language) -> dict[str, str]:
    """The words of one of the simulator's pages; they have no Banglish."""
    return {name: words[language] for name, words in _texts()[page].items()}


def _fixed(name: str, language: Language) -> str:
    text: str = _texts()[name][language]
    return text


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(files("ussd_gateway").joinpath("texts.toml").read_text("utf-8"))

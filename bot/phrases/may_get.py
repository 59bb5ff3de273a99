"""Whether somebody asks if an allowance can be had, which tells nothing of who has it. Values in,
values out.
"""

import re
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT, any_of

WORDS = Path(__file__).with_name("may_get.yml")
_SENTENCE = re.compile(r"[^.?!\u0964\n]+[?]?")
_NO = any_of(("na", "nai", "না", "নাই"))
_CAN = r"(?:can|could|may|might|will|would|shall|should|do|does)"
_ENGLISH = re.compile(  # "can my old mother get it", "if she can get"
    rf"{LEFT}(?:{_CAN}\s(?!not{RIGHT})(?:[a-z']+\s){{1,4}}?|(?:if|whether)\s(?:[a-z']+\s){{1,3}}?{_CAN}\s)"
    rf"(?:get|have|receive|apply|claim|inherit|qualify){RIGHT}"
)


def asks(text: str) -> bool:
    return any(_is_asked(sentence[0]) for sentence in _SENTENCE.finditer(fold(text).text))


def only_wants_to_know(text: str) -> bool:
    return _is_in("wants_to_know", fold(text).text)


def _is_asked(sentence: str) -> bool:
    if _is_in("beside", sentence):
        return False
    if _is_in("money", sentence) and not _is_in("allowance", sentence):
        return False
    if _ENGLISH.search(sentence) or _is_in("asks", sentence) or _will_get("first").search(sentence):
        return True
    is_marked = _is_in("marks", sentence) or sentence.endswith("?")
    return is_marked and _will_get("will_get").search(sentence) is not None


def _is_in(name: str, text: str) -> bool:
    return _word(name).search(text) is not None


@cache
def _word(name: str) -> re.Pattern[str]:
    return re.compile(f"{LEFT}{any_of(_words()[name])}{RIGHT}")


@cache
def _will_get(name: str) -> re.Pattern[str]:
    """And nobody says that they will not."""
    return re.compile(rf"{LEFT}{any_of(_words()[name])}{RIGHT}(?!\s{_NO}{RIGHT})")


@cache
def _words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = YAML(typ="safe").load(WORDS)
    return words

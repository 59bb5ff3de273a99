"""The words by which somebody stops our messages, and starts them again, without the assistant."""

import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from citizen_text.normalisation import fold

_AROUND = " .,;:!?…।॥'\"“”‘’«»()[]*#-–—_"
_LONGEST = 64  # characters, with all that may stand around a word


class Wish(StrEnum):
    STOP = "stop"
    START = "start"


def wish_in(text: str) -> Wish | None:
    """None where anything stands beside the word: "STOP 12345" says something else."""
    return keywords().get(_plain(text)) if len(text) <= _LONGEST else None


@cache
def keywords() -> Mapping[str, Wish]:
    listed = tomllib.loads(files("ussd_gateway").joinpath("keywords.toml").read_text("utf-8"))
    return {_plain(word): Wish(wish) for wish, words in listed.items() for word in words}


def _plain(text: str) -> str:
    words = fold(unicodedata.normalize("NFC", text)).text.split()
    return " ".join(words).strip(_AROUND)

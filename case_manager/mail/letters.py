"""What is mailed to the people who sign in, in their language."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Letter:
    """Plain text to one address."""

    to: str
    subject: str
    text: str


def write_letter(kind: str, language: Language, *, to: str, **gaps: str) -> Letter:
    """`kind` is an entry of letters.yaml, `gaps` fill what it leaves open."""
    words = _letters()[kind]["en" if language is Language.ENGLISH else "bn"]
    return Letter(to, words["subject"], words["text"].format(**gaps))


@cache
def _letters() -> dict[str, dict[str, dict[str, str]]]:
    file = files("case_manager") / "mail" / "letters.yaml"
    letters: dict[str, dict[str, dict[str, str]]] = yaml.load(
        file.read_text("utf-8"), yaml.CSafeLoader
    )
    return letters

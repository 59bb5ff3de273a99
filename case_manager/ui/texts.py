"""Every word on a page, by key, from one catalogue a language."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from case_manager.ui.formatting import digits
from case_manager.vocabulary import Language

_FOLDER = Path(__file__).parent / "texts"


class UnknownText(KeyError):
    pass


class Texts:
    def __init__(self, language: Language, entries: Mapping[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        try:
            text = self.entries[key]
        except KeyError as error:
            raise UnknownText(f"{key} ({self.language})") from error
        return text.format(**{name: self._localised(value) for name, value in values.items()})

    def find(self, key: str) -> str | None:
        """For words that come from data and may have no translation."""
        return self.entries.get(key)

    def _localised(self, value: object) -> object:
        return digits(value, self.language) if isinstance(value, int) else value


@lru_cache
def texts(language: Language) -> Texts:
    tree = yaml.load((_FOLDER / f"{language}.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return Texts(language, dict(_flat(tree)))


def _flat(tree: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            entries += _flat(value, f"{prefix}{key}.")
        else:
            entries.append((f"{prefix}{key}", str(value)))
    return entries

"""What we say, out of texts/*.yml: every text in every language, one file a topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LANGUAGES = ("bn", "bn-Latn", "en")
TEXTS = Path(__file__).parent / "texts"

Button = dict[str, str]
Commands = Mapping[str, Any]


@dataclass(frozen=True)
class Wording:
    texts: Mapping[str, Mapping[str, Any]]

    def say(self, name: str, language: str, **values: str) -> str:
        text: str = self.texts[name][language]
        return text.format_map(values)

    def button(self, name: str, language: str) -> Button:
        entry = self.texts[name]
        return {"title": entry[language], "payload": entry["payload"]}

    def buttons_of(self, name: str, language: str) -> list[Button]:
        names: Sequence[str] = self.texts[name].get("buttons", ())
        return [self.button(button, language) for button in names]

    def picked_by_yes(self, name: str) -> str | None:
        """The payload of the one option that it offers in its words."""
        option = self.texts.get(name, {}).get("picked_by_yes")
        return str(self.texts[option]["payload"]) if option else None

    def awaits_number(self, name: str) -> bool:
        """Whether digits may answer it that are no option's."""
        return bool(self.texts.get(name, {}).get("awaits_number"))

    def commands_of(self, name: str) -> Commands:
        """What the gateway is to do besides showing the text."""
        commands: Commands = self.texts[name].get("commands", {})
        return commands


def read_wording(folder: Path = TEXTS) -> Wording:
    yaml = YAML(typ="safe")
    texts: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("*.yml")):
        texts.update(yaml.load(path))
    return Wording(texts)

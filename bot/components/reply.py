"""One reply in the making: whose turn it is, what is known, and how numbers and days are said."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from citizen_text import dates, money, references, sms
from citizen_text.digits import to_bangla
from phrases.spoken_of import SpokenOf
from turn import Turn
from wording import Button, Commands, Wording

MOST_SEGMENTS = 3
MISREAD_TWICE = 2
WAYS_OUT = ("button_go_back", "button_talk_to_human", "button_go_home")


@dataclass(frozen=True)
class Reply:
    """`in_short` stands for the text where an answer before it needs the room. `about` is what
    the next message may leave out.
    """

    name: str
    text: str
    buttons: list[Button] = field(default_factory=list)
    commands: Commands = field(default_factory=dict)
    in_short: str | None = None
    about: SpokenOf | None = None

    @property
    def segments(self) -> int:
        """Of an SMS, with the options numbered below the text, as the gateway sends it."""
        options = [f"{n}. {button['title']}" for n, button in enumerate(self.buttons, 1)]
        return sms.measure("\n".join([self.text, *options])).segments


@dataclass(frozen=True)
class Conversation:
    turn: Turn
    wording: Wording
    slots: Mapping[str, Any]
    is_in_form: bool
    values: Mapping[str, Any]
    today: date
    said_before: frozenset[str] = frozenset()  # names of what the message before was answered
    offered: Sequence[Button] = ()

    @property
    def language(self) -> str:
        return self.turn.reply_language

    @property
    def is_stuck(self) -> bool:
        """What a form asks was misread so often that the answer offers digits."""
        return self.is_in_form and int(self.slots.get("misread") or 0) >= MISREAD_TWICE

    def ways_out(self) -> list[Button]:
        return [self.button(name) for name in WAYS_OUT]

    def say(self, name: str, **values: str) -> str:
        return self.wording.say(name, self.language, **values)

    def button(self, name: str) -> Button:
        return self.wording.button(name, self.language)

    def reply(self, name: str, **values: str) -> Reply:
        """Inside a form only the form's own questions offer options, and the call goes on; a
        goodbye ends it whatever waits.
        """
        offers = not self.is_in_form or name.startswith("utter_ask_")
        buttons = self.wording.buttons_of(name, self.language) if offers else []
        commands = {**self.wording.commands_of(name)}
        if self.is_in_form and name != "utter_goodbye":
            commands.pop("end_session", None)
        return Reply(name, self.say(name, **values), buttons, commands)

    def number(self, value: object) -> str:
        return to_bangla(str(value)) if self.language == "bn" else str(value)

    def reference(self, digits: str) -> str:
        return references.in_groups(digits, self.language)

    def day(self, day: date) -> str:
        return dates.in_words(day, self.language)

    def day_of(self, iso: object) -> str:
        return self.day(date.fromisoformat(str(iso)))

    def month(self, month: str) -> str:
        return dates.month_in_words(date.fromisoformat(f"{month}-01"), self.language)

    def period(self, first: date, last: date) -> str:
        return dates.months_in_words(first, last, self.language)

    def taka(self, amount_paisa: int) -> str:
        return money.in_words(amount_paisa, self.language)


Render = Callable[[Conversation], Awaitable[Reply]]

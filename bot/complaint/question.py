"""What every question of a complaint can do; most do no more."""

from collections.abc import Iterator
from typing import Any, ClassVar

from complaint.draft import UNKNOWN, Draft
from components.reply import Conversation, Reply
from turn import Turn
from wording import Button


class Question:
    """`told` is what any message tells of it, `otherwise` what bare words mean that hold no fact.

    `covers` names the questions whose facts are meant as the answer to this one. What answers one
    that `comes_first` is no other wish, however it sounds ("no messages, call me").
    """

    name: str
    covers: ClassVar[frozenset[str]] = frozenset()
    has_dont_know: ClassVar[bool] = True
    keeps_digits: ClassVar[bool] = False
    is_changeable: ClassVar[bool] = True
    comes_first: ClassVar[bool] = False

    def is_open(self, draft: Draft) -> bool:
        return self.name not in draft.answers

    def may_change(self, draft: Draft) -> bool:
        return self.is_changeable and self.name in draft.answers

    def told(self, draft: Draft, turn: Turn) -> Any:
        return None

    def is_unclear(self, turn: Turn) -> bool:
        """Whether words speak of what is asked without telling it."""
        return False

    def write(self, draft: Draft, value: Any) -> Draft:
        return draft.answer(**{self.name: value})

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without(self.name)

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        value = self.told(draft, turn)
        return None if value is None else self.write(draft, value)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        return self.write(draft, UNKNOWN) if turn.is_no else None

    def ask(self, conversation: Conversation, draft: Draft) -> Reply:
        name = self.own(conversation, draft, f"utter_ask_{self.name}")
        text = self.text(conversation, draft, name)
        in_short = f"{name.removeprefix('utter_ask_')}_in_short"
        is_put_shorter = in_short in conversation.wording.texts
        return Reply(
            name,
            text,
            [*self._all(conversation, draft)],
            in_short=conversation.say(in_short) if is_put_shorter else None,
        )

    def own(self, conversation: Conversation, draft: Draft, name: str) -> str:
        """The kind's own text where it has one."""
        own = f"{name}_{draft.kind.id}" if draft.kind else name
        return own if own in conversation.wording.texts else name

    def text(self, conversation: Conversation, draft: Draft, name: str) -> str:
        return conversation.say(name)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        return iter(())

    def dont_know(self, draft: Draft) -> bool:
        return self.has_dont_know

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """Its part of what is read back; empty where nothing is known."""
        return ""

    def option(self, conversation: Conversation, value: str, text: str | None = None) -> Button:
        title = text or conversation.say(f"{self.name}_{value}")
        return {"title": title, "payload": f'/inform{{"{self.name}": "{value}"}}'}

    def _all(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        yield from self.options(conversation, draft)
        if self.dont_know(draft):
            yield conversation.button("button_dont_know")

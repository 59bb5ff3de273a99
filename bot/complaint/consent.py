"""Whether somebody agrees that another complains for them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.lookups import Lookup
from complaint.draft import AGREED, NOT_AGREED, UNASKED, Draft
from complaint.question import Question
from components.reply import Conversation
from phrases.taken_back import has_no
from turn import Turn
from wording import Button

WORDS = Path(__file__).with_name("consent.yml")


class Consent(Question):
    """Whether the person for whom it is agrees."""

    name = "consent"
    has_dont_know = False
    is_changeable = False

    def __init__(self, path: Path = WORDS) -> None:
        self._words = Lookup(YAML(typ="safe").load(path))

    def is_open(self, draft: Draft) -> bool:
        return draft.for_other == UNASKED

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "She does not know of it" is a no; a yes beside a no is neither."""
        spans = self._words.find(turn.text) if turn.is_written else []
        found = {span.value for span in spans}
        if NOT_AGREED in found:
            return replace(draft, for_other=NOT_AGREED)
        is_agreed = AGREED in found and not has_no(turn.text)
        return replace(draft, for_other=AGREED) if is_agreed else None

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        if not (turn.is_yes or turn.is_no):
            return None
        return replace(draft, for_other=AGREED if turn.is_yes else NOT_AGREED)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        yield conversation.button("button_yes")
        yield conversation.button("button_no")

"""How somebody in danger can talk and be reached without harm: asked before anything else.

Here a mistake does harm: the most careful reading is taken, and what is unclear is asked again.
"""

from dataclasses import replace
from typing import Any

from complaint.catalogue import NEGATED, Choices
from complaint.draft import ANY_TIME, LATER, NEVER, NO_SMS, NOT_NOW, SAFE, Draft
from complaint.facts import ChoiceQuestion
from components.reply import Conversation
from turn import Turn

MOST_CAREFUL_FIRST = (NOT_NOW, NO_SMS)


class CallTimes:
    """When somebody can be called, in the own words or by an option."""

    name = "call_time"

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def told(self, turn: Turn) -> str | None:
        """Two times tell none, and neither does one with a negation."""
        picked = turn.entity(self.name)
        if picked in self._choices.values:
            return str(picked)
        found = self._found(turn)
        return found.pop() if len(found) == 1 and found <= {*self._choices.values} else None

    def is_unclear(self, turn: Turn) -> bool:
        return bool(self._found(turn) - {NEGATED}) and self.told(turn) is None

    def is_negated(self, turn: Turn) -> bool:
        return NEGATED in self._found(turn)

    def _found(self, turn: Turn) -> set[str]:
        return self._choices.found(turn.text) if turn.is_written else set()


class SafetyQuestion(ChoiceQuestion):
    """Both at once, now and later. A bare no is taken for the most careful of its meanings."""

    name = "safety"
    has_dont_know = False
    comes_first = True

    def __init__(self, choices: Choices) -> None:
        super().__init__(self.name, choices)

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """Who wants no more messages goes on talking."""
        found = self._choices.found(turn.text) if turn.is_written else set()
        careful = next((value for value in MOST_CAREFUL_FIRST if value in found), None)
        if careful is None and turn.is_written and turn.says("stop_messages"):
            return NO_SMS
        return careful or super().told(draft, turn)

    def write(self, draft: Draft, value: Any) -> Draft:
        told = super().write(draft, value)
        return replace(told, asked=LATER) if value == NOT_NOW else told

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without(self.name, CallTimeQuestion.name)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "Yes, but not" is no yes."""
        meant = {"affirm": SAFE, "deny": NOT_NOW}.get(turn.intent)
        is_but_not = meant == SAFE and NEGATED in self._choices.found(turn.text)
        return self.write(draft, meant) if meant and not is_but_not else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        return ""


class CallTimeQuestion(ChoiceQuestion):
    """How the answer is to come, where no SMS may."""

    name = "call_time"
    has_dont_know = False
    comes_first = True
    is_changeable = False

    def __init__(self, choices: Choices) -> None:
        super().__init__(self.name, choices)
        self._times = CallTimes(choices)

    def is_open(self, draft: Draft) -> bool:
        return draft.answers.get(SafetyQuestion.name) == NO_SMS and super().is_open(draft)

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """Who wants nothing more to come goes on talking."""
        is_stop = turn.is_written and turn.says("stop_messages")
        return NEVER if is_stop else self._times.told(turn)

    def is_unclear(self, turn: Turn) -> bool:
        return self._times.is_unclear(turn)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "After ten at my sister's" is for whoever calls to read."""
        meant = {"affirm": ANY_TIME, "inform": ANY_TIME, "deny": NEVER}.get(turn.intent)
        is_told = turn.intent != "inform" or (turn.is_written and not turn.is_only_digits)
        is_but_not = meant == ANY_TIME and self._times.is_negated(turn)
        is_told = is_told and not is_but_not and not self.is_unclear(turn)
        return self.write(draft, meant) if meant and is_told else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        return ""

"""How somebody in danger can talk and be reached without harm: asked before anything else."""

from dataclasses import replace
from typing import Any

from complaint.catalogue import Choices
from complaint.draft import ANY_TIME, LATER, NEVER, NO_SMS, NOT_NOW, SAFE, Draft
from complaint.facts import ChoiceQuestion
from components.reply import Conversation
from turn import Turn


class SafetyQuestion(ChoiceQuestion):
    """Both at once, now and later. A bare no is taken for the most careful of its meanings."""

    name = "safety"
    has_dont_know = False
    comes_first = True

    def __init__(self, choices: Choices) -> None:
        super().__init__(self.name, choices)

    def write(self, draft: Draft, value: Any) -> Draft:
        told = super().write(draft, value)
        return replace(told, asked=LATER) if value == NOT_NOW else told

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without(self.name, CallTimeQuestion.name)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        meant = {"affirm": SAFE, "deny": NOT_NOW}.get(turn.intent)
        return self.write(draft, meant) if meant else None

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

    def is_open(self, draft: Draft) -> bool:
        return draft.answers.get(SafetyQuestion.name) == NO_SMS and super().is_open(draft)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "After ten at my sister's" is for whoever calls to read."""
        meant = {"affirm": ANY_TIME, "inform": ANY_TIME, "deny": NEVER}.get(turn.intent)
        is_told = turn.intent != "inform" or (turn.is_written and not turn.is_only_digits)
        return self.write(draft, meant) if meant and is_told else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        return ""

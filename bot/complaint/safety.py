"""How somebody in danger can talk and be reached without harm: asked before anything else.

Here a mistake does harm: the most careful reading is taken, and what is unclear is asked again.
"""

from dataclasses import replace
from typing import Any

from complaint import unsure
from complaint.catalogue import (
    ALONE,
    CALL,
    MESSAGES,
    NEGATED,
    NIGHT,
    NO_PROBLEM,
    PHONE,
    TWO,
    UNSAFE,
    WATCHED,
    Choices,
)
from complaint.draft import ANY_TIME, LATER, NEVER, NO_SMS, NOT_NOW, SAFE, Draft
from complaint.facts import ChoiceQuestion
from components.reply import Conversation
from phrases import giving_up, plainly_safe
from turn import Turn

DOUBTS = {NEGATED, UNSAFE, WATCHED}
OF_NO_TIME = {MESSAGES, NO_PROBLEM, ALONE, TWO, PHONE, CALL}
MOST_WORDS_OF_BOTH = 2  # "both, sister"; "at two" has more


class CallTimes:
    """When somebody can be called, in the own words or by an option."""

    name = "call_time"

    def __init__(self, choices: Choices) -> None:
        self._choices = choices

    def told(self, turn: Turn) -> str | None:
        """Two times tell none, and neither does one with a negation; what is beside a refusal
        makes it none the less. Who gives up wants no call.
        """
        if giving_up.told(turn) == giving_up.LEAVES:
            return NEVER
        picked = turn.entity(self.name)
        if picked in self._choices.values:
            return str(picked)
        found = self._found(turn)
        if NEVER in found:
            found -= DOUBTS
        return found.pop() if len(found) == 1 and found <= {*self._choices.values} else None

    def is_unclear(self, turn: Turn) -> bool:
        """ "Not at night" names a time and tells none."""
        named = self._choices.named(turn.text) - OF_NO_TIME if turn.is_written else set()
        return bool(named - {NEGATED, UNSAFE}) and self.told(turn) is None

    def is_doubtful(self, turn: Turn) -> bool:
        return self.is_unclear(turn) or self.is_negated(turn)

    def is_negated(self, turn: Turn) -> bool:
        return not self._found(turn).isdisjoint({NEGATED, UNSAFE})

    def is_refused(self, turn: Turn) -> bool:
        """In words that name the call."""
        return NEVER in self._found(turn)

    def is_only_at_night(self, turn: Turn) -> bool:
        return self._found(turn) == {NIGHT}

    def _found(self, turn: Turn) -> set[str]:
        return self._choices.found(turn.text) - OF_NO_TIME if turn.is_written else set()


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
        return draft.answers.get("safety") == NO_SMS and super().is_open(draft)

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """Who wants nothing more to come goes on talking; who tells another number to ring and no
        time is called there at any.
        """
        if turn.is_written and turn.says("stop_messages"):
            return NEVER
        told = self._times.told(turn)
        is_number = turn.entity("phone") is not None and not self._times.is_doubtful(turn)
        return ANY_TIME if told is None and is_number else told

    def is_refused(self, turn: Turn) -> bool:
        return self._times.is_refused(turn)

    def is_unclear(self, turn: Turn) -> bool:
        return self._times.is_unclear(turn)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "After ten at my sister's" is for whoever calls to read."""
        if self.is_unclear(turn):
            return None
        is_said = turn.intent == "inform" and turn.is_written and not turn.is_only_digits
        if (turn.is_yes or is_said) and not self._times.is_negated(turn):
            return self.write(draft, ANY_TIME)
        return self.write(draft, NEVER) if turn.is_no else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        return ""


class SafetyQuestion(ChoiceQuestion):
    """Both at once, now and later. A bare no is taken for the most careful of its meanings."""

    name = "safety"
    has_dont_know = False
    comes_first = True

    def __init__(self, choices: Choices, call_time: CallTimeQuestion) -> None:
        super().__init__(self.name, choices)
        self._call_time = call_time

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """Who wants no more messages, or to be called, or whose phone others read, goes on
        talking.
        """
        found = self._found(turn)
        if NOT_NOW in found or (UNSAFE in found and (NO_SMS in found or MESSAGES not in found)):
            return NOT_NOW
        is_of_messages = MESSAGES in found and not found.isdisjoint(DOUBTS)
        is_read = {PHONE, WATCHED} <= found
        is_no_sms = NO_SMS in found or is_of_messages or is_read or self._wants_no_messages(turn)
        if is_no_sms or self._wants_a_call(turn):
            return NO_SMS
        is_both = found == {TWO} and len(turn.text.split()) <= MOST_WORDS_OF_BOTH
        is_safe = SAFE in found or is_both or found - {MESSAGES, PHONE} == {NO_PROBLEM}
        is_safe = is_safe or (turn.is_written and plainly_safe.is_told(turn.text))
        return SAFE if is_safe and found.isdisjoint(DOUBTS) else self._picked(turn)

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """When to call may be said at once."""
        told = super().answered(draft, turn)
        is_of_a_call = self._wants_a_call(turn) or self._call_time.is_refused(turn)
        if told is None or told.answers[self.name] != NO_SMS or not is_of_a_call:
            return told
        time = self._call_time.told(told, turn)
        return told if time is None else self._call_time.write(told, time)

    def is_unclear(self, turn: Turn) -> bool:
        is_refused = self._call_time.is_refused(turn)
        is_unclear = unsure.is_told(turn) or plainly_safe.only_sends(turn.text)
        return bool(self._found(turn) - {NEGATED}) or is_refused or is_unclear

    def write(self, draft: Draft, value: Any) -> Draft:
        told = super().write(draft, value)
        return replace(told, asked=LATER) if value == NOT_NOW else told

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without(self.name, self._call_time.name)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """ "Yes, but not" and "yes, send it" are no yes, "nobody is here" no no, and "I do not
        know" neither. Who wants no call is asked about messages all the same.
        """
        if self._call_time.is_refused(turn):
            return self._call_time.write(draft, NEVER)
        found = self._found(turn)
        is_yes = turn.is_yes and not plainly_safe.only_sends(turn.text)
        if is_yes and found.isdisjoint(DOUBTS):
            return self.write(draft, SAFE)
        is_no = turn.is_no and ALONE not in found and not unsure.is_told(turn)
        return self.write(draft, NOT_NOW) if is_no else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        return ""

    def _found(self, turn: Turn) -> set[str]:
        return self._choices.found(turn.text) if turn.is_written else set()

    def _picked(self, turn: Turn) -> str | None:
        picked = turn.entity(self.name)
        return str(picked) if picked in self._choices.values else None

    def _wants_a_call(self, turn: Turn) -> bool:
        return CALL in self._found(turn) and not self._call_time.is_refused(turn)

    def _wants_no_messages(self, turn: Turn) -> bool:
        is_unsent = giving_up.told(turn) == giving_up.UNSENT
        return turn.is_written and (is_unsent or turn.says("stop_messages"))

"""The questions that end a complaint: whether it is right, what to change, for whom it is."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from complaint import unsure
from complaint.catalogue import Choices
from complaint.draft import (
    ANOTHER,
    CONFIRMED,
    DROPPED,
    UNASKED,
    Draft,
    contact_of,
)
from complaint.facts import AmountQuestion, StoryQuestion
from complaint.question import Question
from components.reply import Conversation
from turn import Turn
from wording import Button

FOR_OTHER, ANONYMOUS = "for_other", "anonymous"
FOR_ME, WITH_NAME, STOP = "for_me", "with_name", "stop"


def in_this_way(draft: Draft, wanted: Collection[str]) -> Draft | None:
    """For somebody else, or without a name; None where neither is wanted."""
    if FOR_OTHER not in wanted and ANONYMOUS not in wanted:
        return None
    for_other = UNASKED if FOR_OTHER in wanted and not draft.is_of_the_dead else None
    return replace(
        draft,
        for_other=draft.for_other or for_other,
        is_anonymous=draft.is_anonymous or ANONYMOUS in wanted,
    )


class ReadBack(Question):
    name = "read_back"
    has_dont_know = False
    is_changeable = False

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """A mere number puts the sum right that was read back."""
        if turn.is_only_digits and draft.known(AmountQuestion.name) is not None:
            return self._questions[AmountQuestion.name].answered(draft, turn)
        return in_this_way(draft, [turn.entity(self.name)])

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """Of what is not read back, and of what is told in free words, whatever is told more is
        more of it. Who does not know whether it is right is asked once more.
        """
        if unsure.is_told(turn):
            return draft
        if turn.is_yes:
            return replace(draft, asked=CONFIRMED)
        if turn.is_no:
            return replace(draft, asked=Change.name)
        is_told_freely = draft.is_unspoken or StoryQuestion.name in draft.asks
        is_more = is_told_freely and turn.has_words and turn.is_sentence
        return draft if is_more else None

    def text(self, conversation: Conversation, draft: Draft, name: str) -> str:
        if draft.is_unspoken:
            return conversation.say(_unspoken(draft))
        return conversation.say(name, complaint=self._sentence(conversation, draft))

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        yield conversation.button("button_send")
        yield conversation.button("button_change")
        if draft.for_other is None and not draft.is_of_the_dead:
            yield self.option(conversation, FOR_OTHER)
        if not draft.is_anonymous:
            yield self.option(conversation, ANONYMOUS)

    def _sentence(self, conversation: Conversation, draft: Draft) -> str:
        names = (*draft.asks, *draft.beside)
        facts = [self._questions[name].fact(conversation, draft) for name in names]
        if draft.for_other:
            facts.append(conversation.say("fact_for_other"))
        if draft.is_anonymous:
            facts.append(conversation.say("fact_anonymous"))
        kind = conversation.say(f"kind_{draft.kind.id}") if draft.kind else ""
        known = ", ".join(filter(None, facts))
        name = "complaint_with_facts" if known else "complaint_without_facts"
        return conversation.say(name, kind=kind, facts=known)


def _unspoken(draft: Draft) -> str:
    if not draft.is_anonymous:
        return "utter_ask_read_back_unspoken"
    is_to_be_called = contact_of(draft.answers).get("contact_safely") == "call"
    return f"utter_ask_read_back_{'uncallable' if is_to_be_called else 'unnamed'}"


class Meant(Question):
    """Whether it is this at all that somebody tells: asked of words that were a guess."""

    name = "meant"
    has_dont_know = False
    is_changeable = False

    def is_open(self, draft: Draft) -> bool:
        return False

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        return replace(draft, asked=DROPPED) if turn.entity(self.name) == STOP else None

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        if turn.is_yes:
            return draft
        return replace(draft, asked=ANOTHER) if turn.is_no else None

    def text(self, conversation: Conversation, draft: Draft, name: str) -> str:
        complaint = conversation.button(f"button_{draft.wish.id}")["title"]
        return conversation.say(name, complaint=complaint)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        yield conversation.button("button_yes")
        yield conversation.button("button_another_complaint")
        yield self.option(conversation, STOP)


class Change(Question):
    """Which of the answers is wrong, or that there is to be no complaint at all. The right sum may
    come at once.
    """

    name = "change"
    has_dont_know = False
    is_changeable = False

    def __init__(self, questions: Mapping[str, Question], choices: Choices) -> None:
        self._questions = questions
        self._choices = choices

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        wanted = turn.entity(self.name) or self._named(draft, turn)
        if wanted == STOP:
            return replace(draft, asked=DROPPED)
        if wanted == FOR_ME:
            return replace(draft, for_other=None)
        if wanted == WITH_NAME:
            return replace(draft, is_anonymous=False)
        if wanted is None and AmountQuestion.name in self._changeable(draft):
            return self._questions[AmountQuestion.name].answered(draft, turn)
        if wanted not in self._changeable(draft):
            return None
        return replace(self._questions[wanted].ask_again(draft), asked=wanted)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        return None

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for name in self._changeable(draft):
            yield self.option(conversation, name)
        if draft.for_other:
            yield self.option(conversation, FOR_ME)
        if draft.is_anonymous:
            yield self.option(conversation, WITH_NAME)
        yield self.option(conversation, STOP)

    def _named(self, draft: Draft, turn: Turn) -> str | None:
        """By a word of what can be changed and little else."""
        is_named = turn.is_written and not turn.is_sentence
        found = self._choices.found(turn.text) & {*self._changeable(draft)} if is_named else set()
        return found.pop() if len(found) == 1 else None

    def _changeable(self, draft: Draft) -> list[str]:
        names = ("safety", "kind", *draft.asks)
        return [name for name in names if self._questions[name].may_change(draft)]

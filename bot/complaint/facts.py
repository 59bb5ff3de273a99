"""The questions that ask for a fact: what, which programme and payment, how much, who, where."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from citizen_text.lookups import Lookup
from citizen_text.normalisation import fold
from citizen_text.numerals import QUANTITY, value_of
from citizen_text.patterns import words
from citizen_text.phones import find_phones
from complaint import payments
from complaint.catalogue import Choices
from complaint.draft import LONGER, OTHER, UNKNOWN, Draft
from complaint.question import Question
from components.payment_replies import described
from components.reply import Conversation
from turn import Turn
from wording import Button

LONGEST_OPTION = 2  # digits
OFFERED_MONTHS = 4
LEAST_TAKA = 10  # a single digit is a number that no option has
MOST_TAKA = 1_000_000
_BEFORE = words("no nope nah na naa nai not noy nay it its is was eta ota না নাহ নাই নয় নহে ন এটা ওটা")
_BEHIND = words("hobe hoibo chilo chhilo হবে হইব ছিল")
_NOT = words("na nah noy nay not না নাহ নয় নহে")
_AROUND = r"[\s.,;:!?\u0964/=-]*"
_ONLY_A_NUMBER = re.compile(  # "1,500", "no 1500", "200 na, 300 hobe", "300 not 200"
    rf"{_AROUND}(?:{_BEFORE}{_AROUND})*(?:{QUANTITY}{_AROUND}{_NOT}{_AROUND})?"
    rf"(?P<quantity>{QUANTITY}){_AROUND}(?:{_BEHIND}{_AROUND})?(?:not\s{QUANTITY}{_AROUND})?"
)
_NEW_NUMBER, _LOST_NUMBER, _WHAT_CAME = "account_update", "sim_pin", "wrong_amount"
_NOW = re.compile(
    words("ekhon akhon ebar eibar jaygay jagay bodle এখন এবার এইবার জায়গায় জাগায় বদলে now")
    + r"(?:\s\S+)?\W*$"
)
_LONG_AGO = Lookup(
    {
        LONGER: [
            *("=onek mash", "=onek mas", "=onek din", "=onekdin", "=bohu din", "=bohudin"),
            *("=অনেক মাস", "=অনেক দিন", "=অনেকদিন", "=বহু দিন", "=বহুদিন"),
            *("=many months", "=a long time", "=long time", "=long ago", "=for long"),
        ]
    }
)


class KindQuestion(Question):
    """Which of the wish's kinds: asked where it has several and the words do not tell."""

    name = "kind"

    def may_change(self, draft: Draft) -> bool:
        return len(draft.wish.offered.values) > 1

    def told(self, draft: Draft, turn: Turn) -> str | None:
        return _picked(draft.wish.offered, self.name, turn)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for kind in draft.wish.offered.values:
            yield self.option(conversation, kind)


class ChoiceQuestion(Question):
    """One of a list of the catalogue, by digits, by a word of the list, or by an entity."""

    def __init__(self, name: str, choices: Choices) -> None:
        self.name = name
        self._choices = choices

    def told(self, draft: Draft, turn: Turn) -> str | None:
        return _picked(self._choices, self.name, turn)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for value in self._choices.values:
            yield self.option(conversation, value)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        value = draft.known(self.name)
        return "" if value in (None, OTHER) else conversation.say(f"{self.name}_{value}")


class WantedQuestion(ChoiceQuestion):
    """Its words ("let it be put right") answer the question and tell nothing elsewhere."""

    def told(self, draft: Draft, turn: Turn) -> str | None:
        return None if turn.is_written else super().told(draft, turn)

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        value = super().told(draft, turn)
        return None if value is None else self.write(draft, value)


class PaymentQuestion(Question):
    """Which of the payments of somebody who is known."""

    name = "payment"
    covers = frozenset({"programme", "since"})
    has_dont_know = False

    def is_open(self, draft: Draft) -> bool:
        return bool(draft.payments) and self.name not in draft.answers

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        choice = payments.read_choice(turn, draft.offered)
        if choice is None and turn.entity("programme"):
            return draft.answer(payment=OTHER, programme=turn.entity("programme"))
        if choice is None:
            return None
        since = payments.read_month(turn)
        return self.write(draft.answer(since=since) if since else draft, choice)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        return self.write(draft, OTHER) if turn.is_no else None

    def write(self, draft: Draft, value: Any) -> Draft:
        """A payment tells since when; an earlier month that the citizen has said stays."""
        picked = draft.answer(payment=value)
        payment, said = picked.payment, draft.known("since")
        if payment is None or draft.answers.get("since") == LONGER:
            return picked
        first = payment.period_from.isoformat()[:7]
        return picked.answer(since=min(said, first) if said else first)

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without("payment", "programme", "since")

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        """The programme is named where the person has several."""
        offered = draft.offered
        is_one = len({payment.programme for payment in offered}) == 1
        name = "payment_option" if is_one else "payment_option_with_programme"
        for number, payment in enumerate(offered, 1):
            title = conversation.say(name, **described(conversation, payment))
            yield self.option(conversation, str(number), title)
        yield self.option(conversation, OTHER)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """Of several in a row the month of the first, which is told beside it, says which."""
        payment, since = draft.payment, draft.known("since")
        if payment is None:
            return ""
        told = described(conversation, payment)
        is_last_of_several = since is not None and since < payment.period_from.isoformat()[:7]
        if is_last_of_several:
            return told["programme"]
        return conversation.say("payment_read_back", **told)


class ProgrammeQuestion(Question):
    name = "programme"

    def __init__(self, programmes: Mapping[str, Any]) -> None:
        self._known = {name for group in programmes.values() for name in group}

    def is_open(self, draft: Draft) -> bool:
        return draft.payment is None and self.name not in draft.answers

    def may_change(self, draft: Draft) -> bool:
        return draft.payment is None and self.name in draft.answers

    def told(self, draft: Draft, turn: Turn) -> str | None:
        programme = turn.entity(self.name)
        return programme if programme in self._known else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        programme = self.told(draft, turn)
        return draft.answer(programme=programme) if programme else None

    def write(self, draft: Draft, value: Any) -> Draft:
        """Of a programme with one payment that is the payment meant."""
        named = draft.answer(programme=value)
        if value == UNKNOWN or not draft.payments:
            return named
        choice = payments.of_programme(draft.offered, value) or OTHER
        return PaymentQuestion().write(named, choice)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        """One that we do not know by its name is any; a number that no option has is none."""
        is_number = turn.is_written and turn.is_only_digits
        is_said = (turn.is_no or turn.intent == "inform") and not is_number
        return self.write(draft, UNKNOWN) if is_said else None

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for programme in draft.wish.programmes:
            yield self.option(conversation, programme)
        yield conversation.button("button_other_allowance")

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        programme = draft.known(self.name)
        if programme is None or draft.payment is not None:
            return ""
        return conversation.say(f"programme_{programme}")


class SinceQuestion(Question):
    """A month, 2026-07, or LONGER, which no month tells."""

    name = "since"

    def told(self, draft: Draft, turn: Turn) -> str | None:
        return LONGER if turn.entity(self.name) == LONGER else payments.read_month(turn)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        is_long = turn.is_written and turn.is_short and bool(_LONG_AGO.find(turn.text))
        return self.write(draft, LONGER) if is_long else super().otherwise(draft, turn)

    def write(self, draft: Draft, value: Any) -> Draft:
        """The payment that a month belongs to is the payment meant."""
        said = draft.answer(since=value)
        if draft.payment is None or value in (UNKNOWN, LONGER):
            return said
        if payments.covering([draft.payment], value):
            return said
        return said.answer(payment=payments.covering(draft.offered, value) or OTHER)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        """Months that are over: money for the present one is not late yet."""
        for month in _months_before(conversation.today):
            yield self.option(conversation, month, conversation.month(month))
        yield self.option(conversation, LONGER)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        since, payment = draft.answers.get(self.name), draft.payment
        if since == LONGER:
            return conversation.say("since_for_long")
        month = draft.known(self.name)
        if month is None or (payment and month == payment.period_from.isoformat()[:7]):
            return ""
        return conversation.say("since_month", month=conversation.month(month))


class AmountQuestion(Question):
    """In whole taka. Of two different sums the words do not tell which one is meant, unless one is
    said to come now. A bare number behind a no is a sum where one was asked or told: in other talk
    it may be anything.
    """

    name = "amount"

    def told(self, draft: Draft, turn: Turn) -> int | None:
        sums: set[int] = {found["value"] for found in turn.entities if found["entity"] == self.name}
        if len(sums) == 1:
            return sums.pop()
        if _is_of_what_came(draft) and len(came := _said_of_now(turn, self.name)) == 1:
            return came.pop()
        is_correction = draft.known(self.name) is not None and not turn.is_only_digits
        return _number_alone(turn) if is_correction and not sums else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        taka = self.told(draft, turn) or _number_alone(turn)
        return self.write(draft, taka) if taka else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        taka = draft.known(self.name)
        if taka is None:
            return ""
        amount = conversation.taka(taka * 100)
        return conversation.say(self.own(conversation, draft, "amount"), amount=amount)


class StoryQuestion(Question):
    """Free words, of somebody who has only picked an option so far."""

    name = "story"
    keeps_digits = True  # a number to pay to

    def is_open(self, draft: Draft) -> bool:
        return not draft.description and self.name not in draft.answers

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """A number to pay to is told anywhere, and a later one corrects it."""
        return turn.entity("phone") if _is_of_a_number(draft) else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """Whatever is written; the words themselves are kept with all others."""
        return self.write(draft, self.told(draft, turn) or "told") if turn.has_words else None

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        if draft.is_guarded:
            yield conversation.button("button_rather_not")

    def dont_know(self, draft: Draft) -> bool:
        return not draft.is_guarded

    def may_change(self, draft: Draft) -> bool:
        return _is_new_number(draft)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """The number that it is about, whole: only its owner can check it."""
        phones = find_phones(draft.description)
        if not (_is_of_a_number(draft) and phones):
            return ""
        number = conversation.number(_as_dialled(phones[-1].value))
        return conversation.say(self.own(conversation, draft, "number_read_back"), number=number)


def _is_of_what_came(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id == _WHAT_CAME


def _said_of_now(turn: Turn, name: str) -> set[int]:
    """The sums behind a word for now, or for what stands in the place of another."""
    sums = (found for found in turn.entities if found["entity"] == name)
    return {found["value"] for found in sums if _NOW.search(fold(turn.text[: found["start"]]).text)}


def _is_new_number(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id == _NEW_NUMBER


def _is_of_a_number(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id in (_NEW_NUMBER, _LOST_NUMBER)


def _as_dialled(number: str) -> str:
    return number.removeprefix("+88")


class DeceasedQuestion(Question):
    """Who has died, in the words of whoever tells it: a name, a number, whose father."""

    name = "deceased"
    keeps_digits = True
    is_changeable = False

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        is_option = turn.is_only_digits and len(turn.text.strip()) <= LONGEST_OPTION
        return self.write(draft, "told") if turn.has_words and not is_option else None


def _number_alone(turn: Turn) -> int | None:
    """Of a message that is a number and perhaps a no before it."""
    said = fold(turn.text).text if turn.is_written else ""
    found = _ONLY_A_NUMBER.fullmatch(said)
    number = value_of(found["quantity"]) if found else 0
    return number if LEAST_TAKA <= number <= MOST_TAKA else None


def _picked(choices: Choices, name: str, turn: Turn) -> str | None:
    value = turn.entity(name)
    if value in choices.values:
        return str(value)
    return choices.told(turn.text) if turn.is_written else None


def _months_before(today: date) -> Iterator[str]:
    first = today.replace(day=1)
    for _ in range(OFFERED_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first.isoformat()[:7]

"""The questions about a payment: which one, of which programme, missing since when."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from case_manager_client import Payment
from complaint import payments
from complaint.draft import LONGER, OTHER, UNKNOWN, Draft
from complaint.facts import AmountQuestion, number_alone
from complaint.question import Question
from components.payment_replies import described
from components.reply import Conversation
from turn import Turn
from wording import Button

OFFERED_MONTHS = 4
PAID = "credited"
LEAST_AMOUNT = 100  # taka, where a smaller number may be meant for an option


class PaymentQuestion(Question):
    """Which of the payments of somebody who is known."""

    name = "payment"
    covers = frozenset({"programme", "since"})
    has_dont_know = False

    def is_open(self, draft: Draft) -> bool:
        return bool(draft.payments) and self.name not in draft.answers

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """Another one instead of the one that was picked, of the same programme if none is named.
        OTHER where none of the months that are said was offered.
        """
        months, picked = payments.read_months(turn), draft.payment
        if picked is None:
            return None
        programme = turn.entity("programme") or picked.programme
        if months:
            fitting = payments.latest(draft.offered, *months, programme)
            return payments.only(fitting) if fitting else OTHER
        is_last = payments.is_the_last_one(turn)
        return (
            payments.only(payments.latest(draft.offered, programme=programme)) if is_last else None
        )

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """Of several that are meant alike the same is asked again, with what is known by then."""
        pick = payments.read_pick(turn, draft.offered)
        if pick == OTHER:
            return super().write(draft, OTHER)
        if pick is not None:
            return self.write(_unless_paid(draft, pick), pick)
        programme, months = turn.entity("programme"), payments.read_months(turn)
        said = draft.answer(programme=programme) if programme else draft
        if payments.is_for_long(turn):
            said = said.answer(since=LONGER)
            fitting = payments.latest(draft.offered, programme=programme)
        elif months:
            said = said.answer(since=months[0])
            fitting = payments.latest(draft.offered, *months, programme)
        elif programme:
            fitting = payments.of_programme(draft.offered, programme)
        else:
            return _with_amount(draft, turn)
        choice = payments.only(fitting) if fitting else OTHER
        return said if choice is None else self.write(said, choice)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        return super().write(draft, OTHER) if turn.is_no else None

    def write(self, draft: Draft, value: Any) -> Draft:
        """A payment tells its programme and since when; an earlier month that the citizen has said
        stays. Of one that was not offered the programme is still the only one that was.
        """
        picked = draft.answer(payment=value)
        payment, said = picked.payment, draft.known("since")
        if payment is None:
            return _of_the_only_programme(draft, picked)
        if draft.answers.get("since") == LONGER:
            return picked
        first = payments.month_of(payment.period_from)
        if draft.payment and said == payments.month_of(draft.payment.period_from):
            said = None  # of the one that was picked before
        return picked.answer(since=min(said, first) if said else first)

    def ask_again(self, draft: Draft) -> Draft:
        return draft.without("payment", "programme", "since")

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        """The programme is named where the person has several."""
        offered = [*_asked_about(draft)]
        is_one = len({payment.programme for _, payment in offered}) == 1
        name = "payment_option" if is_one else "payment_option_with_programme"
        for number, payment in offered:
            title = conversation.say(name, **described(conversation, payment))
            yield self.option(conversation, str(number), title)
        yield self.option(conversation, OTHER)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """Of several in a row the month of the first, which is told beside it, says which."""
        payment, since = draft.payment, draft.known("since")
        if payment is None:
            return ""
        told = described(conversation, payment)
        is_last_of_several = since is not None and since < payments.month_of(payment.period_from)
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
        """The one payment of this programme, or its last since the month that is known, is meant;
        of several it is asked again which.
        """
        named, payment, since = draft.answer(programme=value), draft.payment, draft.known("since")
        is_as_before = payment is not None and payment.programme == value
        if value == UNKNOWN or not draft.payments or is_as_before:
            return named
        if since:
            fitting = payments.latest(draft.offered, since, programme=value)
        else:
            fitting = payments.of_programme(draft.offered, value)
        if len(fitting) > 1:
            return named.without(PaymentQuestion.name)
        return PaymentQuestion().write(named, fitting[0] if fitting else OTHER)

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
        """That it is long ago is told anew, too, where something else was told before."""
        is_long = self.name in draft.answers and payments.is_for_long(turn)
        is_picked = turn.entity(self.name) == LONGER
        return LONGER if is_long or is_picked else payments.read_month(turn)

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        is_long = payments.is_for_long(turn)
        return self.write(draft, LONGER) if is_long else super().otherwise(draft, turn)

    def write(self, draft: Draft, value: Any) -> Draft:
        """The payment that is meant stays, unless it was for months before."""
        said, payment = draft.answer(since=value), draft.payment
        if payment is None or value in (UNKNOWN, LONGER):
            return said
        if value <= payments.month_of(payment.period_to):
            return said
        later = payments.latest(draft.offered, value, programme=payment.programme)
        return said.answer(payment=payments.only(later) or OTHER, programme=payment.programme)

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
        if month is None or (payment and month == payments.month_of(payment.period_from)):
            return ""
        return conversation.say("since_month", month=conversation.month(month))


def _asked_about(draft: Draft) -> Iterator[tuple[int, Payment]]:
    """Those of the programme that was named, where one is, with their numbers."""
    named = payments.of_programme(draft.offered, draft.known(ProgrammeQuestion.name))
    for number, payment in enumerate(draft.offered, 1):
        if not named or str(number) in named:
            yield number, payment


def _unless_paid(draft: Draft, pick: str) -> Draft:
    """Who picks another payment than that of the month they named, which was paid, means what they
    pick.
    """
    since = draft.known("since")
    named = payments.latest(draft.offered, since, since) if since else []
    are_paid = all(draft.offered[int(number) - 1].status == PAID for number in named)
    return draft.without("since") if named and are_paid and pick not in named else draft


def _of_the_only_programme(before: Draft, told: Draft) -> Draft:
    programmes = {payment.programme for payment in before.offered}
    if before.payment is not None:
        programmes = {before.payment.programme}
    if told.known(ProgrammeQuestion.name) is not None or len(programmes) != 1:
        return told
    return told.answer(programme=programmes.pop())


def _with_amount(draft: Draft, turn: Turn) -> Draft | None:
    """How much came, told before it is asked: no option has such a number."""
    is_asked = AmountQuestion.name in draft.asks and AmountQuestion.name not in draft.answers
    taka = number_alone(turn) if is_asked else None
    return draft.answer(amount=taka) if taka and taka >= LEAST_AMOUNT else None


def _months_before(today: date) -> Iterator[str]:
    first = today.replace(day=1)
    for _ in range(OFFERED_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first.isoformat()[:7]

"""Where the money is, as the case manager knows it now, and what to do where it did not come."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from case_manager_client import CaseManager, IdentityLocked, IdentityRequired, Ledger, Payment
from complaint.helplines import Helpline
from components.reply import MOST_SEGMENTS, Conversation, Reply
from phrases import which_payment
from phrases.asides import WHY
from phrases.people import People, is_another_asked_for
from phrases.spoken_of import PAYMENT, SpokenOf
from wording import Button

CALL = "ussd"
MENDED_BY_PROVIDER = frozenset({"PIN_INACTIVE", "ACCOUNT_CLOSED"})


@dataclass(frozen=True)
class OfOneProgramme:
    """`next` is what will be sent after `last`; at least one of them is there."""

    last: Payment | None
    next: Payment | None

    @property
    def first_told(self) -> Payment:
        told = self.last or self.next
        if told is None:
            raise LookupError("a programme without payments")
        return told

    @property
    def is_in_trouble(self) -> bool:
        return self.first_told.status != "credited" or self.first_told.reason is not None


class PaymentReplies:
    def __init__(
        self, case_manager: CaseManager, people: People, helplines: Mapping[str, Helpline]
    ) -> None:
        self._case_manager = case_manager
        self._helplines = helplines
        self._people = people
        self.renders = {"utter_payments": self.payments}

    async def payments(self, conversation: Conversation) -> Reply:
        """Of the programme that was named or picked, else of all; which one, where that is long."""
        turn, proven_of = conversation.turn, conversation.slots.get("identity_of")
        if await is_another_asked_for(self._people, self._case_manager, turn, proven_of):
            return conversation.reply("utter_identity_first")
        try:
            ledger = await self._case_manager.ledger(turn)
        except IdentityRequired:
            return conversation.reply("utter_identity_first")
        except IdentityLocked:
            return conversation.reply("utter_identity_locked")
        return _with_the_other_person(conversation, _told(conversation, ledger, self._helplines))


def _told(conversation: Conversation, ledger: Ledger, helplines: Mapping[str, Helpline]) -> Reply:
    about = SpokenOf(PAYMENT, conversation.turn.entity("programme"), is_own=True)
    if not ledger.payments:
        nothing = "utter_no_payments" if ledger.is_heard else "utter_payments_not_heard"
        return replace(conversation.reply(nothing), about=about)
    programmes = by_programme(ledger.payments)
    named = programmes.get(about.programme or "")
    if named is None and len(programmes) > 1:
        several = _of_several(conversation, [*map(_last_and_next, programmes.values())])
        return replace(several, about=replace(about, programme=None))
    rows = named or next(iter(programmes.values()))
    about = replace(about, programme=rows[0].programme)
    return replace(_of_one(conversation, rows, helplines), about=about)


def _with_the_other_person(conversation: Conversation, reply: Reply) -> Reply:
    """Somebody else can be asked for, and then the own again, where there is room."""
    if conversation.is_in_form:
        return reply
    slots = conversation.slots
    is_of_another = bool(slots.get("identity_of")) and slots.get("identity") == "verified"
    name = "button_own_payment" if is_of_another else "button_payment_of_another"
    longer = replace(reply, buttons=[*reply.buttons, conversation.button(name)])
    return longer if longer.segments <= MOST_SEGMENTS else reply


def by_programme(payments: Sequence[Payment]) -> Mapping[str, list[Payment]]:
    """In the order they come in, which is the newest first."""
    grouped: dict[str, list[Payment]] = {}
    for payment in payments:
        grouped.setdefault(payment.programme, []).append(payment)
    return grouped


def _last_and_next(payments: Sequence[Payment]) -> OfOneProgramme:
    last = next((row for row in payments if row.status != "scheduled"), None)
    since = last.period_from if last else payments[-1].period_from
    coming = [row for row in payments if row.status == "scheduled" and row.period_from >= since]
    return OfOneProgramme(last, coming[-1] if coming else None)


def _of_one(
    conversation: Conversation, rows: Sequence[Payment], helplines: Mapping[str, Helpline]
) -> Reply:
    """The next payment is left out where what to do about the last one needs the room, unless it is
    asked for; in a form its question does.
    """
    turn, programme = conversation.turn, _last_and_next(rows)
    if which_payment.asks_for_next(turn, rows):
        return _next_first(conversation, programme)
    if asked := which_payment.asked_for(turn, rows):
        programme = OfOneProgramme(asked, None)
    if conversation.is_in_form:
        line = _short_line(conversation, programme.first_told)
        return conversation.reply("utter_payments", payments=line)
    if conversation.turn.entity("part") == WHY and programme.is_in_trouble:
        return _reason_of(conversation, programme.first_told, helplines)
    told = _told_first(conversation, programme.first_told)
    is_doubted = programme.is_in_trouble or asked is not None
    name = "utter_payments_with_trouble" if is_doubted else "utter_payments"
    advice = _advice(conversation, programme.first_told)
    if advice is not None:
        name, told = "utter_payments_failed", f"{told} {advice}"
    reply = conversation.reply(name, payments=told)
    in_short = reply.text
    how = _how(conversation, programme.first_told, helplines)
    for more in filter(None, [how, *_beside(conversation, programme)]):
        told = f"{told} {more}"
        longer = conversation.reply(name, payments=told)
        if longer.segments > MOST_SEGMENTS:
            return reply
        reply = replace(longer, in_short=in_short)
    return reply


def _next_first(conversation: Conversation, programme: OfOneProgramme) -> Reply:
    """What is asked for, and then what became of the last one, as much as there is room for."""
    coming, last = programme.next, programme.last
    told = (
        payment_line(conversation, coming) if coming else conversation.say("payment_next_unknown")
    )
    if conversation.is_in_form or last is None:
        return conversation.reply("utter_payments", payments=told)
    name = "utter_payments_with_trouble" if programme.is_in_trouble else "utter_payments"
    line = _short_line(conversation, last)
    for more in (f"{line} {_advice(conversation, last) or ''}".rstrip(), line):
        reply = conversation.reply(name, payments=f"{told} {more}")
        if reply.segments <= MOST_SEGMENTS:
            return reply
    return conversation.reply("utter_payments", payments=told)


def _reason_of(
    conversation: Conversation, payment: Payment, helplines: Mapping[str, Helpline]
) -> Reply:
    """Why it did not come, what to do, and whom to ring about it."""
    advice = _advice(conversation, payment)
    known = [_why(conversation, payment), advice, _how(conversation, payment, helplines)]
    told = [*filter(None, known)] or [payment_line(conversation, payment)]
    name = "utter_payments_failed" if advice else "utter_payments_with_trouble"
    return conversation.reply(name, payments=" ".join(told))


def _told_first(conversation: Conversation, payment: Payment) -> str:
    """On a screen of Bangla letters, which holds one sentence, first what became of it."""
    if conversation.turn.channel != CALL or conversation.language != "bn":
        return payment_line(conversation, payment)
    of_what = conversation.say("payment_is_for", **described(conversation, payment))
    return f"{_short_line(conversation, payment)} {of_what}"


def _beside(conversation: Conversation, programme: OfOneProgramme) -> Iterator[str]:
    """What matters less than what to do: of which day all this is, and what comes next."""
    if heard := _heard(conversation, programme.first_told):
        yield heard
    if programme.last and programme.next:
        yield conversation.say("payment_next", **described(conversation, programme.next))


def _how(
    conversation: Conversation, payment: Payment, helplines: Mapping[str, Helpline]
) -> str | None:
    """Whom to ring about what the provider alone can mend."""
    line = helplines.get(payment.provider or "")
    if payment.reason not in MENDED_BY_PROVIDER or line is None:
        return None
    name = line.name[conversation.language]
    return conversation.say("payment_how", provider=name, number=conversation.number(line.number))


def _heard(conversation: Conversation, payment: Payment) -> str:
    """Where another system told of it."""
    if payment.heard_on is None:
        return ""
    return conversation.say("payment_heard", date=conversation.day(payment.heard_on))


def _of_several(conversation: Conversation, programmes: Sequence[OfOneProgramme]) -> Reply:
    """Why and what to do is told as wholly as there is room; in a form only what did not come."""
    troubled = [programme for programme in programmes if programme.is_in_trouble]
    shown = (troubled or programmes) if conversation.is_in_form else programmes
    told = [programme.first_told for programme in shown]
    picks = [] if conversation.is_in_form else [_pick(conversation, each) for each in told]
    reply = conversation.reply("utter_payments_of_several", payments="")
    for reasons in _reasons(conversation, told):
        lines = [_short_line(conversation, *each) for each in zip(told, reasons, strict=True)]
        dated = [
            f"{line} {_heard(conversation, each)}".strip()
            for line, each in zip(lines, told, strict=True)
        ]
        for shown_lines in (dated, lines):
            text = " ".join(shown_lines)
            offered = replace(reply, text=text, buttons=[*picks, *reply.buttons])
            if offered.segments <= MOST_SEGMENTS:
                return offered
    if conversation.is_in_form:
        return offered
    return replace(offered, text=conversation.say("utter_payments_of_which"))


def _reasons(conversation: Conversation, told: Sequence[Payment]) -> Iterator[Sequence[str]]:
    """Of each, less and less: what to do, only of the first that failed, why, and nothing."""
    if not conversation.is_in_form:
        whole = [_advice(conversation, each) or "" for each in told]
        short = [_why(conversation, each) for each in told]
        first = next((n for n, advice in enumerate(whole, 1) if advice), 0)
        yield whole
        yield [*whole[:first], *short[first:]]
        yield short
    yield [""] * len(told)


def _short_line(conversation: Conversation, payment: Payment, reason: str = "") -> str:
    line = conversation.say(
        f"payment_{payment.status}_short",
        programme=payment.programme_name[conversation.language],
        date=conversation.day(payment.status_on),
    )
    return f"{line} {reason}".strip()


def _pick(conversation: Conversation, payment: Payment) -> Button:
    return {
        "title": payment.programme_name[conversation.language],
        "payload": f'/check_payment{{"programme": "{payment.programme}"}}',
    }


def _advice(conversation: Conversation, payment: Payment) -> str | None:
    name = f"advice_{payment.reason}"
    return conversation.say(name) if name in conversation.wording.texts else None


def _why(conversation: Conversation, payment: Payment) -> str:
    name = f"reason_{payment.reason}"
    return conversation.say(name) if name in conversation.wording.texts else ""


def payment_line(conversation: Conversation, payment: Payment) -> str:
    provider = f"provider_{payment.provider}"
    known = provider in conversation.wording.texts
    return conversation.say(
        f"payment_{payment.status}",
        **described(conversation, payment),
        date=conversation.day(payment.status_on),
        provider=conversation.say(provider if known else "provider_other"),
    )


def described(conversation: Conversation, payment: Payment) -> dict[str, str]:
    return {
        "programme": payment.programme_name[conversation.language],
        "period": conversation.period(payment.period_from, payment.period_to),
        "amount": conversation.taka(payment.amount_paisa),
    }

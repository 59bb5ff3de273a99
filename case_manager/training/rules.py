"""What shows that an exercise was done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from case_manager.vocabulary import Channel, EventKind, Language

ASKS_FOR_A_HUMAN = "information"
PAYMENT_DID_NOT_COME = frozenset({"payment_not_received", "payment_returned"})
_NO_COMPLAINTS = frozenset({ASKS_FOR_A_HUMAN, "status", "suggestion", "appeal", "out_of_scope"})


@dataclass(frozen=True)
class EventTrace:
    """`assignee` is who was given the case, where the event gave it to somebody."""

    kind: EventKind
    actor: UUID | None = None
    assignee: UUID | None = None


@dataclass(frozen=True)
class CaseTrace:
    """A case that was filed during the training, and what happened to it, in order."""

    channel: Channel
    language: Language
    category: str
    is_of_nobody_known: bool
    is_for_somebody_else: bool
    events: Sequence[EventTrace]

    @property
    def is_complaint(self) -> bool:
        return self.category not in _NO_COMPLAINTS

    def was_taken_with_a_note(self) -> bool:
        """By one caseworker, who took it for themselves and did not give it back."""
        takers = {each.actor for each in self._after(EventKind.ASSIGNED, EventKind.UNASSIGNED)}
        taken = {each.actor for each in self.events if each.actor and each.actor == each.assignee}
        writers = {each.actor for each in self.events if each.kind is EventKind.NOTE_WRITTEN}
        return bool(takers & taken & writers)

    def was_answered(self) -> bool:
        """The citizen wrote after a question was sent."""
        kinds = [each.kind for each in self.events]
        if EventKind.REPLY_SENT not in kinds:
            return False
        return EventKind.CITIZEN_WROTE in kinds[kinds.index(EventKind.REPLY_SENT) :]

    def was_closed(self) -> bool:
        """By a decision that was not taken back at once."""
        return bool(self._after(EventKind.CLOSED, EventKind.CLOSING_UNDONE))

    def _after(self, kind: EventKind, undone_by: EventKind) -> Sequence[EventTrace]:
        """Those of a kind that nothing has undone since."""
        kinds = [each.kind for each in self.events]
        undone = len(kinds) - kinds[::-1].index(undone_by) if undone_by in kinds else 0
        return [each for each in self.events[undone:] if each.kind is kind]


@dataclass(frozen=True)
class PhoneTrace:
    """How the case manager knows one phone at this moment, and since when."""

    language: Language
    opted_out: bool
    language_changed_at: datetime | None = None
    opt_out_changed_at: datetime | None = None


_BY_CASE: dict[str, Callable[[CaseTrace], bool]] = {
    "complain_by_ussd": lambda case: (
        case.channel is Channel.USSD and case.category in PAYMENT_DID_NOT_COME
    ),
    "complain_for_mother": lambda case: (
        case.is_complaint
        and case.channel is Channel.USSD
        and case.language is Language.BANGLA
        and case.is_for_somebody_else
    ),
    "complain_in_banglish": lambda case: (
        case.is_complaint and case.channel is Channel.SMS and case.language is Language.BANGLISH
    ),
    "complain_without_papers": lambda case: case.is_complaint and case.is_of_nobody_known,
    "ask_for_a_human": lambda case: case.category == ASKS_FOR_A_HUMAN,
    "take_a_case": CaseTrace.was_taken_with_a_note,
    "ask_the_citizen": CaseTrace.was_answered,
    "close_a_case": CaseTrace.was_closed,
}
_BY_PHONE: dict[str, Callable[[PhoneTrace, datetime], bool]] = {
    "change_language": lambda phone, since: (
        phone.language is Language.ENGLISH and _is_since(phone.language_changed_at, since)
    ),
    "stop_messages": lambda phone, since: (
        phone.opted_out and _is_since(phone.opt_out_changed_at, since)
    ),
}


def exercises_done(
    cases: Iterable[CaseTrace], phones: Iterable[PhoneTrace], *, since: datetime
) -> set[str]:
    """The cases are those filed `since` then; a phone counts for what it changed since then."""
    cases, phones = list(cases), list(phones)
    by_case = {name for name, is_done in _BY_CASE.items() if any(map(is_done, cases))}
    return by_case | {
        name for name, is_done in _BY_PHONE.items() if any(is_done(each, since) for each in phones)
    }


def _is_since(changed_at: datetime | None, since: datetime) -> bool:
    return changed_at is not None and changed_at >= since

"""What shows that an exercise was done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from case_manager.vocabulary import Channel, EventKind, Language

ASKS_FOR_A_HUMAN = "information"


@dataclass(frozen=True)
class CaseTrace:
    """A case that was filed during the training, and what happened to it, in order."""

    channel: Channel
    language: Language
    category: str
    is_of_nobody_known: bool
    is_for_somebody_else: bool
    events: Sequence[EventKind]

    def has(self, *kinds: EventKind) -> bool:
        return set(kinds) <= set(self.events)

    def was_answered(self) -> bool:
        """The citizen wrote after a question was sent."""
        if EventKind.REPLY_SENT not in self.events:
            return False
        asked = self.events.index(EventKind.REPLY_SENT)
        return EventKind.CITIZEN_WROTE in self.events[asked:]


@dataclass(frozen=True)
class PhoneTrace:
    """How the case manager knows one phone at this moment."""

    language: Language
    opted_out: bool


_BY_CASE: dict[str, Callable[[CaseTrace], bool]] = {
    "complain_by_ussd": lambda case: case.channel is Channel.USSD,
    "complain_for_mother": lambda case: (
        case.channel is Channel.USSD
        and case.language is Language.BANGLA
        and case.is_for_somebody_else
    ),
    "complain_in_banglish": lambda case: (
        case.channel is Channel.SMS and case.language is Language.BANGLISH
    ),
    "complain_without_papers": lambda case: (
        case.is_of_nobody_known and case.category != ASKS_FOR_A_HUMAN
    ),
    "ask_for_a_human": lambda case: case.category == ASKS_FOR_A_HUMAN,
    "take_a_case": lambda case: case.has(EventKind.ASSIGNED, EventKind.NOTE_WRITTEN),
    "ask_the_citizen": CaseTrace.was_answered,
    "close_a_case": lambda case: case.has(EventKind.CLOSED),
}
_BY_PHONE: dict[str, Callable[[PhoneTrace], bool]] = {
    "change_language": lambda phone: phone.language is Language.ENGLISH,
    "stop_messages": lambda phone: phone.opted_out,
}


def exercises_done(cases: Iterable[CaseTrace], phones: Iterable[PhoneTrace]) -> set[str]:
    cases, phones = list(cases), list(phones)
    by_case = {name for name, is_done in _BY_CASE.items() if any(map(is_done, cases))}
    return by_case | {name for name, is_done in _BY_PHONE.items() if any(map(is_done, phones))}

"""What the case manager says instead of an answer.

CaseManagerError
 ├─ CaseManagerUnavailable     down, slow, or an answer that cannot be used: worth another try
 └─ Refused
     ├─ IdentityRequired, IdentityLocked
     ├─ UnknownReference, MistypedReference, UnknownProgramme
     ├─ CaseAlreadyClosed, CaseStillOpen, TooLateToRate
     └─ NotDecidedYet, NoHigherTier, Malformed
"""

from collections.abc import Mapping
from datetime import date
from typing import Any


class CaseManagerError(Exception):
    pass


class CaseManagerUnavailable(CaseManagerError):
    pass


class Refused(CaseManagerError):
    """`answer` is what the case manager said."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        super().__init__(str(answer.get("detail", "")))
        self.answer = answer


class IdentityRequired(Refused):
    pass


class IdentityLocked(Refused):
    pass


class UnknownReference(Refused):
    pass


class MistypedReference(Refused):
    pass


class UnknownProgramme(Refused):
    """Or one of which nothing can be told."""


class CaseAlreadyClosed(Refused):
    pass


class CaseStillOpen(Refused):
    pass


class TooLateToRate(Refused):
    pass


class NotDecidedYet(Refused):
    """There is nothing to appeal against; the words are kept with the case."""

    @property
    def decision_due_on(self) -> date:
        return date.fromisoformat(self.answer["decision_due_on"])


class NoHigherTier(Refused):
    """The last one has decided; the words are kept with the case."""


class Malformed(Refused):
    """It names what the case manager does not know."""


REFUSALS: Mapping[str, type[Refused]] = {
    refusal.__name__: refusal
    for refusal in (
        IdentityRequired,
        IdentityLocked,
        UnknownReference,
        MistypedReference,
        UnknownProgramme,
        CaseAlreadyClosed,
        CaseStillOpen,
        TooLateToRate,
        NotDecidedYet,
        NoHigherTier,
        Malformed,
    )
}

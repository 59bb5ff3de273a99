"""What a citizen wants done to a case of theirs, while it is being settled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from case_manager_client import Case

SLOT = "follow_up"
UPDATE, WITHDRAW, APPEAL = "update_case", "withdraw_case", "appeal_case"
WISHES = (UPDATE, WITHDRAW, APPEAL)
MOST_OFFERED = 4
THIS_CASE, IS_SURE = "this_case", "sure"


@dataclass(frozen=True)
class OwnCase:
    """Nothing of what it is about but whether danger: several people read a phone."""

    reference: str
    opened_on: str
    is_open: bool
    is_of_danger: bool = False


@dataclass(frozen=True)
class FollowUp:
    """`offered` are the cases that may be meant; the last one left is the one.

    `says_enough`: the words tell the case something beyond the wish. `instead_of` is the complaint
    that they would begin, if the case is not the one that is meant.
    """

    wish: str
    offered: tuple[OwnCase, ...]
    words: str
    says_enough: bool
    is_sure: bool = False
    wants_call: bool = False
    instead_of: str | None = None

    @classmethod
    def of(cls, slots: Mapping[str, Any]) -> "FollowUp | None":
        """None where nothing is being settled."""
        kept = slots.get(SLOT)
        if kept is None or kept["wish"] not in WISHES:
            return None
        known = {each.name: kept[each.name] for each in fields(cls) if each.name in kept}
        return cls(**{**known, "offered": tuple(OwnCase(**row) for row in kept["offered"])})

    @property
    def slot(self) -> dict[str, Any]:
        return {**asdict(self), "offered": list(map(asdict, self.offered)), "asked": self.asked}

    @property
    def case(self) -> OwnCase:
        return self.offered[0]

    @property
    def is_of_danger(self) -> bool:
        return len(self.offered) == 1 and self.case.is_of_danger

    @property
    def asked(self) -> str | None:
        """The next question: this_case, which_case, sure, more or reason."""
        if self.instead_of:
            return THIS_CASE
        if len(self.offered) > 1:
            return "which_case"
        if self.wish == WITHDRAW:
            return None if self.is_sure else IS_SURE
        if self.says_enough:
            return None
        if self.wish == UPDATE:
            return "more"
        return None if self.case.is_open else "reason"

    def about(self, case: OwnCase) -> "FollowUp":
        return replace(self, offered=(case,))

    def saying(self, words: str) -> "FollowUp":
        together = "\n".join(filter(None, [self.words, words]))
        return replace(self, words=together, says_enough=True)


def own_case(case: Case, danger: Collection[str] = ()) -> OwnCase:
    """`danger` are the categories that are."""
    opened_on, is_of_danger = case.opened_on.isoformat(), case.category in danger
    return OwnCase(case.reference, opened_on, case.is_open, is_of_danger)


def fitting(wish: str, cases: Sequence[OwnCase]) -> tuple[OwnCase, ...]:
    """Only what is open can be told more or withdrawn; against what is open nobody can appeal yet,
    which somebody who has nothing else is told.
    """
    opened = [case for case in cases if case.is_open]
    closed = [case for case in cases if not case.is_open]
    found = (closed or opened) if wish == APPEAL else opened
    return tuple(found[:MOST_OFFERED])

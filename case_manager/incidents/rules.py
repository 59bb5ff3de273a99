"""Decisions on incidents: what failed together, who may act, and when it is mended."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from case_manager.errors import IncidentAlreadyMended
from case_manager.vocabulary import IncidentKind, ReturnReason, Role

LONGEST_WORDS = 500
LONGEST_NOTE = 4000
_LEADING = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_LEVELS = (6, 4, 2)  # digits of upazila, district and division


@dataclass(frozen=True)
class Fault:
    """What failed payments have in common; two with the same `key` are the same fault."""

    kind: IncidentKind
    programme: str | None = None
    provider: str | None = None
    batch: str | None = None
    return_reason: ReturnReason | None = None
    area_code: str | None = None

    @property
    def key(self) -> str | None:
        """None where nothing of the ledger tells who is hit."""
        parts = {
            IncidentKind.BATCH: (self.batch,),
            IncidentKind.PROVIDER: (self.provider, self.programme, self.return_reason),
            IncidentKind.UNION: (self.area_code, self.programme),
            IncidentKind.AGENT: (self.provider, self.area_code),
        }.get(self.kind, ())
        if not parts or None in parts:
            return None
        return ":".join((self.kind.value, *(str(part) for part in parts)))


@dataclass(frozen=True)
class Failures:
    """How many people's payments failed that have all of this in common."""

    batch: str | None
    provider: str
    programme: str
    return_reason: ReturnReason
    area_code: str
    people: int

    def fault(self, kind: IncidentKind) -> Fault | None:
        """None of a payment that names no batch."""
        match kind:
            case IncidentKind.BATCH:
                return Fault(kind, batch=self.batch) if self.batch else None
            case IncidentKind.PROVIDER:
                return Fault(
                    kind,
                    programme=self.programme,
                    provider=self.provider,
                    return_reason=self.return_reason,
                )
            case IncidentKind.UNION:
                return Fault(kind, programme=self.programme, area_code=self.area_code)
        return None


def unexplained(
    failures: Iterable[Failures], kinds: Sequence[IncidentKind], known: frozenset[str]
) -> list[Failures]:
    """What is part of no fault that is known: one fault is not counted as another as well."""

    def keys(each: Failures) -> Iterator[str | None]:
        for kind in kinds:
            fault = each.fault(kind)
            yield fault.key if fault else None

    return [each for each in failures if known.isdisjoint(keys(each))]


def many_enough(
    failures: Iterable[Failures], kind: IncidentKind, fewest: int
) -> Mapping[Fault, int]:
    """By fault, how many people; only where they are as many as that."""
    counted: dict[Fault, int] = defaultdict(int)
    for each in failures:
        if fault := each.fault(kind):
            counted[fault] += each.people
    return {fault: people for fault, people in counted.items() if people >= fewest}


def common_area(first: str, last: str) -> str | None:
    """The smallest area that holds both codes, of which all others lie between."""
    if first == last:
        return first
    return next((first[:size] for size in _LEVELS if first[:size] == last[:size]), None)


def is_mended(people: int, left: int, share: float) -> bool:
    return people > 0 and left <= people * share


def covers(user_area: str | None, area_code: str | None) -> bool:
    """Whether all of it lies in the user's area; of no area is the whole country."""
    return user_area is None or (area_code is not None and area_code.startswith(user_area))


def check_open(*, is_mended: bool, is_joined: bool) -> None:
    if is_mended or is_joined:
        raise IncidentAlreadyMended("this incident is mended, or part of another")


def may_act(
    role: Role,
    user_id: UUID,
    user_area: str | None,
    *,
    owner_id: UUID | None,
    area_code: str | None,
) -> bool:
    """What reaches beyond somebody's area is not theirs to mend, unless it was given to them."""
    return user_id == owner_id or (role in _LEADING and covers(user_area, area_code))


def may_take(
    role: Role,
    user_id: UUID,
    user_area: str | None,
    *,
    owner_id: UUID | None,
    area_code: str | None,
) -> bool:
    if user_id == owner_id or not covers(user_area, area_code):
        return False
    return owner_id is None or role in _LEADING

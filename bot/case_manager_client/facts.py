"""What the case manager tells and is told, and how its answers are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

ASKABLE = frozenset({"shared_phone", "unknown_phone"})


@dataclass(frozen=True)
class Identity:
    """`state` is verified, locked, or one of ASKABLE: whoever it is may still say so. `home` is the
    area of whoever is known; `is_proven` where an answer told who it is, not the phone alone.
    """

    state: str
    attempts_left: int
    home: str = ""
    is_proven: bool = False


@dataclass(frozen=True)
class IdentityAnswer:
    """Exactly one of `nid_last4` and `identifier` (NID or beneficiary id) is given."""

    nid_last4: str | None
    identifier: str | None
    birth_year: int


@dataclass(frozen=True)
class Payment:
    """`reason` is why it came back or is held, `heard_on` when another system said all that;
    complaints begun long ago kept no provider.
    """

    payment_id: str
    programme: str
    programme_name: Mapping[str, str]
    period_from: date
    period_to: date
    amount_paisa: int
    status: str
    status_on: date
    provider: str = ""
    reason: str | None = None
    heard_on: date | None = None


@dataclass(frozen=True)
class Ledger:
    """The newest first; not `is_heard` while a system that alone knows of some has not told."""

    payments: list[Payment]
    is_heard: bool


@dataclass(frozen=True)
class Rate:
    """A month's amount; two where it depends on a group. `fiscal_year` is 2026-27."""

    amount_paisa: int
    highest_paisa: int
    fiscal_year: str
    may_change: bool


@dataclass(frozen=True)
class Enrolment:
    """`status` is active or suspended."""

    programme: str
    programme_name: Mapping[str, str]
    status: str
    enrolled_on: date
    rate: Rate | None


@dataclass(frozen=True)
class ProgrammeName:
    programme: str
    programme_name: Mapping[str, str]


@dataclass(frozen=True)
class Entitlements:
    enrolments: list[Enrolment]
    programmes: list[ProgrammeName]


@dataclass(frozen=True)
class Application:
    """`is_open` is None where nobody knows; `last_day` is that of the last known window."""

    office: Mapping[str, str]
    papers: tuple[Mapping[str, str], ...]
    is_open: bool | None
    last_day: date | None


@dataclass(frozen=True)
class Programme:
    """What everybody may know of it, and the own enrolment where identity is known.

    `benefit` is what it brings where that is no money, `qualifies` is told of few, `not_open` is
    why nobody can apply; without `sources` how to apply is only generally known.
    """

    programme_name: Mapping[str, str]
    rate: Rate | None
    paid_every_months: int | None
    benefit: Mapping[str, str] | None
    qualifies: Mapping[str, str] | None
    apply_at: Mapping[str, str] | None
    not_open: Mapping[str, str] | None
    application: Application
    sources: tuple[Mapping[str, str], ...]
    enrolment: Enrolment | None


@dataclass(frozen=True)
class Complaint:
    """`missing_since` is a month, 2026-07; `told` holds what else the contract has a field for."""

    category: str
    description: str
    payment_id: str | None = None
    programme: str | None = None
    missing_since: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    is_anonymous: bool = False


@dataclass(frozen=True)
class Case:
    """`needs_identity`: the office cannot decide until it is known whose case it is, which nobody
    asks where it `is_anonymous`. Of what `is_restricted` nothing is said but its number.
    """

    reference: str
    category: str
    status: str
    opened_on: date
    first_answer_on: date
    resolution_due_on: date
    needs_identity: bool
    is_restricted: bool
    is_anonymous: bool = False
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.status != "closed"


@dataclass(frozen=True)
class WishedCall:
    """What is None is left to the office: the part of the day, the day, the earliest hour."""

    part: str | None = None
    on: date | None = None
    after: time | None = None

    @property
    def is_at_a_moment(self) -> bool:
        return self.on is not None or self.after is not None


@dataclass(frozen=True)
class CallBack:
    """From `after` on the day `on` somebody calls; `first_answer_on` is the latest day.
    `why_not_then` is None where that is as it was wished: else the office is `closed`, or that time
    of today is `over`.
    """

    reference: str
    first_answer_on: date
    is_office_open: bool
    why_not_then: str | None
    on: date
    after: time


def payment_from(row: Mapping[str, Any]) -> Payment:
    return Payment(
        payment_id=row["payment_id"],
        programme=row["programme"],
        programme_name=row["programme_name"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        amount_paisa=row["amount_paisa"],
        status=row["status"],
        status_on=date.fromisoformat(row["status_on"]),
        provider=row.get("provider", ""),
        reason=row.get("reason"),
        heard_on=date.fromisoformat(row["heard_on"]) if row.get("heard_on") else None,
    )


def identity_from(row: Mapping[str, Any]) -> Identity:
    return Identity(
        state=row["state"],
        attempts_left=row["attempts_left"],
        home=row["area_code"] or "",
        is_proven=row["is_proven"],
    )


def enrolment_from(row: Mapping[str, Any]) -> Enrolment:
    return Enrolment(
        programme=row["programme"],
        programme_name=row["programme_name"],
        status=row["status"],
        enrolled_on=date.fromisoformat(row["enrolled_on"]),
        rate=rate_from(row["rate"]),
    )


def rate_from(row: Mapping[str, Any] | None) -> Rate | None:
    if row is None:
        return None
    return Rate(
        amount_paisa=row["amount_paisa"],
        highest_paisa=row["highest_paisa"],
        fiscal_year=row["fiscal_year"],
        may_change=row["may_change"],
    )


def application_from(row: Mapping[str, Any]) -> Application:
    last_day = row["last_day"]
    return Application(
        office=row["offices"][0]["name"] if row["offices"] else {},
        papers=tuple(paper["name"] for paper in row["documents"]),
        is_open=row["is_open"],
        last_day=date.fromisoformat(last_day) if last_day else None,
    )


def case_from(row: Mapping[str, Any]) -> Case:
    closed_on = row["closed_on"]
    return Case(
        reference=row["reference"],
        category=row["category"],
        status=row["status"],
        opened_on=date.fromisoformat(row["opened_on"]),
        first_answer_on=date.fromisoformat(row["first_answer_on"]),
        resolution_due_on=date.fromisoformat(row["resolution_due_on"]),
        needs_identity=row["needs_identity"],
        is_restricted=row["is_restricted"],
        is_anonymous=row.get("is_anonymous", False),  # not in an answer kept from before
        closed_on=date.fromisoformat(closed_on) if closed_on else None,
    )


def call_back_from(row: Mapping[str, Any]) -> CallBack:
    return CallBack(
        reference=row["reference"],
        first_answer_on=date.fromisoformat(row["first_answer_on"]),
        is_office_open=row["is_office_open"],
        why_not_then=row["why_not_then"],
        on=date.fromisoformat(row["call_on"]),
        after=time.fromisoformat(row["call_after"]),
    )

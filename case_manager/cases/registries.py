"""What registries say of a citizen: each fact with its source and its age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from case_manager.cases import views
from case_manager.interoperability import service as interoperability_service
from case_manager.interoperability.config import Interoperability
from case_manager.interoperability.service import KnownFact
from case_manager.kit.keys import Keys
from case_manager.models import Person
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import Language

_WAITED_FOR = timedelta(seconds=30)
_UNITS = (
    ("days", timedelta(days=1)),
    ("hours", timedelta(hours=1)),
    ("minutes", timedelta(minutes=1)),
)


@dataclass(frozen=True)
class Age:
    """`key` and `count` are the words: now, or so many minutes, hours or days ago."""

    key: str
    count: int


@dataclass(frozen=True)
class Told:
    """One payment as its payer tells it."""

    period_from: date
    period_to: date
    status: str | None
    status_on: date | None
    code: str | None


@dataclass(frozen=True)
class Fact:
    """`answer` is the end of the key of its words; `reason` why it was not told anew.

    `account` is whole: the page masks it.
    """

    programme: str
    subject: str
    peer: str
    answer: str | None
    since: date | None
    account: str | None
    provider: str | None
    payments: Sequence[Told]
    answered_at: datetime | None
    age: Age | None
    reason: str | None


@dataclass(frozen=True)
class Registries:
    """`waits_since` is when it was asked, while the answers are awaited.

    `version` changes with whatever a reader could see change, but for the age of what was told.
    """

    facts: Sequence[Fact]
    may_ask: bool
    waits_since: int | None
    version: str


def registries_of(
    session: Session,
    config: Interoperability,
    person: Person | None,
    language: Language,
    *,
    asked: str,
    keys: Keys,
    now: datetime,
) -> Registries | None:
    """None where nobody can be asked, or nobody knows about whom."""
    if person is None or not config.may_be_asked:
        return None
    known = interoperability_service.facts_of(session, person, keys=keys)
    due = interoperability_service.due_questions(session, config, person.id, keys=keys, now=now)
    since = _moment(asked)
    heard = {(each.programme, each.subject) for each in known if since and each.asked_at >= since}
    awaited = [each for each in due if (each.programme, each.subject) not in heard]
    is_waiting = since is not None and timedelta(0) <= now - since < _WAITED_FOR and bool(awaited)
    told = [(each.programme, each.subject, each.asked_at, each.answered_at) for each in known]
    may_ask = bool(due) and not is_waiting
    return Registries(
        facts=[_fact(each, language, now) for each in known],
        may_ask=may_ask,
        waits_since=int(since.timestamp()) if since and is_waiting else None,
        version=views.version_of((told, may_ask, is_waiting, language)),
    )


def age(moment: datetime, now: datetime) -> Age:
    passed = now - moment
    for unit, length in _UNITS:
        if passed >= length:
            count = passed // length
            return Age(
                f"registries.age.{unit}" if count > 1 else f"registries.age.one_{unit}", count
            )
    return Age("registries.age.now", 0)


def _fact(known: KnownFact, language: Language, now: datetime) -> Fact:
    content = known.content or {}
    return Fact(
        programme=programmes_service.programme_names(known.programme)[language],
        subject=known.subject,
        peer=known.peer,
        answer=_answer(known),
        since=_day(content.get("since")),
        account=content.get("account"),
        provider=content.get("provider"),
        payments=[
            Told(
                period_from=date.fromisoformat(each["period_from"]),
                period_to=date.fromisoformat(each["period_to"]),
                status=each.get("status"),
                status_on=_day(each.get("status_on")),
                code=each.get("code"),
            )
            for each in content.get("payments", [])
        ],
        answered_at=known.answered_at,
        age=age(known.answered_at, now) if known.answered_at else None,
        reason=known.failed_with,
    )


def _answer(known: KnownFact) -> str | None:
    """The last part of the key of its words."""
    content = known.content
    if content is None:
        return None
    if "state" in content:
        return f"account_{content['state']}"
    if "enrolled" in content:
        return _enrolment(content)
    return None


def _enrolment(content: Mapping[str, Any]) -> str:
    """Of a registry that only says yes or no, nothing but this is known."""
    if content["enrolled"]:
        return f"enrolled_{content.get('status', 'unclear')}" if "known" in content else "enrolled"
    if "known" not in content:
        return "not_on_roll"
    return "not_enrolled" if content["known"] else "not_known"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(asked: str) -> datetime | None:
    """As it stands in the address, where anything may stand."""
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 11):
        return None
    return datetime.fromtimestamp(int(asked), UTC)

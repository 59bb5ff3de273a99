"""People of the demo as rows of the tables that they fill, in the order of the foreign keys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from case_manager.demo.courses import attempt_of, former_states, was_active_before
from case_manager.demo.register import Beneficiary
from case_manager.kit.keys import Keys
from case_manager.people import identifiers, names
from case_manager.vocabulary import EnrolmentStatus, IdentifierKind, ReturnReason

Row = tuple[Any, ...]

SOURCE = "demo"
_DIED_BEFORE = timedelta(days=40)


@dataclass(frozen=True)
class Table:
    """Every row ends with its source and with the day for which the source says it."""

    name: str
    columns: Sequence[str]
    rows: Callable[[Iterable[Beneficiary], Keys, date], Iterator[Row]]


def _households(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        if person.is_household_head:
            home = person.household
            yield home.id, home.number, home.union_code, SOURCE, today


def _people(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        yield (
            person.id,
            person.name.en,
            person.name.bn,
            names.sounds(person.name.en, person.name.bn),
            person.sex.value,
            person.birth_year,
            person.union_code,
            person.household.id,
            person.is_household_head,
            SOURCE,
            today,
        )


def _identifiers(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        since = min(row.enrolled_on for row in person.enrolments)
        for kind, provider, number in _numbers(person):
            sealed = identifiers.seal(kind, number, keys)
            index = identifiers.index(kind, number, keys)
            yield person.id, kind.value, provider, sealed, index, since, SOURCE, today


def _numbers(person: Beneficiary) -> Iterator[tuple[IdentifierKind, str | None, str]]:
    of_birth = IdentifierKind.BIRTH_REGISTRATION if person.is_child else IdentifierKind.NID
    yield of_birth, None, person.nid
    yield IdentifierKind.BENEFICIARY_ID, None, person.beneficiary_id
    if person.phone:
        yield IdentifierKind.PHONE, None, person.phone
        yield IdentifierKind.WALLET, person.provider, person.phone


def _nominees(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        since = min(row.enrolled_on for row in person.enrolments)
        for row in person.nominees:
            yield (
                person.id,
                row.name.en,
                row.name.bn,
                row.relation.value,
                since,
                SOURCE,
                today,
            )


def _deaths(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    """Of those whose money came back for it; not all of them are true."""
    for person in people:
        found = [
            row.outcome.status_on
            for enrolment in person.enrolments
            for row in enrolment.instalments
            if row.outcome.reason is ReturnReason.MARKED_DEAD
        ]
        if found:
            yield person.id, min(found) - _DIED_BEFORE, SOURCE, min(found)


def _enrolments(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        for row in person.enrolments:
            yield (
                row.id,
                person.id,
                row.programme,
                row.status.value,
                row.enrolled_on,
                row.status_from,
                SOURCE,
                today,
            )


def _enrolment_history(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        for row in person.enrolments:
            if was_active_before(row):
                yield (
                    row.id,
                    EnrolmentStatus.ACTIVE.value,
                    row.enrolled_on,
                    row.status_from,
                    row.status_from,
                    SOURCE,
                    row.enrolled_on,
                )


def _payments(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        for enrolment in person.enrolments:
            for row in enrolment.instalments:
                status, status_on, reason = row.outcome
                yield (
                    row.id,
                    person.id,
                    enrolment.programme,
                    row.period_from,
                    row.period_to,
                    person.union_code,
                    row.amount_paisa,
                    status.value,
                    status_on,
                    reason and reason.value,
                    attempt_of(row),
                    person.provider,
                    SOURCE,
                    status_on,
                )


def _payment_history(people: Iterable[Beneficiary], keys: Keys, today: date) -> Iterator[Row]:
    for person in people:
        for enrolment in person.enrolments:
            for row in enrolment.instalments:
                for step in former_states(row):
                    yield (
                        row.id,
                        row.period_from,
                        step.attempt,
                        step.status.value,
                        step.status_on,
                        step.reason and step.reason.value,
                        row.amount_paisa,
                        person.provider,
                        row.outcome.status_on,
                        SOURCE,
                        step.status_on,
                    )


_SOURCED = ("source", "as_of")
_PERSON = ("id", "name_en", "name_bn", "name_sounds", "sex", "birth_year", "area_code")
_VALUE = ("value_sealed", "value_index", "valid_from")
_STATE = ("status", "status_on", "return_reason")
TABLES = (
    Table("households", ("id", "number", "area_code", *_SOURCED), _households),
    Table("people", (*_PERSON, "household_id", "is_household_head", *_SOURCED), _people),
    Table("identifiers", ("person_id", "kind", "provider", *_VALUE, *_SOURCED), _identifiers),
    Table(
        "nominees",
        ("person_id", "name_en", "name_bn", "relation", "valid_from", *_SOURCED),
        _nominees,
    ),
    Table("deaths", ("person_id", "died_on", *_SOURCED), _deaths),
    Table(
        "enrolments",
        ("id", "person_id", "programme", "status", "enrolled_on", "status_from", *_SOURCED),
        _enrolments,
    ),
    Table(
        "enrolment_history",
        ("enrolment_id", "status", "from_on", "until_on", "recorded_at", *_SOURCED),
        _enrolment_history,
    ),
    Table(
        "payments",
        (
            *("id", "person_id", "programme", "period_from", "period_to", "area_code"),
            *("amount_paisa", *_STATE, "attempt", "provider", *_SOURCED),
        ),
        _payments,
    ),
    Table(
        "payment_history",
        (
            *("payment_id", "period_from", "attempt", *_STATE, "amount_paisa", "provider"),
            *("recorded_at", *_SOURCED),
        ),
        _payment_history,
    ),
)

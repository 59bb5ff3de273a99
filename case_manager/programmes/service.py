"""The catalogue of programmes, read from its files once a process.

What programmes pay is asked for anew each time: administrators may have stated it since.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache

from sqlalchemy.orm import Session

from case_manager.kit.calendar import local_date
from case_manager.models import StatedAmount
from case_manager.programmes import rules
from case_manager.programmes.amounts import Amounts, Statement
from case_manager.programmes.reading import read_catalogue
from case_manager.programmes.repository import StatedAmountRepository
from case_manager.programmes.schemas import Catalogue, DatedAmount, Programme, Source
from case_manager.vocabulary import Language


@cache
def catalogue() -> Catalogue:
    """Raises CatalogueRefused; the application asks for it before it answers anybody."""
    return read_catalogue()


def programmes() -> Mapping[str, Programme]:
    return catalogue().programmes


def find_programme(programme_id: str) -> Programme | None:
    return programmes().get(programme_id)


def programme_names(programme_id: str) -> Mapping[Language, str]:
    """A programme that left the catalogue still has old payments: it is shown by its id."""
    found = find_programme(programme_id)
    return found.names if found else dict.fromkeys(Language, programme_id)


def spoken_names(programme_id: str) -> Mapping[Language, str]:
    """As people say them and as an SMS has room for."""
    found = find_programme(programme_id)
    return found.short_names if found else programme_names(programme_id)


def amounts(session: Session) -> Amounts:
    stated = StatedAmountRepository(session).holding()
    return amounts_with(tuple(_statement(each) for each in stated))


@lru_cache(maxsize=8)
def amounts_with(statements: tuple[Statement, ...] = ()) -> Amounts:
    return Amounts(programmes(), statements)


def note_use(
    session: Session, paid: Amounts, programme_ids: Iterable[str], *, now: datetime
) -> None:
    """A citizen is answered from these programmes' amounts: they are not taken back any more."""
    if unused := paid.unused(programme_ids, local_date(now)):
        StatedAmountRepository(session).mark_used(unused, now)


def rate_on(
    paid: Amounts, day: date, programme_id: str, born: tuple[int, date | None] | None = None
) -> rules.Rate | None:
    """What a month brings: to everybody, or to one of whom the year of birth is known, and perhaps
    the day.
    """
    group = rules.group_of_age(*born, day) if born else None
    return rules.rate_on(day, paid.monthly.get(programme_id, ()), [group] if group else [])


def _statement(stated: StatedAmount) -> Statement:
    source_id = f"STATED_{stated.id}"
    return Statement(
        id=stated.id,
        programme=stated.programme,
        amount=DatedAmount(
            first_day=stated.first_day,
            last_day=None,
            amount=stated.amount,
            unit=stated.unit,
            per=stated.per,
            applies_to=stated.applies_to,
            source=source_id,
            uncertain=stated.is_uncertain,
        ),
        source=Source(
            title=stated.source_title,
            date=stated.source_on.isoformat() if stated.source_on else None,
            url=stated.source_url,
        ),
        is_used=stated.first_used_at is not None,
    )


@cache
def main_allowances() -> tuple[str, ...]:
    """In the order in which they are offered."""
    return tuple(programme.id for programme in programmes().values() if programme.told)

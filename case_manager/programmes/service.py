"""The catalogue of programmes, read from its files once a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from case_manager.programmes import rules
from case_manager.programmes.reading import read_catalogue
from case_manager.programmes.schemas import Catalogue, Programme
from case_manager.vocabulary import Language


@dataclass(frozen=True)
class Criteria:
    """What a citizen is told of a programme, in short sentences."""

    programme: str
    qualifies: Mapping[Language, str]
    apply_at: Mapping[Language, str]


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


def rate_on(day: date, programme_id: str, birth_year: int | None = None) -> rules.Rate | None:
    """What a month brings: to everybody, or to one who was born in that year."""
    found = find_programme(programme_id)
    group = rules.group_of_age(birth_year, day) if birth_year else None
    return rules.rate_on(day, found.amounts, [group] if group else []) if found else None


@cache
def criteria() -> Mapping[str, Criteria]:
    """Of the main cash allowances, in the order in which they are offered."""
    offices = catalogue().offices
    return MappingProxyType(
        {
            programme.id: Criteria(
                programme=programme.id,
                qualifies=programme.told.qualifies,
                apply_at=offices[programme.apply.offices[0]],
            )
            for programme in programmes().values()
            if programme.told
        }
    )

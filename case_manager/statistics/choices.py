"""What a reader may choose from, and the names of it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from case_manager.cases import rules as case_rules
from case_manager.cases import views as case_views
from case_manager.cases.categories import categories
from case_manager.cases.queues import NONE
from case_manager.models import User
from case_manager.people import service as people_service
from case_manager.programmes.service import programmes
from case_manager.statistics import rules
from case_manager.statistics.filters import FigureFilter
from case_manager.ui.texts import texts
from case_manager.vocabulary import Channel, Language

Choice = tuple[str, str]
_DISTRICT = 4
_BESIDE = {6: 4, 10: 6}  # how much of its code an upazila and a union share with their neighbours


@dataclass(frozen=True)
class Choices:
    """By value and name, in the order in which they are offered."""

    area: list[Choice]
    programme: list[Choice]
    category: list[Choice]
    channel: list[Choice]


class Names:
    """Of areas, programmes, categories and channels; areas are looked up once a level."""

    def __init__(self, session: Session, language: Language) -> None:
        self._session, self._language = session, language
        self._areas: dict[str, str] = {}

    def __call__(self, by: str, key: str) -> str:
        match by:
            case "area":
                return self._area(key)
            case "programme":
                return case_views.programme_name(key, self._language)
            case "category":
                return case_views.category_name(key, self._language)
        return texts(self._language)(f"figures.channel.{key}")

    def _area(self, code: str) -> str:
        if code not in self._areas:
            around = "" if len(code) <= _DISTRICT else code[: _BESIDE[len(code)]]
            beside = people_service.areas_of_length(self._session, around, len(code))
            self._areas |= {
                each.code: case_views.area_name(each, self._language) for each in beside
            }
        return self._areas.get(code, code)


def choices(session: Session, viewer: User, filter_: FigureFilter, language: Language) -> Choices:
    leads = case_rules.leads(viewer.role)
    kinds = [each for each in categories().values() if leads or not each.is_sensitive]
    return Choices(
        area=_areas(session, viewer, filter_, language),
        programme=sorted(
            ((each.id, each.names[language]) for each in programmes().values()),
            key=lambda choice: choice[1],
        ),
        category=sorted(
            ((each.id, each.names[language]) for each in kinds), key=lambda choice: choice[1]
        ),
        channel=[(each.value, texts(language)(f"figures.channel.{each}")) for each in Channel],
    )


def _areas(
    session: Session, viewer: User, filter_: FigureFilter, language: Language
) -> list[Choice]:
    """Those around the chosen one, itself, and those into which it is cut."""
    chosen = filter_.area if filter_.area != NONE else None
    chosen = chosen or viewer.area_code
    path = people_service.area_path(session, chosen) if chosen else []
    around = [area for area in path if case_rules.lies_in(area.code, viewer.area_code)]
    length = 2 if not chosen else rules.child_length(chosen)
    inside = people_service.areas_of_length(session, chosen or "", length) if length else []
    if not chosen:
        inside = [*inside, *people_service.areas_of_length(session, "", 4)]
    return [(area.code, case_views.area_name(area, language)) for area in (*around, *inside)]

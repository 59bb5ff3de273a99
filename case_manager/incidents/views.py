"""What the templates show of incidents, decided beforehand: they only lay it out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from case_manager.cases import views
from case_manager.cases.views import Badge
from case_manager.incidents.reading import IncidentPage, Listed, Shown
from case_manager.models import Area, Incident
from case_manager.people import service as people_service
from case_manager.ui.texts import Texts, texts
from case_manager.vocabulary import IncidentKind, Language


@dataclass(frozen=True)
class Row:
    """`title` is what failed, in words; `place` the area that holds all of it."""

    incident: Incident
    title: str
    place: str | None
    programme: str | None
    open_cases: int
    badge: Badge


@dataclass(frozen=True)
class CaseRow:
    """`news` names what the case learnt of its money, None where nothing."""

    row: views.Row
    news: str | None


def rows(page: IncidentPage, language: Language) -> list[Row]:
    return [_row(each, language) for each in page.items]


def one(session: Session, shown: Shown, language: Language) -> Row:
    return _row(shown.listed, language)


def case_rows(shown: Shown, language: Language) -> list[CaseRow]:
    return [
        CaseRow(views.row(item, language), _news(shown, item.reference)) for item in shown.cases
    ]


def place_of(session: Session, code: str | None, language: Language) -> list[str]:
    """The area and what it lies in, the smallest first."""
    areas = people_service.area_path(session, code) if code else []
    return [views.area_name(area, language) for area in reversed(areas)]


def _row(listed: Listed, language: Language) -> Row:
    incident = listed.incident
    return Row(
        incident=incident,
        title=_title(incident, incident.area, language),
        place=views.area_name(incident.area, language) if incident.area else None,
        programme=views.programme_name(incident.programme, language)
        if incident.programme
        else None,
        open_cases=listed.open_cases,
        badge=_badge(listed),
    )


def _title(incident: Incident, area: Area | None, language: Language) -> str:
    t = texts(language)
    match incident.kind:
        case IncidentKind.BATCH if incident.batch:
            return t("incidents.of_batch", batch=incident.batch)
        case IncidentKind.PROVIDER if incident.provider and incident.return_reason:
            reason = t(f"return_reason.{incident.return_reason}")
            return t("incidents.of_provider", provider=provider(t, incident), reason=reason)
        case IncidentKind.AGENT if incident.provider and area:
            place = views.area_name(area, language)
            return t("incidents.of_agents", provider=provider(t, incident), place=place)
        case IncidentKind.UNION if area:
            return t("incidents.of_union", place=views.area_name(area, language))
    return t(f"incidents.kind.{incident.kind}")


def provider(t: Texts, incident: Incident) -> str:
    return t.find(f"provider.{incident.provider}") or incident.provider or ""


def _badge(listed: Listed) -> Badge:
    if listed.incident.joined_into_id:
        return Badge("paused", "incidents.is_joined")
    if listed.incident.mended_at:
        return Badge("done", "incidents.is_mended")
    return views.badge(listed.deadline)


def _news(shown: Shown, reference: str) -> str | None:
    news = shown.news.get(reference)
    if news is None:
        return None
    if news.answered_at:
        return "incidents.came" if news.came else "incidents.did_not_come"
    return "incidents.asked" if news.asked_at else "incidents.not_asked"

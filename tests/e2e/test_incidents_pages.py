"""Incidents in a browser: read on any screen, and worked on by the keyboard."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from case_manager.incidents import finding, service
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.models import Case, Incident, User
from case_manager.vocabulary import IncidentKind, ReturnReason, Role
from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    page,
    sign_in,
)
from tests.e2e.test_desk_layout import assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

LEADER = "nasrin@example.org"
FAULT = Fault(
    IncidentKind.PROVIDER,
    programme="oaa",
    provider="nagad",
    return_reason=ReturnReason.PIN_INACTIVE,
)


@pytest.fixture(scope="module")
def case(desk: Desk) -> Case:
    desk.add_user(LEADER, role=Role.SUPERVISOR)
    return desk.open_case("taka pai nai")


def opened(desk: Desk, fault: Fault, *, is_counted: bool) -> int:
    """By hand; the job that counts it has run or not."""
    with Session(desk.engine) as session, session.begin():
        leader = session.query(User).filter_by(email=LEADER).one()
        incident = service.open_by_hand(
            session,
            OpenIncident(fault, "Nagad sends back what went to dormant accounts."),
            actor=leader,
            keys=desk.keys,
            now=datetime.now(UTC),
        )
        if is_counted:
            finding.follow_up(session, incident.id, now=datetime.now(UTC))
        return incident.number


@pytest.fixture(scope="module")
def number(desk: Desk, case: Case) -> int:
    return opened(desk, FAULT, is_counted=True)


@pytest.fixture(scope="module")
def counting(desk: Desk, case: Case) -> int:
    return opened(desk, Fault(IncidentKind.BATCH, batch="OAA-17"), is_counted=False)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        "/incidents?state=mended",
        "/incidents/new",
        "/incidents",
        "/incidents/{number}",
        "/incidents/{counting}",
    ],
)
def test_anybody_can_read_it_on_any_screen(
    page: Page, number: int, counting: int, language: str, scheme: str, address: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, LEADER)
    page.goto(address.format(number=number, counting=counting))
    for details in page.locator("details.card-panel > summary").all():
        details.click()
    assert_for_everybody(page)


def test_the_page_of_what_is_counted_goes_on_by_itself(
    page: Page, desk: Desk, case: Case, complaints: list[str]
) -> None:
    number = opened(desk, Fault(IncidentKind.BATCH, batch="OAA-18"), is_counted=False)
    sign_in(page, "en", LEADER)
    page.goto(f"/incidents/{number}")
    expect(page.get_by_role("status")).to_contain_text("It is being counted")
    with Session(desk.engine) as session, session.begin():
        incident = session.query(Incident).filter_by(number=number).one()
        finding.follow_up(session, incident.id, now=datetime.now(UTC))
    expect(page.get_by_text("It is mended", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)
    assert complaints == []


def test_from_the_case_to_its_incident_and_mended_by_the_keyboard(
    page: Page, case: Case, number: int, complaints: list[str]
) -> None:
    sign_in(page, "en", LEADER)
    page.goto(f"/cases/{case.reference}")
    page.get_by_role("link", name=f"Incident {number}", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nagad")
    expect(page.get_by_role("table")).to_contain_text("Rahima B.")
    page.get_by_label("Note").fill("The provider looks into it")
    page.get_by_role("button", name="Write note").press("Enter")
    expect(page.get_by_text("The provider looks into it")).to_be_visible()
    page.get_by_text("It is mended", exact=True).press("Enter")
    page.get_by_role("button", name="Mended: tell and ask").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".page-head")).to_contain_text("Mended")
    assert complaints == []

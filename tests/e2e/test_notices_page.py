"""Notices to many in a browser: written, counted, released by another one, read on any screen."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from case_manager.db import make_sessions
from case_manager.kit.restraint import NO_RESTRAINT
from case_manager.messages.gateway import make_gateway
from case_manager.models import Notice
from case_manager.notices.jobs import Mover
from case_manager.vocabulary import Role
from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    page,
    sign_in,
    tab_to,
)
from tests.e2e.test_desk_layout import assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

AUTHOR, RELEASER = "farida@example.org", "kamal@example.org"


def answer(request: httpx.Request) -> httpx.Response:
    """A gateway that takes what it is given and has spent nothing."""
    if request.method == "GET":
        return httpx.Response(200, json={"costs": []})
    contact = {"contact_id": str(UUID(int=7)), "language": "bn", "opted_out": False}
    return httpx.Response(200, json=contact)


@pytest.fixture(scope="module", autouse=True)
def administrators(desk: Desk) -> Iterator[None]:
    for email in (AUTHOR, RELEASER):
        desk.add_user(email, role=Role.ADMINISTRATOR)
    desk.open_case("taka pai nai")  # and with it one person of the register, who is paid
    before = desk.app.state.gateway
    desk.app.state.gateway = make_gateway("http://gateway", "-", httpx.MockTransport(answer))
    yield
    desk.app.state.gateway = before


@pytest.fixture
def work(desk: Desk) -> Callable[[], None]:
    """What the worker does until nothing more is to be done."""
    mover = Mover(
        make_sessions(desk.engine),
        desk.app.state.gateway,
        desk.keys,
        restraint=NO_RESTRAINT,
        segments_per_second=10,
    )

    def work() -> None:
        with Session(desk.engine) as session:
            notices = [(each.id, each.turn) for each in session.scalars(select(Notice))]
        for notice_id, turn in notices:
            for later in range(turn, turn + 5):
                mover.move_on(notice_id, later, datetime.now(UTC))

    return work


def write(page: Page, title: str) -> None:
    page.goto("/notices/new")
    page.locator("#template").select_option("payment_sent")
    page.locator("[formaction='/notices/drafts']").click()
    page.locator("#title").fill(title)
    page.locator("#programme").select_option("oaa")
    page.locator("#payment_status").select_option("returned")
    page.locator("#period_from").fill("2026-07")
    page.locator("#period_to").fill("2026-09")
    page.locator("form[action='/notices'] .btn-primary").click()
    page.wait_for_url(re.compile("/notices/[0-9a-f-]{36}$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_empty_it_says_what_would_be_here(page: Page, language: str) -> None:
    sign_in(page, language, AUTHOR)
    page.goto("/notices")
    expect(page.locator("table")).to_have_count(0)
    assert_for_everybody(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_can_read_it_on_any_screen(
    page: Page, language: str, scheme: str, work: Callable[[], None]
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, AUTHOR)
    page.goto("/notices/new")
    page.locator("#text_bn").fill("{name}")
    page.locator("form[action='/notices']").evaluate("form => form.noValidate = true")
    page.locator("form[action='/notices'] .btn-primary").click()
    expect(page.locator("#text_bn-error")).to_be_visible()
    assert_for_everybody(page)
    page.locator("#text_bn").fill("ক" * 202)
    expect(page.locator("#text_bn-preview .field-error")).to_be_visible()
    assert_for_everybody(page)
    write(page, f"Payments {language} {scheme}")
    work()
    sign_in_as_another(page, language, RELEASER)
    page.goto("/notices")
    assert_for_everybody(page)
    page.get_by_role("link", name=f"Payments {language} {scheme}").click()
    page.locator("details summary").first.click()
    page.locator("#read").wait_for()
    assert_for_everybody(page)
    page.locator("#read").check()
    page.locator("form[action$='/releases'] button").click()
    page.locator(".notice-acts form[action$='/pauses']").wait_for()
    assert_for_everybody(page)


def sign_in_as_another(page: Page, language: str, email: str) -> None:
    page.context.clear_cookies()
    sign_in(page, language, email)


def test_it_is_written_counted_and_released_by_somebody_else(
    page: Page, work: Callable[[], None], complaints: list[str]
) -> None:
    sign_in(page, "en", AUTHOR)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Notices to many").click()
    page.get_by_role("link", name="Write a notice").click()
    page.locator("#text_en").fill("{programme}: {amount} came back")
    preview = page.locator("#text_en-preview")
    expect(preview).to_contain_text("{programme}: 1,800 taka came back")
    page.locator("#programme").select_option("oaa")
    expect(preview).to_contain_text("Old Age Allowance: 1,800 taka came back")
    expect(preview).to_contain_text("SMS")
    write(page, "Read by two")
    expect(page.get_by_text("Being counted", exact=True)).to_be_visible()
    work()
    expect(page.get_by_role("status")).to_contain_text("Another administrator reads it")
    expect(page.locator("form[action$='/releases']")).to_have_count(0)
    address = page.url

    sign_in_as_another(page, "en", RELEASER)
    page.goto(address)
    release = page.get_by_role("button", name="Release it, phones: 1")
    release.click()
    expect(page.locator("#read")).to_be_focused()  # not before it is said to be read
    page.keyboard.press("Space")
    tab_to(page, "form[action$='/releases'] button")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    work()
    page.reload()  # it looks by itself after half a minute
    expect(page.get_by_text("All handed over", exact=True)).to_be_visible()
    expect(page.get_by_text("With the gateway, for their hour or turn")).to_be_visible()
    assert complaints == []


def test_one_that_goes_out_can_be_stopped(page: Page, work: Callable[[], None]) -> None:
    sign_in(page, "en", AUTHOR)
    write(page, "Never mind")
    work()
    page.locator(".notice-acts summary").click()
    page.get_by_role("button", name="Stop it for good").click()
    expect(page.get_by_text("Stopped", exact=True)).to_be_visible()
    expect(page.locator(".notice-acts summary")).to_have_count(0)

"""The catalogue of programmes in a browser: found by the menu, read on any screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from case_manager.vocabulary import Role
from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    findings,
    page,
    sign_in,
)
from tests.e2e.test_desk_layout import assert_fits, assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

ADMINISTRATOR = "farida@example.org"
FORM = "/programmes/oaa/amounts/new?from=2026-07-01&amount=700"


@pytest.fixture(scope="module", autouse=True)
def administrator(desk: Desk) -> None:
    desk.add_user(ADMINISTRATOR, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/programmes", "/programmes/oaa", FORM])
def test_anybody_can_read_it_on_any_screen(
    page: Page, language: str, scheme: str, path: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, ADMINISTRATOR)
    page.goto(path)
    assert_for_everybody(page)


def test_from_the_menu_to_the_source_of_an_amount(page: Page, complaints: list[str]) -> None:
    sign_in(page, "en", ADMINISTRATOR)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Programmes").click()
    page.get_by_label("Name, code, or what citizens call it").fill("boishko vata")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Old Age Allowance").click()
    expect(page.get_by_role("heading", name="Old Age Allowance")).to_be_visible()
    amounts = page.get_by_role("region", name="Amounts and their dates")
    expect(amounts.get_by_role("row").nth(1)).to_contain_text("Daily Star")
    assert complaints == []


def fill_in(page: Page, amount: str) -> None:
    page.get_by_label("Taka a month").fill(amount)
    page.get_by_role("textbox", name="Source", exact=True).fill("Circular 12")
    page.get_by_role("textbox", name="Why").fill("The circular came by post")


def test_an_amount_is_corrected_and_taken_back(page: Page, complaints: list[str]) -> None:
    sign_in(page, "en", ADMINISTRATOR)
    page.goto("/programmes/wda")
    page.get_by_role("link", name=re.compile("Confirm or correct.*everybody, 1 July 2026")).click()
    fill_in(page, "720")
    page.get_by_role("button", name="Put it into force").click()
    expect(page.get_by_role("status")).to_contain_text("in force from its first day on")
    amounts = page.get_by_role("region", name="Amounts and their dates")
    row = amounts.get_by_role("row").filter(has_text="720 a month")
    expect(row).to_contain_text("Circular 12")
    expect(row).not_to_contain_text("not confirmed")
    expect(page.get_by_text("The circular came by post")).to_be_visible()
    assert_fits(page)
    assert findings(page) == []
    page.get_by_role("button", name=re.compile("Take back.*everybody, 1 July 2026")).click()
    expect(page.get_by_role("status")).to_contain_text("holds again")
    expect(row).to_have_count(0)
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_and_what_was_stated_can_be_read_by_anybody(
    page: Page, language: str, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, ADMINISTRATOR)
    page.goto(FORM)
    page.locator("#amount").fill("0")
    page.locator("#source_title").fill("পরিপত্র ১২")
    page.locator("#reason").fill("ডাকে এসেছে")
    page.locator("form[action='/programmes/oaa/amounts'] button").click()
    expect(page.locator("#amount-error")).to_be_visible()
    assert_fits(page)
    assert findings(page) == []
    page.locator("#amount").fill("৭২০")
    page.locator("form[action='/programmes/oaa/amounts'] button").click()
    expect(page.get_by_text("ডাকে এসেছে").first).to_be_visible()
    assert_fits(page)
    assert findings(page) == []

"""The catalogue of programmes in a browser: found by the menu, read on any screen."""

import pytest
from playwright.sync_api import Page, expect

from case_manager.vocabulary import Role
from tests.e2e.test_desk_layout import assert_fits
from tests.e2e.test_desk_pages import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    findings,
    page,
    sign_in,
)

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

ADMINISTRATOR = "farida@example.org"


@pytest.fixture(scope="module", autouse=True)
def administrator(desk: Desk) -> None:
    desk.add_user(ADMINISTRATOR, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/programmes", "/programmes/oaa"])
def test_anybody_can_read_it_on_any_screen(
    page: Page, language: str, scheme: str, path: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, ADMINISTRATOR)
    page.goto(path)
    assert_fits(page)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert findings(page) == []


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

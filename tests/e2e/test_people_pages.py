"""People of the register in a browser: found, and read on any screen."""

import pytest
from playwright.sync_api import Page, expect

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

READER = "register@example.org"


@pytest.fixture(scope="module", autouse=True)
def reader(desk: Desk) -> None:
    desk.add_user(READER)
    desk.open_case("taka pai nai")


def find(page: Page, words: str) -> None:
    page.goto("/people")
    page.locator("#find").fill(words)
    page.locator("#find").press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["nobody", "Rahima"])
def test_anybody_can_read_it_on_any_screen(
    page: Page, language: str, scheme: str, words: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, READER)
    find(page, words)
    assert_for_everybody(page)


def test_from_a_phone_to_the_whole_number(page: Page, complaints: list[str]) -> None:
    sign_in(page, "en", READER)
    find(page, "01712345678")
    expect(page.get_by_role("heading", name="Rahima Begum")).to_be_visible()
    expect(page.get_by_role("region", name="Payments")).to_contain_text("Returned")
    phone = page.get_by_role("listitem").filter(has_text="017••-•••678")
    phone.locator("summary").click()
    phone.get_by_label("Why do you need it?").select_option("call_back")
    phone.get_by_role("button", name="Show the whole number").click()
    expect(page.locator("main")).to_contain_text("01712-345678")
    assert complaints == []

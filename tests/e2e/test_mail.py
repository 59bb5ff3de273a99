"""Somebody is invited, reads the mail, chooses a password and signs in: the whole house."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.house import House, wait_for

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
WIDTHS = (360, 1440)
PASSWORD = "correct horse battery"


def look_over(page: Page) -> None:
    """No finding of axe and nothing wider than the screen, at both ends of the scale."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        findings = Axe().run(page, options=AXE).response["violations"]
        assert [finding["id"] for finding in findings] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def mailed_link(page: Page, house: House, address: str) -> str:
    def look() -> str | None:
        page.goto(house.url("mailbox"))
        row = page.locator("tr", has_text=address).first
        return row.locator("a").get_attribute("href") if row.count() else None

    page.goto(house.url("mailbox") + wait_for("the mail", look))
    return str(page.locator(".letter a").get_attribute("href"))


@pytest.mark.parametrize("language", ["bn", "en"])
def test_an_invitation_leads_to_an_account(
    house: House, page: Page, sign_in: Callable[[str, str], None], language: str
) -> None:
    address = f"newcomer-{language}@example.org"
    administrator = house.user("administrator")
    sign_in(administrator["email"], administrator["password"])
    page.locator(f'html[lang="{language}"], button[lang="{language}"]').first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.goto("/users/new")
    look_over(page)
    page.locator("#name").fill("Newcomer")
    page.locator("#email").fill(address)
    page.locator("#role").select_option("caseworker")
    page.locator("#organisation").fill("Seba")
    page.locator("#language").select_option(language)
    page.locator('form[action="/users"] .btn-primary').click()
    expect(page.locator('[role="status"]')).to_be_visible()
    expect(page.locator("tr", has_text=address)).to_be_visible()
    look_over(page)

    page.context.clear_cookies()
    link = mailed_link(page, house, address)
    look_over(page)
    page.goto(link)
    look_over(page)
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    page.locator(".btn-primary").click()
    page.wait_for_url("**/sign-in*")
    page.goto(link)
    expect(page.locator('a[href="/forgotten-password"]')).to_be_visible()
    look_over(page)

    sign_in(address, PASSWORD)
    page.goto("/account")
    expect(page.locator(".facts-list")).to_contain_text(address)
    look_over(page)


def test_a_forgotten_password_is_replaced(
    house: House, page: Page, sign_in: Callable[[str, str], None]
) -> None:
    supervisor = house.user("supervisor")
    page.goto("/sign-in")
    page.locator('a[href="/forgotten-password"]').click()
    look_over(page)
    page.locator("#email").fill(supervisor["email"])
    page.locator(".btn-primary").click()
    expect(page.locator('[role="status"]')).to_be_visible()
    page.goto(mailed_link(page, house, supervisor["email"]))
    page.locator("#password").fill(supervisor["password"])
    page.locator("#again").fill(supervisor["password"])
    page.locator(".btn-primary").click()
    sign_in(supervisor["email"], supervisor["password"])

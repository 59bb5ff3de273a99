"""What every test of the whole house may ask for."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from nalish.browser import find_chromium
from tests.e2e.house import House, house, number

__all__ = ["house", "number"]

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    assert path, "no Chromium: `python -m nalish.browser` installs one"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=[*QUIET])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    context = browser.new_context(base_url=house.url("case_manager"), locale="bn-BD")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(page: Page) -> Callable[[str, str], None]:
    def enter(email: str, password: str) -> None:
        page.goto("/")
        page.locator("#email").fill(email)
        page.locator("#password").fill(password)
        page.locator('form[action="/sign-in"] .btn-primary').click()
        page.wait_for_url("**/cases*")

    return enter

"""Takes the pictures of README.md and docs/: `make pictures`, on a house of its own.

Phone, desk and figures, in Bangla and English, as wide as a phone and as a desk's screen.
"""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from nalish.browser import find_chromium
from nalish.databases import own_databases, sole_use
from nalish.place import ROOT
from tests.e2e.basic_phone import open_phones
from tests.e2e.house import House, standing_house

PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ("bn", "en")
WIDTHS = (360, 1440)
PHONE = WIDTHS[0]
HEIGHT = 900
TALLEST = 9000
COMPLAINT = {"bn": "বিধবা ভাতার টাকা পাইনি", "en": "widow allowance money not received"}


def main() -> None:
    path = find_chromium()
    if not path:
        raise SystemExit("There is no Chromium: `python -m nalish.browser` installs one.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with a_house() as house, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for language in LANGUAGES:
            for width in WIDTHS:
                faces = [picture_phones, picture_desk, picture_figures]
                for face in faces if width > PHONE else [*faces, picture_desk_case]:
                    face(browser, house, language, width)
                    print(f"✓ {face.__name__.removeprefix('picture_')}, {language}, {width} px")
        browser.close()


@contextmanager
def a_house() -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        engines, state = Path(folder) / "engines", Path(folder) / "house"
        engines.mkdir()
        state.mkdir()
        with (
            sole_use(engines),
            own_databases(engines) as databases,
            standing_house(databases.database_url, databases.redis_url, state) as house,
        ):
            yield house


def picture_phones(browser: Browser, house: House, language: str, width: int) -> None:
    with a_page(browser, width) as page:
        phones = open_phones(page, house, language, count=1 if width < 700 else 2)
        phones[0].dial_anew()
        if width > 700:
            phones[1].take(house.citizen_on("wda")["phone"], bangla=language == "bn")
            phones[1].sends(COMPLAINT[language])
            phones[1].hears(re.compile("[1১]"))
            phones[1].dial_anew()
        keep(page, "phone", language, width)


def picture_desk(browser: Browser, house: House, language: str, width: int) -> None:
    with signed_in(browser, house, "supervisor", language, width) as page:
        page.goto("/cases?queue=overdue")
        row = page.locator("a[data-reference]").first
        if width > 700 and row.count():
            row.click()
            page.locator("#thread").wait_for()
        keep(page, "desk", language, width)


def picture_desk_case(browser: Browser, house: House, language: str, width: int) -> None:
    with signed_in(browser, house, "supervisor", language, width) as page:
        page.goto("/cases")
        page.locator("a[data-reference]").first.click()
        page.locator("#thread").wait_for()
        keep(page, "desk-case", language, width)


def picture_figures(browser: Browser, house: House, language: str, width: int) -> None:
    with signed_in(browser, house, "administrator", language, width) as page:
        page.goto("/figures")
        page.locator(".presets a").last.click()
        page.wait_for_url("**/figures?*")
        expect(page.locator(".figure.is-loading")).to_have_count(0)
        expect(page.locator("[data-chart]:not([data-drawn=yes])")).to_have_count(0)
        keep(page, "figures", language, width)


@contextmanager
def a_page(browser: Browser, width: int, base_url: str | None = None) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT}, base_url=base_url, reduced_motion="reduce"
    )
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@contextmanager
def signed_in(
    browser: Browser, house: House, role: str, language: str, width: int
) -> Iterator[Page]:
    user = house.user(role)
    with a_page(browser, width, house.url("case_manager")) as page:
        page.goto("/sign-in")
        page.locator("#email").fill(user["email"])
        page.locator("#password").fill(user["password"])
        page.locator('form[action="/sign-in"] .btn-primary').click()
        page.wait_for_url("**/cases*")
        page.locator(f'html[lang="{language}"], button[lang="{language}"]').first.click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        yield page


def keep(page: Page, face: str, language: str, width: int) -> None:
    page.evaluate("document.fonts.ready")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.screenshot(
        path=PICTURES / f"{face}-{language}-{width}.png",
        clip={"x": 0, "y": 0, "width": width, "height": min(max(height, HEIGHT), TALLEST)},
        full_page=True,
    )


if __name__ == "__main__":
    main()

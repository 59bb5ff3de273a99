"""The page of phones in a browser, with the whole house behind it."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.house import House

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
COMPLAINT = "amar boyosko bhatar taka 3 mash dhore pai nai"


@pytest.fixture
def open_phones(browser: Browser, house: House) -> Iterator[list[Page]]:
    """Call it with a language; every page it opened is closed afterwards."""
    pages: list[Page] = []
    yield pages
    for page in pages:
        page.context.close()


def phones(browser: Browser, house: House, pages: list[Page], language: str) -> Page:
    context = browser.new_context(base_url=house.url("gateway"))
    context.set_default_timeout(20_000)
    page = context.new_page()
    pages.append(page)
    page.goto(f"/simulator?lang={language}")
    page.locator(".phone").first.wait_for()
    return page


def take(phone: Locator, number: str) -> None:
    phone.locator(".number").fill(number)
    phone.locator(".number").press("Tab")


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(
    browser: Browser, house: House, open_phones: list[Page], language: str, scheme: str
) -> None:
    page = phones(browser, house, open_phones, language)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.locator("#add").click()
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        findings = Axe().run(page, options=AXE).response["violations"]
        assert [finding["id"] for finding in findings] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_sent_is_for_everybody(
    browser: Browser,
    house: House,
    open_phones: list[Page],
    number: str,
    language: str,
    scheme: str,
) -> None:
    page = phones(browser, house, open_phones, language)
    take(page.locator(".phone").first, number)
    page.locator(".sms").fill("hello")
    page.locator(".send").click()
    expect(page.locator(".list li:not(.mine)").first).to_be_visible()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"/simulator/outgoing?lang={language}")
    for width in (360, 820, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        findings = Axe().run(page, options=AXE).response["violations"]
        assert [finding["id"] for finding in findings] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_number_keys_dial_and_the_screen_says_what_it_took(
    browser: Browser, house: House, open_phones: list[Page], number: str
) -> None:
    page = phones(browser, house, open_phones, "en")
    phone = page.locator(".phone").first
    take(phone, number)
    entry = phone.locator(".entry")
    entry.fill("")
    for key in "*16236#":
        phone.locator(f'.keypad [data-key="{key}"]').click()
    expect(entry).to_have_value("*16236#")
    phone.locator(".call").click()
    expect(phone.locator(".meter")).to_contain_text(re.compile(r"\d+ octets · \d+ of 182 septets"))
    first = phone.locator(".text").inner_text()
    phone.locator(".display").focus()
    page.keyboard.press("9")
    expect(entry).to_have_value("9")
    page.keyboard.press("Escape")
    expect(phone.locator(".text")).to_have_text("Dial *16236#")
    assert first


ROOM_TO_SPARE = """select => {
    const style = getComputedStyle(select);
    const brush = document.createElement("canvas").getContext("2d");
    brush.font = style.font;
    const words = brush.measureText(select.selectedOptions[0].text).width;
    const arrow = 20;
    return select.clientWidth - parseFloat(style.paddingLeft) - arrow - words;
}"""


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("width", [360, 820, 1440])
def test_number_and_name_are_seen_whole(
    browser: Browser, house: House, open_phones: list[Page], width: int, language: str
) -> None:
    page = phones(browser, house, open_phones, language)
    page.set_viewport_size({"width": width, "height": 900})
    phone = page.locator(".phone").first
    take(phone, house.citizen_on("oaa")["phone"])
    assert phone.locator(".number").evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    for choice in phone.locator("select").all():
        assert choice.evaluate(ROOM_TO_SPARE) >= 0
    facts = phone.locator(".facts").inner_text()
    assert bool(re.search("[0-9]", facts)) == (language == "en")


@pytest.mark.parametrize("width", [360, 1440])
def test_the_menu_is_seen_whole(
    browser: Browser, house: House, open_phones: list[Page], number: str, width: int
) -> None:
    page = phones(browser, house, open_phones, "en")
    page.set_viewport_size({"width": width, "height": 900})
    phone = page.locator(".phone").first
    take(phone, number)
    phone.locator(".sms").fill("hello")
    phone.locator(".send").click()
    expect(phone.locator(".list li:not(.mine)").first).to_be_visible()
    phone.locator(".call").click()
    expect(phone.locator(".text")).to_contain_text("10. ")
    assert phone.locator(".display").evaluate("e => e.scrollHeight - e.clientHeight") == 0


def test_a_phone_with_bangla_letters_has_screens_of_80(
    browser: Browser, house: House, open_phones: list[Page], number: str
) -> None:
    page = phones(browser, house, open_phones, "bn")
    phone = page.locator(".phone").first
    take(phone, number)
    phone.locator(".script").select_option("simulator-ussd-bangla")
    phone.locator(".call").click()
    expect(phone.locator(".meter")).to_contain_text("৮০")
    expect(phone.locator(".text")).to_have_attribute("lang", "bn")


def test_an_answer_arrives_by_itself_and_only_where_it_belongs(
    browser: Browser, house: House, open_phones: list[Page], number: str
) -> None:
    page = phones(browser, house, open_phones, "en")
    page.locator("#add").click()
    first, second = page.locator(".phone").all()
    take(first, number)
    take(second, number.replace("+88017", "+88018"))  # nobody else's
    first.locator(".sms").fill(COMPLAINT)
    first.locator(".send").click()
    expect(first.locator(".list li.mine")).to_contain_text(COMPLAINT)
    expect(first.locator(".list li:not(.mine)").first).to_contain_text("octets")
    expect(second.locator(".list li")).to_have_count(0)
    expect(second.locator(".nothing")).to_be_visible()


@pytest.mark.parametrize(("typed", "words"), [("017", "no phone number"), ("", "no phone number")])
def test_what_is_no_number_is_said(
    browser: Browser, house: House, open_phones: list[Page], typed: str, words: str
) -> None:
    page = phones(browser, house, open_phones, "en")
    phone = page.locator(".phone").first
    take(phone, typed)
    expect(phone.locator(".owner .problem")).to_contain_text(words)


def test_a_code_that_nobody_answers_is_said(
    browser: Browser, house: House, open_phones: list[Page]
) -> None:
    page = phones(browser, house, open_phones, "en")
    phone = page.locator(".phone").first
    phone.locator(".entry").fill("*999#")
    phone.locator(".call").click()
    expect(phone.locator(".text")).to_contain_text("no service at this code")

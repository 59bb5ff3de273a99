"""One complaint through all three faces: dialled on a phone, worked at the desk, counted once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.basic_phone import open_phones, reference_in
from tests.e2e.house import House

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

QUESTION = "Apnar taka office theke abar pathano hoyeche. Peyechhen ki?"
FAREWELL = "Taka peyechhen jene bhalo laglo. Apnar obhijog shesh kora holo."
LATIN = str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789", ",")


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def figure(page: Page, name: str) -> int:
    """What a card says of the period that is shown when the page is opened."""
    page.goto("/figures")
    shown = page.locator(f'[aria-describedby="about-{name}"] .figure-value')
    return int(shown.inner_text().translate(LATIN))


def test_a_call_becomes_a_case_an_answer_and_a_figure(
    house: House, page: Page, phone_page: Page, sign_in: Callable[[str, str], None]
) -> None:
    citizen = house.citizen_on("wda")
    user = house.user("caseworker")
    sign_in(user["email"], user["password"])
    before = {name: figure(page, name) for name in ("received", "disposed")}

    [phone] = open_phones(phone_page, house, "bn")
    phone.take(citizen["phone"], bangla=True)
    phone.dial_anew()
    phone.choose("টাকা পাইনি")
    phone.answer("1")
    phone.choose("হ্যাঁ")
    reference = reference_in(phone.whole_text())
    assert figure(page, "received") == before["received"] + 1

    page.goto("/cases")
    page.locator(f'a[data-reference="{reference}"]').first.click()
    expect(page.locator(".facts")).to_contain_text(citizen["name_bn"])
    page.locator('form[action*="/assignments"] button').first.click()
    page.goto(f"/cases/{reference}?write=reply")
    page.locator('form[action*="/replies"] textarea').fill(QUESTION)
    page.locator('form[action*="/replies"] .btn-primary').click()
    phone.hears(QUESTION)

    phone.sends("ji, aj taka peyechi")
    expect(page.locator("#thread .entry-citizen").last).to_contain_text("aj taka peyechi")
    page.goto(f"/cases/{reference}?write=close")
    closing = page.locator('form[action*="/closures"]')
    closing.locator("select[name=decision]").select_option("upheld")
    closing.locator("textarea").fill(FAREWELL)
    closing.locator("[name=asks_remedy]").uncheck()
    closing.locator(".btn-primary").click()
    phone.hears(FAREWELL)
    after = {name: figure(page, name) for name in ("received", "disposed")}
    assert after == {name: count + 1 for name, count in before.items()}


def test_what_was_begun_by_a_call_goes_on_by_sms(
    house: House, phone_page: Page, number: str
) -> None:
    [phone] = open_phones(phone_page, house, "en")
    phone.take(number)
    phone.dial_anew()
    phone.choose("Taka paini")
    phone.choose("Jani na")
    phone.element.locator(".end").click()
    phone.sends("boyosko bhata")
    phone.hears("Kon mash theke")
    phone.sends("July")
    phone.hears("upojelar")
    phone.sends("Ulipur")
    phone.hears("Thik achhe")
    phone.sends("ha")
    reference_in(phone.hears("joma hoyechhe"))

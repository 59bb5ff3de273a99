"""A notice from the words of one administrator over another's release to a citizen's phone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from case_manager.db import utc_now
from case_manager.kit.calendar import local_date
from tests.e2e.house import House, Phone, standing_house, wait_for

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

WORDS = {
    "text_bn": "{programme}: ৩১ ডিসেম্বরের মধ্যে অফিসে আসুন",
    "text_bn_latn": "{programme}: 31 December er moddhe office-e asun",
    "text_en": "{programme}: please come to the office by 31 December",
}


@pytest.fixture(scope="module")
def house(
    make_database: Callable[[str], str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One of its own: others of the shared house count on citizens who never wrote."""
    state = tmp_path_factory.mktemp("house")
    with standing_house(make_database("house"), redis_url, state) as standing:
        yield standing


def sign_in_as(page: Page, user: dict[str, str]) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.locator("#email").fill(user["email"])
    page.locator("#password").fill(user["password"])
    page.locator('form[action="/sign-in"] .btn-primary').click()
    page.wait_for_url("**/cases*")


def is_done(page: Page, address: str) -> bool:
    """Asked anew: by itself the page looks every half minute."""
    page.goto(address)
    return page.locator(".badge-done").count() > 0


def test_a_notice_reaches_a_phone(house: House, page: Page) -> None:
    author, releaser = (each for each in house.demo["users"] if each["role"] == "administrator")
    citizen = house.citizen_on("oaa")
    phone = Phone(house, citizen["phone"])
    phone.sends("salam")
    phone.hears(" ")

    sign_in_as(page, author)
    page.goto("/notices/new")
    page.locator("#title").fill("Life verification")
    for field, words in WORDS.items():
        page.locator(f"#{field}").fill(words)
    page.locator("#programme").select_option("oaa")
    page.locator("#area").select_option(label=f"{citizen['upazila']} (upazila)")
    age = str(local_date(utc_now()).year - citizen["birth_year"])
    page.locator("#age_from").fill(age)
    page.locator("#age_to").fill(age)
    expect(page.locator("#text_bn-preview")).to_contain_text("বয়স্ক ভাতা: ৩১ ডিসেম্বরের")
    page.locator("#notice-form .btn-primary").click()
    page.locator("[role=status]").wait_for()  # counted by the worker; its author has to wait
    expect(page.locator("form[action$='/releases']")).to_have_count(0)
    address = page.url

    sign_in_as(page, releaser)
    page.goto(address)
    page.locator("#read").check()
    page.locator("form[action$='/releases'] button").click()
    assert "31 December" in phone.hears("31 December")
    wait_for("the notice to be done", lambda: is_done(page, address))

"""The ten exercises, each done the way its words ask, in a house that is there for training."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.basic_phone import Handset, open_phones, reference_in
from tests.e2e.house import House, standing_house

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


@pytest.fixture(scope="module")
def training_house(
    make_database: Callable[[str], str],
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    state = tmp_path_factory.mktemp("training")
    database = make_database("training")
    with standing_house(database, redis_url, state, NALISH_MODE="training") as standing:
        yield standing


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Browser windows that know nothing of one another."""
    contexts = []

    def open_tab() -> Page:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_tab
    for context in contexts:
        context.close()


def done(page: Page, exercise: str) -> None:
    expect(page.locator(f'[data-exercise="{exercise}"].is-done')).to_have_count(1, timeout=20_000)


def complain_with_digits(phone: Handset, wish: str, yes: str) -> str:
    phone.dial_anew()
    phone.choose(wish)
    phone.answer("1")
    phone.choose(yes)
    return reference_in(phone.whole_text())


class Desk:
    def __init__(self, page: Page, house: House, reference: str) -> None:
        self.page = page
        self.case = f"{house.url('case_manager')}/cases/{reference}"
        user = house.user("caseworker")
        page.goto(house.url("case_manager"))
        page.locator("#email").fill(user["email"])
        page.locator("#password").fill(user["password"])
        page.locator('form[action="/sign-in"] .btn-primary').click()
        page.wait_for_url("**/cases*")

    def take(self) -> None:
        self.page.goto(self.case)
        self.page.locator('form[action*="/assignments"] button').first.click()
        expect(self.page.locator('form[action*="/assignments"]')).to_have_count(0)

    def write(self, way: str, place: str, words: str) -> None:
        self.page.goto(f"{self.case}?write={way}")
        form = self.page.locator(f'form[action*="/{place}"]')
        form.locator("textarea").fill(words)
        form.locator(".btn-primary").click()
        expect(self.page.locator("#thread")).to_contain_text(words)

    def close(self, words: str) -> None:
        self.page.goto(f"{self.case}?write=close")
        form = self.page.locator('form[action*="/closures"]')
        form.locator("select[name=decision]").select_option("upheld")
        form.locator("textarea").fill(words)
        form.locator(".btn-primary").click()


def do_the_agents_exercises(page: Page, house: House, phones: list[Handset], number: str) -> str:
    """Those of officials too; the reference of the first complaint comes back."""
    mother, daughter, widow = phones
    citizen = house.citizen_on("oaa")

    mother.take(citizen["phone"])
    reference = complain_with_digits(mother, "Taka paini", "Ha")
    done(page, "complain_by_ussd")

    daughter.take(number, bangla=True)
    daughter.dial_anew()
    daughter.choose("টাকা পাইনি")
    daughter.answer(f"{citizen['nid']} {citizen['birth_year']}")
    daughter.choose("জানুয়ারি")
    daughter.choose("হ্যাঁ")
    done(page, "complain_for_mother")

    widow.take(house.citizen_on("wda")["phone"])
    widow.sends("bidhoba bhatar taka pai nai")
    widow.hears("1. ")
    widow.sends("1")
    widow.hears("Thik achhe")
    widow.sends("ha")
    done(page, "complain_in_banglish")

    widow.dial_anew()
    widow.choose("Manusher sathe kotha")
    done(page, "ask_for_a_human")

    widow.take(f"{number[:-1]}{9 - int(number[-1])}")
    widow.dial_anew()
    widow.choose("Taka paini")
    for _ in range(4):
        widow.choose("Jani na")
    widow.choose("Ha")
    done(page, "complain_without_papers")
    widow.dial_anew()
    widow.choose("Bhasha")
    widow.choose("English")
    done(page, "change_language")
    widow.sends("stop messages")
    done(page, "stop_messages")
    return reference


def do_the_caseworkers_exercises(page: Page, desk: "Desk", mother: Handset) -> None:
    desk.take()
    desk.write("note", "notes", "Rang up the upazila office.")
    done(page, "take_a_case")
    desk.write("reply", "replies", "Apnar taka ki peyechhen?")
    mother.hears("Apnar taka ki peyechhen?")
    mother.sends("ji, aj peyechi")
    done(page, "ask_the_citizen")
    desk.close("Jene bhalo laglo. Obhijog shesh.")
    mother.hears("Obhijog shesh")
    done(page, "close_a_case")


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_exercises_stand_beside_the_phones(
    training_house: House, tab: Callable[[], Page], language: str
) -> None:
    page = tab()
    open_phones(page, training_house, language)
    expect(page.locator(".exercise")).to_have_count(10)
    expect(page.locator(".exercise.is-done")).to_have_count(0)
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        findings = Axe().run(page, options=AXE).response["violations"]
        assert [finding["id"] for finding in findings] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_all_ten_can_be_done(training_house: House, tab: Callable[[], Page], number: str) -> None:
    page = tab()
    phones = open_phones(page, training_house, count=3)
    reference = do_the_agents_exercises(page, training_house, phones, number)
    desk = Desk(tab(), training_house, reference)
    do_the_caseworkers_exercises(page, desk, phones[0])
    expect(page.locator("#score")).to_contain_text("10 of 10")

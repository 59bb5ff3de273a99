"""The desk in a real browser, on a case manager of its own without the rest of the house."""

import re

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from citizen_text.references import in_groups
from tests.e2e.desk import (
    ELSEWHERE,
    EMAIL,
    EVERYTHING_TOLD,
    LANGUAGES,
    Desk,
    choose,
    close,
    complaints,
    context,
    desk,
    findings,
    heard,
    page,
    sign_in,
    tab_to,
    write_to_citizen,
)
from tests.e2e.test_desk_layout import assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestAccessibility:
    def test_sign_in(self, page: Page, language: str, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto("/sign-in")
        choose(page, language)
        assert findings(page) == []

    def test_what_is_not_there_and_what_cannot_be_counted(
        self, page: Page, language: str, scheme: str
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        sign_in(page, language)
        for address, status in (("/nothing", 404), ("/figures?from=2026-02-30", 422)):
            answer = page.goto(address)
            assert answer
            assert answer.status == status
            assert findings(page) == []

    def test_inbox_and_case(self, desk: Desk, page: Page, language: str, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        case = desk.open_case("amar taka 3 mash dhore pai nai")
        sign_in(page, language)
        assert findings(page) == []
        for path in (
            "/cases/filters",
            "/cases?channel=sms&assignee=me",
            f"/cases/{case.reference}",
        ):
            page.goto(path)
            assert findings(page) == []
        page.locator(".case-head form button").first.click()
        for way in ("reply", "note", "close", "classify", "move"):
            page.goto(f"/cases/{case.reference}?write={way}")
            assert findings(page) == []

    def test_what_was_told(self, desk: Desk, page: Page, language: str, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        told = EVERYTHING_TOLD | {"ring_at": "+8801812345678"}
        named = desk.open_case("taka kete rakhse", told=told)
        nameless = desk.open_case("nam likhben na", is_anonymous=True)
        sign_in(page, language)
        for case in (named, nameless):
            page.goto(f"/cases/{case.reference}")
            page.locator(".case-head form button").first.click()
            page.goto(f"/cases/{case.reference}?write=reply")
            assert findings(page) == []
        page.goto(f"/cases/{named.reference}")
        page.locator("details:has(#phone) > summary").click()
        page.locator("#phone").fill("0181")
        page.locator("#phone").press("Enter")
        expect(page.locator("#phone-error")).to_be_visible()
        assert_for_everybody(page)
        page.goto("/cases/new")
        page.locator("details:has(#amount) > summary").click()
        assert findings(page) == []

    def test_what_the_citizen_did_afterwards(
        self, desk: Desk, page: Page, language: str, scheme: str
    ) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        case = desk.open_case("amar taka koi")
        sign_in(page, language)
        close(page, case)
        appeal = desk.citizen_says_how_it_was(case)
        for reference in (case.reference, appeal.reference):
            page.goto(f"/cases/{reference}")
            assert findings(page) == []


class TestCase:
    def test_what_citizens_do_afterwards_stands_on_the_page(self, desk: Desk, page: Page) -> None:
        case = desk.open_case("amar taka koi")
        sign_in(page)
        close(page, case)
        appeal = desk.citizen_says_how_it_was(case)
        page.goto(f"/cases/{case.reference}")
        expect(page.locator("#thread")).to_contain_text("The citizen gave 4 of 5")
        page.locator(f'.facts a[href="/cases/{appeal.reference}"]').click()
        expect(page.locator(".case-title")).to_contain_text("Appeal against a decision")
        expect(page.locator(f'.facts a[href="/cases/{case.reference}"]')).to_be_visible()

    def test_is_worked_from_the_inbox_to_its_end(
        self, desk: Desk, page: Page, complaints: list[str]
    ) -> None:
        case = desk.open_case("bhatar taka pai nai, ki korbo")
        sign_in(page)
        page.locator(f'[data-reference="{case.reference}"]').click()
        expect(page.locator(".entry-citizen")).to_contain_text("bhatar taka pai nai, ki korbo")
        page.get_by_role("button", name="Take this case").click()

        page.locator('[data-write="note"]').click()
        page.get_by_label("Note for colleagues").fill("called the office")
        page.get_by_role("button", name="Save note").click()
        expect(page.locator(".entry-note")).to_contain_text("called the office")

        page.get_by_label("SMS to the citizen").fill("আপনার পিন কি চালু আছে?")
        expect(page.locator("#sms-size")).to_have_text("40 / 70 · 1 SMS · ৳0.45")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".entry-reply")).to_contain_text("আপনার পিন কি চালু আছে?")

        page.get_by_label("SMS to the citizen").fill("half a sentence")
        desk.citizen_answers(case, "na, pin nai")
        expect(page.locator(".thread")).to_contain_text("na, pin nai", timeout=15_000)
        expect(page.get_by_label("SMS to the citizen")).to_have_value("half a sentence")

        page.locator('[data-write="close"]').click()
        page.get_by_label("What did the office decide?").select_option("upheld")
        page.get_by_label("SMS to the citizen").fill("Your money comes on Sunday.")
        page.get_by_role("button", name="Close the case").click()
        expect(page.locator(".case-head .badge-done")).to_have_text("Closed")
        assert complaints == []

    def test_the_sms_of_a_closing_is_shown_as_it_will_end(self, desk: Desk, page: Page) -> None:
        case = desk.open_case("amar taka koi")
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        page.get_by_role("button", name="Take this case").click()
        page.goto(f"/cases/{case.reference}?write=close")
        bubble = page.locator(".sms-bubble")
        page.locator("#text").fill("Robibar taka ashbe.")
        expect(bubble).to_contain_text(
            re.compile(
                r"^Nalish \d{4}-\d{4}: Robibar taka ashbe\.\s+Shiddhanto na manle APPEAL likhun\.$"
            )
        )
        page.locator("#decision").select_option("upheld")
        expect(bubble).to_contain_text("Taka ele HA, na ele NA likhe pathan.")
        page.locator("#asks_remedy").uncheck()
        expect(bubble).to_contain_text("Shiddhanto na manle APPEAL likhun.")

    def test_a_session_that_ended_elsewhere_leads_to_the_sign_in(
        self, desk: Desk, page: Page, context: BrowserContext
    ) -> None:
        case = desk.open_case("amar taka koi")
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        context.clear_cookies(name="nalish_session")
        desk.citizen_answers(case, "keu ki achen?")
        page.wait_for_url(f"**/sign-in?then=/cases/{case.reference}", timeout=15_000)

    def test_without_a_name_no_number_can_be_asked_for(self, desk: Desk, page: Page) -> None:
        case = desk.open_case("nam likhben na", is_anonymous=True)
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        expect(page.get_by_text("Given without a name")).to_be_visible()
        expect(page.get_by_text("Show the number")).to_have_count(0)
        expect(page.locator(f'.case-row[data-reference="{case.reference}"]')).to_contain_text(
            "Anonymous"
        )

    def test_where_only_a_call_is_safe_no_sms_can_be_written(self, desk: Desk, page: Page) -> None:
        case = desk.open_case("shami jeno na jane", told=EVERYTHING_TOLD)
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        page.get_by_role("button", name="Take this case").click()
        expect(page.locator("#composer")).to_contain_text("No SMS: somebody else may read it.")
        expect(page.locator("#text")).to_have_count(0)
        page.goto(f"/cases/{case.reference}?write=close")
        page.get_by_label("What the citizen is to know").fill("The money comes on Sunday.")
        expect(page.locator("#composer")).to_contain_text("The words are kept with the case.")
        expect(page.locator("#composer")).not_to_contain_text("1 SMS")


class TestLive:
    def test_a_new_case_and_new_counts_appear_by_themselves(self, desk: Desk, page: Page) -> None:
        desk.open_case("amar kotha age")
        sign_in(page)
        page.goto("/cases?order=newest")
        page.locator(".case-row").first.focus(timeout=5000)
        case = desk.open_case("amar kotha shunen")
        row = page.locator(f'[data-reference="{case.reference}"]')
        expect(row).to_be_visible()
        expect(page.locator(".case-row:focus")).to_have_count(1)

    def test_what_was_found_stays_fresh(
        self, desk: Desk, page: Page, complaints: list[str]
    ) -> None:
        case = desk.open_case("amar pakhi ure gechhe")
        sign_in(page)
        page.locator("#search-words").fill("pakhi ure")
        page.keyboard.press("Enter")
        row = page.locator(f'[data-reference="{case.reference}"]')
        row.focus()
        desk.citizen_answers(case, "pakhi abar esechhe")
        expect(row).to_contain_text("pakhi abar esechhe", timeout=15_000)
        expect(row).to_be_focused()
        page.get_by_role("button", name="Search again").click()
        expect(row).to_be_visible()
        assert complaints == []

    def test_who_may_not_see_a_case_does_not_hear_of_it(self, desk: Desk) -> None:
        with heard(desk, EMAIL) as theirs, heard(desk, ELSEWHERE) as others:
            case = desk.open_case("ami ekta nalish dibo")
            assert next(theirs) == case.reference
            elsewhere = desk.open_case("amio ekta", area_code="3026")
            assert next(others) == elsewhere.reference

    def test_a_stranger_hears_nothing(self, desk: Desk) -> None:
        answer = httpx.get(f"{desk.url}/cases/live")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            "/sign-in?then=/cases/live",
        )


class TestKeyboard:
    def test_a_whole_case_is_worked_by_keyboard_alone(self, desk: Desk, page: Page) -> None:
        case = desk.open_case("taka ki ar asbe na?")
        sign_in(page)
        page.goto("/cases?order=newest")
        press = page.keyboard.press
        press("j")
        expect(page.locator(":focus")).to_have_attribute("data-reference", case.reference)
        press("Enter")
        page.wait_for_url(f"**/cases/{case.reference}*")
        press("t")
        expect(page.locator(".undo")).to_be_visible()
        press("e")
        page.wait_for_url("**write=note*")
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.type("called the bank")
        press("Control+Enter")
        expect(page.locator(".entry-note")).to_contain_text("called the bank")
        press("z")
        expect(page.locator(".entry-note")).to_have_count(0)
        press("r")
        expect(page.locator("#text")).to_be_focused()
        page.keyboard.type("The money comes on Sunday.")
        press("Control+Enter")
        expect(page.locator(".entry-reply")).to_contain_text("The money comes on Sunday.")
        press("c")
        expect(page.locator("#decision")).to_be_focused()
        press("ArrowDown")
        tab_to(page, "#text")
        page.keyboard.type("It has come.")
        press("Control+Enter")
        expect(page.locator(".case-head .badge-done")).to_be_visible()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_template_is_chosen_after_two_colons(
        self, desk: Desk, page: Page, language: str, complaints: list[str]
    ) -> None:
        case = desk.open_case("amar taka ki ashbe?")
        write_to_citizen(page, case, language)
        text, templates = page.locator("#text"), page.locator("#templates > [role=option]")
        page.keyboard.type("Salam. ::de")
        expect(templates).to_have_count(2)
        expect(page.locator("[aria-selected=true]")).to_contain_text("details")
        assert findings(page) == []
        page.keyboard.press("ArrowDown")
        expect(page.locator("[aria-selected=true]")).to_contain_text("delay")
        page.keyboard.press("Enter")
        expect(templates).to_have_count(0)
        named = in_groups(case.reference, "bn-Latn")
        expect(text).to_have_value(re.compile(f"^Salam. Nalish {named}: office"))
        expect(text).to_be_focused()
        expect(page.locator("#sms-size")).not_to_have_text(re.compile("^[0০] "))
        page.keyboard.type(" ::")
        expect(templates).not_to_have_count(0)
        page.keyboard.press("Escape")
        expect(templates).to_have_count(0)
        expect(text).not_to_have_value(re.compile("::"))
        expect(text).to_be_focused()
        assert complaints == []

    def test_a_template_is_found_by_who_does_not_know_the_colons(
        self, desk: Desk, page: Page
    ) -> None:
        case = desk.open_case("taka kobe pabo?")
        write_to_citizen(page, case)
        page.get_by_role("button", name="Templates").click()
        page.get_by_role("option", name="It takes longer").click()
        named = in_groups(case.reference, "bn-Latn")
        expect(page.locator("#text")).to_have_value(re.compile(f"^Nalish {named}:"))
        page.locator("#text").fill("::zebra")
        expect(page.locator("#templates-said")).to_have_text("No template begins like this.")

    def test_escape_takes_away_what_called_for_no_template_and_then_leaves(
        self, desk: Desk, page: Page
    ) -> None:
        write_to_citizen(page, desk.open_case("taka kobe pabo?"))
        text = page.locator("#text")
        text.focus()
        page.keyboard.type("Salam. ::zebra")
        expect(page.locator("#templates-said")).to_have_text("No template begins like this.")
        page.keyboard.press("Escape")
        expect(text).to_have_value("Salam. ")
        expect(page.locator("#templates-said")).to_be_empty()
        expect(text).to_be_focused()
        page.keyboard.press("Escape")
        expect(text).to_have_value("Salam. ")
        expect(text).not_to_be_focused()

    def test_the_sheet_of_keys_opens_and_switches_them_off(self, page: Page) -> None:
        sign_in(page)
        page.keyboard.press("?")
        sheet = page.locator("#keys")
        expect(sheet).to_be_visible()
        assert findings(page) == []
        sheet.get_by_label("Use keys without Ctrl").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(sheet).to_be_hidden()

    def test_the_first_tab_leads_past_the_top_bar(self, page: Page) -> None:
        sign_in(page)
        page.goto("/cases")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


class TestWithoutJavaScript:
    def test_a_note_can_be_written(self, desk: Desk, browser: Browser) -> None:
        case = desk.open_case("taka ashe nai")
        context = browser.new_context(base_url=desk.url, java_script_enabled=False)
        page = context.new_page()
        sign_in(page)
        page.goto(f"/cases/{case.reference}")
        page.locator("#text").fill("no script was needed")
        page.locator("#composer button").click()
        expect(page.locator(".entry-note")).to_contain_text("no script was needed")
        context.close()

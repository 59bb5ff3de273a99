"""The desk in a real browser, on a case manager of its own without the rest of the house."""

import base64
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr
from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.accounts.service import NewUser
from case_manager.app import create_app
from case_manager.cases import follow_ups
from case_manager.cases import service as cases_service
from case_manager.cases.schemas import AnswerRemedy, AppealCase, AppendWords, OpenCase, RateCase
from case_manager.db import make_engine
from case_manager.migrate import migrate
from case_manager.models import Case, Enrolment, Identifier, Payment, Person
from case_manager.people import identifiers, names
from case_manager.people import service as people_service
from case_manager.settings import Mode, Settings
from case_manager.vocabulary import (
    Channel,
    EnrolmentStatus,
    IdentifierKind,
    Language,
    PaymentStatus,
    ReturnReason,
    Role,
    Sex,
)

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "salma@example.org", "correct horse battery"
ELSEWHERE = "shahin@example.org"
PHONE = "+8801712345678"
LANGUAGES = ["bn", "en"]
EVERYTHING_TOLD = {
    "amount_paisa": 15_000_000,
    "area_code": "100409",
    "role": "agent",
    "provider": "nagad",
    "detail": "name",
    "wanted": "pay",
    "for_other": "not_agreed",
    "contact_safely": "call",
    "call_time": "evening",
}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


class Desk:
    """A running case manager, and the citizen at the other end."""

    def __init__(self, database_url: str) -> None:
        self.settings = Settings(
            mode=Mode.DEMO,
            database_url=SecretStr(database_url),
            gateway_token=SecretStr("gateway-token"),
            case_manager_token=SecretStr("case-manager-token"),
            grant_key=SecretStr("grant-key"),
            case_manager_sealing_keys=SecretStr("1:" + base64.b64encode(bytes(32)).decode()),
            case_manager_index_key=SecretStr("index-key"),
            reference_key=SecretStr("reference-key"),
            link_key=SecretStr("link-key"),
            secure_cookies=False,
        )
        self.keys = self.settings.keys
        self.engine = make_engine(database_url)
        self.app = create_app(self.settings)
        config = uvicorn.Config(self.app, port=0, log_level="warning", timeout_graceful_shutdown=1)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.ready = threading.Event()
        config.callback_notify = self._is_up
        config.timeout_notify = 0

    async def _is_up(self) -> None:
        self.ready.set()

    def start(self) -> None:
        self.thread.start()
        assert self.ready.wait(30)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
        self.engine.dispose()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"

    def add_user(
        self, email: str = EMAIL, area_code: str | None = None, role: Role = Role.CASEWORKER
    ) -> None:
        user = NewUser(email, "Salma Khatun", role, "Seba", "সেবা", area_code)
        with Session(self.engine) as session, session.begin():
            accounts_service.add_user(session, user, password=PASSWORD, now=datetime.now(UTC))

    def open_case(self, words: str, area_code: str | None = None, **facts: Any) -> Case:
        now = datetime.now(UTC)
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            payment = self._payment(session)
            conversation = people_service.put_conversation(
                session, uuid4(), phone=PHONE, language=Language.BANGLISH, keys=self.keys, now=now
            )
            command = OpenCase(
                conversation_id=conversation.id,
                category="payment_not_received",
                description=words,
                payment_id=payment.id,
                channel=Channel.SMS,
                language=Language.BANGLISH,
                **facts,
            )
            case = cases_service.open_case(
                session, command, source_key=f"test:{uuid4()}", keys=self.keys, now=now
            )
            case.area_code = area_code or case.area_code
            return case

    def _payment(self, session: Session) -> Payment:
        if known := session.query(Payment).first():
            return known
        sourced = {"source": "mis.bhata", "as_of": date(2026, 11, 1)}
        person = Person(
            name_en="Rahima Begum",
            name_bn="রহিমা বেগম",
            name_sounds=names.sounds("Rahima Begum"),
            sex=Sex.FEMALE,
            birth_year=1952,
            area_code="100409",
            **sourced,
        )
        session.add(person)
        session.flush()
        for kind, number in (
            (IdentifierKind.NID, "1965269200001"),
            (IdentifierKind.BENEFICIARY_ID, "BEN0000001"),
            (IdentifierKind.PHONE, PHONE),
        ):
            session.add(
                Identifier(
                    person_id=person.id,
                    kind=kind,
                    value_sealed=identifiers.seal(kind, number, self.keys),
                    value_index=identifiers.index(kind, number, self.keys),
                    valid_from=date(2020, 7, 1),
                    **sourced,
                )
            )
        enrolment = Enrolment(
            person_id=person.id,
            programme="oaa",
            status=EnrolmentStatus.ACTIVE,
            enrolled_on=date(2020, 7, 1),
            **sourced,
        )
        session.add(enrolment)
        session.flush()
        payment = Payment(
            person_id=person.id,
            programme="oaa",
            period_from=date(2026, 7, 1),
            period_to=date(2026, 9, 30),
            area_code=person.area_code,
            amount_paisa=210_000,
            status=PaymentStatus.RETURNED,
            status_on=date(2026, 10, 20),
            return_reason=ReturnReason.PIN_INACTIVE,
            provider="nagad",
            **sourced,
        )
        session.add(payment)
        session.flush()
        return payment

    def citizen_answers(self, case: Case, words: str) -> None:
        assert case.conversation_id
        command = AppendWords(
            conversation_id=case.conversation_id, text=words, language=Language.BANGLISH
        )
        with Session(self.engine) as session, session.begin():
            cases_service.append_citizen_words(
                session,
                case.reference,
                command,
                source_key=f"test:{uuid4()}",
                keys=self.keys,
                now=datetime.now(UTC),
            )

    def citizen_says_how_it_was(self, case: Case) -> Case:
        """The money came, four of five, and an appeal all the same."""
        assert case.conversation_id
        said = {"conversation_id": case.conversation_id, "language": Language.BANGLISH}
        came = AnswerRemedy.model_validate(said | {"came": True})
        rating = RateCase(conversation_id=case.conversation_id, score=4)
        words = AppealCase.model_validate(said | {"text": "taka kom", "channel": Channel.SMS})
        known: dict[str, Any] = {"keys": self.keys, "now": datetime.now(UTC)}
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            follow_ups.answer_remedy(
                session, case.reference, came, source_key=f"{uuid4()}", **known
            )
            follow_ups.rate_case(session, case.reference, rating, **known)
            appeal = follow_ups.appeal_case(
                session, case.reference, words, source_key=f"{uuid4()}", **known
            )
        assert isinstance(appeal, Case)
        return appeal


@pytest.fixture(scope="module")
def desk(make_database: Callable[[str], str]) -> Iterator[Desk]:
    url = make_database("desk")
    migrate(url)
    desk = Desk(url)
    desk.start()
    desk.add_user()
    desk.add_user(ELSEWHERE, area_code="3026")
    yield desk
    desk.stop()


@pytest.fixture
def context(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=desk.url, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about: blocked scripts, missing files, errors in code."""
    return []


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Page:
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def choose(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        page.locator(".top-bar form button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def sign_in(page: Page, language: str = "en", email: str = EMAIL) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**/cases")
    choose(page, language)


def write_to_citizen(page: Page, case: Case, language: str = "en") -> None:
    sign_in(page, language)
    page.goto(f"/cases/{case.reference}")
    page.locator(".case-head form button").first.click()
    page.goto(f"/cases/{case.reference}?write=reply#composer")
    expect(page.locator("#text")).to_be_focused()


def close(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.reference}")
    page.locator(".case-head form button").first.click()
    page.goto(f"/cases/{case.reference}?write=close")
    page.locator("#decision").select_option("upheld")
    page.locator("#text").fill("Robibar taka ashbe.")
    page.locator('form[action*="/closures"] .btn-primary').click()
    expect(page.locator(".case-head .badge-done")).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """A date takes several stops, one for each of its parts."""
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def findings(page: Page) -> list[str]:
    found = Axe().run(page, options=AXE)
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
        for violation in found.response["violations"]
    ]


@contextmanager
def heard(desk: Desk, email: str) -> Iterator[Iterator[str]]:
    """What a signed-in desk is told from now on: the data of each event."""
    with httpx.Client(base_url=desk.url, timeout=20) as client:
        form = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
        assert form
        sent = {"csrf_token": form[1], "email": email, "password": PASSWORD}
        assert client.post("/sign-in", data=sent).status_code == 303
        with client.stream("GET", "/cases/live") as stream:
            lines = stream.iter_lines()
            events = (line[6:] for line in lines if line.startswith("data: "))
            assert next(events) == "open"
            yield (event for event in events if event != "all")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestAccessibility:
    def test_sign_in(self, page: Page, language: str, scheme: str) -> None:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.goto("/sign-in")
        choose(page, language)
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
        named = desk.open_case("taka kete rakhse", told=EVERYTHING_TOLD)
        nameless = desk.open_case("nam likhben na", is_anonymous=True)
        sign_in(page, language)
        for case in (named, nameless):
            page.goto(f"/cases/{case.reference}")
            page.locator(".case-head form button").first.click()
            page.goto(f"/cases/{case.reference}?write=reply")
            assert findings(page) == []
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
        expect(page.locator("#sms-size")).to_have_text("22 / 70 · 1 SMS · ৳0.45")
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
        expect(text).to_have_value(re.compile(f"^Salam. Nalish {case.reference}: office"))
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
        expect(page.locator("#text")).to_have_value(re.compile(f"^Nalish {case.reference}:"))
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

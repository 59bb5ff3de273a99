"""A desk of its own in a real browser, the citizen at its other end, and what people do there."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from case_manager.accounts import service as accounts_service
from case_manager.accounts.service import NewUser
from case_manager.app import create_app
from case_manager.cases import follow_ups, opening
from case_manager.cases import service as cases_service
from case_manager.cases.schemas import AnswerRemedy, AppealCase, AppendWords, OpenCase, RateCase
from case_manager.db import make_engine, utc_now
from case_manager.kit.calendar import local_date
from case_manager.migrate import migrate
from case_manager.models import Case, Enrolment, Identifier, Payment, Person
from case_manager.people import identifiers, names
from case_manager.people import service as people_service
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
from tests.case_manager.settings import make_settings

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
    "call_time": "afternoon",
}
SOURCED: dict[str, Any] = {"source": "mis.bhata", "as_of": date(2026, 11, 1)}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


class Desk:
    """A running case manager, and the citizen at the other end."""

    def __init__(self, database_url: str) -> None:
        self.settings = make_settings(database_url)
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
            case = opening.open_case(
                session, command, source_key=f"test:{uuid4()}", keys=self.keys, now=now
            )
            case.area_code = area_code or case.area_code
            return case

    def _payment(self, session: Session) -> Payment:
        if known := session.query(Payment).first():
            return known
        person = self._person(session)
        enrolment = Enrolment(
            person_id=person.id,
            programme="oaa",
            status=EnrolmentStatus.ACTIVE,
            enrolled_on=date(2020, 7, 1),
            **SOURCED,
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
            status_on=local_date(utc_now()) - timedelta(days=20),
            return_reason=ReturnReason.PIN_INACTIVE,
            provider="nagad",
            **SOURCED,
        )
        session.add(payment)
        session.flush()
        return payment

    def _person(self, session: Session) -> Person:
        person = Person(
            name_en="Rahima Begum",
            name_bn="রহিমা বেগম",
            name_sounds=names.sounds("Rahima Begum"),
            sex=Sex.FEMALE,
            birth_year=1952,
            area_code="100409",
            **SOURCED,
        )
        session.add(person)
        session.flush()
        for kind, number in (
            (IdentifierKind.NID, "1965269200001"),
            (IdentifierKind.BENEFICIARY_ID, "BEN0000001"),
            (IdentifierKind.PHONE, PHONE),
        ):
            identifier = Identifier(
                person_id=person.id,
                kind=kind,
                value_sealed=identifiers.seal(kind, number, self.keys),
                value_index=identifiers.index(kind, number, self.keys),
                valid_from=date(2020, 7, 1),
                **SOURCED,
            )
            session.add(identifier)
        return person

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

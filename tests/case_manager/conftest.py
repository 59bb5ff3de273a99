"""One migrated database for all these tests; each runs in a transaction that is rolled back."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import randrange
from typing import Any
from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker
from starlette.datastructures import State

from case_manager.app import create_app
from case_manager.cases import opening
from case_manager.cases.schemas import OpenCase
from case_manager.db import make_engine, make_sessions
from case_manager.kit.keys import Keys
from case_manager.migrate import migrate
from case_manager.models import (
    Area,
    Case,
    Conversation,
    Enrolment,
    Identifier,
    Organisation,
    Payment,
    Person,
    SignInSession,
    User,
)
from case_manager.payments import service as payments_service
from case_manager.people import identifiers, names
from case_manager.people import service as people_service
from case_manager.settings import Settings
from case_manager.vocabulary import (
    AreaLevel,
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

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCED = {"source": "mis.bhata", "as_of": date(2026, 11, 1)}


@pytest.fixture(scope="session")
def database_url(make_database: Callable[[str], str]) -> str:
    url = make_database("case_manager")
    migrate(url)
    return url


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    return make_settings(
        database_url, smtp_host="mail.test", mail_from="Nalish <nalish@example.org>"
    )


@pytest.fixture
def sessions(engine: Engine) -> Iterator[sessionmaker[Session]]:
    """Sessions in one outer transaction: their commits are savepoints and end with the test."""
    with engine.connect() as connection:
        transaction = connection.begin()
        yield sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        transaction.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture(scope="session")
def one_app(settings: Settings, engine: Engine) -> FastAPI:
    """Built once; the `app` of each test is this one as it was built."""
    return create_app(settings, engine=engine)


@pytest.fixture
def app(one_app: FastAPI, sessions: sessionmaker[Session], session: Session) -> Iterator[FastAPI]:
    """The product's own application, on the test's transaction and at the test's moment."""
    state, routes = one_app.state, list(one_app.routes)
    one_app.state = State({name: state[name] for name in state})
    one_app.state.sessions = sessions
    one_app.state.clock = lambda: NOW
    yield one_app
    one_app.state, one_app.routes[:] = state, routes


class InProcess(httpx.BaseTransport):
    """Hands requests to the application in this process; no socket is opened."""

    def __init__(self, app: FastAPI) -> None:
        self.inner = httpx.ASGITransport(app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return anyio.run(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self.inner.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=await answer.aread()
        )


@pytest.fixture
def client(app: FastAPI, session: Session) -> Iterator[httpx.Client]:
    """Empties the session before each request, so that a missing eager load fails here."""

    def empty(_: httpx.Request) -> None:
        session.commit()
        session.expunge_all()

    with httpx.Client(
        transport=InProcess(app),
        base_url="http://desk.test",
        event_hooks={"request": [empty]},
    ) as client:
        yield client


@pytest.fixture
def now(app: FastAPI) -> datetime:
    moment: datetime = app.state.clock()
    return moment


@pytest.fixture
def sign_in(client: httpx.Client, session: Session, now: datetime) -> Callable[[User], User]:
    """Without the form of the page: whoever it is stays signed in for the test."""

    def enter(user: User) -> User:
        client.cookies.set("nalish_session", f"token-of-{user.id}")
        session.add(
            SignInSession(
                token_hash=hashlib.sha256(f"token-of-{user.id}".encode()).digest(),
                user_id=user.id,
                csrf_token="token",
                created_at=now,
                last_seen_at=now,
            )
        )
        session.flush()
        return user

    return enter


class World:
    """Makes rows with boring defaults; a test states only what matters to it."""

    def __init__(self, session: Session, keys: Keys) -> None:
        self.session = session
        self.keys = keys

    def area(self, code: str = "302602") -> Area:
        levels = {2: AreaLevel.DIVISION, 4: AreaLevel.DISTRICT, 6: AreaLevel.UPAZILA}
        area = self.session.get(Area, code)
        if area is None:
            parent = self.area(code[:-2]) if len(code) in (4, 6) else None
            area = self._added(
                Area(
                    code=code,
                    level=levels.get(len(code), AreaLevel.UNION),
                    parent_code=parent.code if parent else None,
                    name_en=f"Area {code}",
                    name_bn=f"এলাকা {code}",
                )
            )
        return area

    def person(
        self,
        phone: str | None = "+8801712345678",
        nid: str | None = None,
        beneficiary_id: str | None = None,
        birth_year: int = 1952,
        area_code: str = "302602",
    ) -> Person:
        self.area(area_code)
        name_en, name_bn = "Rahima Begum", "রহিমা বেগম"
        person: Person = self._added(
            Person(
                name_en=name_en,
                name_bn=name_bn,
                name_sounds=names.sounds(name_en, name_bn),
                sex=Sex.FEMALE,
                birth_year=birth_year,
                area_code=area_code,
                **SOURCED,
            )
        )
        self.number(person, IdentifierKind.NID, nid or f"{randrange(10**12, 10**13)}")
        number = beneficiary_id or f"BEN{randrange(10**9):09d}"
        self.number(person, IdentifierKind.BENEFICIARY_ID, number)
        if phone:
            self.number(person, IdentifierKind.PHONE, phone)
        return person

    def number(
        self,
        person: Person,
        kind: IdentifierKind,
        number: str,
        valid_until: date | None = None,
        provider: str | None = None,
    ) -> Identifier:
        return self._added(
            Identifier(
                person_id=person.id,
                kind=kind,
                provider=provider,
                value_sealed=identifiers.seal(kind, number, self.keys),
                value_index=identifiers.index(kind, number, self.keys),
                valid_from=date(2020, 7, 1),
                valid_until=valid_until,
                **SOURCED,
            )
        )

    def enrolment(self, person: Person, programme: str = "oaa") -> Enrolment:
        return self.session.scalar(
            select(Enrolment).where(
                Enrolment.person_id == person.id, Enrolment.programme == programme
            )
        ) or self._added(
            Enrolment(
                person_id=person.id,
                programme=programme,
                status=EnrolmentStatus.ACTIVE,
                enrolled_on=date(2020, 7, 1),
                status_from=date(2020, 7, 1),
                **SOURCED,
            )
        )

    def payment(
        self,
        person: Person,
        period_from: date = date(2026, 7, 1),
        status: PaymentStatus = PaymentStatus.RETURNED,
        reason: ReturnReason = ReturnReason.PIN_INACTIVE,
        programme: str = "oaa",
    ) -> Payment:
        payments_service.make_room(self.session, period_from, period_from)
        has_failed = status in (PaymentStatus.RETURNED, PaymentStatus.ON_HOLD)
        return self._added(
            Payment(
                person_id=person.id,
                programme=self.enrolment(person, programme).programme,
                area_code=person.area_code,
                period_from=period_from,
                period_to=period_from + timedelta(days=90),
                amount_paisa=210_000,
                status=status,
                status_on=period_from + timedelta(days=100),
                return_reason=reason if has_failed else None,
                provider="nagad",
                **SOURCED,
            )
        )

    def conversation(
        self, phone: str | None = "+8801712345678", conversation_id: UUID | None = None
    ) -> Conversation:
        return people_service.put_conversation(
            self.session,
            conversation_id or uuid4(),
            phone=phone,
            language=Language.BANGLISH,
            keys=self.keys,
            now=NOW,
        )

    def user(
        self,
        role: Role = Role.CASEWORKER,
        area_code: str | None = None,
        name: str = "Salma Khatun",
    ) -> User:
        organisation = self.session.scalar(select(Organisation)) or self._added(
            Organisation(name_en="Seba", name_bn="সেবা")
        )
        if area_code:
            self.area(area_code)
        return self._added(
            User(
                email=f"{uuid4()}@example.org",
                name=name,
                password_hash="none",
                role=role,
                organisation_id=organisation.id,
                area_code=area_code,
                language=Language.ENGLISH,
                created_at=NOW,
            )
        )

    def case(
        self,
        category: str = "payment_not_received",
        conversation: Conversation | None = None,
        description: str = "taka pai nai",
        channel: Channel = Channel.SMS,
        now: datetime = NOW,
        **facts: Any,
    ) -> Case:
        command = OpenCase(
            conversation_id=(conversation or self.conversation()).id,
            category=category,
            description=description,
            channel=channel,
            language=Language.BANGLISH,
            **facts,
        )
        return opening.open_case(
            self.session, command, source_key=f"test:{uuid4()}", keys=self.keys, now=now
        )

    def _added(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture(scope="session")
def keys(settings: Settings) -> Keys:
    return settings.keys


@pytest.fixture
def world(session: Session, keys: Keys) -> World:
    return World(session, keys)


@pytest.fixture(scope="session")
def live_url(make_database: Callable[[str], str]) -> str:
    """A second database, for tests of what happens between transactions; they commit for good."""
    url = make_database("case_manager_live")
    migrate(url)
    return url


@pytest.fixture(scope="session")
def live_engine(live_url: str) -> Iterator[Engine]:
    engine = make_engine(live_url)
    yield engine
    engine.dispose()


@pytest.fixture
def live_sessions(live_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(live_engine)


@pytest.fixture
def live_world(live_sessions: sessionmaker[Session], keys: Keys) -> Iterator[World]:
    """Call `live_world.session.commit()` before others are to see its rows."""
    with live_sessions() as session:
        yield World(session, keys)

"""Fills an empty database with the demo, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypedDict
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from case_manager.cases.clocks import calendar
from case_manager.demo.bulk import load_people
from case_manager.demo.citizens import CITIZENS
from case_manager.demo.plots import Playwright
from case_manager.demo.rates import read_rates
from case_manager.demo.register import FOCUS_UPAZILAS, Register
from case_manager.demo.repository import DemoRepository, Place, Subject
from case_manager.demo.stage import Stage
from case_manager.demo.stories import About, read_stories
from case_manager.demo.users import USERS, add_users
from case_manager.errors import Conflict
from case_manager.kit.calendar import DHAKA
from case_manager.kit.keys import Keys
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.reference_data import load_reference_data, read_areas
from case_manager.settings import Mode
from case_manager.vocabulary import AreaLevel, Language

BENEFICIARIES = 10_000
CASES = 200
SEED = 20_261
_BEFORE_EVERYTHING = timedelta(days=3 * 365)

Progress = Callable[[str, int, int], None]


class DemoRefused(Conflict):
    """This is no place for invented people."""


class UserRead(TypedDict):
    email: str
    password: str
    role: str


class CitizenRead(TypedDict):
    phone: str
    name_en: str
    name_bn: str
    nid: str
    birth_year: int
    programmes: list[str]
    upazila: str


@dataclass(frozen=True)
class DemoContact:
    id: UUID
    phone: str = field(repr=False)
    language: Language


@dataclass(frozen=True)
class DemoSummary:
    users: list[UserRead]
    citizens: list[CitizenRead]


def summary() -> DemoSummary:
    """Whom to sign in as and whom to write as: the same in every demo of every size and day."""
    upazilas = {area.code: area.name_en for area in read_areas() if area.level is AreaLevel.UPAZILA}
    return DemoSummary(
        users=[
            UserRead(email=user.email, password=user.password, role=user.role.value)
            for user in USERS
        ],
        citizens=[
            CitizenRead(
                phone=citizen.phone,
                name_en=citizen.name.en,
                name_bn=citizen.name.bn,
                nid=citizen.nid,
                birth_year=citizen.birth_year,
                programmes=list(citizen.programmes),
                upazila=upazilas[citizen.upazila_code],
            )
            for citizen in CITIZENS
        ],
    )


def holds_people(engine: Engine) -> bool:
    with Session(engine) as session:
        return DemoRepository(session).holds_people()


def contacts(engine: Engine, keys: Keys) -> list[DemoContact]:
    """Those who filed the cases: the gateway has to know them before it can write to them."""
    with Session(engine) as session:
        return [
            DemoContact(row.id, phone, row.language)
            for row in DemoRepository(session).conversations()
            if (phone := people_service.phone_of(row, keys))
        ]


def load(
    engine: Engine,
    keys: Keys,
    *,
    mode: Mode,
    beneficiaries: int = BENEFICIARIES,
    cases: int = CASES,
    today: date,
    seed: int = SEED,
    progress: Progress = lambda what, done, total: None,
) -> DemoSummary:
    """All or nothing. The same arguments give the same people, payments and cases; only what is
    sealed or salted differs. `today` is the day in Dhaka; `progress` hears what, done, of how many.
    """
    if mode is Mode.PRODUCTION:
        raise DemoRefused("demo data is never loaded in production mode")
    with engine.begin() as connection, Session(connection) as session:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        if DemoRepository(session).holds_people():
            raise DemoRefused("the database already holds people: demo data needs an empty one")
        load_reference_data(session)
        session.flush()
        _load_people(connection, keys, beneficiaries, today, seed, progress)
        add_users(session, datetime.combine(today, time(), DHAKA) - _BEFORE_EVERYTHING)
        _play_cases(session, keys, cases, today, seed, progress)
        DemoRepository(session).drop_jobs()
    return summary()


def _load_people(
    connection: Connection, keys: Keys, number: int, today: date, seed: int, progress: Progress
) -> None:
    unions = [area.code for area in read_areas() if area.level is AreaLevel.UNION]
    register = Register(unions, read_rates(), today=today, seed=seed)
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("demo data is loaded through psycopg")
    with Session(connection) as session:
        payments_service.make_room(session, today - _BEFORE_EVERYTHING, today)
        session.flush()
    for loaded in load_people(driver, keys, register.people(number), today):
        progress("people", loaded, number)


def _play_cases(
    session: Session, keys: Keys, number: int, today: date, seed: int, progress: Progress
) -> None:
    random = Random(seed)  # noqa: S311 (play data, not secrets)
    playwright = Playwright(
        read_stories(),
        _subjects(DemoRepository(session), number, today, random),
        calendar(session),
        today=today,
        random=random,
    )
    stage = Stage(session, keys, random)
    stage.play(playwright.plots(number), lambda opened: progress("cases", opened, number))


def _subjects(
    repository: DemoRepository, cases: int, today: date, random: Random
) -> dict[About, list[Subject]]:
    """Two thirds of them from the areas in which somebody of the demo works."""
    first, *others = FOCUS_UPAZILAS
    share = cases // 8 + 1
    places = [Place((first,), 2 * share), *(Place((code,), share) for code in others)]
    places.append(Place(FOCUS_UPAZILAS, 3 * share, is_elsewhere=True))
    found: dict[About, list[Subject]] = {about: [] for about in About}
    for place in places:
        found[About.FAILED] += repository.with_failed_payment(place, today)
        found[About.PAID] += repository.with_credited_payment(place, today)
        found[About.NONE] += repository.people(place)
    for subjects in found.values():
        random.shuffle(subjects)
    return found

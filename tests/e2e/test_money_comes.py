"""The loop closed by files and SMS: what did not come is told, comes by a later list, is asked
about, and the answer decides. What failed for many is one incident until a list says it came, and
what many complain of until somebody at the desk says that it is mended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from case_manager.db import sqlalchemy_url, utc_now
from case_manager.kit.calendar import local_date
from case_manager.models import Area, Case, Incident, IncidentCase
from case_manager.vocabulary import AreaLevel, CaseStatus, IncidentKind, OfficeDecision
from citizen_text import dates
from tests.e2e.basic_phone import reference_in
from tests.e2e.house import House, Phone, standing_house, wait_for

pytestmark = [pytest.mark.assistant, pytest.mark.running]

TODAY = local_date(utc_now())
FIRST = (TODAY.replace(day=1) - timedelta(days=120)).replace(day=1)
LAST = (FIRST + timedelta(days=100)).replace(day=1) - timedelta(days=1)
PEOPLE = "NID,Name,Sex,Year of birth,Area code,Programme,Enrolled on,Mobile\n"
PAYMENTS = "NID,Programme,Period from,Period to,Amount,Status,Status date,Reason,Provider,Batch\n"
ASKED = "Taka ele HA, na ele NA likhe pathan."


@dataclass(frozen=True)
class Payee:
    number: int
    area_code: str
    programme: str = "oaa"
    provider: str = "nagad"
    reason: str = "PIN_INACTIVE"
    batch: str = ""

    @property
    def nid(self) -> str:
        return f"37{self.number:08d}"

    @property
    def phone(self) -> str:
        return f"+88018377{self.number:05d}"

    def enrolled(self) -> str:
        return (
            f"{self.nid},Jorina Khatun,female,1952,{self.area_code},{self.programme},"
            f"2020-07-01,{self.phone}\n"
        )

    def paid(self, status: str, on: date, reason: str) -> str:
        return (
            f"{self.nid},{self.programme},{FIRST},{LAST},2100,{status},{on},{reason},"
            f"{self.provider},{self.batch}\n"
        )


@dataclass(frozen=True)
class Lists:
    """Files as an operator has them, given to the running house by command."""

    house: House
    folder: Path

    def enrol(self, people: Sequence[Payee]) -> None:
        self._take_over("beneficiaries", PEOPLE + "".join(each.enrolled() for each in people))

    def return_money(self, people: Sequence[Payee]) -> None:
        on = TODAY - timedelta(days=9)
        rows = "".join(each.paid("returned", on, each.reason) for each in people)
        self._take_over("payments", PAYMENTS + rows, as_of=on)

    def pay(self, people: Sequence[Payee]) -> None:
        rows = "".join(each.paid("credited", TODAY, "") for each in people)
        self._take_over("payments", PAYMENTS + rows, as_of=TODAY)

    def _take_over(self, kind: str, content: str, as_of: date | None = None) -> None:
        file = self.folder / f"{kind}-{len(list(self.folder.iterdir()))}.csv"
        file.write_text(content)
        said = ["--as-of", str(as_of)] if as_of else []
        self.house.nalish("import", kind, str(file), *said)


@pytest.fixture(scope="module")
def house(
    make_database: Callable[[str], str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One of its own: others of the shared house count on citizens who never wrote."""
    state = tmp_path_factory.mktemp("house")
    with standing_house(make_database("house"), redis_url, state) as standing:
        yield standing


@pytest.fixture(scope="module")
def lists(house: House, tmp_path_factory: pytest.TempPathFactory) -> Lists:
    return Lists(house, tmp_path_factory.mktemp("lists"))


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    engine = create_engine(sqlalchemy_url(house.database_url))
    with Session(engine) as session:
        yield session
    engine.dispose()


def unions(session: Session) -> Sequence[str]:
    return session.scalars(
        select(Area.code).where(Area.level == AreaLevel.UNION).order_by(Area.code)
    ).all()


def complains(house: House, payee: Payee) -> tuple[Phone, str]:
    phone = Phone(house, payee.phone)
    phone.sends("amar bhatar taka pai nai")
    phone.hears("1. ")
    phone.sends("1")
    phone.hears("Thik achhe")
    phone.sends("ha")
    return phone, reference_in(phone.hears("nombor"))


def complains_of_an_agent(house: House, number: str) -> tuple[Phone, str]:
    phone = Phone(house, number)
    phone.sends("nogod agent bhatar taka tulte 100 taka kete rakhse")
    phone.hears("Kon jaygay?")
    phone.sends("Ulipur")
    phone.hears("Thik achhe")
    phone.sends("ha")
    return phone, reference_in(phone.hears("nombor"))


def case_of(session: Session, reference: str) -> Case:
    session.rollback()
    return session.scalars(select(Case).where(Case.reference == reference)).one()


@pytest.fixture
def asked(house: House, lists: Lists, session: Session) -> tuple[Phone, Case]:
    """Somebody who complained and is asked, because a later list says that the money came."""
    people = session.scalars(select(Case.id)).all()
    payee = Payee(90_000 + len(people), unions(session)[7])
    lists.enrol([payee])
    lists.return_money([payee])
    phone, reference = complains(house, payee)
    lists.pay([payee])
    question = phone.hears(ASKED)
    assert reference_in(question) == reference
    assert dates.in_words(TODAY, "bn-Latn") in question
    return phone, case_of(session, reference)


def test_yes_closes_the_case(asked: tuple[Phone, Case], session: Session) -> None:
    phone, case = asked
    phone.sends("ha")
    wait_for(
        "the case to be closed",
        lambda: case_of(session, case.reference).status is CaseStatus.CLOSED,
    )
    assert case_of(session, case.reference).office_decision is OfficeDecision.UPHELD
    phone.hears("kemon")


def test_no_takes_it_to_the_next_office(asked: tuple[Phone, Case], session: Session) -> None:
    phone, case = asked
    before = case.office_tier
    phone.sends("na")
    wait_for(
        "the case to be with the next office",
        lambda: case_of(session, case.reference).office_tier > before,
    )
    assert case_of(session, case.reference).closed_at is None
    assert case_of(session, case.reference).has_unread_answer


def of_one_batch(places: Sequence[str]) -> list[Payee]:
    return [Payee(100 + each, places[each], batch="OAA-2026-17") for each in range(20)]


def of_one_provider(places: Sequence[str]) -> list[Payee]:
    return [
        Payee(1000 + each, places[50 + each], provider="upay", reason="LIMIT_OR_TECH")
        for each in range(200)
    ]


def of_one_union(places: Sequence[str]) -> list[Payee]:
    return [Payee(2000 + each, places[300], programme="wda") for each in range(10)]


@pytest.mark.parametrize(
    ("kind", "hit"),
    [
        (IncidentKind.BATCH, of_one_batch),
        (IncidentKind.PROVIDER, of_one_provider),
        (IncidentKind.UNION, of_one_union),
    ],
)
def test_what_failed_for_many_is_one_incident_and_each_hears_when_it_came(
    house: House,
    lists: Lists,
    session: Session,
    kind: IncidentKind,
    hit: Callable[[Sequence[str]], list[Payee]],
) -> None:
    people = hit(unions(session))
    lists.enrol(people)
    before = {each.id for each in session.scalars(select(Incident))}
    lists.return_money(people)

    def opened() -> Incident | None:
        session.rollback()
        found = select(Incident).where(Incident.kind == kind, Incident.id.not_in(before))
        return session.scalars(found).one_or_none()

    incident_id = wait_for("an incident", opened).id
    complaining = [complains(house, each) for each in people[:2]]
    lists.pay(people[2:3])

    def gathered() -> bool:
        session.rollback()
        cases = select(IncidentCase.case_id).where(IncidentCase.incident_id == incident_id)
        return len(session.scalars(cases).all()) == 2

    wait_for("the cases to be gathered in it", gathered)
    lists.pay(people)
    for phone, reference in complaining:
        assert reference_in(phone.hears(ASKED)) == reference

    def mended() -> bool:
        session.rollback()
        return session.get_one(Incident, incident_id).mended_at is not None

    wait_for("the incident to be mended", mended)


@pytest.mark.browser
def test_what_many_say_of_the_same_agents_is_one_incident_and_each_hears_when_it_is_mended(
    house: House,
    lists: Lists,
    session: Session,
    page: Page,
    sign_in: Callable[[str, str], None],
) -> None:
    complaining = [complains_of_an_agent(house, f"+8801837703{each:03d}") for each in range(5)]
    somebody = [Payee(3000, unions(session)[9])]
    lists.enrol(somebody)
    lists.pay(somebody)  # a list that is taken over has everything looked through

    def opened() -> int | None:
        session.rollback()
        found = select(Incident.number).where(Incident.kind == IncidentKind.AGENT)
        return session.scalars(found).one_or_none()

    number = wait_for("an incident of these agents", opened)
    leader = house.user("administrator")
    sign_in(leader["email"], leader["password"])
    page.goto(f"/incidents/{number}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nagad")
    for phone, reference in complaining:
        expect(page.locator(f'a[href="/cases/{reference}"]')).to_have_count(1)
        assert len(house.sent_to(phone.number)) == phone.heard, "told before it is mended"
    mending = page.locator('form[action$="/mendings"]')
    page.locator("details", has=mending).locator("summary").click()
    mending.get_by_role("button").click()
    expect(mending).to_have_count(0)
    for phone, reference in complaining:
        told = phone.hears(ASKED)
        assert "thik hoyechhe" in told
        assert reference_in(told) == reference

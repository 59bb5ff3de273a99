"""The loop closed on a phone: what did not come is told, comes by a later file, is asked about by
SMS, and the answer decides."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from case_manager.db import sqlalchemy_url, utc_now
from case_manager.job_queue import defer
from case_manager.kit.calendar import local_date
from case_manager.models import Case, Payment
from case_manager.payments.queue import PAYMENTS_CHANGED, QUEUE
from case_manager.vocabulary import CaseStatus, OfficeDecision, PaymentStatus
from tests.e2e.basic_phone import Handset, open_phones, reference_in
from tests.e2e.house import House, standing_house, wait_for

pytestmark = [pytest.mark.assistant, pytest.mark.browser, pytest.mark.running]

ASKED = "টাকা এলে হ্যাঁ, না এলে না লিখে পাঠান।"


@pytest.fixture(scope="module")
def house(
    make_database: Callable[[str], str], redis_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One of its own: others of the shared house count on citizens who never wrote."""
    state = tmp_path_factory.mktemp("house")
    with standing_house(make_database("house"), redis_url, state) as standing:
        yield standing


@pytest.fixture
def phone_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    engine = create_engine(sqlalchemy_url(house.database_url))
    with Session(engine) as session:
        yield session
    engine.dispose()


def complains(phone: Handset, number: str) -> str:
    phone.take(number, bangla=True)
    phone.dial_anew()
    phone.choose("টাকা পাইনি")
    phone.answer("1")
    phone.choose("হ্যাঁ")
    return reference_in(phone.whole_text())


def a_later_file_says_that_it_came(session: Session, reference: str) -> None:
    """What the import of a list of payments leaves behind."""
    case = session.scalars(select(Case).where(Case.reference == reference)).one()
    today = local_date(utc_now())
    for payment in session.scalars(
        select(Payment).where(
            Payment.person_id == case.person_id,
            Payment.programme == case.programme,
            Payment.period_from >= today - timedelta(days=400),
            Payment.status != PaymentStatus.CREDITED,
        )
    ):
        payment.status, payment.status_on = PaymentStatus.CREDITED, today
        payment.return_reason, payment.as_of = None, today
    defer(session, PAYMENTS_CHANGED, {"import_id": "1"}, queue=QUEUE)
    session.commit()


def state_of(session: Session, reference: str) -> Case:
    session.rollback()
    return session.scalars(select(Case).where(Case.reference == reference)).one()


def test_yes_closes_the_case(house: House, phone_page: Page, session: Session) -> None:
    [phone] = open_phones(phone_page, house, "bn")
    reference = complains(phone, house.citizen_on("oaa")["phone"])
    a_later_file_says_that_it_came(session, reference)
    phone.hears(ASKED)
    phone.sends("হ্যাঁ")
    wait_for(
        "the case to be closed",
        lambda: state_of(session, reference).status is CaseStatus.CLOSED,
    )
    assert state_of(session, reference).office_decision is OfficeDecision.UPHELD
    phone.hears("আমাদের কাজ কেমন ছিল?")


def test_no_takes_it_to_the_next_office(house: House, phone_page: Page, session: Session) -> None:
    [phone] = open_phones(phone_page, house, "bn")
    reference = complains(phone, house.citizen_on("wda")["phone"])
    before = state_of(session, reference).office_tier
    a_later_file_says_that_it_came(session, reference)
    phone.hears(ASKED)
    phone.sends("না")
    wait_for(
        "the case to be with the next office",
        lambda: state_of(session, reference).office_tier > before,
    )
    assert state_of(session, reference).closed_at is None
    assert state_of(session, reference).has_unread_answer
    phone.hears("আবার খোলা হলো")

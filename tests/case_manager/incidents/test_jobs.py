"""What follows a change of the ledger, by the worker's own tasks."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from case_manager.db import utc_now
from case_manager.incidents import service
from case_manager.incidents.jobs import add_jobs
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.job_queue import defer
from case_manager.kit.calendar import local_date
from case_manager.models import Incident, OutgoingMessage
from case_manager.payments import states
from case_manager.payments.queue import PAYMENTS_CHANGED, QUEUE
from case_manager.vocabulary import IncidentKind, PaymentStatus, ReturnReason, Role
from case_manager.worker import make_job_app


@pytest.fixture
def work(live_url, live_sessions, keys):
    """Does what waits in the queue of payments, with the product's own tasks."""

    async def run():
        app = make_job_app(live_url)
        add_jobs(app, live_sessions, keys)
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE], wait=False, install_signal_handlers=False, listen_notify=False
            )

    return lambda: asyncio.run(run())


@pytest.fixture
def case(live_world):
    phone = f"+88018{utc_now().microsecond:08d}"
    person = live_world.person(phone)
    payment = live_world.payment(
        person, period_from=local_date(utc_now() - timedelta(days=110)).replace(day=1)
    )
    case = live_world.case(
        conversation=live_world.conversation(phone),
        payment_id=payment.id,
        now=utc_now() - timedelta(days=9),
    )
    live_world.session.commit()
    return case


@pytest.fixture
def is_asked(live_sessions, case):
    def is_asked():
        with live_sessions() as session:
            asking = select(OutgoingMessage.id).where(
                OutgoingMessage.case_id == case.id, OutgoingMessage.about == "remedy"
            )
            return session.scalar(asking) is not None

    return is_asked


def credited(session, case):
    states.record_payment(
        session,
        case.payment_id,
        status=PaymentStatus.CREDITED,
        status_on=local_date(utc_now()),
        reason=None,
        told=states.Told("dci:payer", local_date(utc_now()), outranks=True),
    )


def test_what_a_peer_says_of_one_payment_is_followed_at_once(live_sessions, case, work, is_asked):
    with live_sessions.begin() as session:
        credited(session, case)
    work()
    assert is_asked()


def test_an_import_is_followed_by_a_look_at_all_open_cases(live_sessions, case, work, is_asked):
    with live_sessions.begin() as session:
        credited(session, case)
        session.connection().exec_driver_sql(
            "DELETE FROM case_jobs.procrastinate_jobs WHERE task_name = 'payment_learnt'"
        )
        defer(session, PAYMENTS_CHANGED, {"import_id": "1"}, queue=QUEUE)
    work()
    assert is_asked()


def test_what_is_opened_by_hand_is_counted(live_sessions, live_world, case, keys, work):
    leader = live_world.user(Role.ADMINISTRATOR)
    fault = Fault(IncidentKind.PROVIDER, "oaa", "nagad", return_reason=ReturnReason.PIN_INACTIVE)
    incident = service.open_by_hand(
        live_world.session, OpenIncident(fault, "x"), actor=leader, keys=keys, now=utc_now()
    )
    live_world.session.commit()
    work()
    with live_sessions() as session:
        counted = session.get_one(Incident, incident.id)
        assert counted.people >= 1
        counted.mended_at = utc_now()
        session.commit()

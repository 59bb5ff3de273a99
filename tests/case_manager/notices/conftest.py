import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4, uuid5

import httpx
import pytest
from sqlalchemy import select

from case_manager.kit.restraint import NO_RESTRAINT
from case_manager.messages.gateway import make_gateway
from case_manager.models import Notice, NoticeRecipient
from case_manager.notices import service
from case_manager.notices.jobs import Mover
from case_manager.notices.service import WriteNotice
from case_manager.vocabulary import Language, PaymentStatus, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SAID = {
    Language.BANGLA: "{programme}: {amount}",
    Language.BANGLISH: "{programme}: {amount} er khobor",
    Language.ENGLISH: "{programme}: {amount} was sent",
}
OF_PAYMENTS = {
    "programme": "oaa",
    "payment_status": PaymentStatus.SENT,
    "period_from": date(2026, 7, 1),
    "period_to": date(2026, 9, 30),
}


class FakeGateway:
    """Knows contacts and takes each message once, as the gateway does; what it is told to answer
    to the next ones comes first."""

    def __init__(self):
        self.next_answers = []
        self.contacts = {}
        self.opted_out = set()
        self.broken = set()
        self.taken = {}
        self.asked = 0
        self.gateway = make_gateway("http://gateway", "token", httpx.MockTransport(self._answer))

    @property
    def texts(self):
        return [each["text"] for each in self.taken.values()]

    def _answer(self, request):
        self.asked += 1
        answer = self.next_answers.pop(0) if self.next_answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer:
            return httpx.Response(answer[0], json={"error": answer[1], "detail": "-"})
        body = json.loads(request.content)
        if request.method == "PUT":
            contact = uuid5(UUID(int=0), body["phone"])
            self.contacts[str(contact)] = body["phone"]
            told = {"contact_id": str(contact), "language": body["language"]}
            return httpx.Response(200, json=told | {"opted_out": body["phone"] in self.opted_out})
        if UUID(body["contact_id"]) in self.broken:
            return httpx.Response(500)
        if self.taken.setdefault(body["message_id"], body) != body:
            return httpx.Response(409, json={"error": "MessageIdReused", "detail": "-"})
        return httpx.Response(202, json={"message_id": body["message_id"]})


@pytest.fixture
def fake():
    return FakeGateway()


@pytest.fixture
def farida(world):
    return world.user(Role.ADMINISTRATOR, name="Farida")


@pytest.fixture
def kamal(world):
    return world.user(Role.ADMINISTRATOR, name="Kamal")


@pytest.fixture
def write(session, farida):
    def write(texts=SAID, actor=None, form_id=None, title="Payment sent", **audience):
        command = WriteNotice(title=title, texts=texts, **(audience or OF_PAYMENTS))
        return service.write_notice(
            session, command, form_id=form_id or uuid4(), actor=actor or farida, now=NOW
        )

    return write


@pytest.fixture
def mover(sessions, fake, keys):
    def mover(restraint=NO_RESTRAINT, segments_per_second=10.0):
        return Mover(
            sessions,
            fake.gateway,
            keys,
            restraint=restraint,
            segments_per_second=segments_per_second,
        )

    return mover


@pytest.fixture
def fresh(session):
    def fresh(notice):
        session.commit()
        session.expire_all()
        return session.get_one(Notice, notice.id)

    return fresh


@pytest.fixture
def step(fresh, mover):
    """One job, as the worker runs it."""

    def step(notice, now=NOW, **settings):
        mover(**settings).move_on(notice.id, fresh(notice).turn, now)
        return fresh(notice)

    return step


@pytest.fixture
def run(step):
    """Jobs as long as each defers another, up to some."""

    def run(notice, now=NOW, most=50, **settings):
        for _ in range(most):
            turn, notice = notice.turn, step(notice, now, **settings)
            if notice.turn == turn:
                break
        return notice

    return run


@pytest.fixture
def counted(write, run):
    def counted(**notice):
        return run(write(**notice))

    return counted


@pytest.fixture
def released(session, counted, kamal):
    def released(**notice):
        written = counted(**notice)
        service.release(session, written.id, actor=kamal, now=NOW)
        return written

    return released


@pytest.fixture
def recipients(session, fresh):
    def recipients(notice):
        fresh(notice)
        found = select(NoticeRecipient).where(NoticeRecipient.notice_id == notice.id)
        return session.scalars(found).all()

    return recipients


@pytest.fixture
def paid(world):
    """Somebody whose payment of the summer has been sent."""

    def paid(phone, **person):
        someone = world.person(phone=phone, **person)
        world.payment(someone, status=PaymentStatus.SENT)
        return someone

    return paid

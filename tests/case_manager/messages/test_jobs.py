import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest
from procrastinate.jobs import Job
from sqlalchemy import text

from case_manager.messages import service
from case_manager.messages.gateway import GatewayUnavailable, make_gateway
from case_manager.messages.jobs import UntilAccepted, add_jobs, hand_over
from case_manager.messages.rules import Restraint
from case_manager.models import OutgoingMessage
from case_manager.vocabulary import DeliveryStatus
from case_manager.worker import add_upkeep, make_job_app

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)

DIE_WITH_IT = """
    WITH gone AS (
        INSERT INTO case_jobs.procrastinate_workers (last_heartbeat)
        VALUES (now() - interval '1 hour') RETURNING id
    )
    UPDATE case_jobs.procrastinate_jobs SET status = 'doing', worker_id = gone.id
    FROM gone WHERE args->>'message_id' = :message_id
"""


class FakeGateway:
    """Answers as told and remembers what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.heard = []
        self.gateway = make_gateway("http://gateway", "token", httpx.MockTransport(self._answer))

    def _answer(self, request):
        self.heard.append(json.loads(request.content))
        answer = self.answers.pop(0) if self.answers else 202
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer, json={"error": "Malformed", "detail": "no"})


@pytest.fixture
def enqueue(live_world, keys):
    def enqueue(words, conversation=None, cost_tag="test"):
        message = service.enqueue(
            live_world.session,
            conversation or live_world.conversation(),
            words,
            language="en",
            case_id=None,
            cost_tag=cost_tag,
            keys=keys,
            now=NOW,
        )
        live_world.session.commit()
        return message

    return enqueue


@pytest.fixture
def status_of(live_sessions):
    def status_of(message):
        with live_sessions() as session:
            kept = session.get_one(OutgoingMessage, message.id)
            return kept.delivery_status, kept.failure_reason

    return status_of


class TestHandOver:
    def test_the_gateway_hears_it_and_it_is_accepted(self, live_sessions, keys, enqueue, status_of):
        fake, message = FakeGateway(), enqueue("Apnar taka ashbe.")
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        assert fake.heard[0]["text"] == "Apnar taka ashbe."
        assert status_of(message) == (DeliveryStatus.ACCEPTED, None)

    @pytest.mark.parametrize(
        ("cost_tag", "again"),
        [
            ("case_closed", True),
            ("remedy_question", True),
            ("acknowledgement", True),
            ("case_reply", False),
        ],
    )
    def test_what_happened_to_a_case_is_said_again_with_the_same_words(
        self, live_sessions, keys, enqueue, cost_tag, again
    ):
        fake, message = FakeGateway(), enqueue("Shesh.", cost_tag=cost_tag)
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        assert fake.heard[0].get("again", False) is again

    def test_with_the_hours_and_the_number_a_day_that_it_has_to_keep(
        self, live_sessions, keys, enqueue
    ):
        fake, message = FakeGateway(), enqueue("Apnar taka ashbe.")
        quiet = {"from": "21:00", "to": "08:00"}
        restraint = Restraint(quiet, 3)
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW, restraint)
        assert (fake.heard[0]["quiet_hours"], fake.heard[0]["daily_limit"]) == (quiet, 3)

    def test_what_was_accepted_is_not_handed_over_again(self, live_sessions, keys, enqueue):
        fake, message = FakeGateway(), enqueue("once")
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        assert len(fake.heard) == 1

    def test_a_refusal_is_final(self, live_sessions, keys, enqueue, status_of):
        fake, message = FakeGateway(422), enqueue("refused")
        hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        assert status_of(message) == (DeliveryStatus.FAILED, "Malformed")

    @pytest.mark.parametrize("answer", [500, 503, 401, 429, httpx.ConnectError("down")])
    def test_a_gateway_that_is_down_is_tried_again(
        self, live_sessions, keys, enqueue, status_of, answer
    ):
        fake, message = FakeGateway(answer), enqueue("later")
        with pytest.raises(GatewayUnavailable):
            hand_over(live_sessions, fake.gateway, keys, message.id, NOW)
        assert status_of(message) == (DeliveryStatus.QUEUED, None)


class TestUntilAccepted:
    def job(self, attempts):
        return Job(
            id=1, queue="messages", lock=None, queueing_lock=None, task_name="t", attempts=attempts
        )

    def test_an_absent_gateway_is_never_given_up(self):
        decision = UntilAccepted().get_retry_decision(
            exception=GatewayUnavailable("down"), job=self.job(1000)
        )
        assert decision is not None

    def test_a_mistake_of_ours_is_not_repeated(self):
        decision = UntilAccepted().get_retry_decision(exception=ValueError("ours"), job=self.job(0))
        assert decision is None


class TestEnqueue:
    def test_no_commit_no_job(self, live_world, live_sessions, keys):
        service.enqueue(
            live_world.session,
            live_world.conversation(),
            "never said",
            language="en",
            case_id=None,
            cost_tag="rolled_back",
            keys=keys,
            now=NOW,
        )
        live_world.session.rollback()
        with live_sessions() as session:
            kept = session.scalars(text("SELECT cost_tag FROM cases.outgoing_messages")).all()
        assert "rolled_back" not in kept

    def test_the_text_is_sealed(self, enqueue):
        assert b"secret" not in enqueue("a secret").text_sealed


class TestWorker:
    def test_it_hands_over_one_conversations_messages_in_order(
        self, live_url, live_world, live_sessions, keys, enqueue, status_of
    ):
        conversation = live_world.conversation()
        messages = [enqueue(str(number), conversation) for number in range(5)]
        fake = FakeGateway()

        async def work():
            app = make_job_app(live_url)
            add_jobs(app, live_sessions, fake.gateway, keys)
            async with app.open_async():
                await app.run_worker_async(
                    queues=["messages"], wait=False, install_signal_handlers=False
                )

        asyncio.run(work())
        ours = [
            heard["text"] for heard in fake.heard if heard["contact_id"] == str(conversation.id)
        ]
        assert ours == ["0", "1", "2", "3", "4"]
        assert {status_of(message)[0] for message in messages} == {DeliveryStatus.ACCEPTED}


class TestTakeUpAbandonedJobs:
    def test_a_killed_workers_job_is_done_by_another(
        self, live_url, live_sessions, keys, enqueue, status_of
    ):
        message, fake = enqueue("left behind"), FakeGateway()
        with live_sessions.begin() as session:
            session.execute(text(DIE_WITH_IT), {"message_id": str(message.id)})

        async def work():
            app = make_job_app(live_url)
            add_jobs(app, live_sessions, fake.gateway, keys)
            add_upkeep(app, live_sessions)
            async with app.open_async():
                await app.tasks["take_up_abandoned_jobs"].defer_async(timestamp=0)
                for queue in ("upkeep", "messages"):
                    await app.run_worker_async(
                        queues=[queue], wait=False, install_signal_handlers=False
                    )

        asyncio.run(work())
        assert "left behind" in [heard["text"] for heard in fake.heard]
        assert status_of(message) == (DeliveryStatus.ACCEPTED, None)

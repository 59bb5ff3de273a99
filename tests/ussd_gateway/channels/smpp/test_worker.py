"""The real worker as a process, stopped while messages come in and answers go out."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
import smpp34

from tests.ussd_gateway.channels.smpp.message_centre import LibraryCentre, library_centre
from tests.ussd_gateway.channels.smpp.messages import OURS
from tests.ussd_gateway.channels.smpp.provider import PORT
from tests.ussd_gateway.channels.smpp.whole import until
from tests.ussd_gateway.fakes import FakeAssistant, FakeCaseManager
from tests.ussd_gateway.harness import Gateway
from tests.ussd_gateway.servers import environment, running_worker, serving
from ussd_gateway.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.running]
MESSAGES = {f"88017123450{number:02}": f"message {number}" for number in range(40)}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def env(settings: Settings, assistant: FakeAssistant) -> Iterator[dict[str, str]]:
    with serving(assistant.handle) as first, serving(FakeCaseManager().handle) as second:
        yield environment(settings, NALISH_ASSISTANT_URL=first, NALISH_CASE_MANAGER_URL=second)


async def is_taken(esme: smpp34.Esme, phone: str, text: str) -> bool:
    try:
        response = await esme.deliver_sm(OURS, text.encode(), source_addr=phone)
    except smpp34.SmppError:
        return False
    return response.command_status == 0


async def deliver(centre: LibraryCentre, messages: Mapping[str, str]) -> dict[str, str]:
    """What the gateway did not take, and gets again."""
    esme = await asyncio.wait_for(centre.binds.get(), 20)
    taken = await asyncio.gather(*(is_taken(esme, *each) for each in messages.items()))
    return {
        phone: text
        for (phone, text), is_there in zip(messages.items(), taken, strict=True)
        if not is_there
    }


async def test_a_worker_that_is_stopped_loses_and_doubles_nothing(
    gateway: Gateway, env: dict[str, str], assistant: FakeAssistant
) -> None:
    async with library_centre(port=PORT) as centre:
        with running_worker(env) as worker:
            delivering = asyncio.create_task(deliver(centre, MESSAGES))
            await until(lambda: len(centre.submitted) > 0)
            assert await asyncio.to_thread(worker.stop) == 0
            left = await delivering
        with running_worker(env) as worker:
            assert await deliver(centre, left) == {}
            await until(lambda: len(centre.submitted) >= len(MESSAGES))
            assert await asyncio.to_thread(worker.stop) == 0
    heard = {event.destination_addr: event.short_message.decode() for event in centre.submitted}
    assert heard == {phone: f"heard: {text}" for phone, text in MESSAGES.items()}
    assert len(centre.submitted) == len(MESSAGES)
    assert Counter(assistant.heard) == Counter(MESSAGES.values())

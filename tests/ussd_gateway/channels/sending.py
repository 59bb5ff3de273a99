"""How the tests of a channel's own hand it a message."""

from uuid import UUID

import httpx

from tests.ussd_gateway.harness import make_channel
from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import SendsSms
from ussd_gateway.errors import SendDeferred, SendRefused, SendThrottled
from ussd_gateway.messages import OutgoingMessage, Receipt

MESSAGE = OutgoingMessage(
    UUID("0197f3aa-4444-7c00-8000-00000000000d"),
    Address.of_phone("+8801712345678"),
    "Apnar taka ashbe.",
)


async def send(
    channel_id: str, answer: httpx.Response, message: OutgoingMessage = MESSAGE
) -> tuple[Receipt, httpx.Request]:
    heard: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return answer

    channel = make_channel(channel_id, httpx.MockTransport(respond))
    assert isinstance(channel, SendsSms)
    return await channel.send(message), heard[0]


async def outcome(channel_id: str, answer: httpx.Response) -> str:
    """In a word, with what an operator is told."""
    try:
        receipt, _ = await send(channel_id, answer)
    except SendRefused as refused:
        return f"{'opted out' if refused.opted_out else 'refused'}: {refused.reason}"
    except SendThrottled as throttled:
        return f"slower: {throttled.reason}"
    except SendDeferred as deferred:
        kind = "operator" if deferred.needs_operator else "later"
        return f"{kind}: {deferred.reason}"
    return f"taken: {receipt.provider_message_id}"

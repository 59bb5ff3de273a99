import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions
from tests.ussd_gateway.harness import Gateway, Unpaced
from ussd_gateway.channels.base import Route, SmsTerms
from ussd_gateway.errors import SendFailed
from ussd_gateway.messages import OutgoingMessage, Receipt
from ussd_gateway.sending.health import Health
from ussd_gateway.sending.pace import Pace
from ussd_gateway.sending.router import Router
from ussd_gateway.sending.routing import RouteRule, Routing, sending_terms
from ussd_gateway.sending.sender import Sender, make_sender


def sms_terms(segments_per_second: float = 10.0, options: SmsOptions = DEFAULT_OPTIONS) -> SmsTerms:
    return SmsTerms(
        can_script=True,
        is_free=False,
        assistant_timeout_seconds=1.0,
        deadline_seconds=1.0,
        segment_paisa=45,
        segments_per_second=segments_per_second,
        options=options,
    )


@dataclass
class FakeProvider:
    """A channel that keeps what it is sent, after it failed as often as it is told to."""

    id: str
    sms: SmsTerms = field(default_factory=sms_terms)
    failures: list[SendFailed] = field(default_factory=list)
    sent: list[OutgoingMessage] = field(default_factory=list)
    ussd: None = None
    routes: Mapping[str, Route] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> Receipt:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop()
        self.sent.append(message)
        return Receipt(f"{self.id}-{message.id}"[:64])

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.sent]


def sender_of(
    gateway: Gateway,
    providers: Sequence[FakeProvider],
    pace: Pace | None = None,
    rules: Sequence[RouteRule] = (),
    health: Health | None = None,
) -> Sender:
    """A worker's sender; several of them are several workers."""
    channels = {provider.id: provider for provider in providers}
    health = health or Health(gateway.app.state.redis, gateway.settings.redis_prefix)
    return make_sender(
        gateway.parts.sessions,
        gateway.parts.conversation.sealer,
        channels,
        pace or Unpaced(),
        Router(Routing(rules, sending_terms(channels)), health),
        gateway.parts.conversation.restraint,
        gateway.parts.shutdown,
        gateway.clock,
    )


@contextmanager
def everything_by(gateway: Gateway, *providers: FakeProvider) -> Iterator[None]:
    """What the web app accepts goes by these, the first one the best."""
    state = gateway.app.state
    router, rule = state.router, RouteRule([each.id for each in providers])
    terms = {each.id: each.sms for each in providers}
    state.router = replace(router, routing=Routing([rule], terms))
    try:
        yield
    finally:
        state.router = router

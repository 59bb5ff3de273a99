"""What this process counts and times, for `/metrics`. No label tells whose message it was."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from time import perf_counter

import structlog
from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics, start_http_server

from ussd_gateway.messages import Heard, InboundMessage, Unreadable

log = structlog.get_logger(__name__)
disable_created_metrics()  # type: ignore[no-untyped-call]
_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

HEARD = Counter(
    "nalish_gateway_heard",
    "Messages of people and of machines, steps of calls and delivery reports that were taken",
    ["channel", "kind"],
)
REFUSED = Counter(
    "nalish_gateway_webhooks_refused",
    "Calls of a provider that were refused, and single messages in one that was taken",
    ["channel", "error"],
)
REPEATED = Counter(
    "nalish_gateway_repeated",
    "Messages and steps of calls that came again under a known id, delivered twice or replayed",
    ["channel"],
)
LOST_FOUND = Counter(
    "nalish_gateway_lost_messages_found",
    "Messages that a provider had and that its own call never brought",
    ["channel"],
)
TURNED_AWAY = Counter(
    "nalish_gateway_turned_away",
    "Requests answered 503 because too many others were there: of the API, of providers",
    ["lane"],
)
WEBHOOK_SECONDS = Histogram(
    "nalish_gateway_webhook_seconds",
    "From a provider's call to our answer, which comes after the commit",
    ["channel", "route"],
    buckets=_QUICK,
)
TURN_SECONDS = Histogram(
    "nalish_gateway_turn_seconds",
    "From a message in hand to its recorded answer, or to the apology",
    ["channel", "outcome"],
    buckets=_QUICK,
)
HELD_BACK = Counter(
    "nalish_gateway_held_back",
    "Messages that got no answer because a machine or a flood was behind them",
    ["channel", "reason"],
)
STEP_SECONDS = Histogram(
    "nalish_gateway_ussd_step_seconds",
    "From a step of a call to its screen",
    ["channel", "outcome"],
    buckets=_QUICK,
)


SENT = Counter(
    "nalish_gateway_sent",
    "Messages handed to a provider: accepted, deferred, moved to another channel, or refused",
    ["channel", "priority", "outcome", "error"],
)
SEND_SECONDS = Histogram(
    "nalish_gateway_send_seconds", "A provider's answer to one message", ["channel"], buckets=_QUICK
)
SEGMENTS = Counter(
    "nalish_gateway_segments", "Segments that providers accepted", ["channel", "cost_tag"]
)
COST = Counter("nalish_gateway_cost_paisa", "What they cost", ["channel", "cost_tag"])
WAITING = Gauge(
    "nalish_gateway_waiting",
    "Messages to go out, in all processes",
    ["channel", "priority"],
)
WAITING_SECONDS = Gauge(
    "nalish_gateway_waiting_seconds", "Age of the oldest of them", ["channel", "priority"]
)
UNANSWERED = Gauge("nalish_gateway_unanswered", "Messages that wait for their answer", ["channel"])
UNANSWERED_SECONDS = Gauge(
    "nalish_gateway_unanswered_seconds", "Age of the oldest of them", ["channel"]
)
FAILED = Gauge("nalish_gateway_failed_last_hour", "Messages given up", ["channel"])
CONNECTED = Gauge(
    "nalish_gateway_connected", "1 while a worker holds the channel's connection", ["channel"]
)
BY_SMS = Counter(
    "nalish_gateway_ussd_answered_by_sms",
    "Steps whose screen said that an SMS follows",
    ["channel"],
)


@cache  # looked up for every message
def _heard(channel: str, kind: str) -> Counter:
    return HEARD.labels(channel, kind)


@cache
def webhook_seconds(channel: str, route: str) -> Histogram:
    return WEBHOOK_SECONDS.labels(channel, route)


def count_heard(channel: str, heard: Iterable[Heard]) -> None:
    for each in heard:
        if isinstance(each, Unreadable):
            REFUSED.labels(channel, each.error.__name__).inc()
            continue
        _heard(channel, _kind(each)).inc()


def _kind(heard: Heard) -> str:
    if not isinstance(heard, InboundMessage):
        return "report"
    return heard.kind.value if heard.sender.is_of_a_person else "automatic"


def count_repeated(channel: str, messages: int = 1) -> None:
    REPEATED.labels(channel).inc(messages)
    log.info("repeated", channel=channel, messages=messages)


class Outcome:
    name = "answered"


@contextmanager
def timed(histogram: Histogram, channel: str) -> Iterator[Outcome]:
    """Times what happens inside under the outcome that it leaves behind."""
    outcome, start = Outcome(), perf_counter()
    try:
        yield outcome
    finally:
        histogram.labels(channel, outcome.name).observe(perf_counter() - start)


@contextmanager
def shown(host: str, port: int) -> Iterator[None]:
    """At a port of their own, where a process has no web app. It works on where that is taken."""
    if not port:
        yield
        return
    try:
        server, thread = start_http_server(port, addr=host)
    except OSError as error:
        log.error("metrics_not_shown", port=port, error=type(error).__name__)
        yield
        return
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

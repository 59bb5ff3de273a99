"""What no provider should send: a named error, the answer that the provider expects, a counter, a
line without anybody's data, and nothing half-recorded; of every channel that is called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.channels.bdapps import provider as bdapps
from tests.ussd_gateway.channels.bdapps.test_adapter import NOTICE
from tests.ussd_gateway.channels.suite import (
    Calls,
    InboundSms,
    Provider,
    Request,
    StatusReports,
    all_that,
    unsigned,
)
from tests.ussd_gateway.channels.test_sms_suite import post
from tests.ussd_gateway.channels.twilio import provider as twilio
from tests.ussd_gateway.counting import count_of
from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
REFUSED = "nalish_gateway_webhooks_refused_total"
WRITTEN = (
    *("inbox", "inbound_keys", "contacts", "outbox", "outgoing_keys", "events"),
    "message_parts",
)
FORM = "application/x-www-form-urlencoded"
PERSONAL = ("1712345678", "0171234", "bhatar taka")
Speaks = InboundSms | StatusReports | Calls


@dataclass(frozen=True)
class Wrong:
    """`told` is the name that the provider is told, `counted` the one that operators see.
    `waits`: a report that may just have been faster than the answer to its message is kept."""

    speaks: Speaks
    what: str
    request: Callable[[], Request]
    told: str
    counted: str
    waits: bool = False

    @property
    def id(self) -> str:
        return f"{self.speaks.channel}-{type(self.speaks).__name__}-{self.what}"


def all_wrong() -> Iterator[Wrong]:
    for sms in all_that(InboundSms):
        yield from wrong_messages(sms)
    for reports in all_that(StatusReports):
        yield from wrong_reports(reports)
    for calls in all_that(Calls):
        yield from wrong_steps(calls)
    yield from of_twilio()
    yield from of_bdapps()


def wrong_messages(sms: InboundSms) -> Iterator[Wrong]:
    def changed(name: str, value: Any) -> Callable[[], Request]:
        def make() -> Request:
            fields = sms.fields() | {sms.names[name]: value}
            return sms.request({name: each for name, each in fields.items() if each is not None})

        return make

    if sms.names["id"]:
        yield Wrong(sms, "no id", changed("id", None), "Malformed", "MissingField")
        yield Wrong(sms, "bad id", changed("id", "a b"), "Malformed", "UnreadableField")
    yield Wrong(sms, "no sender", changed("from", None), "Malformed", "MissingField")
    yield Wrong(sms, "unroutable", changed("from", "0171234"), "Malformed", "UnroutableNumber")
    if sms.request(sms.fields()).method == "POST":
        longest = "text" if sms.names["text"] else "to"
        too_long = changed(longest, "x" * 70_000)
        yield Wrong(sms, "oversized", too_long, "BodyTooLarge", "BodyTooLarge")
    stranger = lambda: sms.stranger(sms.fields())  # noqa: E731
    yield Wrong(sms, "stranger", stranger, "SignatureRefused", "SignatureRefused")
    yield from wrong_bodies(sms)


def wrong_bodies(sms: InboundSms) -> Iterator[Wrong]:
    """Signed as the provider signs: they are refused for what they say."""

    def two_senders() -> Request:
        return sms.sign(with_another(str(sms.names["from"]), sms.request(sms.fields())))

    no_text = lambda: garbled(sms.channel, sms.request(sms.fields()))  # noqa: E731
    yield Wrong(sms, "no text", no_text, "Malformed", "BadEncoding")
    yield Wrong(sms, "two senders", two_senders, "Malformed", "ContradictoryFields")


def garbled(channel: str, request: Request) -> Request:
    """Octets that are no text, signed as the provider signs."""
    if request.method == "GET":
        return replace(request, path=f"{request.path}&x=%ff%fe")
    signs = [each.sign for each in all_that(InboundSms) if each.channel == channel]
    sign = signs[0] if signs else unsigned
    return sign(replace(request, body=b"\xff\xfe%zz"))


def with_another(name: str, request: Request) -> Request:
    """The same field once more and with another number, wherever fields stand."""
    number = "8801912345678"
    if request.method == "GET":
        return replace(request, path=f"{request.path}&{name}={number}")
    if request.headers.get("Content-Type") == FORM:
        return replace(request, body=request.body + f"&{name}={number}".encode())
    if name.startswith("X-"):
        return replace(request, path=f"{request.path}&from={number}")
    first = f'"{name.rpartition(".")[2]}":'.encode()
    body = request.body.replace(first, first + f'"{number}",'.encode() + first, 1)
    return replace(request, body=body)


def wrong_reports(reports: StatusReports) -> Iterator[Wrong]:
    def named(word: str) -> Callable[[], Request]:
        ours = "0197f3aa-4444-7c00-8000-00000000000d"
        return lambda: reports.request(word, "id-of-theirs", ours)

    yield Wrong(reports, "unknown", named(reports.unknown), "Malformed", "UnknownStatus")
    known = next(iter(reports.states))
    unknown = "UnknownMessage"
    yield Wrong(reports, "of nothing", named(known), unknown, unknown, waits=True)
    no_text = lambda: garbled(reports.channel, named(known)())  # noqa: E731
    yield Wrong(reports, "no text", no_text, "Malformed", "BadEncoding")
    stranger = lambda: by_a_stranger(named(known)())  # noqa: E731
    yield Wrong(reports, "stranger", stranger, "SignatureRefused", "SignatureRefused")
    if named(known)().method == "POST":
        yield Wrong(reports, "oversized", named("x" * 70_000), "BodyTooLarge", "BodyTooLarge")


def by_a_stranger(request: Request) -> Request:
    """Without a secret of the provider's: neither its signature nor the end of its path."""
    path, mark, query = request.path.partition("?")
    open_path = "/".join(path.split("/")[:4])
    unsigned = {n: v for n, v in request.headers.items() if "signature" not in n.lower()}
    return replace(request, path=f"{open_path}/x{mark}{query}", headers=unsigned)


def wrong_steps(calls: Calls) -> Iterator[Wrong]:
    def changed(**changes: Any) -> Callable[[], Request]:
        fields = calls.fields() | calls.typed([]) | changes
        return lambda: calls.step({name: each for name, each in fields.items() if each is not None})

    session, caller = calls.names["session"], calls.names["from"]
    assert session is not None
    assert caller is not None
    yield Wrong(calls, "no session", changed(**{session: None}), "Malformed", "MissingField")
    yield Wrong(calls, "no caller", changed(**{caller: None}), "Malformed", "MissingField")
    unroutable = changed(**{caller: "0171234"})
    yield Wrong(calls, "unroutable", unroutable, "Malformed", "UnroutableNumber")
    too_long = changed(**{session: "x" * 70_000})
    yield Wrong(calls, "oversized", too_long, "BodyTooLarge", "BodyTooLarge")
    no_text = lambda: garbled(calls.channel, changed()())  # noqa: E731
    yield Wrong(calls, "no text", no_text, "Malformed", "BadEncoding")
    stranger = lambda: calls.stranger(calls.fields() | calls.typed([]))  # noqa: E731
    yield Wrong(calls, "stranger", stranger, "SignatureRefused", "SignatureRefused")
    if calls.end:
        endless = partial(calls.end, {n: v for n, v in calls.fields().items() if n != session})
        yield Wrong(calls, "end of nothing", endless, "Malformed", "MissingField")
    two_callers = lambda: with_another(caller, changed()())  # noqa: E731
    yield Wrong(calls, "two callers", two_callers, "Malformed", "ContradictoryFields")


def of_twilio() -> Iterator[Wrong]:
    sms, reports = only(InboundSms, "twilio"), only(StatusReports, "twilio")

    def message(**more: str) -> Callable[[], Request]:
        return lambda: sms.request(sms.fields() | more)

    def report(**more: str) -> Callable[[], Request]:
        return lambda: twilio.report("delivered", "id-of-theirs", "", **more)

    for speaks, make in ((sms, message), (reports, report)):
        another = make(AccountSid="AC9999")
        yield Wrong(speaks, "another account", another, "WrongAccount", "WrongAccount")
        two_ids = make(SmsSid="SM9999")
        yield Wrong(speaks, "two ids", two_ids, "Malformed", "ContradictoryFields")


def of_bdapps() -> Iterator[Wrong]:
    sms, reports = only(InboundSms, "bdapps"), only(StatusReports, "bdapps")
    another = lambda: sms.request(sms.fields() | {"applicationId": "APP_000999"})  # noqa: E731
    yield Wrong(sms, "another account", another, "WrongAccount", "WrongAccount")
    calls = only(Calls, "bdapps")

    def step(**changes: Any) -> Callable[[], Request]:
        return lambda: calls.step(calls.fields() | calls.typed([]) | changes)

    account = step(applicationId="APP_000999")
    yield Wrong(calls, "another account", account, "WrongAccount", "WrongAccount")
    operation = step(ussdOperation="mo-teleport")
    yield Wrong(calls, "unknown operation", operation, "Malformed", "UnknownOperation")
    states = partial(bdapps.report, "DELIVERED", "id-of-theirs", "", deliverStatus="EXPIRED")
    yield Wrong(reports, "two states", states, "Malformed", "ContradictoryFields")

    def notice(**changes: Any) -> Callable[[], Request]:
        return lambda: bdapps.request("subscription", NOTICE | changes)

    for what, request, told, counted in (
        ("account", notice(applicationId="APP_000999"), "WrongAccount", "WrongAccount"),
        ("status", notice(status=""), "Malformed", "UnknownStatus"),
        ("nobody", notice(subscriberId=""), "Malformed", "MissingField"),
        ("everybody", notice(subscriberId="tel:all"), "Malformed", "UnroutableNumber"),
    ):
        yield Wrong(sms, f"notice of another {what}", request, told, counted)


def only(speaks: type[Provider], channel: str) -> Provider:
    [found] = [each for each in all_that(speaks) if each.channel == channel]
    return found


@pytest.mark.parametrize("wrong", [*all_wrong()], ids=lambda wrong: wrong.id)
async def test_is_named_answered_counted_and_told_and_leaves_nothing(
    gateway: Gateway, wrong: Wrong
) -> None:
    labels = {"channel": wrong.speaks.channel, "error": wrong.counted}
    before = count_of(REFUSED, labels)
    with capture_logs() as told:
        response = await post(gateway, wrong.request())
    assert error_in(wrong, response) == wrong.told
    assert count_of(REFUSED, labels) == before + 1
    assert {"event": "webhook_refused", "log_level": "warning", **labels} in told
    assert not [words for words in PERSONAL if words in str(told) + response.text]
    assert await everything(gateway) == ({"message_parts": 1} if wrong.waits else {})


def error_in(wrong: Wrong, response: httpx.Response) -> str:
    if wrong.told == "SignatureRefused":
        return str(response.json()["error"])  # a stranger gets no provider's words
    return wrong.speaks.error(response)


async def everything(gateway: Gateway) -> dict[str, int]:
    """How many rows stand in the tables in which any do, of all that a channel writes to."""
    each = (f"SELECT '{table}', count(*) FROM gateway.{table}" for table in WRITTEN)
    rows = await gateway.rows(" UNION ALL ".join(each))
    return {table: count for table, count in rows if count}


@pytest.mark.parametrize("sms", all_that(InboundSms), ids=lambda sms: sms.channel)
async def test_a_replay_is_acknowledged_and_counted(gateway: Gateway, sms: InboundSms) -> None:
    labels = {"channel": sms.channel}
    request = sms.request(sms.fields())
    first = await post(gateway, request)
    before = count_of("nalish_gateway_repeated_total", labels)
    again = await post(gateway, request)
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert count_of("nalish_gateway_repeated_total", labels) == before + 1
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 1

"""What no provider should send: a named error, the answer that the provider expects, a counter, a
line without anybody's data, and nothing half-recorded; of every channel that is called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from tests.ussd_gateway.channels.suite import Calls, InboundSms, Request, StatusReports, all_that
from tests.ussd_gateway.channels.test_sms_suite import post
from tests.ussd_gateway.counting import value
from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
REFUSED = "nalish_gateway_webhooks_refused_total"
FORM = "application/x-www-form-urlencoded"
PERSONAL = ("1712345678", "0171234", "bhatar taka")
Speaks = InboundSms | StatusReports | Calls


@dataclass(frozen=True)
class Wrong:
    """`told` is the name that the provider is told, `counted` the one that operators see."""

    speaks: Speaks
    what: str
    request: Callable[[], Request]
    told: str
    counted: str

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
    longest = "text" if sms.names["text"] else "to"
    yield Wrong(sms, "oversized", changed(longest, "x" * 70_000), "BodyTooLarge", "BodyTooLarge")
    stranger = lambda: sms.stranger(sms.fields())  # noqa: E731
    yield Wrong(sms, "stranger", stranger, "SignatureRefused", "SignatureRefused")


def wrong_reports(reports: StatusReports) -> Iterator[Wrong]:
    def named(word: str) -> Callable[[], Request]:
        ours = "0197f3aa-4444-7c00-8000-00000000000d"
        return lambda: reports.request(word, "id-of-theirs", ours)

    yield Wrong(reports, "unknown", named(reports.unknown), "Malformed", "UnknownStatus")
    known = next(iter(reports.states))
    yield Wrong(reports, "of nothing", named(known), "UnknownMessage", "UnknownMessage")


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


@pytest.mark.parametrize("wrong", [*all_wrong()], ids=lambda wrong: wrong.id)
async def test_is_named_answered_counted_and_told_and_leaves_nothing(
    gateway: Gateway, wrong: Wrong
) -> None:
    labels = {"channel": wrong.speaks.channel, "error": wrong.counted}
    before = await value(gateway, REFUSED, labels)
    with capture_logs() as told:
        response = await post(gateway, wrong.request())
    assert error_in(wrong, response) == wrong.told
    assert await value(gateway, REFUSED, labels) == before + 1
    assert {"event": "webhook_refused", "log_level": "warning", **labels} in told
    assert not [words for words in PERSONAL if words in str(told) + response.text]
    assert await everything(gateway) == 0


def error_in(wrong: Wrong, response: httpx.Response) -> str:
    if wrong.told == "SignatureRefused":
        return str(response.json()["error"])  # a stranger gets no provider's words
    return wrong.speaks.error(response)


async def everything(gateway: Gateway) -> int:
    tables = ("inbox", "inbound_keys", "contacts", "outbox", "events")
    counts = [f"(SELECT count(*) FROM gateway.{table})" for table in tables]
    return int(await gateway.value(f"SELECT {' + '.join(counts)}"))


def octets(request: Request) -> Request:
    """The same call with a body that is no text."""
    return replace(request, body=b"\xff\xfe%zz")


@pytest.mark.parametrize("sms", all_that(InboundSms), ids=lambda sms: sms.channel)
async def test_octets_that_are_no_text_are_refused(gateway: Gateway, sms: InboundSms) -> None:
    request = sms.request(sms.fields())
    if request.method == "GET":
        request = replace(request, path=request.path.partition("?")[0], body=b"")
    response = await post(gateway, octets(request))
    names = (response.json().get("error") if response.is_error else "", sms.error(response))
    assert {"Malformed", "SignatureRefused"} & set(names)
    assert await everything(gateway) == 0


@pytest.mark.parametrize("sms", all_that(InboundSms), ids=lambda sms: sms.channel)
async def test_a_field_that_says_two_things_is_refused(gateway: Gateway, sms: InboundSms) -> None:
    fields = sms.fields()
    sender = str(sms.names["from"])
    request = sms.request(fields)
    if request.headers.get("Content-Type") != FORM or "ignature" in str(request.headers):
        return  # JSON has one value of a name, and what is signed is as it was sent
    twice = request.body + f"&{sender}=8801912345678".encode()
    response = await post(gateway, replace(request, body=twice))
    assert sms.error(response) == "Malformed"
    assert await everything(gateway) == 0


async def test_an_application_that_is_not_ours_is_refused(gateway: Gateway) -> None:
    [sms] = [each for each in all_that(InboundSms) if each.channel == "bdapps"]
    labels = {"channel": "bdapps", "error": "WrongAccount"}
    before = await value(gateway, REFUSED, labels)
    response = await post(gateway, sms.request(sms.fields() | {"applicationId": "APP_000999"}))
    assert (response.status_code, sms.error(response)) == (200, "WrongAccount")
    assert await value(gateway, REFUSED, labels) == before + 1
    assert await everything(gateway) == 0


async def test_an_operation_that_nobody_knows_is_refused(gateway: Gateway) -> None:
    [calls] = [each for each in all_that(Calls) if each.channel == "bdapps"]
    labels = {"channel": "bdapps", "error": "UnknownOperation"}
    before = await value(gateway, REFUSED, labels)
    fields = calls.fields() | calls.typed([]) | {"ussdOperation": "mo-teleport"}
    response = await post(gateway, calls.step(fields))
    assert (response.status_code, calls.error(response)) == (200, "Malformed")
    assert await value(gateway, REFUSED, labels) == before + 1
    assert await everything(gateway) == 0


@pytest.mark.parametrize("sms", all_that(InboundSms), ids=lambda sms: sms.channel)
async def test_a_replay_is_acknowledged_and_counted(gateway: Gateway, sms: InboundSms) -> None:
    labels = {"channel": sms.channel}
    request = sms.request(sms.fields())
    first = await post(gateway, request)
    before = await value(gateway, "nalish_gateway_repeated_total", labels)
    again = await post(gateway, request)
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert await value(gateway, "nalish_gateway_repeated_total", labels) == before + 1
    assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 1

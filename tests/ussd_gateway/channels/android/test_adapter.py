import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from psycopg import OperationalError
from pydantic import ValidationError

from tests.ussd_gateway.channels.android.provider import (
    error,
    sms_gate,
    sms_gate_fields,
    textbee,
    textbee_fields,
)
from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send
from tests.ussd_gateway.channels.suite import Fields, Request
from tests.ussd_gateway.harness import Gateway, make_channel
from ussd_gateway.channels.android.channel import Android, AndroidConfig
from ussd_gateway.channels.android.sms_gate import SmsGate

pytestmark = pytest.mark.anyio


async def post(gateway: Gateway, request: Request) -> httpx.Response:
    return await gateway.web.post(request.path, content=request.body, headers=request.headers)


async def hears(gateway: Gateway, *requests: Request) -> list[str]:
    """Records what comes; the errors of what is refused."""
    return [error(await post(gateway, request)) for request in requests]


async def post_one(gateway: Gateway, request: Request) -> int:
    return (await post(gateway, request)).status_code


async def recorded(gateway: Gateway) -> int:
    return int(await gateway.value("SELECT count(*) FROM gateway.inbox"))


class TestResent:
    """As in https://github.com/capcom6/android-sms-gateway/issues/372 and textbee's 159."""

    async def test_one_sms_with_other_ids_is_one_message(self, gateway: Gateway) -> None:
        fields = sms_gate_fields()
        again = fields | {"messageId": "ffffffff"}
        await hears(gateway, *(sms_gate("inbound", "sms:received", f) for f in (fields, again)))
        assert await recorded(gateway) == 1
        fields = textbee_fields()
        again = fields | {"smsId": "692437f882033f160900ff70"}
        await hears(gateway, *(textbee("inbound", "MESSAGE_RECEIVED", f) for f in (fields, again)))
        assert await recorded(gateway) == 2

    async def test_the_same_moment_may_be_written_in_another_way(self, gateway: Gateway) -> None:
        ways = (
            *("2026-11-29T12:00:00.000+06:00", "2026-11-29T06:00:00Z", "2026-11-29T06:00:00"),
            *(1795932000, 1795932000000),
        )
        fields = sms_gate_fields()
        for moment in ways:
            said = fields | {"receivedAt": moment}
            await hears(gateway, sms_gate("inbound", "sms:received", said))
        assert await recorded(gateway) == 1

    async def test_read_in_two_ways_it_has_two_moments_and_is_one(self, gateway: Gateway) -> None:
        """The message centre's in the broadcast, the phone's own in its list of SMS."""
        of_the_centre = sms_gate_fields() | {"receivedAt": "2026-11-29T12:00:05+06:00"}
        of_the_phone = of_the_centre | {"receivedAt": "2026-11-29T12:00:11.837+06:00"}
        for fields in (of_the_phone, of_the_centre, of_the_phone):
            await hears(gateway, sms_gate("inbound", "sms:received", fields))
        assert await recorded(gateway) == 1

    async def test_a_hundred_copies_at_once_are_one(self, gateway: Gateway) -> None:
        fields = sms_gate_fields()
        copies = [
            sms_gate("inbound", "sms:received", fields | {"receivedAt": 1795932000.0 + tenths / 10})
            for tenths in range(100)
        ]
        assert {*await asyncio.gather(*(post_one(gateway, copy) for copy in copies))} == {204}
        await gateway.settle()
        assert await recorded(gateway) == 1
        assert len(gateway.assistant.turns) == 1

    async def test_one_whose_commit_failed_is_taken_when_it_comes_again(
        self, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def fails(_: Any) -> None:
            raise OperationalError

        request = sms_gate("inbound", "sms:received", sms_gate_fields())
        with monkeypatch.context() as broken:
            broken.setattr(gateway.app.state.intake.recorder, "record", fails)
            assert await post_one(gateway, request) == 503
        assert await post_one(gateway, request) == 204
        assert await recorded(gateway) == 1

    async def test_a_machine_that_repeats_itself_is_heard_each_time(self, gateway: Gateway) -> None:
        """As in https://github.com/capcom6/android-sms-gateway/issues/394."""
        for minute in range(3):
            moment = {"receivedAt": f"2026-11-29T12:{minute:02}:00+06:00"}
            fields = sms_gate_fields() | {"message": "status:0"} | moment
            await hears(gateway, sms_gate("inbound", "sms:received", fields))
        assert await recorded(gateway) == 3

    @pytest.mark.parametrize(
        "changes",
        [
            {"receivedAt": "2026-11-29T12:00:16.000+06:00"},
            {"receivedAt": "2026-11-29T11:59:44.000+06:00"},
            {"sender": "+8801812345678"},
            {"message": "amar bhatar taka ashe nai."},
        ],
    )
    async def test_two_messages_of_one_hash_are_two(
        self, gateway: Gateway, changes: dict[str, Any]
    ) -> None:
        first = sms_gate_fields() | {"receivedAt": "2026-11-29T12:00:00.000+06:00"}
        for fields in (first, first | changes):
            await hears(gateway, sms_gate("inbound", "sms:received", fields))
        assert await recorded(gateway) == 2


class TestInbound:
    async def test_every_field_of_the_app(self, gateway: Gateway) -> None:
        await hears(gateway, sms_gate("inbound", "sms:received", sms_gate_fields()))
        assert await gateway.value("SELECT recipient FROM gateway.inbox") == "+8801300000001"

    @pytest.mark.parametrize("recipient", [None, ""])
    async def test_a_phone_may_not_know_its_number(
        self, gateway: Gateway, recipient: str | None
    ) -> None:
        fields = sms_gate_fields() | {"recipient": recipient, "simNumber": None}
        assert await hears(gateway, sms_gate("inbound", "sms:received", fields)) == [""]
        assert await gateway.value("SELECT recipient FROM gateway.inbox") == "+8801300000001"

    async def test_a_phone_that_lost_its_clock_is_heard(self, gateway: Gateway) -> None:
        for moment in ("0001-01-01T00:00:00", "9999-12-31T23:59:59", 0):
            fields = sms_gate_fields() | {"receivedAt": moment}
            assert await hears(gateway, sms_gate("inbound", "sms:received", fields)) == [""]
        assert await recorded(gateway) == 3

    async def test_an_older_app_says_phone_number(self, gateway: Gateway) -> None:
        fields = sms_gate_fields() | {"phoneNumber": "01712345678"}
        del fields["sender"]
        assert await hears(gateway, sms_gate("inbound", "sms:received", fields)) == [""]
        assert await recorded(gateway) == 1

    @pytest.mark.parametrize("shape", ["fields", "envelope"])
    async def test_textbee_sends_fields_and_shows_an_envelope(
        self, gateway: Gateway, shape: str
    ) -> None:
        fields = textbee_fields()
        enveloped = {"webhookEvent": None, "event": "MESSAGE_RECEIVED", "data": fields}
        said = fields if shape == "fields" else enveloped
        assert await hears(gateway, textbee("inbound", "MESSAGE_RECEIVED", said)) == [""]
        assert await recorded(gateway) == 1

    @pytest.mark.parametrize(
        ("app", "event", "fields"),
        [
            (sms_gate, "sms:sent", sms_gate_fields()),
            (sms_gate, "mms:received", sms_gate_fields()),
            (sms_gate, "system:ping", {"health": {}}),
            (sms_gate, "sms:received", {}),
            (sms_gate, "sms:received", sms_gate_fields() | {"sender": "0171234"}),
            (sms_gate, "sms:received", sms_gate_fields() | {"receivedAt": "yesterday"}),
            (sms_gate, "sms:received", sms_gate_fields() | {"receivedAt": 9e99}),
            (sms_gate, "sms:received", sms_gate_fields() | {"receivedAt": None}),
            (textbee, "MESSAGE_SENT", textbee_fields()),
            (textbee, "MESSAGE_RECEIVED", textbee_fields() | {"sender": "+"}),
        ],
    )
    async def test_what_is_no_message_is_acknowledged_and_not_kept(
        self, gateway: Gateway, app: Callable[..., Request], event: str, fields: Fields
    ) -> None:
        response = await post(gateway, app("inbound", event, fields))  # signed with this moment
        assert (response.status_code, error(response)) == (200, "Malformed")
        assert await recorded(gateway) == 0

    async def test_a_payload_that_is_no_table_is_refused(self, gateway: Gateway) -> None:
        request = sms_gate("inbound", "sms:received", [])  # type: ignore[arg-type]
        assert await hears(gateway, request) == ["Malformed"]


class TestSignature:
    @pytest.mark.parametrize(("age", "status"), [(0, 204), (-240, 204), (240, 204)])
    async def test_a_phones_clock_may_be_a_little_wrong(
        self, gateway: Gateway, age: int, status: int
    ) -> None:
        fields = sms_gate_fields()
        request = sms_gate("inbound", "sms:received", fields, timestamp=time.time() - age)
        assert (await post(gateway, request)).status_code == status

    @pytest.mark.parametrize("age", [400, -400])
    async def test_an_old_one_is_refused(self, gateway: Gateway, age: int) -> None:
        fields = sms_gate_fields()
        request = sms_gate("inbound", "sms:received", fields, timestamp=time.time() - age)
        assert (await post(gateway, request)).status_code == 403

    @pytest.mark.parametrize("timestamp", ["", "now", "১২৩x"])
    async def test_one_without_a_moment_is_refused(self, gateway: Gateway, timestamp: str) -> None:
        request = sms_gate("inbound", "sms:received", sms_gate_fields())
        headers = {name: value.encode() for name, value in request.headers.items()}
        headers["X-Timestamp"] = timestamp.encode()
        response = await gateway.web.post(request.path, content=request.body, headers=headers)
        assert response.status_code == 403

    @pytest.mark.parametrize("channel", [sms_gate, textbee])
    async def test_another_body_is_refused(self, gateway: Gateway, channel: Any) -> None:
        request = channel("inbound", "x", {"message": "salam"})
        changed = replace(request, body=request.body.replace(b"salam", b"sAlam"))
        assert (await post(gateway, changed)).status_code == 403

    async def test_letters_of_the_signature_may_be_large(self, gateway: Gateway) -> None:
        request = textbee("inbound", "MESSAGE_RECEIVED", textbee_fields())
        large = {"X-Signature": request.headers["X-Signature"].upper()}
        assert (await post(gateway, replace(request, headers=large))).status_code == 204


class TestReports:
    @pytest.mark.parametrize(
        ("channel", "event", "said", "reason"),
        [
            ("phone", "sms:failed", "Send result: RESULT_ERROR_LIMIT_EXCEEDED", "android:"),
            ("phone", "sms:failed", "no service", None),
            ("phone", "sms:sent", "RESULT_OK", None),
            ("textbee", "MESSAGE_FAILED", "RESULT_ERROR_NO_SERVICE", "textbee:"),
            ("textbee", "MESSAGE_FAILED", "a phone: 01712345678", None),
            ("textbee", "MESSAGE_SENT", "RESULT_OK", None),
        ],
    )
    async def test_only_a_code_is_kept_of_a_reason(
        self,
        gateway: Gateway,
        sent_by: Any,
        channel: str,
        event: str,
        said: str,
        reason: str | None,
    ) -> None:
        _, theirs = await sent_by(channel)
        if channel == "phone":
            request = sms_gate("status", event, {"messageId": theirs, "reason": said})
        else:
            request = textbee("status", event, {"smsBatchId": theirs, "errorCode": said})
        assert await hears(gateway, request) == [""]
        code = said.rsplit(" ", 1)[-1]
        kept = await gateway.value("SELECT reason FROM gateway.outbox")
        assert kept == (f"{reason}{code}" if reason else None)

    async def test_a_report_may_be_faster_than_the_answer(
        self, gateway: Gateway, sent_by: Any
    ) -> None:
        ours, _ = await sent_by("phone")
        await hears(gateway, sms_gate("status", "sms:sent", {"messageId": ours}))
        assert await gateway.value("SELECT state FROM gateway.outbox") == "sent"

    async def test_every_part_is_reported_and_the_first_counts(
        self, gateway: Gateway, sent_by: Any
    ) -> None:
        _, theirs = await sent_by("phone")
        for event in ("sms:sent", "sms:delivered", "sms:delivered", "sms:sent"):
            await hears(gateway, sms_gate("status", event, {"messageId": theirs}))
        assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"


class TestSending:
    async def test_what_the_app_is_told(self) -> None:
        answer = httpx.Response(202, json={"id": "x", "state": "Pending"})
        _, request = await send("phone", answer)
        assert str(request.url) == "https://sms-gate.example/3rdparty/v1/messages"
        assert request.headers["authorization"].startswith("Basic ")
        assert json.loads(request.content) == {
            "id": str(MESSAGE.id),
            "textMessage": {"text": MESSAGE.text},
            "phoneNumbers": ["+8801712345678"],
            "withDeliveryReport": True,
            "simNumber": 2,
        }

    async def test_the_only_sim_needs_no_number(self) -> None:
        sent: list[bytes] = []

        def take(request: httpx.Request) -> httpx.Response:
            sent.append(request.content)
            return httpx.Response(202, json={"id": "x"})

        channel = make_channel("phone", httpx.MockTransport(take))
        assert isinstance(channel, Android)
        assert isinstance(channel.dialect, SmsGate)
        dialect = replace(channel.dialect, sim_number=None)
        await replace(channel, dialect=dialect).send(MESSAGE)
        assert "simNumber" not in json.loads(sent[0])

    async def test_what_textbee_is_told(self) -> None:
        _, request = await send("textbee", httpx.Response(201, json={"data": {"smsBatchId": "b"}}))
        assert request.url.path == ("/api/v1/gateway/devices/65f0000000000000000000aa/send-sms")
        assert request.headers["x-api-key"] == "textbee-api-key"

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (httpx.Response(409, json={"message": "exists"}), f"taken: {MESSAGE.id}"),
            (httpx.Response(202, json={"id": "x", "state": "Failed"}), "later: android:Failed"),
            (httpx.Response(400), "operator: http:400"),
            (httpx.Response(401), "operator: http:401"),
            (httpx.Response(403), "operator: http:403"),
            (httpx.Response(500), "later: http:500"),
            (httpx.Response(503), "later: http:503"),
        ],
    )
    async def test_what_its_answers_mean(self, answer: httpx.Response, expected: str) -> None:
        assert await outcome("phone", answer) == expected


class TestConfig:
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({}, "the dialect sms-gate needs user_name and password"),
            ({"user_name": "u"}, "the dialect sms-gate needs password"),
            ({"dialect": "textbee"}, "the dialect textbee needs api_key and device_id"),
            ({"dialect": "other"}, "Input should be 'sms-gate' or 'textbee'"),
        ],
    )
    def test_a_dialect_has_what_it_needs(self, given: dict[str, str], words: str) -> None:
        table = {"type": "android", "number": "16100", "signing_key": {"env": "KEY"}} | given
        with pytest.raises(ValidationError, match=words):
            AndroidConfig.model_validate(table, context={"environment": {"KEY": "k"}})

    def test_a_sim_of_one_phone_needs_no_number(self) -> None:
        table = {
            "type": "android",
            "number": "16100",
            "signing_key": {"env": "KEY"},
            "user_name": "u",
            "password": {"env": "KEY"},
        }
        config = AndroidConfig.model_validate(table, context={"environment": {"KEY": "k"}})
        assert config.sim_number is None

import json
from dataclasses import replace
from uuid import uuid4

import httpx
import pytest

from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send
from tests.ussd_gateway.channels.sslwireless.provider import accept, failed
from ussd_gateway.channels.sslwireless.channel import csms_id_of

pytestmark = pytest.mark.anyio
CHANNEL = "sslwireless"


class TestRequest:
    async def test_what_they_are_told(self) -> None:
        _, request = await send(CHANNEL, accept("5da2f0b5ba3a2248110"))
        assert (request.method, str(request.url)) == (
            "POST",
            "https://sslwireless.example/api/v3/send-sms",
        )
        assert json.loads(request.content) == {
            "api_token": "ssl-token",
            "sid": "NALISH",
            "msisdn": "8801712345678",
            "sms": MESSAGE.text,
            "csms_id": csms_id_of(MESSAGE.id),
        }

    async def test_a_message_keeps_its_id_and_shares_it_with_no_other(self) -> None:
        ids = {csms_id_of(uuid4()) for _ in range(1000)}
        assert len(ids) == 1000
        assert {len(id_) for id_ in ids} == {20}
        _, first = await send(CHANNEL, accept("1"))
        _, again = await send(CHANNEL, accept("1"), replace(MESSAGE, text="again"))
        assert json.loads(first.content)["csms_id"] == json.loads(again.content)["csms_id"]


class TestAnswer:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (4001, "operator"),
            (4002, "operator"),
            (4003, "operator"),
            (4004, "operator"),
            (4005, "operator"),
            (4020, "operator"),
            (4022, "operator"),
            (4025, "refused"),
            (4026, "refused"),
            (4027, "refused"),
            (4028, "refused"),
            (4029, "slower"),
            (4030, "operator"),
            (4031, "slower"),
            (4999, "later"),
            (5000, "later"),
        ],
    )
    async def test_every_code(self, code: int, expected: str) -> None:
        assert await outcome(CHANNEL, failed(code)) == f"{expected}: sslwireless:{code}"

    async def test_what_they_took_before_is_not_sent_again(self) -> None:
        assert await outcome(CHANNEL, failed(4023)) == f"taken: {csms_id_of(MESSAGE.id)}"

    @pytest.mark.parametrize(
        ("status", "words", "expected"),
        [
            ("SUCCESS", "Success", "taken: ref-1"),
            ("INVALID", "Invalid MSISDN", "refused: sslwireless:message"),
            ("DUPLICATE", "Duplicate MSISDN", "refused: sslwireless:message"),
            ("DUPLICATE", "Duplicate CSMS ID", "taken: ref-1"),
        ],
    )
    async def test_the_whole_may_have_gone_well_and_the_message_not(
        self, status: str, words: str, expected: str
    ) -> None:
        details = {"sms_status": status, "status_message": words, "reference_id": "ref-1"}
        answer = httpx.Response(200, json={"status_code": "200", "smsinfo": [details]})
        assert await outcome(CHANNEL, answer) == expected

    @pytest.mark.parametrize("smsinfo", [None, [], ["x"], [{}], [{"reference_id": ["x"]}]])
    async def test_taken_without_an_id_it_has_ours(self, smsinfo: object) -> None:
        answer = httpx.Response(200, json={"status_code": 200, "smsinfo": smsinfo})
        assert await outcome(CHANNEL, answer) == f"taken: {csms_id_of(MESSAGE.id)}"

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (httpx.Response(200, text="<html>"), "later: answer_without_code"),
            (httpx.Response(200, json={"status_code": "৪"}), "later: unknown_code"),
            (failed(200), "later: contradictory_answer"),
            (httpx.Response(403, text="<html>"), "operator: http:403"),
            (httpx.Response(429), "slower: http:429"),
            (httpx.Response(503), "later: http:503"),
            (httpx.Response(401, json={"status_code": 4001}), "operator: sslwireless:4001"),
        ],
    )
    async def test_without_a_code_nothing_is_given_up(
        self, answer: httpx.Response, expected: str
    ) -> None:
        assert await outcome(CHANNEL, answer) == expected

import json

import httpx
import pytest
from pydantic import ValidationError

from tests.ussd_gateway.channels.mimsms.provider import accept, failed
from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send
from ussd_gateway.channels.mimsms.channel import MimSmsConfig

pytestmark = pytest.mark.anyio
CHANNEL = "mimsms"


class TestRequest:
    async def test_what_they_are_told(self) -> None:
        _, request = await send(CHANNEL, accept("1OSY3FSZ7H4IHOU"))
        assert str(request.url) == "https://mimsms.example/api/SmsSending/SMS"
        assert json.loads(request.content) == {
            "UserName": "nalish@example.org",
            "Apikey": "mim-key",
            "MobileNumber": "8801712345678",
            "CampaignId": "null",
            "SenderName": "8809601000000",
            "TransactionType": "T",
            "Message": MESSAGE.text,
        }


class TestConfig:
    @pytest.mark.parametrize(
        ("given", "is_right"),
        [
            ({}, True),
            ({"transaction_type": "P", "campaign_id": "C1"}, True),
            ({"transaction_type": "P"}, False),
            ({"campaign_id": "C1"}, False),
            ({"transaction_type": "D"}, False),
            ({"longest_text": 1531}, False),
        ],
    )
    def test_a_campaign_has_its_id(self, given: dict[str, object], is_right: bool) -> None:
        table = {
            "type": "mimsms",
            "user_name": "n",
            "api_key": {"env": "KEY"},
            "sender_name": "s",
        } | given
        try:
            MimSmsConfig.model_validate(table, context={"environment": {"KEY": "k"}})
        except ValidationError:
            assert not is_right
        else:
            assert is_right


class TestAnswer:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (205, "refused"),
            (206, "refused"),
            (207, "operator"),
            (208, "operator"),
            (209, "refused"),
            (210, "operator"),
            (213, "operator"),
            (216, "operator"),
            (221, "later"),
            (401, "operator"),
            (500, "later"),
        ],
    )
    async def test_every_code(self, code: int, expected: str) -> None:
        assert await outcome(CHANNEL, failed(code)) == f"{expected}: mimsms:{code}"

    @pytest.mark.parametrize(
        ("answer", "expected"),
        [
            (httpx.Response(200, json={"statusCode": 200, "trxnId": "X"}), "taken: X"),
            (httpx.Response(200, json={"statusCode": "200"}), f"taken: {MESSAGE.id}"),
            (httpx.Response(200, json={"isError": True}), "later: answer_without_code"),
            (failed(200), "later: unknown_code"),
            (failed(299), "later: unknown_code"),
            (httpx.Response(401, json={"statusCode": "401"}), "operator: mimsms:401"),
            (httpx.Response(403, text="<html>"), "operator: http:403"),
            (httpx.Response(504), "later: http:504"),
        ],
    )
    async def test_http_says_little(self, answer: httpx.Response, expected: str) -> None:
        assert await outcome(CHANNEL, answer) == expected

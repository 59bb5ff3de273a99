from dataclasses import replace
from urllib.parse import parse_qs

import httpx
import pytest

from tests.ussd_gateway.channels.bulksmsbd.provider import answer
from tests.ussd_gateway.channels.sending import MESSAGE, outcome, send

pytestmark = pytest.mark.anyio
CHANNEL = "bulksmsbd"
FINAL = (1001, 1004, 1008, 1012)
PASSING = (1005,)
OPERATORS = (
    *(1002, 1003, 1006, 1007, 1009, 1010, 1011),
    *range(1013, 1022),
    *(1031, 1032),
)


class TestRequest:
    async def test_what_they_are_told(self) -> None:
        _, request = await send(CHANNEL, answer(202))
        assert str(request.url) == "https://bulksmsbd.example/api/smsapi"
        assert {name: values[0] for name, values in parse_qs(request.content.decode()).items()} == {
            "api_key": "bulk-key",
            "type": "text",
            "number": "8801712345678",
            "senderid": "8809617000000",
            "message": MESSAGE.text,
        }

    @pytest.mark.parametrize(
        ("text", "kind"), [("salam", "text"), ("{€}", "text"), ("নমস্কার", "unicode")]
    )
    async def test_they_are_told_which_letters_it_is_in(self, text: str, kind: str) -> None:
        _, request = await send(CHANNEL, answer(202), replace(MESSAGE, text=text))
        assert parse_qs(request.content.decode())["type"] == [kind]


class TestAnswer:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            *((code, "refused") for code in FINAL),
            *((code, "later") for code in PASSING),
            *((code, "operator") for code in OPERATORS),
        ],
    )
    @pytest.mark.parametrize("form", ["json", "bare", "bare with words"])
    async def test_every_code_in_every_form(self, code: int, expected: str, form: str) -> None:
        answers = {
            "json": answer(code),
            "bare": httpx.Response(200, text=str(code)),
            "bare with words": httpx.Response(200, text=f" {code}, something\n"),
        }
        assert await outcome(CHANNEL, answers[form]) == f"{expected}: bulksmsbd:{code}"

    @pytest.mark.parametrize(
        ("answered", "expected"),
        [
            (answer(202, message_id=59432678), "taken: 59432678"),
            (answer(202), f"taken: {MESSAGE.id}"),
            (answer(202, message_id=""), f"taken: {MESSAGE.id}"),
            (answer(202, message_id=True), f"taken: {MESSAGE.id}"),
            (httpx.Response(200, text="202"), f"taken: {MESSAGE.id}"),
            (httpx.Response(200, text="202 SMS Submitted"), f"taken: {MESSAGE.id}"),
        ],
    )
    async def test_taken_with_or_without_an_id(
        self, answered: httpx.Response, expected: str
    ) -> None:
        assert await outcome(CHANNEL, answered) == expected

    @pytest.mark.parametrize(
        ("answered", "expected"),
        [
            (answer(1099), "later: unknown_code"),
            (httpx.Response(200, text="20255"), "later: answer_without_code"),
            (httpx.Response(200, text="<html>"), "later: answer_without_code"),
            (httpx.Response(404, text="404 not found"), "operator: http:404"),
            (httpx.Response(503, text="202"), "later: http:503"),
        ],
    )
    async def test_of_any_other_answer_nothing_is_given_up(
        self, answered: httpx.Response, expected: str
    ) -> None:
        assert await outcome(CHANNEL, answered) == expected

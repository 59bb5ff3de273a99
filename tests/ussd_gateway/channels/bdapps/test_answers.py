"""What bdapps answers to our own requests: HTTP 200, and what happened in a code inside."""

import json
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.channels.bdapps.provider import PASSWORD, STATES, answer
from tests.ussd_gateway.channels.bdapps.test_adapter import NOW, STEP, made, webhook
from ussd_gateway.addresses import Address
from ussd_gateway.channels.bdapps.codes import codes
from ussd_gateway.errors import SendDeferred, SendFailed, SendRefused, SendThrottled
from ussd_gateway.messages import OutgoingMessage, Screen

pytestmark = pytest.mark.anyio
MESSAGE = OutgoingMessage(UUID(int=7), Address.of_phone("+8801812345678"), "salam")
# The vendor's table of codes, by what helps.
CODES = {
    "taken": "S1000 E1379",
    "later": """
        E1316 E1319 E1332 E1341 E1360 E1363 E1364 E1366 E1400 E1600 E1601 E1602 E1603""",
    "operator": """
        E1301 E1302 E1303 E1304 E1305 E1306 E1307 E1309 E1310 E1311 E1313 E1315 E1322 E1323 E1324
        E1327 E1328 E1329 E1330 E1331 E1336 E1371 E1381 E1383 E1384 E1387""",
    "refused": """
        E1308 E1312 E1325 E1334 E1335 E1340 E1361 E1362 E1367 E1368 E1370 E1374 E1375 E1376 E1377
        E1380 E1401 E1402 E1404 E1605 E1606 E1825 E1850 E1851 E1852 E1853
        E1317 E1326 E1333 E1337 E1343 E1344 E1351 E1356 E1357 E1365 E1372 E1373 E1378 E1382 E1405
        E1406 E1830""",
    "opted out": "E1342",
    "slower": "E1318",
}


async def sms(response: httpx.Response) -> str:
    return await outcome(made(lambda _: response).send(MESSAGE), response)


async def screen(response: httpx.Response) -> str:
    [step] = made().read_step(webhook(STEP), NOW)
    shown = made(lambda _: response).show_screen(step, Screen("salam", ended=False))
    return await outcome(shown, response)


async def outcome(asked: Awaitable[Any], response: httpx.Response) -> str:
    """In a word, with the code that we keep."""
    try:
        await asked
    except SendRefused as refused:
        word = "opted out" if refused.opted_out else "refused"
        return f"{word}: {refused.reason.removeprefix('bdapps:')}"
    except SendThrottled as throttled:
        return f"slower: {throttled.reason.removeprefix('bdapps:')}"
    except SendDeferred as deferred:
        word = "operator" if deferred.needs_operator else "later"
        return f"{word}: {deferred.reason.removeprefix('bdapps:')}"
    return f"taken: {response.json()['statusCode']}"


async def failure_after(response: httpx.Response) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await made(lambda _: response).send(MESSAGE)
    return caught.value


@pytest.mark.parametrize(
    ("code", "expected"), [(code, kind) for kind, words in CODES.items() for code in words.split()]
)
async def test_every_code(code: str, expected: str) -> None:
    for send in (sms, screen):
        assert await send(answer(code, messageId="1")) == f"{expected}: {code}"


def test_no_code_is_left_out() -> None:
    assert sorted(" ".join(CODES.values()).split()) == sorted(codes().classes)
    assert codes().reports == STATES
    assert codes().success == {"statusCode": "S1000", "statusDetail": "Success"}


@pytest.mark.parametrize("code", ["E1314", "E9999", "X0000"])
async def test_a_code_that_nobody_knows_may_pass(code: str) -> None:
    assert await sms(answer(code)) == f"later: {code}"


@pytest.mark.parametrize("code", [None, "", 1318, "E131", "E13180", "e1318", ["E1318"]])
async def test_what_is_no_code_says_nothing(code: Any) -> None:
    assert await sms(answer(code)) == "later: answer_without_code"


async def test_what_is_said_of_the_destination_counts() -> None:
    theirs = {"address": "tel:8801812345678", "statusCode": "E1342", "messageId": "2"}
    response = answer("S1000", messageId="1", destinationResponses=[theirs])
    failure = await failure_after(response)
    assert isinstance(failure, SendRefused)
    assert failure.opted_out


@pytest.mark.parametrize(
    ("more", "id_"),
    [
        ({"messageId": "1", "destinationResponses": [{"statusCode": "S1000"}]}, "1"),
        ({"destinationResponses": [{"statusCode": "S1000", "messageId": "2"}]}, "2"),
        ({"messageId": "1", "destinationResponses": []}, "1"),
        ({"messageId": "1", "destinationResponses": ["?"]}, "1"),
        ({"messageId": "1", "destinationResponses": None}, "1"),
        ({"messageId": "x" * 65}, str(MESSAGE.id)),
        ({}, str(MESSAGE.id)),
    ],
)
async def test_what_was_taken_is_not_sent_again(more: dict[str, Any], id_: str) -> None:
    receipt = await made(lambda _: answer("S1000", **more)).send(MESSAGE)
    assert receipt.provider_message_id == id_


@pytest.mark.parametrize("recipient", ["all", "21213"])
async def test_nobody_writes_to_everybody(recipient: str) -> None:
    with pytest.raises(SendRefused, match="no_address"):
        await made().send(replace(MESSAGE, recipient=Address.of_sender(recipient)))


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Café £5", "Cafe ?5"),
        ("taka “500” — salam", "taka ?500? ? salam"),
        ("kotha", "kotha"),
        ("ki? kothay? kobe?", "ki? kothay? kobe?"),
        ("apnar bhata: বয়স্ক", "apnar bhata: ??????"),
        ("বয়স্ক ভাতা", None),
    ],
)
async def test_without_script_only_ascii_goes_out(text: str, sent: str | None) -> None:
    """What would hardly say anything is refused, so that somebody writes it anew."""
    bodies: list[str] = []

    def accept(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content)["message"])
        return answer("S1000", messageId="1")

    channel = made(accept)
    plain = replace(channel, client=replace(channel.client, can_script=False))
    if sent is None:
        with pytest.raises(SendRefused, match="other_script"):
            await plain.send(replace(MESSAGE, text=text))
    else:
        await plain.send(replace(MESSAGE, text=text))
    assert bodies == ([sent] if sent else [])


async def test_a_short_message_is_sent_as_documented() -> None:
    sent: list[dict[str, Any]] = []

    def accept(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return answer("S1000", messageId="1")

    channel = made(accept)
    named = replace(channel, client=replace(channel.client, source_address="21213"))
    for each in (channel, named):
        await each.send(MESSAGE)
    assert sent[0] == {
        "version": "1.0",
        "applicationId": "APP_000001",
        "password": PASSWORD,
        "message": "salam",
        "destinationAddresses": ["tel:8801812345678"],
        "deliveryStatusRequest": "1",
        "encoding": "0",
    }
    assert sent[1] == sent[0] | {"sourceAddress": "21213"}

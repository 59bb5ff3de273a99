"""What bdapps answers to our own requests: HTTP 200, and what happened in a code inside."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.channels.bdapps.provider import PASSWORD, answer
from tests.ussd_gateway.channels.bdapps.test_adapter import made
from ussd_gateway.addresses import Address
from ussd_gateway.channels.bdapps.codes import codes
from ussd_gateway.errors import SendDeferred, SendFailed, SendRefused
from ussd_gateway.messages import OutgoingMessage

pytestmark = pytest.mark.anyio
MESSAGE = OutgoingMessage(UUID(int=7), Address.of_phone("+8801812345678"), "salam")


async def failure_after(response: httpx.Response) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await made(lambda _: response).send(MESSAGE)
    return caught.value


async def test_every_code_is_sorted_by_what_helps() -> None:
    for code, kind in codes().classes.items():
        if kind == "success":
            await made(lambda _, code=code: answer(code, messageId="1")).send(MESSAGE)
            continue
        failure = await failure_after(answer(code))
        expected = SendRefused if kind in ("client", "user_state") else SendDeferred
        assert (code, type(failure)) == (code, expected)
        assert (failure.reason, failure.needs_operator) == (
            f"bdapps:{code}",
            kind == "configuration",
        )


@pytest.mark.parametrize("code", ["E1303", "E1309", "E1313", "E1331", "E1383"])
async def test_what_an_operator_sets_right_is_tried_again(code: str) -> None:
    failure = await failure_after(answer(code))
    assert isinstance(failure, SendDeferred)
    assert failure.needs_operator


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

"""Jasmin's HTTP API by the table of docs/channels.md: https://docs.jasminsms.com/en/latest/apis/http"""

from urllib.parse import parse_qs
from uuid import UUID

import httpx
import pytest

from tests.ussd_gateway.channels.sending import outcome, send
from tests.ussd_gateway.channels.suite import Request, form
from tests.ussd_gateway.harness import PUBLIC_URL, Gateway
from ussd_gateway.addresses import Address
from ussd_gateway.messages import OutgoingMessage
from ussd_gateway.places import raw_place

pytestmark = pytest.mark.anyio
BANGLA = "আমার ভাতা 😀"
THEIRS = "16fd2706-8baf-433b-82eb-8c7fada847da"
SMS = {
    "id": THEIRS,
    "from": "8801712345678",
    "to": "16100",
    "origin-connector": "gp",
    "priority": "1",
    "coding": "0",
    "validity": "2026-11-30 00:46:54",
    "content": "hello @ {x}",
    "binary": b"hello \0 \x1b(x\x1b)".hex(),
}
REPORT = {
    "id": THEIRS,
    "id_smsc": "2567",
    "message_status": "DELIVRD",
    "level": "3",
    "subdate": "2611231013",
    "donedate": "2611231014",
    "sub": "001",
    "dlvrd": "001",
    "err": "000",
    "text": "Apnar taka",
    "connector": "gp",
}


def call(route: str, fields: dict[str, str]) -> Request:
    return form(f"/channels/jasmin/{route}/{'j' * 32}", fields)


async def ask(gateway: Gateway, route: str, fields: dict[str, str]) -> tuple[int, str]:
    request = call(route, fields)
    response = await gateway.web.post(request.path, content=request.body, headers=request.headers)
    return response.status_code, response.text


class TestInbound:
    @pytest.mark.parametrize(
        ("coding", "octets", "words"),
        [
            ("0", SMS["binary"], "hello @ {x}"),
            ("", "74616b61", "taka"),
            ("1", "74616b61", "taka"),
            ("3", b"caf\xe9".hex(), "café"),
            ("8", BANGLA.encode("utf-16-be").hex(), BANGLA),
            ("8", BANGLA.encode("utf-16-be").hex().upper(), BANGLA),
            ("0", "", ""),
        ],
    )
    async def test_every_field_is_understood(
        self, gateway: Gateway, coding: str, octets: str, words: str
    ) -> None:
        fields = SMS | {"coding": coding, "binary": octets}
        kept = {name: value for name, value in fields.items() if value or name == "binary"}
        assert await ask(gateway, "inbound", kept) == (200, "ACK/Jasmin")
        [row] = await gateway.rows("SELECT provider_message_id, recipient FROM gateway.inbox")
        assert tuple(row) == (THEIRS, "16100")
        await gateway.settle()
        assert gateway.assistant.heard == [words or "?"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"binary": "0x12"},
            {"binary": "1"},
            {"coding": "8", "binary": "098"},
            {"coding": "8", "binary": "09"},
            {"coding": "1", "binary": "e9"},
            {"coding": "4"},
            {"coding": "two"},
        ],
    )
    async def test_octets_that_mean_nothing_are_refused(
        self, gateway: Gateway, changes: dict[str, str]
    ) -> None:
        status, answer = await ask(gateway, "inbound", SMS | changes)
        assert (status, "Malformed" in answer) == (422, True)
        assert await gateway.value("SELECT count(*) FROM gateway.inbox") == 0

    async def test_a_pin_is_kept_in_no_form(self, gateway: Gateway) -> None:
        octets = b"amar pin 4821".hex()
        await ask(gateway, "inbound", SMS | {"binary": octets, "content": "amar pin 4821"})
        sealer = gateway.parts.conversation.sealer
        [(id_, raw)] = await gateway.rows("SELECT id, raw_sealed FROM gateway.inbox")
        kept = sealer.open(bytes(raw), raw_place(id_))
        assert "4821" not in kept
        assert octets not in kept


class TestReports:
    @pytest.mark.parametrize(
        ("word", "state"),
        [
            ("ESME_ROK", "sent"),
            ("ACCEPTD", "sent"),
            ("UNKNOWN", "sent"),
            ("DELIVRD", "delivered"),
            ("EXPIRED", "failed"),
            ("DELETED", "failed"),
            ("UNDELIV", "failed"),
            ("REJECTD", "failed"),
            ("ESME_RINVDSTADR", "queued"),  # for another way
            ("ESME_RINVMSGLEN", "failed"),
        ],
    )
    async def test_every_state_is_answered_in_jasmins_word(
        self, gateway: Gateway, word: str, state: str
    ) -> None:
        gateway.providers["jasmin.example.org"] = lambda _: taken()
        await gateway.queue("jasmin", "+8801712345678", "salam")
        await gateway.settle()
        answer = await ask(gateway, "status", REPORT | {"message_status": word})
        assert answer == (200, "ACK/Jasmin")
        assert await gateway.value("SELECT state FROM gateway.outbox") == state

    async def test_an_unknown_state_is_refused(self, gateway: Gateway) -> None:
        status, _ = await ask(gateway, "status", REPORT | {"message_status": "ESME_RNOSUCH"})
        assert status == 422


def taken() -> httpx.Response:
    return httpx.Response(200, text=f'Success "{THEIRS}"')


class TestSending:
    @pytest.mark.parametrize(
        ("words", "octets", "coding"),
        [
            ("5 € @", b"5 \x1be \0".hex(), "0"),
            (BANGLA, BANGLA.encode("utf-16-be").hex(), "8"),
        ],
    )
    async def test_what_jasmin_is_told(self, words: str, octets: str, coding: str) -> None:
        message = OutgoingMessage(UUID(int=7), Address.of_phone("+8801712345678"), words)
        receipt, request = await send("jasmin", taken(), message)
        assert receipt.provider_message_id == THEIRS
        assert str(request.url) == "http://jasmin.example.org:1401/send"
        fields = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        assert fields == {
            "username": "nalish",
            "password": "jasmin-password",
            "to": "8801712345678",
            "from": "16100",
            "hex-content": octets,
            "coding": coding,
            "dlr": "yes",
            "dlr-level": "3",
            "dlr-method": "POST",
            "dlr-url": f"{PUBLIC_URL}/channels/jasmin/status/{'j' * 32}",
        }

    @pytest.mark.parametrize(
        ("status", "words", "expected"),
        [
            (200, f'Success "{THEIRS}"\n', f"taken: {THEIRS}"),
            (200, 'Success ""', "later: answer_without_id"),
            (200, "<html>", "later: answer_without_id"),
            (400, 'Error "Argument to has an invalid value: x."', "operator: http:400"),
            (403, 'Error "Authentication failure for username:nalish"', "operator: http:403"),
            (403, 'Error "Cannot charge submit_sm"', "operator: http:403"),
            (412, 'Error "No route found"', "operator: http:412"),
            (500, 'Error "Cannot send submit_sm"', "later: http:500"),
        ],
    )
    async def test_what_its_answers_mean(self, status: int, words: str, expected: str) -> None:
        assert await outcome("jasmin", httpx.Response(status, text=words)) == expected

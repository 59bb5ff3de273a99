from typing import Any

import httpx
import pytest

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_settings
from ussd_gateway.app import create_app
from ussd_gateway.settings import Mode

pytestmark = pytest.mark.anyio
TOKEN = {"Authorization": "Bearer gateway-token"}
PHONE = "+8801712345678"


async def puts(gateway: Gateway, phone: str = PHONE, **changes: Any) -> httpx.Response:
    body = {"phone": phone, "language": "bn"} | changes
    return await gateway.web.put("/api/v1/contacts", json=body, headers=TOKEN)


async def test_somebody_who_never_wrote_can_be_written_to(gateway: Gateway) -> None:
    contact_id = (await puts(gateway)).json()["contact_id"]
    await gateway.sends_message(contact_id=contact_id, text="Apnar nalish number 48210934")
    await gateway.settle()
    assert gateway.twilio.sent_to(PHONE) == ["Apnar nalish number 48210934"]


async def test_the_same_phone_however_written_is_one_contact(gateway: Gateway) -> None:
    answers = [
        (await puts(gateway, phone)).json() for phone in (PHONE, "01712-345678", "০১৭১২৩৪৫৬৭৮")
    ]
    assert len({answer["contact_id"] for answer in answers}) == 1
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 1


async def test_who_wrote_before_keeps_their_language_and_their_stop(gateway: Gateway) -> None:
    gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"opt_out": True}}]
    await gateway.phone().sends("please stop these messages")
    kept = await gateway.value("SELECT language FROM gateway.contacts")
    answer = (await puts(gateway, language="bn")).json()
    assert (answer["language"], answer["opted_out"]) == (kept, True)


async def test_their_first_message_finds_them_again(gateway: Gateway) -> None:
    contact_id = (await puts(gateway)).json()["contact_id"]
    await gateway.phone(PHONE).sends("salam")
    assert gateway.case_manager.conversations[0][0] == contact_id


@pytest.mark.parametrize(
    "changes",
    [{"phone": "17"}, {"phone": "x" * 41}, {"language": "fr"}, {"name": "x"}, {"phone": 1}],
)
async def test_what_is_no_phone_is_refused_in_words(
    gateway: Gateway, changes: dict[str, Any]
) -> None:
    response = await puts(gateway, **changes)
    assert (response.status_code, response.json()["error"]) == (422, "Malformed")
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 0


@pytest.mark.parametrize("number", ["16247", "১৬২৪৭", "bKash"])
async def test_nobody_is_introduced_to_a_machine(gateway: Gateway, number: str) -> None:
    response = await puts(gateway, phone=number)
    assert (response.status_code, response.json()["error"]) == (409, "NotAddressable")
    assert number not in response.text
    assert await gateway.value("SELECT count(*) FROM gateway.contacts") == 0


async def test_only_the_case_manager_asks(gateway: Gateway) -> None:
    response = await gateway.web.put(
        "/api/v1/contacts",
        json={"phone": PHONE, "language": "bn"},
        headers={"Authorization": "Bearer x"},
    )
    assert (response.status_code, response.json()["error"]) == (401, "TokenRefused")


async def test_without_a_channel_it_says_so(gateway_database_url: str) -> None:
    secret = "k" * 40
    app = create_app(
        make_settings(
            mode=Mode.PRODUCTION,
            database_url=gateway_database_url,
            channels_file=None,
            **dict.fromkeys(
                (
                    "gateway_token",
                    "case_manager_token",
                    "assistant_token",
                    "grant_key",
                    "gateway_index_key",
                ),
                secret,
            ),
        )
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC_URL) as web,
    ):
        response = await web.put(
            "/api/v1/contacts",
            json={"phone": PHONE, "language": "bn"},
            headers={"Authorization": f"Bearer {secret}"},
        )
    assert (response.status_code, response.json()["error"]) == (503, "NoChannel")

import base64
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway
from ussd_gateway.app import create_app
from ussd_gateway.settings import Settings

pytestmark = pytest.mark.anyio
PATH = "/simulator/twilio/2010-04-01/Accounts/AC0123/Messages.json"
AUTH = ("AC0123", "twilio-auth-token")
MESSAGE = {"To": "+8801712345678", "From": "+8809612345678", "Body": "আপনার টাকা"}


@pytest.fixture
async def web(anyio_backend: object, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A gateway whose way outside leads back to itself, as in the demo."""
    async with httpx.AsyncClient() as into_itself:
        app = create_app(settings, http=lambda _: into_itself)
        into_itself._transport = httpx.ASGITransport(app)
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web,
        ):
            yield web


async def test_a_message_is_taken_and_kept(gateway: Gateway) -> None:
    response = await gateway.web.post(PATH, data=MESSAGE, auth=AUTH)
    assert response.status_code == 201
    answer = response.json()
    assert (answer["status"], answer["to"], answer["error_code"]) == (
        "queued",
        "+8801712345678",
        None,
    )
    [kept] = await gateway.app.state.recorder.latest()
    assert (kept.sid, kept.channel, kept.text) == (answer["sid"], "twilio", "আপনার টাকা")


async def test_it_reports_the_delivery_with_a_signature(
    web: httpx.AsyncClient, gateway: Gateway
) -> None:
    await gateway.phone().sends("salam")
    outbox_id = await gateway.value("SELECT id FROM gateway.outbox")
    callback = f"{PUBLIC_URL}/channels/twilio/status?message={outbox_id}"
    await web.post(PATH, data=MESSAGE | {"StatusCallback": callback}, auth=AUTH)
    assert await gateway.value("SELECT state FROM gateway.outbox") == "delivered"


@pytest.mark.parametrize("callback", ["https://elsewhere.example/x", f"{PUBLIC_URL}.example/", ""])
async def test_it_reports_to_nobody_else(gateway: Gateway, callback: str) -> None:
    data = MESSAGE | {"StatusCallback": callback}
    assert (await gateway.web.post(PATH, data=data, auth=AUTH)).status_code == 201
    assert gateway.twilio.authorizations == []


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !", "Basic " + base64.b64encode(b"AC0123:no").decode()]
)
async def test_wrong_credentials_are_refused_as_twilio_does(gateway: Gateway, header: str) -> None:
    response = await gateway.web.post(PATH, data=MESSAGE, headers={"Authorization": header})
    assert (response.status_code, response.json()["code"]) == (401, 20003)


async def test_another_account_is_refused(gateway: Gateway) -> None:
    response = await gateway.web.post(PATH.replace("AC0123", "AC9"), data=MESSAGE, auth=AUTH)
    assert response.status_code == 401


@pytest.mark.parametrize(("field", "code"), [("To", 21211), ("Body", 21602)])
async def test_a_missing_field_has_twilios_own_code(
    gateway: Gateway, field: str, code: int
) -> None:
    response = await gateway.web.post(PATH, data=MESSAGE | {field: ""}, auth=AUTH)
    assert (response.status_code, response.json()["code"]) == (400, code)


async def test_it_lists_nothing_that_was_lost(gateway: Gateway) -> None:
    answer = await gateway.web.get(PATH, auth=AUTH)
    assert (answer.json()["messages"], answer.json()["next_page_uri"]) == ([], None)
    assert (await gateway.web.get(PATH, auth=("AC0123", "wrong"))).status_code == 401

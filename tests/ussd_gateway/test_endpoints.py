from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from tests.ussd_gateway.harness import PUBLIC_URL, Gateway, make_settings, sign_form, twilio_form
from ussd_gateway.app import create_app
from ussd_gateway.settings import Settings

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def web_of(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web,
    ):
        yield web


async def test_a_signed_form_is_acknowledged_with_an_empty_response(gateway: Gateway) -> None:
    response = await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    assert response.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert response.headers["content-type"].startswith("text/xml")


async def test_the_signature_is_that_of_the_public_address(gateway: Gateway) -> None:
    """Behind a proxy the gateway is called by another name than the provider used."""
    form = twilio_form()
    signature = sign_form(f"{PUBLIC_URL}/channels/twilio/inbound?shop=1", form)
    response = await gateway.web.post(
        "http://10.0.0.7:8000/channels/twilio/inbound?shop=1",
        data=form,
        headers={"X-Twilio-Signature": signature},
    )
    assert response.status_code == 200


async def test_the_root_says_what_this_is(gateway: Gateway) -> None:
    assert (await gateway.web.get("/")).json()["service"] == "nalish gateway"


async def test_it_is_alive_and_ready(gateway: Gateway) -> None:
    assert (await gateway.web.get("/healthz")).json() == {"status": "alive"}
    response = await gateway.web.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "database": "reachable",
        "redis": "reachable",
        "channels": ", ".join(sorted(gateway.parts.conversation.channels)),
        "events": "none refused",
    }


async def test_an_operator_finds_what_the_case_manager_refused(gateway: Gateway) -> None:
    gateway.assistant.say = lambda _: [{"text": "OK"}, {"custom": {"opt_out": True}}]
    await gateway.post_twilio("/channels/twilio/inbound", twilio_form())
    contact_id = await gateway.value("SELECT id FROM gateway.contacts")
    await gateway.parts.conversation.serve(contact_id)
    gateway.case_manager.status = 422
    await gateway.settle()
    response = await gateway.web.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ready")
    assert "1 refused by the case manager" in response.json()["events"]


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
async def test_no_page_from_elsewhere(gateway: Gateway, path: str) -> None:
    assert (await gateway.web.get(path)).status_code == 404


async def test_it_is_not_ready_without_its_engines() -> None:
    settings = make_settings(
        database_url="postgresql://localhost:1/none", redis_url="redis://localhost:1"
    )
    async with web_of(settings) as web:
        assert (await web.get("/healthz")).status_code == 200
        response = await web.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert response.json()["database"].startswith("not reachable")
    assert response.json()["redis"].startswith("not reachable")


async def test_without_a_database_nothing_is_acknowledged() -> None:
    settings = make_settings(database_url="postgresql://localhost:1/none")
    form = twilio_form()
    async with web_of(settings) as web:
        response = await web.post(
            "/channels/twilio/inbound",
            data=form,
            headers={
                "X-Twilio-Signature": sign_form(f"{PUBLIC_URL}/channels/twilio/inbound", form)
            },
        )
    assert response.status_code == 503
    assert response.json()["error"] == "Unavailable"


async def test_without_redis_messages_are_still_recorded(
    gateway: Gateway, gateway_database_url: str
) -> None:
    settings = make_settings(database_url=gateway_database_url, redis_url="redis://localhost:1")
    form = twilio_form()
    signature = sign_form(f"{PUBLIC_URL}/channels/twilio/inbound", form)
    async with web_of(settings) as web:
        response = await web.post(
            "/channels/twilio/inbound", data=form, headers={"X-Twilio-Signature": signature}
        )
    assert response.status_code == 200
    gateway.clock.advance(minutes=1)
    await gateway.settle()
    assert len(gateway.twilio.sent) == 1


async def test_a_mistake_of_ours_shows_no_trace() -> None:
    app = create_app(make_settings())

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("with a secret")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web,
    ):
        response = await web.get("/broken")
    assert response.status_code == 500
    assert response.json() == {
        "error": "Unexpected",
        "detail": "something went wrong on our side",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nowhere", 404, "NotFound"),
        ("GET", "/api/v1/messages", 405, "MethodNotAllowed"),
        ("GET", "/channels/twilio/inbound", 405, "MethodRefused"),
        ("PUT", "/channels/twilio/inbound", 405, "MethodRefused"),
        ("POST", "/channels/twilio/nowhere", 404, "UnknownRoute"),
        ("POST", "/channels/nobody/inbound", 404, "UnknownChannel"),
        ("POST", "/channels/twilio", 404, "NotFound"),
    ],
)
async def test_refusals_have_one_form(
    gateway: Gateway, method: str, path: str, status: int, error: str
) -> None:
    response = await gateway.web.request(method, path)
    assert (response.status_code, response.json()["error"]) == (status, error)
    assert response.json()["detail"]


async def test_a_request_that_is_no_json_is_malformed(gateway: Gateway) -> None:
    response = await gateway.web.post(
        "/api/v1/messages", content=b"{", headers={"Authorization": "Bearer gateway-token"}
    )
    assert (response.status_code, response.json()["error"]) == (422, "Malformed")


async def test_a_json_body_beyond_measure_is_refused(gateway: Gateway) -> None:
    response = await gateway.web.post(
        "/api/v1/messages",
        content=b'"' + b"x" * 70_000 + b'"',
        headers={"Authorization": "Bearer gateway-token"},
    )
    assert (response.status_code, response.json()["error"]) == (413, "BodyTooLarge")

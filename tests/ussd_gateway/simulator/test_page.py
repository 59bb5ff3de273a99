import re

import pytest

from tests.ussd_gateway.harness import Gateway

pytestmark = pytest.mark.anyio
SECRET = {"X-Simulator-Secret": "simulator-secret"}


async def record(gateway: Gateway, text: str, phone: str = "+8801712345678") -> None:
    await gateway.app.state.recorder.record(f"SM{text}", "twilio", phone, text)


async def test_the_page_shows_what_was_sent_and_masks_the_phone(gateway: Gateway) -> None:
    await record(gateway, "<b>older</b>")
    await record(gateway, "newer")
    response = await gateway.web.get("/simulator/outgoing?lang=en")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = response.text
    assert "+88017•••••678" in page
    assert "1712345678" not in page
    assert "&lt;b&gt;older&lt;/b&gt;" in page
    assert page.index("newer") < page.index("older")


async def test_bangla_is_the_first_language(gateway: Gateway) -> None:
    await record(gateway, "text")
    page = (await gateway.web.get("/simulator/outgoing")).text
    assert '<html lang="bn">' in page
    assert "+৮৮০১৭•••••৬৭৮" in page


@pytest.mark.parametrize("lang", ["bn", "en", "fr"])
async def test_an_empty_page_says_what_to_do(gateway: Gateway, lang: str) -> None:
    assert "nalish sms" in (await gateway.web.get(f"/simulator/outgoing?lang={lang}")).text


async def test_the_page_runs_only_its_own_script(gateway: Gateway) -> None:
    response = await gateway.web.get("/simulator/outgoing")
    policy = response.headers["content-security-policy"]
    nonce = policy.split("script-src 'nonce-")[1].split("'")[0]
    assert policy.startswith("default-src 'none'")
    assert re.findall("<script[^>]*>", response.text) == [f'<script nonce="{nonce}">']


async def test_one_phones_messages_are_listed_in_order(gateway: Gateway) -> None:
    await record(gateway, "one")
    await record(gateway, "other", "+8801812345678")
    await record(gateway, "two")
    response = await gateway.web.get(
        "/simulator/outgoing.json", headers=SECRET | {"X-Simulator-Phone": "+8801712345678"}
    )
    messages = response.json()["messages"]
    assert [message["text"] for message in messages] == ["one", "two"]
    assert {message["to"] for message in messages} == {"+8801712345678"}


async def test_a_list_for_nobody_is_refused(gateway: Gateway) -> None:
    for to in ("", "x"):
        headers = SECRET | {"X-Simulator-Phone": to}
        response = await gateway.web.get("/simulator/outgoing.json", headers=headers)
        assert response.status_code == 422
    headers = {"X-Simulator-Phone": "01712345678"}
    response = await gateway.web.get("/simulator/outgoing.json", headers=headers)
    assert response.status_code == 403


async def test_a_phone_in_the_address_is_none(gateway: Gateway) -> None:
    response = await gateway.web.get("/simulator/outgoing.json?to=01712345678", headers=SECRET)
    assert response.status_code == 422


async def test_only_the_latest_are_kept(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ussd_gateway.simulator.recorder.MOST_KEPT", 2)
    for text in ("one", "two", "three"):
        await record(gateway, text)
    kept = [message.text for message in await gateway.app.state.recorder.latest()]
    assert kept == ["three", "two"]


async def test_the_same_message_twice_is_one(gateway: Gateway) -> None:
    await record(gateway, "one")
    await record(gateway, "one")
    assert len(await gateway.app.state.recorder.latest()) == 1


async def test_nothing_readable_lies_in_redis(gateway: Gateway) -> None:
    await record(gateway, "gopon")
    redis = gateway.app.state.redis
    [key] = [key async for key in redis.scan_iter(f"{gateway.settings.redis_prefix}*:texts")]
    assert "gopon" not in str(await redis.hvals(key))

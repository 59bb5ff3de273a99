"""How the channels do and what they cost, in a browser, with a gateway that tells the contract."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from case_manager.messages.gateway import make_gateway
from case_manager.vocabulary import Role
from tests.e2e.desk import (
    LANGUAGES,
    Desk,
    complaints,
    context,
    desk,
    page,
    sign_in,
)
from tests.e2e.test_desk_layout import assert_for_everybody

pytestmark = pytest.mark.browser

__all__ = ["complaints", "context", "desk", "page"]

ADMINISTRATOR = "farida@example.org"
EXAMPLES = Path(__file__).parents[1] / "contract" / "examples"
TOLD = {
    example["request"]["path"]: example["response"]["body"]
    for example in (
        json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
        for name in ("channels", "failed_messages", "costs")
    )
}


class Gateway:
    is_away = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.is_away:
            raise httpx.ConnectError("away", request=request)
        if request.method == "POST":
            return httpx.Response(202, json={})
        return httpx.Response(200, json=TOLD[request.url.path])


@pytest.fixture(scope="module", autouse=True)
def administrator(desk: Desk) -> None:
    desk.add_user(ADMINISTRATOR, role=Role.ADMINISTRATOR)


@pytest.fixture(autouse=True)
def gateway(desk: Desk) -> Iterator[Gateway]:
    fake, before = Gateway(), desk.app.state.gateway
    desk.app.state.gateway = make_gateway("http://gateway", "-", httpx.MockTransport(fake))
    yield fake
    desk.app.state.gateway = before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_can_read_it_on_any_screen(page: Page, language: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, language, ADMINISTRATOR)
    page.goto("/operations")
    assert_for_everybody(page)


def test_it_is_found_by_the_menu_sends_again_and_says_when_the_gateway_is_away(
    page: Page, gateway: Gateway, complaints: list[str]
) -> None:
    sign_in(page, "en", ADMINISTRATOR)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Channels and costs").click()
    expect(page.get_by_text("Not connected")).to_be_visible()
    page.get_by_role("link", name="12 months").click()
    expect(page.get_by_role("link", name="12 months")).to_have_attribute("aria-current", "true")
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("goes out again")
    gateway.is_away = True
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("alert")).to_contain_text("The gateway does not answer")
    assert complaints == []

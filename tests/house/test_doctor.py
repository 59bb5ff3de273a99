"""`nalish doctor` on what it cannot see by looking at files."""

import json
import socket
from pathlib import Path

import httpx
import pytest

from nalish.doctor import Finding, ports, refused_events

DESCRIBED = {"NALISH_GATEWAY_URL": "http://gateway"}
SOME = "2 refused by the case manager; kept in gateway.events, see refused_at"


def told(body: str) -> list[Finding]:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=body))
    return list(refused_events(DESCRIBED, transport))


@pytest.mark.parametrize(("words", "is_fine"), [("none refused", True), (SOME, False)])
def test_refused_events_need_a_person(words: str, is_fine: bool) -> None:
    found = told(json.dumps({"status": "ready", "events": words}))
    assert found == [Finding("the gateway's events", is_fine, words)]


@pytest.mark.parametrize("body", ['{"status": "ready"}', "[]", "another program"])
def test_what_is_no_gateway_of_ours_tells_nothing(body: str) -> None:
    assert told(body) == []


def test_a_gateway_that_is_not_running_is_no_finding() -> None:
    def gone(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    assert list(refused_events(DESCRIBED, httpx.MockTransport(gone))) == []


@pytest.mark.parametrize("is_running", [True, False])
def test_a_port_may_be_in_use_by_our_own_house(
    state_dir: Path, free_port: int, monkeypatch: pytest.MonkeyPatch, is_running: bool
) -> None:
    monkeypatch.setenv("NALISH_GATEWAY_PORT", str(free_port))
    if is_running:
        (state_dir / "engines.json").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        found = {finding.what: finding.is_fine for finding in ports(state_dir)}
    assert found["NALISH_GATEWAY_PORT"] is is_running

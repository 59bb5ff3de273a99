"""`demo.json` is what scripts find a running demonstration by."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from nalish.announcement import announce, write_demo_file
from nalish.demo import people
from nalish.environment import describe

GIVEN = {"NALISH_GATEWAY_PORT": "9000"}


def test_the_demo_file_names_everything(state_dir: Path) -> None:
    write_demo_file(state_dir, describe(state_dir, GIVEN), people())
    path = state_dir / "demo.json"
    told = json.loads(path.read_text("utf-8"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert told.keys() == {"urls", "users", "channels", "citizens"}
    assert {"gateway", "case_manager", "assistant", "actions"} <= told["urls"].keys()
    assert {user["role"] for user in told["users"]} == {
        "caseworker",
        "supervisor",
        "administrator",
    }
    assert all(user.keys() == {"email", "password", "role"} for user in told["users"])
    assert {channel["id"]: channel["inbound_url"] for channel in told["channels"]} == {
        "twilio": "http://127.0.0.1:9000/channels/twilio/inbound",
        "simulator": "http://127.0.0.1:9000/channels/simulator/inbound",
    }
    assert all(
        citizen.keys()
        == {"phone", "name_en", "name_bn", "nid", "birth_year", "programmes", "upazila"}
        for citizen in told["citizens"]
    )


def test_the_demo_file_goes_when_the_house_does(state_dir: Path) -> None:
    write_demo_file(state_dir, describe(state_dir, GIVEN), people())
    write_demo_file(state_dir, None)
    assert not (state_dir / "demo.json").exists()


@pytest.mark.parametrize("line", ["Sign in at the case manager:", "Try this:", "  3. "])
def test_a_demonstration_says_how_to_begin(state_dir: Path, line: str) -> None:
    screen = io.StringIO()
    announce(Console(file=screen), describe(state_dir, GIVEN), people())
    assert line in screen.getvalue()


def test_production_prints_no_sign_ins(state_dir: Path) -> None:
    screen = io.StringIO()
    announce(Console(file=screen), describe(state_dir, {"NALISH_MODE": "production"}), None)
    assert "http://127.0.0.1:8080" in screen.getvalue()
    assert "Sign in" not in screen.getvalue()
    assert "simulator" not in screen.getvalue()

"""What a server may be told, and how it refuses the rest."""

import base64

import pytest

import settings

SECRET = "k3" * 16
SEALING_KEY = base64.b64encode(bytes(32)).decode()
GOOD = {
    "NALISH_ACTIONS_TOKEN": SECRET,
    "NALISH_ACTIONS_URL": "http://127.0.0.1:5055",
    "NALISH_ASSISTANT_TOKEN": SECRET,
    "NALISH_CASE_MANAGER_URL": "http://127.0.0.1:8080",
    "NALISH_TRACKER_SEALING_KEY": SEALING_KEY,
    "REDIS_URL": "redis://127.0.0.1",
}


def refused(capsys: pytest.CaptureFixture[str], **changed: str) -> list[str]:
    with pytest.raises(SystemExit) as ended:
        settings.read(settings.ASSISTANT, {**GOOD, **changed})
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()


class TestRead:
    def test_fills_in_the_defaults(self) -> None:
        told = settings.read(settings.ASSISTANT, {**GOOD, "NALISH_REDIS_PREFIX": ""})
        assert told["NALISH_REDIS_PREFIX"] == "nalish:"
        assert told["NALISH_ASSISTANT_PORT"] == "5005"

    def test_an_action_server_needs_no_redis(self) -> None:
        needed = {name: GOOD[name] for name in settings.ACTIONS}
        assert settings.read(settings.ACTIONS, needed)["NALISH_ACTIONS_TOKEN"] == SECRET

    @pytest.mark.parametrize("name", settings.ASSISTANT)
    def test_refuses_what_is_not_set(self, capsys: pytest.CaptureFixture[str], name: str) -> None:
        assert refused(capsys, **{name: ""}) == [f"{name} is not set."]

    @pytest.mark.parametrize("name", ["NALISH_ACTIONS_TOKEN", "NALISH_ASSISTANT_TOKEN"])
    @pytest.mark.parametrize("secret", ["s" * 31, "Change-Me" * 4, "CHANGEME" * 4, "Demo" * 8])
    def test_production_refuses_weak_secrets(
        self, capsys: pytest.CaptureFixture[str], name: str, secret: str
    ) -> None:
        (said,) = refused(capsys, **{name: secret})
        assert said.startswith(f"{name} is too short or a known default")
        assert secret not in said

    @pytest.mark.parametrize("mode", ["demo", "training"])
    def test_elsewhere_secrets_may_be_weak(self, mode: str) -> None:
        weak = {**GOOD, "NALISH_MODE": mode, "NALISH_ASSISTANT_TOKEN": "demo"}
        assert settings.read(settings.ASSISTANT, weak)["NALISH_ASSISTANT_TOKEN"] == "demo"

    @pytest.mark.parametrize("key", ["k" * 44, "short", "!" * 44, SEALING_KEY[:-4], "ক" * 44])
    @pytest.mark.parametrize("mode", settings.MODES)
    def test_refuses_what_is_no_sealing_key(
        self, capsys: pytest.CaptureFixture[str], key: str, mode: str
    ) -> None:
        said = refused(capsys, NALISH_TRACKER_SEALING_KEY=key, NALISH_MODE=mode)
        assert said == ["NALISH_TRACKER_SEALING_KEY is not the base64 of 32 bytes."]

    @pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "৫০০৫"])
    def test_refuses_what_is_no_port(self, capsys: pytest.CaptureFixture[str], port: str) -> None:
        assert refused(capsys, NALISH_ACTIONS_PORT=port) == ["NALISH_ACTIONS_PORT is not a port."]

    def test_refuses_an_unknown_mode(self, capsys: pytest.CaptureFixture[str]) -> None:
        said = refused(capsys, NALISH_MODE="live")
        assert said == ["NALISH_MODE is none of production, training, demo."]

    def test_says_everything_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert len(refused(capsys, REDIS_URL="", NALISH_ACTIONS_TOKEN="short")) == 2

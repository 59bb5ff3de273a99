import pytest
from pydantic import SecretStr, ValidationError

from tests.ussd_gateway.harness import make_settings
from ussd_gateway.settings import Mode

STRONG = SecretStr("x" * 40)
STRONG_SECRETS = {
    "gateway_token": STRONG,
    "case_manager_token": STRONG,
    "assistant_token": STRONG,
    "grant_key": STRONG,
    "gateway_index_key": STRONG,
}


def refusal(**changes: object) -> str:
    with pytest.raises(ValidationError) as caught:
        make_settings(**changes)
    return caught.value.errors()[0]["msg"]


def test_addresses_follow_from_the_ports() -> None:
    settings = make_settings(gateway_port=9000, assistant_port=9005, gateway_public_url="")
    assert settings.gateway_public_url == settings.gateway_url == "http://127.0.0.1:9000"
    assert settings.assistant_url == "http://127.0.0.1:9005"


def test_production_takes_strong_secrets() -> None:
    assert not make_settings(mode=Mode.PRODUCTION, **STRONG_SECRETS).simulator_enabled


@pytest.mark.parametrize("weak", ["tiny", "change-me" * 5, "ChangeMe" * 5, "Demo" * 12])
def test_production_refuses_weak_secrets(weak: str) -> None:
    changed = STRONG_SECRETS | {"grant_key": SecretStr(weak)}
    words = refusal(mode=Mode.PRODUCTION, **changed)
    assert "NALISH_GRANT_KEY is too short or a known default" in words
    assert weak not in words


@pytest.mark.parametrize("code", ["16236", "*16236", "*abc#", "*1#2#"])
def test_a_code_is_dialled(code: str) -> None:
    assert "should match" in refusal(ussd_code=code)


def test_the_simulator_needs_its_secret() -> None:
    assert "NALISH_SIMULATOR_SECRET" in refusal(simulator_secret=SecretStr(""))


@pytest.mark.parametrize("keys", ["", "1", "1:short", "x:AAAA", "300:" + "A" * 43 + "=", "1:é"])
def test_sealing_keys_have_one_form(keys: str) -> None:
    assert "must look like" in refusal(gateway_sealing_keys=SecretStr(keys))


def test_the_last_sealing_key_comes_last() -> None:
    key = "A" * 43 + "="
    settings = make_settings(gateway_sealing_keys=SecretStr(f"2:{key}, 1:{key}"))
    assert list(settings.sealing_keys()) == [2, 1]


def test_secrets_are_not_shown() -> None:
    assert "gateway-token" not in repr(make_settings())


def test_empty_variables_count_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NALISH_CHANNELS_FILE", "")
    assert make_settings(channels_file=None).channels_file is None


def test_a_refusal_shows_no_other_secret() -> None:
    with pytest.raises(ValidationError) as caught:
        make_settings(mode=Mode.PRODUCTION)
    assert "gateway-token" not in str(caught.value)

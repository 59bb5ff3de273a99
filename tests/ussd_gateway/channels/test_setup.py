import httpx
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from tests.ussd_gateway.harness import make_settings
from tests.ussd_gateway.test_settings import STRONG_SECRETS
from ussd_gateway.channels.setup import make_channels
from ussd_gateway.sealing import Sealer
from ussd_gateway.settings import Mode, Settings
from ussd_gateway.simulator.recorder import Recorder


def ids(settings: Settings) -> list[str]:
    recorder = Recorder(Redis.from_url("redis://localhost:1"), "", Sealer.from_settings(settings))
    return list(make_channels(settings, httpx.AsyncClient(), recorder))


def test_a_demo_has_both() -> None:
    assert ids(make_settings()) == ["twilio", "simulator"]


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TRAINING])
def test_twilio_is_there_when_it_is_configured(mode: Mode) -> None:
    settings = make_settings(mode=mode, twilio_account_sid="", twilio_auth_token=SecretStr(""))
    assert ids(settings) == ["simulator"]


def test_production_has_no_simulator() -> None:
    assert ids(make_settings(mode=Mode.PRODUCTION, **STRONG_SECRETS)) == ["twilio"]


def test_the_operator_says_which_are_free() -> None:
    settings = make_settings(free_channels="simulator")
    recorder = Recorder(Redis.from_url("redis://localhost:1"), "", Sealer.from_settings(settings))
    channels = make_channels(settings, httpx.AsyncClient(), recorder)
    assert [channel.is_free for channel in channels.values()] == [False, True]

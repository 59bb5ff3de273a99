"""From a file and the environment to channels, or to all that is wrong in it."""

from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from citizen_text.sms import SmsOptions
from tests.ussd_gateway.channels.suite import environment, modules
from tests.ussd_gateway.harness import make_settings
from tests.ussd_gateway.test_settings import STRONG_SECRETS
from ussd_gateway.addresses import Address
from ussd_gateway.channels.base import Channel, sms_options
from ussd_gateway.channels.file import DEMO_FILE, channel_types, read_channels, variables_in
from ussd_gateway.channels.routes import read_routes
from ussd_gateway.channels.setup import make_channels, make_routing, surroundings_of
from ussd_gateway.channels.twilio.channel import TwilioSms
from ussd_gateway.errors import ChannelsRefused
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.routing import RouteRule
from ussd_gateway.settings import Mode, Settings

SIMULATORS = ["simulator", "simulator-ussd", "simulator-ussd-bangla"]
TWILIO = """
[channels.gp]
type = "twilio"
account_sid = "AC1"
auth_token = { env = "TOKEN" }
number = "+8801"
"""
SMPP = """
[channels.robi]
type = "smpp"
host = "smsc"
system_id = "nalish"
password = { env = "PASSWORD" }
number = "16263"
long_messages = "udh16"
bengali_shift = true
"""
UNSIGNED = """
[channels.at]
type = "africastalking"
path_secret = { env = "SECRET" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "channels.toml"


def made(settings: Settings, environment: dict[str, str]) -> dict[str, Channel]:
    sealer = Sealer.from_settings(settings)
    redis = Redis.from_url("redis://localhost:1")
    surroundings = surroundings_of(settings, httpx.AsyncClient, redis, sealer)
    return make_channels(settings, surroundings, environment)


def problems(file: Path, text: str, **environment: str) -> list[str]:
    file.write_text(text)
    return list(read_channels([file], environment).problems)


class TestWhatThereIs:
    def test_each_channel_has_connections_of_its_own(self, file: Path) -> None:
        file.write_text(TWILIO + TWILIO.replace(".gp]", ".banglalink]"))
        channels = made(make_settings(channels_file=file), environment() | {"TOKEN": "t"})
        first, second = channels["gp"], channels["banglalink"]
        assert isinstance(first, TwilioSms)
        assert isinstance(second, TwilioSms)
        assert first.client.http is not second.client.http

    def test_a_channel_knows_how_its_texts_are_cut(self, file: Path) -> None:
        file.write_text(TWILIO + "plain_signs = false\nlongest_text = 800\n" + SMPP)
        channels = made(
            make_settings(channels_file=file), environment() | {"TOKEN": "t", "PASSWORD": "p"}
        )
        assert sms_options(channels, "gp") == SmsOptions(plain_signs=False, longest=800)
        assert sms_options(channels, "robi") == SmsOptions(
            bengali_shift=True, sixteen_bit_reference=True
        )
        assert sms_options(channels, "gone") == SmsOptions()

    @pytest.mark.parametrize("mode", [Mode.DEMO, Mode.TRAINING])
    def test_a_demonstration_has_its_own(self, mode: Mode) -> None:
        settings = make_settings(mode=mode, channels_file=None)
        assert list(made(settings, environment())) == ["twilio", *SIMULATORS]

    def test_an_operators_file_is_laid_over_them(self) -> None:
        channels = made(make_settings(), environment())
        assert list(channels)[:4] == ["twilio", *SIMULATORS]
        assert "africastalking" in channels

    def test_production_has_only_an_operators(self, file: Path) -> None:
        file.write_text(TWILIO)
        settings = make_settings(mode=Mode.PRODUCTION, channels_file=file, **STRONG_SECRETS)
        assert list(made(settings, {"TOKEN": "secret"})) == ["gp"]

    def test_several_of_one_type_may_stand_side_by_side(self, file: Path) -> None:
        file.write_text(TWILIO + TWILIO.replace("channels.gp", "channels.robi"))
        assert list(read_channels([file], {"TOKEN": "secret"}).by_id) == ["gp", "robi"]

    def test_the_operator_says_what_is_free_and_what_it_costs(self, file: Path) -> None:
        file.write_text(TWILIO + "free = true\nsegment_paisa = 30")
        channel = made(make_settings(channels_file=file), environment() | {"TOKEN": "t"})["gp"]
        assert channel.sms
        assert (channel.sms.is_free, channel.sms.segment_paisa) == (True, 30)

    def test_every_type_passes_the_common_suites(self) -> None:
        tested = {module.__name__.split(".")[-2] for module in modules() if module.SPEAKS}
        assert tested == channel_types().keys()

    def test_secrets_are_not_shown(self, file: Path) -> None:
        file.write_text(TWILIO)
        assert "hush" not in repr(read_channels([file], {"TOKEN": "hush"}))

    def test_the_variables_of_a_file_can_be_told(self, file: Path) -> None:
        file.write_text(TWILIO)
        assert variables_in([file]) == {"TOKEN"}
        assert variables_in([DEMO_FILE]) <= environment().keys()


class TestWhatIsWrongWhere:
    def test_everything_is_told_at_once(self, file: Path) -> None:
        text = TWILIO + "fre = true\nsegment_paisa = -1\n[channels.Bad]\n[channels.other]\ntype='x'"
        told = problems(file, text)
        assert told[0].startswith("channels.gp.segment_paisa: ")
        assert told[1] == "channels.gp.auth_token: the environment has no TOKEN"
        assert told[2].startswith("channels.gp.fre: ")
        assert told[3].startswith("channels.Bad: an id is ")
        assert told[4] == f"channels.other.type: must be one of {', '.join(channel_types())}"

    def test_a_secret_does_not_stand_in_the_file(self, file: Path) -> None:
        text = TWILIO.replace('{ env = "TOKEN" }', '"hush"')
        [told] = problems(file, text)
        assert told.startswith("channels.gp.auth_token: a secret does not stand in the file")
        assert "hush" not in told

    def test_what_is_missing_is_named(self, file: Path) -> None:
        [told] = problems(file, TWILIO.replace('account_sid = "AC1"', ""), TOKEN="t")
        assert told == "channels.gp.account_sid: is missing"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("[channels", "Expected ']'"),
            ("channels = 1", "must be tables"),
            ("[routs]", "not routs"),
        ],
    )
    def test_a_file_of_another_form_is_refused(self, file: Path, text: str, words: str) -> None:
        file.write_text(text)
        with pytest.raises(ChannelsRefused, match=words):
            read_channels([file], {})

    def test_a_channel_of_another_form_is_refused(self, file: Path) -> None:
        [told] = problems(file, "[channels]\ngp = 1")
        assert told == "channels.gp: must be a table, [channels.gp]"

    def test_a_mistake_of_each_kind_is_told_at_once(self, file: Path) -> None:
        calls = f'{UNSIGNED}addresses = ["203.0.113.0/24"]\nsms_channel = "nowhere"'
        routes = '[[routes]]\noperators = ["gp"]\nchannels = ["zzz", "gp"]'
        file.write_text(f"{TWILIO}fre = true\n{calls}\n{routes}")
        with pytest.raises(ChannelsRefused) as refused:
            made(make_settings(channels_file=file), environment() | {"SECRET": "x" * 32})
        told = refused.value.problems
        assert told[0] == "channels.gp.auth_token: the environment has no TOKEN"
        assert told[1] == "channels.gp.fre: there is no such setting"
        assert told[2].startswith("channels.at.sms_channel: there is no channel 'nowhere'")
        assert told[3].startswith("routes.1.operators: 'gp' is none of ")
        assert told[4:] == ["routes.1.channels: there is no channel 'zzz' that sends SMS"]

    def test_a_file_that_is_not_there_or_not_text_is_refused(self, file: Path) -> None:
        with pytest.raises(ChannelsRefused, match="no such file"):
            read_channels([file], {})
        file.write_bytes(b"\xff")
        with pytest.raises(ChannelsRefused, match="cannot be read"):
            read_channels([file], {})

    def test_calls_need_a_way_for_late_answers(self, file: Path) -> None:
        file.write_text(f'{UNSIGNED}addresses = ["203.0.113.0/24"]\nsms_channel = "nowhere"')
        with pytest.raises(ChannelsRefused, match=r"channels\.at\.sms_channel: .*'nowhere'"):
            made(make_settings(channels_file=file), environment() | {"SECRET": "x" * 32})

    @pytest.mark.parametrize("addresses", ['["everywhere"]', '["10.0.0.1/8"]', "[]", '"10.0.0.1"'])
    def test_whoever_signs_nothing_calls_from_known_addresses(
        self, file: Path, addresses: str
    ) -> None:
        text = f'{UNSIGNED}sms_channel = "twilio"\naddresses = {addresses}'
        told = problems(file, text, SECRET="x" * 32)
        assert told[0].startswith("channels.at.addresses")
        assert len(told) == 1
        assert "[" not in told[0]
        assert problems(file, text, SECRET="short")[0].startswith("channels.at.path_secret")

    def test_production_takes_no_phones_without_an_operator(self, file: Path) -> None:
        file.write_text('[channels.s]\ntype = "simulator"\nsecret = { env = "SECRET" }')
        settings = make_settings(mode=Mode.PRODUCTION, channels_file=file, **STRONG_SECRETS)
        with pytest.raises(ChannelsRefused, match=r"channels\.s\.type: .* demonstration"):
            made(settings, {"SECRET": "s"})


class TestRoutes:
    ROUTES = """
[[routes]]
operators = ["robi", "teletalk"]
prefixes = ["0171"]
channels = ["gp"]
cheapest_first = true

[[routes]]
channels = ["gp"]
"""

    def test_are_read_in_their_order(self, file: Path) -> None:
        file.write_text(self.ROUTES)
        first, last = read_routes([file], ["gp"]).rules
        assert first == RouteRule(["gp"], ("0171", "016", "018", "015"), cheapest_first=True)
        assert last == RouteRule(["gp"])

    def test_stand_beside_channels(self, file: Path) -> None:
        file.write_text(TWILIO + self.ROUTES)
        settings = make_settings(channels_file=file)
        channels = made(settings, environment() | {"TOKEN": "t"})
        robi = Address.of_phone("+8801812345678")
        assert make_routing(settings, channels).ways(robi, "twilio") == ["gp"]

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ('operators = ["airtell"]', "routes.1.operators: 'airtell' is none of grameenphone"),
            ('prefixes = ["18"]', "routes.1.prefixes.0: "),
            ('colour = "red"', "routes.1.colour: "),
        ],
    )
    def test_what_is_wrong_is_told_with_its_place(self, file: Path, line: str, told: str) -> None:
        file.write_text(f'[[routes]]\nchannels = ["gp"]\n{line}')
        assert read_routes([file], ["gp"]).problems[0].startswith(told)

    def test_a_channel_that_does_not_send_is_no_way(self, file: Path) -> None:
        file.write_text('[[routes]]\nchannels = ["gp"]\n[[routes]]\nchannels = []')
        first, second = read_routes([file], ["robi"]).problems
        assert first == "routes.1.channels: there is no channel 'gp' that sends SMS"
        assert second.startswith("routes.2.channels: ")

    def test_they_are_tables(self, file: Path) -> None:
        file.write_text("routes = 1")
        [told] = read_routes([file], []).problems
        assert told.endswith("routes must be tables, [[routes]]")

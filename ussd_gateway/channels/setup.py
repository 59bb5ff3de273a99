import httpx

from ussd_gateway.channels.africastalking.adapter import AfricasTalkingUssd
from ussd_gateway.channels.base import SmsChannel, UssdChannel
from ussd_gateway.channels.simulator.adapter import Simulator
from ussd_gateway.channels.simulator.ussd import SimulatorUssd
from ussd_gateway.channels.twilio.adapter import TwilioSms
from ussd_gateway.channels.twilio.client import TwilioClient
from ussd_gateway.settings import Settings
from ussd_gateway.simulator.recorder import Recorder


def make_channels(
    settings: Settings, http: httpx.AsyncClient, recorder: Recorder
) -> dict[str, SmsChannel]:
    """The configured ones by id; the first is the one to write to a contact of an old one."""
    channels: dict[str, SmsChannel] = {}
    if settings.twilio_account_sid:
        channels["twilio"] = _make_twilio(settings, http)
    if settings.simulator_enabled:
        channels["simulator"] = Simulator(
            recorder=recorder,
            secret=settings.simulator_secret.get_secret_value(),
            assistant_timeout_seconds=settings.assistant_timeout_seconds,
            deadline_seconds=settings.sms_deadline_seconds,
            is_free=settings.is_free("simulator"),
        )
    return channels


def make_ussd_channels(settings: Settings) -> dict[str, UssdChannel]:
    channels: dict[str, UssdChannel] = {}
    if settings.africastalking_path_secret.get_secret_value():
        channels["africastalking"] = _make_africastalking(settings)
    if settings.simulator_enabled:
        channels |= _make_simulator_ussd(settings)
    return channels


def _make_africastalking(settings: Settings) -> AfricasTalkingUssd:
    return AfricasTalkingUssd(
        path_secret=settings.africastalking_path_secret.get_secret_value(),
        addresses=settings.africastalking_networks(),
        sms_channel="twilio" if settings.twilio_account_sid else "simulator",
        assistant_timeout_seconds=settings.assistant_timeout_seconds,
        deadline_seconds=settings.sms_deadline_seconds,
        screen_seconds=settings.ussd_deadline_seconds,
        is_free=settings.is_free("africastalking"),
    )


def _make_simulator_ussd(settings: Settings) -> dict[str, UssdChannel]:
    return {
        name: SimulatorUssd(
            id=name,
            can_script=can_script,
            code=settings.ussd_code,
            secret=settings.simulator_secret.get_secret_value(),
            assistant_timeout_seconds=settings.assistant_timeout_seconds,
            deadline_seconds=settings.sms_deadline_seconds,
            screen_seconds=settings.ussd_deadline_seconds,
            is_free=settings.is_free(name),
        )
        for name, can_script in (("simulator-ussd", False), ("simulator-ussd-bangla", True))
    }


def _make_twilio(settings: Settings, http: httpx.AsyncClient) -> TwilioSms:
    auth_token = settings.twilio_auth_token.get_secret_value()
    client = TwilioClient(
        http=http,
        api_url=settings.twilio_api_url,
        account_sid=settings.twilio_account_sid,
        auth_token=auth_token,
        number=settings.twilio_number,
        status_url=f"{settings.gateway_public_url}/channels/twilio/status",
    )
    return TwilioSms(
        client=client,
        auth_token=auth_token,
        assistant_timeout_seconds=settings.assistant_timeout_seconds,
        deadline_seconds=settings.sms_deadline_seconds,
        is_free=settings.is_free("twilio"),
    )

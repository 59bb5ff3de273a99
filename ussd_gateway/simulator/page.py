"""The page that shows what would have been sent, and the same as JSON for tests and scripts."""

import secrets
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from citizen_text import sms
from ussd_gateway.addresses import NotAPhoneNumber, mask_phone, normalise_phone
from ussd_gateway.channels.simulator.endpoints import SimulatorSecret
from ussd_gateway.errors import ChannelError
from ussd_gateway.messages import Language
from ussd_gateway.schemas import OutgoingList, OutgoingListItem
from ussd_gateway.simulator.recorder import RecordedMessage, Recorder
from ussd_gateway.texts import page_texts

router = APIRouter()
STATIC = Path(__file__).parent / "static"
_ON_ONE_PAGE = 100
_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@router.get("/simulator/outgoing", response_class=HTMLResponse, include_in_schema=False)
async def show_outgoing(request: Request, lang: str = "bn") -> HTMLResponse:
    language = Language.ENGLISH if lang == "en" else Language.BANGLA
    recorder: Recorder = request.app.state.recorder
    messages = await recorder.latest(_ON_ONE_PAGE)
    nonce = secrets.token_urlsafe(16)
    page = pages().get_template("outgoing.html")
    html = page.render(
        language=language,
        words=page_texts("outgoing_page", language),
        rows=[_row(message, language) for message in messages],
        nonce=nonce,
    )
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


@router.get("/simulator/outgoing.json")
async def list_outgoing(
    request: Request, _: SimulatorSecret, x_simulator_phone: Annotated[str, Header(max_length=32)]
) -> OutgoingList:
    """Everything that would have been sent to one phone, oldest first; no phone in an address."""
    try:
        phone = normalise_phone(x_simulator_phone)
    except NotAPhoneNumber:
        raise ChannelError("this is not a phone number") from None
    recorder: Recorder = request.app.state.recorder
    paisa: int = request.app.state.settings.sms_segment_paisa
    return OutgoingList(
        phone_id=recorder.phone_id(phone),
        messages=[_item(message, paisa) for message in await recorder.sent_to(phone)],
    )


def _item(message: RecordedMessage, paisa_a_segment: int) -> OutgoingListItem:
    size = sms.measure(message.text)
    return OutgoingListItem(
        sid=message.sid,
        channel=message.channel,
        to=message.recipient,
        text=message.text,
        sent_at=message.sent_at.isoformat(),
        encoding=size.encoding,
        octets=size.octets,
        segments=size.segments,
        cost_paisa=size.segments * paisa_a_segment,
    )


def _row(message: RecordedMessage, language: Language) -> dict[str, str]:
    locale = "bn" if language is Language.BANGLA else "en"
    moment = format_datetime(
        message.sent_at, "d MMMM yyyy, HH:mm:ss", tzinfo=ZoneInfo("Asia/Dhaka"), locale=locale
    )
    phone = mask_phone(message.recipient)
    if language is Language.BANGLA:
        moment, phone = moment.translate(_BANGLA_DIGITS), phone.translate(_BANGLA_DIGITS)
    return {"phone": phone, "moment": moment, "channel": message.channel, "text": message.text}


@cache
def pages() -> Environment:
    return Environment(
        loader=PackageLoader("ussd_gateway.simulator"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
    )

"""As much of Twilio's REST API as sending needs: takes a message, reports it as delivered."""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import httpx
import structlog
from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import JSONResponse

from ussd_gateway.addresses import NotAPhoneNumber, normalise_phone
from ussd_gateway.channels.twilio.channel import TwilioSms
from ussd_gateway.channels.twilio.signature import HEADER, sign
from ussd_gateway.settings import Settings
from ussd_gateway.simulator.recorder import Recorder

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)
_CALLBACK_TIMEOUT_SECONDS = 10.0


@router.post("/simulator/twilio/2010-04-01/Accounts/{account_sid}/Messages.json")
async def take_message(
    account_sid: str, request: Request, background: BackgroundTasks
) -> JSONResponse:
    settings: Settings = request.app.state.settings
    twilio: TwilioSms = request.app.state.channels["twilio"]
    if not _is_authentic(request, account_sid, twilio):
        return _error(401, 20003, "Authenticate")
    form = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
    try:
        recipient = normalise_phone(form.get("To", ""))
    except NotAPhoneNumber:
        return _error(400, 21211, "The 'To' number is not a valid phone number.")
    if not form.get("Body"):
        return _error(400, 21602, "Message body is required.")
    sid = f"SM{secrets.token_hex(16)}"
    recorder: Recorder = request.app.state.recorder
    await recorder.record(sid, "twilio", recipient, form["Body"])
    callback = form.get("StatusCallback", "")
    if callback.startswith(f"{settings.gateway_public_url}/"):  # never an address of a stranger
        report = DeliveryReport(callback, account_sid, sid, form["To"], form.get("From", ""))
        background.add_task(report.post, request.app.state.http, twilio.auth_token)
    return JSONResponse(
        {
            "sid": sid,
            "account_sid": account_sid,
            "status": "queued",
            "to": form["To"],
            "from": form.get("From"),
            "body": form["Body"],
            "error_code": None,
            "error_message": None,
        },
        status_code=201,
    )


@router.get("/simulator/twilio/2010-04-01/Accounts/{account_sid}/Messages.json")
async def list_messages(account_sid: str, request: Request) -> JSONResponse:
    """What comes in here is heard at once or not at all: none is ever lost."""
    if not _is_authentic(request, account_sid, request.app.state.channels["twilio"]):
        return _error(401, 20003, "Authenticate")
    return JSONResponse({"messages": [], "page": 0, "next_page_uri": None})


@dataclass(frozen=True)
class DeliveryReport:
    url: str
    account_sid: str
    message_sid: str
    recipient: str = field(repr=False)
    sender: str

    async def post(self, http: httpx.AsyncClient, auth_token: str) -> None:
        form = {
            "AccountSid": self.account_sid,
            "MessageSid": self.message_sid,
            "MessageStatus": "delivered",
            "To": self.recipient,
            "From": self.sender,
        }
        signature = sign(auth_token, self.url, {name: [value] for name, value in form.items()})
        try:
            response = await http.post(
                self.url,
                data=form,
                headers={HEADER: signature},
                timeout=_CALLBACK_TIMEOUT_SECONDS,
            )
        except httpx.HTTPError as error:
            log.warning("delivery_not_reported", error=type(error).__name__)
            return
        if not response.is_success:
            log.warning("delivery_not_reported", status=response.status_code)


def _is_authentic(request: Request, account_sid: str, twilio: TwilioSms) -> bool:
    expected = f"{twilio.client.account_sid}:{twilio.auth_token}"
    _, _, encoded = request.headers.get("authorization", "").partition(" ")
    try:
        given = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, expected.encode()) and (
        account_sid == twilio.client.account_sid
    )


def _error(status: int, code: int, message: str) -> JSONResponse:
    more = f"https://www.twilio.com/docs/errors/{code}"
    body = {"code": code, "message": message, "more_info": more, "status": status}
    return JSONResponse(body, status_code=status)

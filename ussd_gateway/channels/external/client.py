import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from citizen_text.alphabets import GSM, UCS2
from ussd_gateway.channels.external.settings import NumberForm, Outbound, Words
from ussd_gateway.channels.external.templates import at, fill
from ussd_gateway.channels.requests import (
    call,
    failure,
    failure_by_http,
    id_in,
    read_json,
    without_plus,
)
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutgoingMessage, Receipt

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,48}")
_HOME = "+880"
_GSM, _UCS2 = "0", "8"  # data_coding of SMPP 3.4, 5.2.19


@dataclass(frozen=True)
class ExternalClient:
    http: httpx.AsyncClient
    outbound: Outbound
    number: str
    status_url: str = field(repr=False)

    async def send(self, message: OutgoingMessage) -> Receipt:
        response = await self._request(fill(self.outbound.fields, self._values(message)))
        answer = self._read(response)
        _check(self.outbound, response.status_code, answer)
        return Receipt(self._id_in(answer) or str(message.id))

    def _values(self, message: OutgoingMessage) -> dict[str, str]:
        is_gsm = GSM.can_write(message.text)
        return {
            "recipient": in_form(message.phone, self.outbound.number_form),
            "text": message.text,
            "octets": (GSM if is_gsm else UCS2).encode(message.text).hex(),
            "data_coding": _GSM if is_gsm else _UCS2,
            "id": str(message.id),
            "sender": self.number,
            "status_url": self.status_url,
        }

    def _read(self, response: httpx.Response) -> Any:
        if self.outbound.answer_pattern is None:
            return read_json(response)
        found = self.outbound.answer_pattern.fullmatch(response.text.strip())
        return found.groupdict() if found else None

    async def _request(self, fields: dict[str, Any]) -> httpx.Response:
        outbound, url, content = self.outbound, httpx.URL(self.outbound.url), {}
        if outbound.format == "query":
            url = url.copy_merge_params(fields)
        else:
            content = {"data" if outbound.format == "form" else "json": fields}
        headers = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in outbound.headers.items()
        }
        return await call(self.http, outbound.method, str(url), headers=headers, **content)

    def _id_in(self, answer: Any) -> str | None:
        """Where a code says that they have it, a missing id is no reason to send it again."""
        id_ = id_in(at(answer, self.outbound.id)) if self.outbound.id else None
        if self.outbound.id and id_ is None and self.outbound.code is None:
            raise SendDeferred("answer_without_id")
        return id_


def in_form(phone: str, form: NumberForm) -> str:
    """Only a number of Bangladesh has a national form here."""
    if form == "e164":
        return phone
    if form == "national" and phone.startswith(_HOME):
        return f"0{phone.removeprefix(_HOME)}"
    return without_plus(phone)


def _check(outbound: Outbound, status: int, answer: Any) -> None:
    """Raises SendRefused or SendDeferred unless they have the message: a code says more than the
    status, a status more than its class."""
    if outbound.code is not None:
        code = at(answer, outbound.code.field)
        word = "" if code is None else str(code)
        if _meaning(outbound.code, word, reason_of(word)):
            return
        if 200 <= status < 300:
            raise SendDeferred("unknown_code" if word else "answer_without_code")
    for word in (str(status), f"{status // 100}xx"):
        if _meaning(outbound.http, word, f"http:{status}") and outbound.code is None:
            return
    raise failure_by_http(status)


def reason_of(code: str) -> str:
    return f"external:{code}" if _CODE.fullmatch(code) else "external:code"


def _meaning(words: Words, word: str, reason: str) -> bool:
    """Whether it says that they have the message; raises where it says that they have not."""
    if word in words.opted_out:
        raise failure(Fault.OPTED_OUT, reason)
    if word in words.other_operator:
        raise failure(Fault.OTHER_OPERATOR, reason)
    if word in words.refused:
        raise failure(Fault.MESSAGE, reason)
    if word in words.slow_down:
        raise failure(Fault.THROTTLED, reason)
    if word in words.try_again:
        raise failure(Fault.PASSING, reason)
    return word in words.accepted

"""An SMS as Kannel's `sms-service` calls for it: by `post-url`, or by `get-url` as docs/channels.md
writes it. The text comes in the bytes of the charset that is named beside it."""

from collections.abc import Mapping
from email.message import EmailMessage
from urllib.parse import parse_qsl, urlsplit

from ussd_gateway.channels.reading import one_of_each
from ussd_gateway.errors import BadEncoding
from ussd_gateway.messages import Webhook

_CHARSETS = {"utf-8", "utf-16be", "us-ascii", "ascii", "iso-8859-1", "windows-1252"}
_BINARY = "1"
_HEADERS = {"from": "x-kannel-from", "to": "x-kannel-to"}


def read_fields(webhook: Webhook) -> Mapping[str, str]:
    """`id`, `from`, `to` and `text`, whichever way they came."""
    headers, pairs = webhook.headers, _pairs(webhook.url)
    if webhook.method == "GET":
        fields = one_of_each(pairs)
        coding, charset = fields.get("coding"), fields.get("charset")
        body = fields.get("text", "").encode("latin-1")
    else:
        told = [(name, headers[header]) for name, header in _HEADERS.items() if header in headers]
        fields = one_of_each([*pairs, *told])
        coding, charset, body = headers.get("x-kannel-coding"), _charset_of(headers), webhook.body
    if coding == _BINARY:
        raise BadEncoding("a binary message holds no text")
    return fields | {"text": _decode(body, charset or "utf-8")}


def _pairs(url: str) -> list[tuple[str, str]]:
    """One letter a byte: only the text says in which charset it is."""
    return parse_qsl(urlsplit(url).query, keep_blank_values=True, encoding="latin-1")


def _charset_of(headers: Mapping[str, str]) -> str | None:
    content = EmailMessage()
    content["Content-Type"] = headers.get("content-type", "text/plain")
    return content.get_content_charset()


def _decode(body: bytes, charset: str) -> str:
    if charset.lower() not in _CHARSETS:
        raise BadEncoding("the charset is none that a text is read in")
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        raise BadEncoding("the text is not in the charset that it names") from None

import base64
import binascii
import re

from ussd_gateway.channels.reading import one_of_each, plain_fields, read_object
from ussd_gateway.channels.twilio.signature import BODY_HASH
from ussd_gateway.errors import BadEncoding
from ussd_gateway.messages import Webhook

_WRAPPED = re.compile(r"[A-Za-z0-9+/\r\n]+={0,2}\s*")
_SHORTEST_WRAPPED = 60  # characters


def read_fields(webhook: Webhook) -> dict[str, str]:
    if BODY_HASH in webhook.query:
        return plain_fields(read_object(webhook.body))
    try:
        return one_of_each(webhook.form)
    except ValueError:
        raise BadEncoding("the form is not URL-encoded UTF-8") from None


def unwrap(text: str) -> str:
    """Twilio sometimes hands on a long message in base64. It is opened only when nobody can have
    written it so: long, without a space, and with words in it that can all be read."""
    if len(text) < _SHORTEST_WRAPPED or not _WRAPPED.fullmatch(text):
        return text
    try:
        opened = base64.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text
    is_words = " " in opened and all(
        sign.isprintable() or sign in "\r\n\u200c\u200d" for sign in opened
    )
    return opened if is_words else text

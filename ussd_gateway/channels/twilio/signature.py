import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256

from twilio.request_validator import (  # type: ignore[import-untyped]
    HMAC_SHA1,
    RequestValidator,
    get_signature_algorithm,
)

from ussd_gateway.messages import Webhook

HEADER = "X-Twilio-Signature"
_SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
BODY_HASH = "bodySHA256"


class _Form(dict[str, Sequence[str]]):
    """Twilio signs every value of a repeated field; its library asks for them like this."""

    def getlist(self, name: str) -> Sequence[str]:
        return self[name]


def sign(auth_token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    return str(RequestValidator(auth_token).compute_signature(url, _Form(form)))


def _signature(auth_token: str, url: str, form: Sequence[tuple[str, str]]) -> bytes:
    """As the library makes it, which makes two at once, and the slow way."""
    fields = "".join(map("".join, sorted({*form})))
    return b64encode(hmac.digest(auth_token.encode(), f"{url}{fields}".encode(), "sha1"))


def is_signed(auth_token: str, webhook: Webhook) -> bool:
    """With or without the port in the address, as Twilio does either. What is no form is signed by
    its hash, which stands in the address."""
    form: Sequence[tuple[str, str]] = ()
    if BODY_HASH not in webhook.query:
        try:
            form = webhook.form
        except ValueError:
            return False  # Twilio signs no such thing
    elif not hmac.compare_digest(
        sha256(webhook.body).hexdigest().encode(), webhook.query[BODY_HASH].encode()
    ):
        return False
    signature = webhook.headers.get(HEADER.lower(), "")
    algorithm = get_signature_algorithm(webhook.headers.get(_SETTINGS_HEADER))
    if algorithm == HMAC_SHA1 and hmac.compare_digest(
        _signature(auth_token, webhook.url, form), signature.encode("utf-8", "replace")
    ):
        return True
    validator = RequestValidator(auth_token)
    values = {name: [each for of, each in form if of == name] for name, _ in form}
    return bool(validator.validate(webhook.url, _Form(values), signature, algorithm))

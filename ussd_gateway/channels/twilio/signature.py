from collections.abc import Mapping, Sequence

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

HEADER = "X-Twilio-Signature"


class _Form(dict[str, Sequence[str]]):
    """Twilio signs every value of a repeated field; its library asks for them like this."""

    def getlist(self, name: str) -> Sequence[str]:
        return self[name]


def sign(auth_token: str, url: str, form: Mapping[str, Sequence[str]]) -> str:
    return str(RequestValidator(auth_token).compute_signature(url, _Form(form)))


def is_signed(auth_token: str, url: str, form: Mapping[str, Sequence[str]], signature: str) -> bool:
    """With or without the port in the address, as Twilio does either."""
    return bool(RequestValidator(auth_token).validate(url, _Form(form), signature))

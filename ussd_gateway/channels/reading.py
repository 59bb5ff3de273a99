"""Checks that every adapter makes on the fields of its provider."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from ussd_gateway.addresses import Address, NotAnAddress, NotAPhoneNumber
from ussd_gateway.errors import (
    BadEncoding,
    ChannelError,
    ContradictoryFields,
    MissingField,
    UnreadableField,
    UnroutableNumber,
)
from ussd_gateway.messages import Heard, Unreadable

Read = TypeVar("Read", bound=Heard)
ID = r"[A-Za-z0-9._:-]{1,64}"
_MOST_FIELDS = 200
_HALF_A_PAIR = re.compile(r"[\ud800-\udfff]")  # of surrogates: it cannot be stored
_ADDRESS = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]{1,64}")


def read_form(body: bytes) -> dict[str, str]:
    try:
        return _url_encoded(body.decode("ascii"))
    except ValueError:
        raise BadEncoding("the form is not URL-encoded UTF-8") from None


def read_query(url: str) -> dict[str, str]:
    try:
        return _url_encoded(urlsplit(url).query.encode("ascii").decode())
    except ValueError:
        raise BadEncoding("the query is not URL-encoded UTF-8") from None


def _url_encoded(text: str) -> dict[str, str]:
    """Raises ValueError where it is not."""
    return one_of_each(
        parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    )


def one_of_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ContradictoryFields where a name has two values."""
    fields = dict(pairs)
    if len(fields) < len(pairs) and any(fields[name] != value for name, value in pairs):
        raise ContradictoryFields("a field stands there twice with different values")
    return fields


def read_object(body: bytes) -> Mapping[str, Any]:
    try:
        fields = json.loads(body, object_pairs_hook=one_of_each)
    except (ValueError, RecursionError):
        raise BadEncoding("the body is not JSON") from None
    if not isinstance(fields, dict):
        raise BadEncoding("the body is not a JSON object")
    return fields


def plain_fields(fields: Mapping[str, object]) -> dict[str, str]:
    """Only texts and numbers, as a form would have them."""
    return {
        name: str(value)
        for name, value in fields.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def read_each(
    fields: Mapping[str, Any], name: str, read: Callable[[dict[str, Any]], Heard]
) -> list[Heard]:
    """One that cannot be read costs the others nothing. Raises ChannelError when none can be."""
    items = fields.get(name)
    if not isinstance(items, list):
        raise UnreadableField(f"{name} is no list")
    heard = [read_one(item, f"{name}.{place}", read) for place, item in enumerate(items)]
    unreadable = [each for each in heard if isinstance(each, Unreadable)]
    if unreadable and len(unreadable) == len(heard):
        raise unreadable[0].error(unreadable[0].detail)
    return heard


def read_one(item: object, place: str, read: Callable[[dict[str, Any]], Read]) -> Read | Unreadable:
    if not isinstance(item, dict):
        return Unreadable(f"{place}: is no object", BadEncoding)
    try:
        return read(item)
    except ChannelError as error:
        return Unreadable(f"{place}: {error.detail}", type(error))


def read_id(fields: Mapping[str, Any], name: str) -> str:
    value = _required(fields, name)
    if not re.fullmatch(ID, value):
        raise UnreadableField(f"{name} must be 1 to 64 letters, digits or . _ : -")
    return value


def read_sender(fields: Mapping[str, Any], name: str) -> Address:
    """Of an SMS, which machines write as well."""
    try:
        return Address.of_sender(_required(fields, name))
    except NotAnAddress:
        raise UnroutableNumber(f"{name} is no phone number, short code or name") from None


def read_phone(fields: Mapping[str, Any], name: str) -> Address:
    """Of who calls: machines do not."""
    try:
        return Address.of_phone(_required(fields, name))
    except NotAPhoneNumber:
        raise UnroutableNumber(f"{name} is not a phone number") from None


def read_address(fields: Mapping[str, Any], name: str) -> str:
    """Our own number or short code, as the provider writes it."""
    value = _required(fields, name)
    if not _ADDRESS.fullmatch(value):
        raise UnreadableField(f"{name} must be 1 to 64 printable characters")
    return value


def read_text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str) or _HALF_A_PAIR.search(value):
        raise UnreadableField(f"{name} must be text")
    return value


def _required(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise MissingField(f"{name} is missing")
    return value.strip()

"""How each provider says the same things: what the common suites are run with.

A channel's folder here has a `provider.py` with `TOML` (its part of the file of channels),
`ENVIRONMENT` (what that takes from the environment), and `SPEAKS`, a list of what is below.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx

from ussd_gateway.messages import OutboxState

HERE = Path(__file__).parent
Fields = dict[str, Any]
MACHINES = ("16247", "2222", "bKash", "GP-INFO")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Provider = TypeVar("Provider", bound="InboundSms | StatusReports | OutgoingSms | Calls")


@dataclass(frozen=True)
class Request:
    """What the provider sends us."""

    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


def form(path: str, fields: Fields, **headers: str) -> Request:
    return Request(path, urlencode(fields).encode(), {**FORM, **headers})


def unsigned(request: Request) -> Request:
    return request


def refused_in_words(response: httpx.Response) -> str:
    """The error's name where the provider is refused as everybody is."""
    return str(response.json()["error"]) if response.status_code >= 400 else ""


@dataclass(frozen=True)
class InboundSms:
    """`names` maps id, from, to and text to the provider's; None where it has no such field.

    `error` reads the name of a refusal out of an answer, and "" out of an acknowledgement.
    `stranger` is the same request from somebody else, `nonsense` are bodies that hold no message,
    `batch` is a request of many messages where there is such a thing. `copies_are_one`: the same
    words of a phone, said again at once, are one message, because the provider's ids change.
    `machines` are short codes and names that write to us, `masked` an id that stands for a number
    the operator hides. `sign` signs a request whose body is another, where the provider signs.
    """

    channel: str
    names: Mapping[str, str | None]
    fields: Callable[[], Fields]
    request: Callable[[Fields], Request]
    stranger: Callable[[Fields], Request]
    error: Callable[[httpx.Response], str] = refused_in_words
    longest_text: int = 20_000
    batch: Callable[[Sequence[Fields]], Request] | None = None
    copies_are_one: bool = False
    nonsense: Sequence[bytes] = (b"", b"[]", b"{", b"\xff", b"%ff=%ff")
    machines: Sequence[str] = MACHINES
    masked: str | None = None
    sign: Callable[[Request], Request] = unsigned


@dataclass(frozen=True)
class StatusReports:
    """`states` maps the provider's words to ours; `request` takes the word and the ids of theirs
    and ours. `gives_id`: the provider has ids of its own. `moved` makes reports, of the same ids,
    that say that the number is another operator's, `passing` those after which another try is worth
    it, with the reason that we keep."""

    channel: str
    states: Mapping[str, OutboxState]
    unknown: str
    request: Callable[[str, str, str], Request]
    error: Callable[[httpx.Response], str] = refused_in_words
    gives_id: bool = True
    moved: Sequence[Callable[[str, str], Request]] = ()
    passing: Sequence[tuple[Callable[[str, str], Request], str]] = ()


@dataclass(frozen=True)
class OutgoingSms:
    """`host` is where our requests go; `read` finds recipient and text in one, `accept` answers it.

    `gives_id`: what stands in an answer is the provider's id; else a message is known by ours.
    `deferred` are answers after which we try again, `refused` those after which we do not,
    `opted_out` the one that says that somebody wants no messages, `moved` those by which the number
    is another operator's; all with the reason we keep.
    """

    channel: str
    host: str
    read: Callable[[httpx.Request], tuple[str, str]]
    accept: Callable[[str], httpx.Response]
    deferred: Sequence[tuple[httpx.Response, str]]
    refused: Sequence[tuple[httpx.Response, str]]
    opted_out: tuple[httpx.Response, str] | None = None
    gives_id: bool = True
    moved: Sequence[tuple[httpx.Response, str]] = ()


@dataclass(frozen=True)
class Calls:
    """`step` makes a request of what was typed so far, `end` one that says that the call is over.

    `screen` reads text and end out of an answer; `shown` does so out of our own request to `host`,
    where a screen does not go by the answer. `masked` is as in `InboundSms`.
    """

    channel: str
    names: Mapping[str, str | None]
    fields: Callable[[], Fields]
    typed: Callable[[Sequence[str]], Fields]
    step: Callable[[Fields], Request]
    stranger: Callable[[Fields], Request]
    end: Callable[[Fields], Request] | None
    screen: Callable[[httpx.Response], tuple[str, bool]] | None = None
    host: str = ""
    shown: Callable[[httpx.Request], tuple[str, bool]] | None = None
    accept_screen: Callable[[], httpx.Response] = lambda: httpx.Response(200)
    error: Callable[[httpx.Response], str] = refused_in_words
    longest_text: int = 500
    masked: str | None = None


@dataclass(frozen=True)
class OwnSuite:
    """Of a channel that nobody calls: the same checks, in a module that speaks its protocol."""

    module: str


def modules() -> list[ModuleType]:
    folders = sorted(path.parent.name for path in HERE.glob("*/provider.py"))
    return [import_module(f"tests.ussd_gateway.channels.{name}.provider") for name in folders]


def all_that(speaks: type[Provider]) -> list[Provider]:
    found = [each for module in modules() for each in module.SPEAKS]
    return [each for each in found if isinstance(each, speaks)]


def channels_toml() -> str:
    return "\n".join(module.TOML for module in modules())


def environment() -> dict[str, str]:
    return {name: value for m in modules() for name, value in m.ENVIRONMENT.items()}

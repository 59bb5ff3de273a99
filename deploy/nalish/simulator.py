"""A basic phone on a running house's simulator channels: SMS and USSD, as citizens use them."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import httpx

from nalish.refusals import Refusal

ANSWER_SECONDS = 90.0
_REQUEST_SECONDS = 30.0
_NOT_RUNNING = (
    "No running demonstration was found: start it with `nalish run`, or set NALISH_GATEWAY_URL and "
    "NALISH_SIMULATOR_SECRET."
)


@dataclass(frozen=True)
class Screen:
    """`units` of `room` are taken: septets, or UCS-2 units of a text that needs them."""

    text: str
    ended: bool
    octets: int
    units: int
    room: int


@dataclass(frozen=True)
class Message:
    """An SMS as a phone gets it, and what its segments cost."""

    text: str
    octets: int
    segments: int
    cost_paisa: int


@dataclass(frozen=True)
class Citizen:
    """An invented person of the demonstration, and what identifies them."""

    phone: str
    name_en: str
    nid: str
    birth_year: int
    programmes: tuple[str, ...]


@dataclass(frozen=True)
class Simulator:
    """Where the simulator channels of a running house are."""

    gateway_url: str
    secret: str = field(repr=False)
    transport: httpx.BaseTransport | None = field(default=None, compare=False, repr=False)

    @classmethod
    def find(cls, state_dir: Path, given: Mapping[str, str] = os.environ) -> Self:
        url, secret = given.get("NALISH_GATEWAY_URL"), given.get("NALISH_SIMULATOR_SECRET")
        if url and secret:
            return cls(url.rstrip("/"), secret)
        try:
            told = json.loads((state_dir / "demo.json").read_text())
        except FileNotFoundError:
            raise Refusal(_NOT_RUNNING) from None
        channel = next(one for one in told["channels"] if one["id"] == "simulator")
        return cls(told["urls"]["gateway"].rstrip("/"), channel["secret"])

    def send(self, number: str, text: str) -> list[str]:
        """The replies to this one message, once all of them are there."""
        message_id = self.write(number, text)
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            told = self.ask("GET", f"/channels/simulator/inbound/{message_id}")
            if told["status"] != "pending":
                return [str(reply) for reply in told["replies"]]
            time.sleep(0.2)
        raise Refusal(f"No answer after {ANSWER_SECONDS:.0f} seconds; the message is kept.")

    def write(self, number: str, text: str) -> str:
        """Sends an SMS and waits for nothing; returns its id."""
        message_id = f"cli-{uuid4().hex}"
        sent = {"id": message_id, "from": number, "text": text}
        self.ask("POST", "/channels/simulator/inbound", json=sent)
        return message_id

    def received(self, number: str) -> list[Message]:
        """Every SMS that this phone was sent, oldest first."""
        headers = {"X-Simulator-Phone": number}
        told = self.ask("GET", "/simulator/outgoing.json", headers=headers)
        return [Message(**_some(Message, message)) for message in told["messages"]]

    def citizens(self) -> list[Citizen]:
        """Whom a phone may belong to."""
        told = self.ask("GET", "/simulator/citizens.json")
        return [
            Citizen(**_some(Citizen, one | {"programmes": tuple(one["programmes"])}))
            for one in told["citizens"]
        ]

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        headers = {"X-Simulator-Secret": self.secret} | options.pop("headers", {})
        try:
            with httpx.Client(
                timeout=_REQUEST_SECONDS, trust_env=False, transport=self.transport
            ) as client:
                answer = client.request(
                    method, f"{self.gateway_url}{path}", headers=headers, **options
                )
        except httpx.TransportError:
            raise Refusal("The gateway does not answer: is `nalish run` still running?") from None
        if answer.is_success:
            told: dict[str, Any] = answer.json() if answer.content else {}
            return told
        try:
            detail = answer.json()["detail"]
        except (ValueError, KeyError):
            detail = f"HTTP {answer.status_code}"
        raise Refusal(f"The gateway refused the message: {detail}.")


@dataclass
class Call:
    """One USSD session of one phone."""

    simulator: Simulator
    number: str
    code: str
    can_bangla: bool = False
    session: str = field(default_factory=lambda: uuid4().hex)
    ended: bool = False

    def dial(self) -> Screen:
        return self._turn("", is_new=True)

    def answer(self, text: str) -> Screen:
        return self._turn(text, is_new=False)

    def hang_up(self) -> None:
        if not self.ended:
            self.ended = True
            self.simulator.ask("POST", f"{self._path}-end", json=self._about())

    def _turn(self, text: str, *, is_new: bool) -> Screen:
        turn = self._about() | {"input": text, "is_new": is_new}
        told = self.simulator.ask("POST", self._path, json=turn)
        self.ended = bool(told["ended"])
        return Screen(**_some(Screen, told | {"text": told["screen"]}))

    @property
    def _path(self) -> str:
        return f"/channels/simulator-ussd{'-bangla' if self.can_bangla else ''}/ussd"

    def _about(self) -> dict[str, Any]:
        return {
            "session": self.session,
            "from": self.number,
            "to": self.code,
            "id": uuid4().hex,
        }


@dataclass(frozen=True)
class Walk:
    """`unheard` are the inputs that came after the end of the session."""

    screens: Sequence[Screen]
    unheard: Sequence[str]


def walk(call: Call, inputs: Sequence[str]) -> Walk:
    """The screens up to the last input or the end of the session; a call left open is hung up."""
    screens = [call.dial()]
    for position, text in enumerate(inputs):
        if call.ended:
            return Walk(screens, inputs[position:])
        screens.append(call.answer(text))
    call.hang_up()
    return Walk(screens, ())


def _some(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    """What such a thing keeps of what was told."""
    return {each.name: told[each.name] for each in fields(kind)}

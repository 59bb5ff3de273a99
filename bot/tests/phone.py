"""A citizen's phone at the far end of the gateway: sends a message, hears the answers."""

import itertools
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from citizen_text import sms
from components.spoken_turns import as_sms


@dataclass
class Phone:
    http: httpx.Client
    language: str = "bn"
    can_script: bool = True
    channel: str = "sms"
    is_free: bool = False
    sender: str = field(default_factory=lambda: str(uuid4()))
    heard: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    last_turn: dict[str, Any] = field(default_factory=dict)
    last_answer: httpx.Response | None = None
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def sends(self, text: str) -> "Phone":
        """A digit that an option was offered under becomes that option, as in the gateway."""
        if text.isdigit() and 0 < int(text) <= len(self.options):
            text = self.options[int(text) - 1]
        message_id = f"{self.sender}-{next(self._numbers)}"
        self.last_turn = {
            "sender": self.sender,
            "message": text,
            "metadata": {
                "message_id": message_id,
                "channel": self.channel,
                "language": self.language,
                "can_script": self.can_script,
                "is_free": self.is_free,
                "grant": f"grant-of-{self.sender}",
            },
        }
        return self.sends_again()

    def picks(self, *titles: str) -> "Phone":
        """The digits of the options whose titles begin so, one after the other."""
        for title in titles:
            numbers = [n for n, shown in enumerate(self.titles, 1) if shown.startswith(title)]
            assert numbers, f"{title!r} is not among {self.titles!r}"
            self.sends(str(numbers[0]))
        return self

    def sends_again(self) -> "Phone":
        answer = self.http.post("/webhooks/gateway/turns", json=self.last_turn)
        self.last_answer = answer
        if answer.status_code != 200:
            self.heard, self.options, self.titles = [], [], []
            return self
        answers = answer.json()["answers"]
        self.heard = [said["text"] for said in answers if "text" in said]
        buttons = [button for said in answers for button in said.get("buttons", ())]
        self.options = [button["payload"] for button in buttons]
        self.titles = [button["title"] for button in buttons]
        self._checks_the_length(answers)
        for said in answers:
            self.language = said.get("custom", {}).get("set_language", self.language)
        return self

    def _checks_the_length(self, answers: list[dict[str, Any]]) -> None:
        """Whatever is told in Bangla letters is told in three parts of an SMS."""
        text = as_sms(answers)
        assert sms.encoding_of(text) == "GSM-7" or sms.measure(text).segments <= 3, text

    def answers(self) -> list[dict[str, Any]]:
        assert self.last_answer is not None
        answers: list[dict[str, Any]] = self.last_answer.json()["answers"]
        return answers

    def hears(self, *pieces: str) -> "Phone":
        everything = "\n".join(self.heard)
        for piece in pieces:
            assert piece in everything, f"{piece!r} is not in {everything!r}"
        return self

    def hears_nothing_of(self, *pieces: str) -> "Phone":
        everything = "\n".join([*self.heard, *self.titles])
        for piece in pieces:
            assert piece not in everything, f"{piece!r} is in {everything!r}"
        return self

    def is_asked_by_caseworker(
        self, reference: str, event_id: str | None = None, about: str | None = None
    ) -> httpx.Response:
        body = {
            "sender": self.sender,
            "event": "caseworker_asked",
            "event_id": event_id or str(uuid4()),
            "case_reference": reference,
            "about": about,
        }
        return self.http.post("/webhooks/gateway/events", json=body)

"""Citizens with a script, by SMS and by USSD, and a caseworker who writes to some of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from tests.faults.door import Body, Unanswered
from tests.faults.message_centre import ABORT, BEGIN, INPUT
from tests.faults.outside import (
    APOLOGIES,
    GATEWAYS_OWN,
    MENU,
    PICK,
    START,
    STOP,
    Outside,
    expected_answer,
)
from ussd_gateway.messages import Language
from ussd_gateway.texts import ussd_text

FIRST = ("1", "1.", "1)", "01")  # the same choice in different words
ANSWER_SECONDS = 200.0  # a message that a killed worker had in hand is sent a minute later
CODE = "*16236#"
_PUSHES = 3  # of a step by the operator, before the caller has to dial again
_BY_SMS = frozenset(ussd_text("by_sms", language) for language in Language)
_GO_ON = frozenset(ussd_text("go_on", language) for language in Language)


class Citizen(Protocol):
    number: str

    @property
    def requests(self) -> int:
        """That the gateway will acknowledge, at least."""

    async def talks(self) -> None: ...

    def differences(self) -> Iterator[str]: ...


@dataclass(repr=False)
class Texter:
    """Writes on before the answer came, unless it has to choose from it. Its operator delivers
    some messages twice, even after the next one."""

    outside: Outside
    number: str
    texts: Sequence[str]
    chance: random.Random
    notices: Sequence[str] = ()
    meant: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """Each with the report on what it made the gateway send."""
        return 2 * (len(self.texts) + len(self.notices))

    async def talks(self) -> None:
        delivered: list[Body] = []
        for text in self.texts:
            if text in FIRST or self.chance.random() < 0.4:
                await self._has_all_answers()
            self.meant.append(f"{PICK}{self.meant[-1]}" if text in FIRST else text)
            id_ = f"{self.chance.getrandbits(128):032x}"
            delivered.append({"id": id_, "from": self.number, "text": text})
            await self._sends(delivered[-1])
            if self.chance.random() < 0.2:
                await self._sends_again(self.chance.choice(delivered))
        for notice in self.notices:
            await self._is_written_to(notice)
        await self._has_all_answers()

    async def _sends(self, message: Body) -> None:
        await self.outside.door.posts("/channels/sms/inbound", message)

    async def _sends_again(self, message: Body) -> None:
        await self._sends(message)

    @property
    def received(self) -> list[str]:
        return self.outside.received[self.number]

    async def _has_all_answers(self) -> None:
        await self.outside.until(
            lambda: len(_answers(self.received)) >= len(self.meant), ANSWER_SECONDS
        )

    async def _is_written_to(self, notice: str) -> None:
        contact = await self.outside.until(
            lambda: self.outside.contact_of(self.number), ANSWER_SECONDS
        )
        message = {
            "message_id": str(UUID(int=self.chance.getrandbits(128), version=4)),
            "contact_id": contact,
            "text": notice,
            "language": "en",
        }
        for _ in range(1 + (self.chance.random() < 0.3)):
            await self.outside.door.posts("/api/v1/messages", message)

    def differences(self) -> Iterator[str]:
        seen, heard = _answers(self.received), self.outside.heard_from(self.number)
        if seen != [expected_answer(each) for each in self.meant]:
            yield f"asked {self.meant}, was answered {seen}"
        if heard != self.meant:
            yield f"asked {self.meant}, the assistant heard {heard}"
        got = [text for text in self.received if text.startswith("notice")]
        if got != self.notices:
            yield f"was written {self.notices}, received {got}"
        sorry = sum(text in APOLOGIES for text in self.received)
        if sorry > len(self.meant):
            yield f"asked {self.meant}, was told {sorry} times that it takes longer"
        yield from self._differences_of_events()

    def _differences_of_events(self) -> Iterator[str]:
        contact = self.outside.contact_of(self.number)
        told = [
            event["kind"]
            for event in self.outside.events.values()
            if event.get("conversation_id") == contact
        ]
        said = {STOP: "opted_out", START: "opted_in"}
        if told != [said[text] for text in self.texts if text in said]:
            yield f"asked {self.meant}, the case manager was told {told}"


@dataclass(repr=False)
class SmppTexter(Texter):
    """By a message centre that delivers again only what may not have been taken. What they receive
    twice is what was on its way to the centre when its worker was killed."""

    async def _sends(self, message: Body) -> None:
        await self.outside.centre.delivers(self.number, message["text"])

    async def _sends_again(self, message: Body) -> None:
        """Nothing tells it from the same words said again."""

    @property
    def received(self) -> list[str]:
        return list(dict.fromkeys(super().received))

    @property
    def received_again(self) -> int:
        return len(self.outside.received[self.number]) - len(self.received)


@dataclass(repr=False)
class Caller:
    """Dials again when a step fails, and goes on from there where that is offered."""

    outside: Outside
    number: str
    questions: Sequence[str]
    chance: random.Random
    session: str = ""
    redialled: int = 0

    @property
    def requests(self) -> int:
        return 1 + len(self.questions)

    async def talks(self) -> None:
        await self._dials()
        for question in self.questions:
            await self._asks(question)

    async def _asks(self, question: str) -> None:
        """Again after a failure, unless the answer is what there was to go on with."""
        answer = expected_answer(question)
        screen = await self._types(question)
        while answer not in screen:
            if screen in _BY_SMS:
                await self.outside.until(
                    lambda: answer in self.outside.received[self.number], ANSWER_SECONDS
                )
                await self._dials()
                return
            screen = await self._dials()
            if answer not in screen:
                screen = await self._types(question)

    async def _dials(self) -> str:
        """The screen from which to go on."""
        while True:
            self.session = f"{self.chance.getrandbits(64):016x}"
            screen = await self._steps("", is_new=True)
            if any(words in screen for words in _GO_ON):
                screen = await self._types("1")
            if screen:
                return screen
            self.redialled += 1

    async def _types(self, text: str) -> str:
        return await self._steps(text, is_new=False)

    async def _steps(self, text: str, *, is_new: bool) -> str:
        """Nothing when the call broke off. Some operators push a step again first."""
        step = {
            "session": self.session,
            "from": self.number,
            "to": CODE,
            "input": text,
            "is_new": is_new,
            "id": f"{self.chance.getrandbits(64):016x}",
        }
        for _ in range(self.chance.choice((1, _PUSHES))):
            try:
                answer = await self.outside.door.posts_once("/channels/ussd/ussd", step)
            except Unanswered:
                continue
            return str(answer["screen"])
        return ""

    def differences(self) -> Iterator[str]:
        heard = [text for text in self.outside.heard_from(self.number) if text not in GATEWAYS_OWN]
        if heard != list(self.questions):
            yield f"asked {list(self.questions)}, the assistant heard {heard}"
        by_sms = _answers(self.outside.received[self.number])
        if len(by_sms) != len(set(by_sms)):
            yield f"was answered by SMS {by_sms}"


@dataclass(repr=False)
class PatientCaller(Caller):
    """Their operator is answered before the screen is made; it shows it when it comes, and perhaps
    once more. Whoever is answered at all waits for it, or for the SMS that comes instead."""

    seen: str = ""

    async def _steps(self, text: str, *, is_new: bool) -> str:
        if is_new:
            self.seen = ""  # another call may begin with the same words
        shown, received = self.shown, self.outside.received[self.number]
        screens, messages = len(shown), len(received)
        await self._sends_step(text, is_new=is_new)

        def find_answer() -> str | None:
            new = [each for each in shown[screens:] if each != self.seen]
            return next(iter(new + received[messages:]), None)

        self.seen = await self.outside.until(find_answer, ANSWER_SECONDS)
        return self.seen

    @property
    def shown(self) -> list[str]:
        return self.outside.screens[self.session]

    async def _sends_step(self, text: str, *, is_new: bool) -> None:
        step = {
            "applicationId": "APP_000001",
            "requestId": f"{self.chance.getrandbits(64):016x}",
            "sessionId": self.session,
            "ussdOperation": "mo-init" if is_new else "mo-cont",
            "message": text or CODE,
            "sourceAddress": f"tel:{self.number.removeprefix('+')}",
            "encoding": "440",
        }
        for _ in range(self.chance.choice((1, 2))):
            answer = await self.outside.door.posts("/channels/bdapps/ussd", step)
            assert answer["statusDetail"] == "Success"


@dataclass(repr=False)
class SmppCaller(PatientCaller):
    """By a message centre, whose steps have no ids. They hang up now and then, and go on."""

    async def _asks(self, question: str) -> None:
        if self.chance.random() < 0.3:
            await self._does(ABORT, "")
            await self._dials()
        await super()._asks(question)

    @property
    def call(self) -> bytes:
        """Its name, whose last bit would say that it is over."""
        return (int(self.session[:4], 16) & ~1).to_bytes(2)

    @property
    def shown(self) -> list[str]:
        return self.outside.centre.screens[self.number, self.call]

    async def _sends_step(self, text: str, *, is_new: bool) -> None:
        await self._does(BEGIN if is_new else INPUT, text or CODE)

    async def _does(self, operation: int, text: str) -> None:
        await self.outside.centre.delivers_step(self.number, self.call, operation, text)


def _answers(received: Sequence[str]) -> list[str]:
    return [t for t in received if t not in APOLOGIES and not t.startswith("notice")]


def citizens(outside: Outside, count: int, chance: random.Random) -> list[Citizen]:
    """Of each sort as many as of any other, but for those whose provider knows ids of SMS."""
    sorts = (_texter, _smpp_texter, _caller, _texter, _patient_caller, _smpp_caller)
    return [sorts[n % len(sorts)](outside, n, chance) for n in range(count)]


def _patient_caller(outside: Outside, n: int, chance: random.Random) -> Caller:
    caller = _caller(outside, n, chance)
    return PatientCaller(outside, caller.number, caller.questions, caller.chance)


def _smpp_caller(outside: Outside, n: int, chance: random.Random) -> Caller:
    caller = _caller(outside, n, chance)
    return SmppCaller(outside, caller.number, caller.questions, caller.chance)


def _smpp_texter(outside: Outside, n: int, chance: random.Random) -> Texter:
    """Says nothing twice: once its connection broke, the same words soon after are taken for those
    that came before."""
    texter, choices = _texter(outside, n, chance), iter(FIRST)
    texts = [next(choices) if text in FIRST else text for text in texter.texts]
    return SmppTexter(outside, texter.number, texts, texter.chance, texter.notices)


def _caller(outside: Outside, n: int, chance: random.Random) -> Caller:
    questions = [f"question {_in_letters(n)} {_in_letters(i)}" for i in range(chance.randint(2, 4))]
    return Caller(outside, _number(n), questions, random.Random(chance.random()))


def _texter(outside: Outside, n: int, chance: random.Random) -> Texter:
    texts: list[str] = []
    for i in range(chance.randint(2, 4)):
        texts.append(f"question {_in_letters(n)} {_in_letters(i)}")
        if chance.random() < 0.25:
            texts += [f"{MENU} {_in_letters(n)} {_in_letters(i)}", "1"]
    notices: list[str] = []
    if chance.random() < 0.2:
        texts += [STOP, START]
    elif chance.random() < 0.4:
        notices = [f"notice {_in_letters(n)} {_in_letters(i)}" for i in range(2)]
    return Texter(outside, _number(n), texts, random.Random(chance.random()), notices)


def _number(n: int) -> str:
    return f"+88017{n:08d}"


def _in_letters(n: int) -> str:
    """No amount, no reference, no choice."""
    return "".join("bdfghjklmn"[int(digit)] for digit in str(n))

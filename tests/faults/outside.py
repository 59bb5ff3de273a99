"""The assistant, the case manager and an operator's SMS centre, and all that they ever saw."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from aiohttp import web

from tests.faults.door import Door
from tests.faults.message_centre import MessageCentre
from ussd_gateway.messages import Language
from ussd_gateway.texts import apology

Body = dict[str, Any]
Found = TypeVar("Found")
MENU, STOP, START, PICK = "menu", "leave me", "write to me", "/pick "
GATEWAYS_OWN = ("/greet", "/go_home")
APOLOGIES = frozenset(apology(language) for language in Language)
_LONGEST_BEFORE_ANSWER_SECONDS = 2.0
_LONGEST_SECONDS = 0.03  # that any of the three takes before and after it does something


@dataclass(repr=False)
class Outside:
    """Replays by id, as the contract asks. The SMS centre sends whatever it is given and reports on
    it by our id; or it knows our ids, sends each once, and reports by its own."""

    door: Door
    centre: MessageCentre = field(init=False)
    screens: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by session
    asked: dict[str, str] = field(default_factory=dict)  # what, by message id
    turns: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by contact
    replayed: int = 0
    phones: dict[str, str] = field(default_factory=dict)  # by contact
    events: dict[str, Body] = field(default_factory=dict)  # by event id, the first copy
    events_again: int = 0
    received: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by phone
    taken: dict[str, str] = field(
        default_factory=dict
    )  # the SMS centre's id by ours, where it asks
    reported_first: int = 0
    reporting: set[asyncio.Task[Body]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.centre = MessageCentre(self.door, self.received)

    @property
    def is_reporting(self) -> bool:
        return bool(self.reporting or self.centre.reporting)

    async def until(self, find: Callable[[], Found | None], seconds: float) -> Found:
        """What it finds in the end."""
        async with asyncio.timeout(seconds):
            while not (found := find()):
                await asyncio.sleep(0.05)
            return found

    def contact_of(self, phone: str) -> str | None:
        return next((id_ for id_, each in self.phones.items() if each == phone), None)

    def heard_from(self, phone: str) -> list[str]:
        """What the assistant was asked for this phone, in order, each message id once."""
        return self.turns.get(self.contact_of(phone) or "", [])

    async def take_turn(self, body: Body) -> Body:
        message_id, text = body["metadata"]["message_id"], body["message"]
        if message_id in self.asked:
            self.replayed += 1
        else:
            self.asked[message_id] = text
            self.turns[body["sender"]].append(text)
        return {"message_id": message_id, "answers": [_answer(self.asked[message_id])]}

    async def meet(self, contact_id: str, body: Body) -> Body:
        self.phones[contact_id] = body["phone"]
        return {"conversation_id": contact_id, "language": body["language"]}

    async def take_event(self, body: Body) -> Body:
        if body["event_id"] in self.events:
            self.events_again += 1
        self.events.setdefault(body["event_id"], body)
        return {"event_id": body["event_id"]}

    async def send_sms(self, body: Body) -> Body:
        if body["ref"] in self.taken:
            return {"id": self.taken[body["ref"]]}
        self.received[body["to"]].append(body["text"])
        theirs = uuid4().hex
        report = {"id": theirs, "status": "DELIVRD"}
        if random.random() < 0.5:
            self.taken[body["ref"]] = theirs
        else:
            report["ref"] = body["ref"]
        task = asyncio.create_task(self.door.posts("/channels/sms/status", report))
        self.reporting.add(task)
        task.add_done_callback(self.reporting.discard)
        if random.random() < 0.3:  # it reports before it answers
            reported, _ = await asyncio.wait([task], timeout=_LONGEST_BEFORE_ANSWER_SECONDS)
            self.reported_first += len(reported)
        return {"id": theirs}

    async def show_screen(self, body: Body) -> Body:
        """As an operator does that was answered before."""
        self.screens[body["sessionId"]].append(body["message"])
        return {"statusCode": "S1000", "statusDetail": "Success"}

    def app(self) -> web.Application:
        async def conversation(request: web.Request) -> web.Response:
            contact_id = request.match_info["id"]
            return await _handled(request, lambda body: self.meet(contact_id, body))

        app = web.Application()
        app.router.add_put("/api/v1/conversations/{id}", conversation)
        for path, do in (
            ("/webhooks/gateway/turns", self.take_turn),
            ("/api/v1/events", self.take_event),
            ("/sms", self.send_sms),
            ("/ussd/send", self.show_screen),
        ):
            app.router.add_post(path, partial(_handled, do=do))
        return app


async def _handled(request: web.Request, do: Callable[[Body], Awaitable[Body]]) -> web.Response:
    try:
        body = await request.json()
    except ConnectionResetError:  # killed while it spoke
        return web.Response(status=400)
    await asyncio.sleep(random.uniform(0, _LONGEST_SECONDS))
    answer = await do(body)
    await asyncio.sleep(random.uniform(0, _LONGEST_SECONDS))
    return web.json_response(answer)


def expected_answer(asked: str) -> str:
    """As an SMS shows it."""
    answer = _answer(asked)
    return "\n".join(
        [answer["text"], *(f"1. {each['title']}" for each in answer.get("buttons", []))]
    )


def _answer(asked: str) -> Body:
    answer: Body = {"text": f"heard: {asked.removeprefix(PICK)}"}
    if asked.startswith(MENU):
        answer["buttons"] = [{"title": "this", "payload": f"{PICK}{asked}"}]
    if asked in (STOP, START):
        answer["custom"] = {"opt_out": asked == STOP, "opt_in": asked == START}
    if asked in GATEWAYS_OWN:
        answer["text"] = "welcome"
    return answer


@asynccontextmanager
async def open_to(outside: Outside, port: int) -> AsyncIterator[None]:
    runner = web.AppRunner(outside.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield
    finally:
        await runner.cleanup()

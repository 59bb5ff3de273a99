"""The gateway's door to the assistant: one message in, its answers out, and the same ones again
when the same message comes again.

The answers to a message are what the tracker says the bot uttered after it, and are kept in it, so
a replay and the state of the dialogue can never disagree.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

import logs
from citizen_text.secrets import REDACTED
from components import spoken_turns
from components.gateway_messages import (
    CaseworkerAsked,
    GatewayTurn,
    Malformed,
    parse_event,
    parse_turn,
)
from components.tracker import Answers
from phrases.option_titles import OptionTitles
from wording import Wording, read_wording

logger = structlog.get_logger(__name__)


class NoAnswer(Exception):
    """The turn ended without an answer, or with the apology: it was taken back."""


class DiscardingChannel(OutputChannel):
    """The answers are read from the tracker, not from here."""

    @classmethod
    def name(cls) -> str:
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        return None


class GatewayChannel(InputChannel):
    def __init__(self, token: str, wording: Wording | None = None) -> None:
        self._token = token
        self._wording = wording or read_wording()
        self._titles = OptionTitles(self._wording.texts)

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> "GatewayChannel":
        given = credentials or {}
        token = given.get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("gateway_channel")

        @blueprint.post("/turns")
        async def take_turn(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._take_turn)

        @blueprint.post("/events")
        async def hear_event(request: Request) -> HTTPResponse:
            return await self._guarded(request, self._hear_event)

        return blueprint

    async def _guarded(
        self, request: Request, handle: Callable[[Request, Agent], Awaitable[HTTPResponse]]
    ) -> HTTPResponse:
        """The edge: whoever knows the token gets an answer, and every failure has a name."""
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return _refusal(401, "Unauthenticated", "the token is wrong")
        try:
            return await handle(request, request.app.ctx.agent)
        except Malformed as error:
            return _refusal(422, "Malformed", str(error))
        except NoAnswer as error:
            return _refusal(503, "NoAnswer", str(error))
        except LockError:
            return _refusal(503, "Busy", "the conversation's last message is still being handled")
        except Exception as error:  # noqa: BLE001 - the conversation turn: logged and answered
            logger.error("gateway_channel.failed", error=type(error).__name__)
            return _refusal(503, "NoAnswer", "the assistant failed")

    async def _take_turn(self, request: Request, agent: Agent) -> HTTPResponse:
        turn = parse_turn(request.body)
        logs.follow(turn.traceparent)
        async with agent.tracker_store.turn(turn.sender):
            tracker = await agent.processor.get_tracker(turn.sender)
            answers = tracker.answered.get(turn.message_id)
            if answers:
                return self._answered(turn, answers, replayed=True)
            picked = self._titles.meant(turn.message, spoken_turns.on_offer(tracker))
            turn = replace(turn, picked=picked)
            metadata = self._metadata(turn, tracker)
            answers = await _converse(agent, turn, metadata)
        return self._answered(turn, answers, replayed=False)

    def _metadata(self, turn: GatewayTurn, tracker: DialogueStateTracker) -> dict[str, Any]:
        metadata = turn.metadata()
        if metadata["language"] != turn.language:
            metadata["set_language"] = metadata["language"]
        language = metadata["language"]
        spoken = "bn-Latn" if language == "bn" and not turn.can_script else language
        return metadata | {
            name: [self._wording.say(text, spoken) for text in texts]
            for name, texts in _said_before(turn, tracker).items()
        }

    def _answered(self, turn: GatewayTurn, answers: Answers, *, replayed: bool) -> HTTPResponse:
        body = {"message_id": turn.message_id, "replayed": replayed, "answers": answers}
        return json(body, ensure_ascii=False)

    async def _hear_event(self, request: Request, agent: Agent) -> HTTPResponse:
        event = parse_event(request.body)
        logs.follow("")
        async with agent.tracker_store.turn(event.sender):
            await _hear(agent, event)
        return json({"event_id": event.event_id})


def _said_before(turn: GatewayTurn, tracker: DialogueStateTracker) -> dict[str, list[str]]:
    """Before the answer: who we are, once a session, and never to tell a secret, which the
    introduction says as well.
    """
    said = {}
    is_warned = REDACTED in turn.message and not spoken_turns.has_heard_secret(tracker)
    if is_warned:
        said["warnings"] = ["utter_secret_heard"]
    if not spoken_turns.is_introduced(tracker):
        name = "utter_intro_free" if turn.is_free else "utter_intro"
        said["introductions"] = [f"{name}_short"] if is_warned else [name, f"{name}_short"]
    return said


async def _converse(agent: Agent, turn: GatewayTurn, metadata: Mapping[str, Any]) -> Answers:
    message = UserMessage(
        turn.heard,
        DiscardingChannel(),
        turn.sender,
        input_channel=GatewayChannel.name(),
        message_id=turn.message_id,
        metadata=dict(metadata),
        parse_data=turn.understood(),
    )
    await agent.processor.handle_message(message)
    tracker = await agent.processor.get_tracker(turn.sender)
    answers = spoken_turns.answers_to(tracker, turn.message_id)
    if not answers or tracker.latest_action_name != ACTION_LISTEN_NAME:
        raise NoAnswer("the turn ended without an answer and was taken back")
    tracker.remember(turn.message_id, answers)
    return answers


async def _hear(agent: Agent, event: CaseworkerAsked) -> None:
    tracker = await agent.processor.fetch_tracker_with_initial_session(
        event.sender, DiscardingChannel()
    )
    if spoken_turns.hear_question(tracker, event):
        await agent.tracker_store.save(tracker)


def _refusal(status: int, error: str, detail: str) -> HTTPResponse:
    return json({"error": error, "detail": detail}, status)

"""Rasa as it comes, for comparison: its own processor and locks, behind our channel.

Trackers are kept by our store, which shortens them: with Rasa's own a turn gets dearer with each
turn before it.

Run by the assistant's Python in its folder: `python -m benchmarks.plain_assistant MODEL`.
"""

import json
import os
import sys
import tempfile
from asyncio import AbstractEventLoop
from pathlib import Path
from urllib.parse import urlsplit

import rasa.core.run
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.utils import AvailableEndpoints
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

import logs
import settings
from components import spoken_turns
from components.action_endpoint import ActionServer
from components.gateway_channel import DiscardingChannel, GatewayChannel
from components.gateway_messages import parse_turn


class PlainChannel(GatewayChannel):
    """Nothing is replayed or taken back, and nobody is introduced."""

    async def _take_turn(self, request: Request, agent: Agent) -> HTTPResponse:
        turn = parse_turn(request.body)
        message = UserMessage(
            turn.message,
            DiscardingChannel(),
            turn.sender,
            input_channel=self.name(),
            message_id=turn.message_id,
            metadata=turn.metadata(),
        )
        await agent.handle_message(message)
        tracker = await agent.processor.get_tracker(turn.sender)
        answers = spoken_turns.answers_to(tracker, turn.message_id)
        return self._answered(turn, answers, replayed=False)


def main() -> None:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    told = settings.read(settings.ASSISTANT)
    logs.configure()
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as credentials:
        channel = f"{__spec__.name}.{PlainChannel.__name__}"
        json.dump({channel: {"token": told["NALISH_ASSISTANT_TOKEN"]}}, credentials)
        credentials.flush()
        rasa.core.run.serve_application(
            model_path=str(Path(sys.argv[1])),
            credentials=credentials.name,
            endpoints=_endpoints(told),
            interface=told["NALISH_ASSISTANT_HOST"],
            port=int(told["NALISH_ASSISTANT_PORT"]),
            server_listeners=[(_say_ready, "after_server_start")],
        )


def _endpoints(told: dict[str, str]) -> AvailableEndpoints:
    redis = urlsplit(told["REDIS_URL"])
    return AvailableEndpoints(
        tracker_store=EndpointConfig(
            told["REDIS_URL"],
            type="components.tracker_store.NalishTrackerStore",
            key_prefix=told["NALISH_REDIS_PREFIX"],
            sealing_key=told["NALISH_TRACKER_SEALING_KEY"],
        ),
        lock_store=EndpointConfig(
            redis.hostname, type="redis", db=1, port=redis.port, password=redis.password
        ),
        nlg=EndpointConfig(type="components.replies.Replies"),
        action=ActionServer(told["NALISH_ACTIONS_URL"], told["NALISH_ACTIONS_TOKEN"]),
    )


async def _say_ready(app: Sanic, loop: AbstractEventLoop) -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    main()

"""From the file of channels to the channels themselves."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
from redis.asyncio import Redis

from ussd_gateway.channels.base import Channel, SendsSms
from ussd_gateway.channels.config import ChannelConfig, Surroundings
from ussd_gateway.channels.file import DEMO_FILE, channel_types, read_channels
from ussd_gateway.channels.routes import read_routes
from ussd_gateway.errors import ChannelsRefused
from ussd_gateway.sealing import Sealer
from ussd_gateway.sending.routing import Routing, sending_terms
from ussd_gateway.settings import Settings


def files_of(settings: Settings) -> list[Path]:
    """An operator's file is laid over that of the demonstration, which production has not."""
    files = [DEMO_FILE] if settings.simulator_enabled else []
    return [*files, settings.channels_file] if settings.channels_file else files


def make_channels(
    settings: Settings,
    surroundings: Surroundings,
    environment: Mapping[str, str] = os.environ,
) -> dict[str, Channel]:
    """By id, in the file's order. Raises ChannelsRefused with all that is wrong."""
    is_production = not settings.simulator_enabled
    files = files_of(settings)
    return open_channels(files, environment, surroundings, is_production=is_production)


def make_routing(settings: Settings, channels: Mapping[str, Channel]) -> Routing:
    """Raises ChannelsRefused with all that is wrong."""
    terms = sending_terms(channels)
    routes = read_routes(files_of(settings), terms)
    if routes.problems:
        raise ChannelsRefused(routes.problems)
    return Routing(routes.rules, terms)


def open_channels(
    files: Sequence[Path],
    environment: Mapping[str, str],
    surroundings: Surroundings,
    *,
    is_production: bool = False,
) -> dict[str, Channel]:
    """Of a channel that is wrong itself it is not said as well that others look for it in vain."""
    configured = read_channels(files, environment)
    made = {
        id_: channel_types()[config.type].make(id_, config, surroundings)
        for id_, config in configured.by_id.items()
    }
    problems = [
        *configured.problems,
        *(_of_demonstrations(configured.by_id) if is_production else ()),
        *_without_sms(made, configured.wrong),
        *read_routes(files, sending_terms(made).keys() | configured.wrong).problems,
    ]
    if problems:
        raise ChannelsRefused(problems)
    return made


def _without_sms(made: Mapping[str, Channel], wrong: Collection[str]) -> Iterator[str]:
    for channel in made.values():
        name = channel.ussd.sms_channel if channel.ussd else channel.id
        if channel.ussd and name not in wrong and not isinstance(made.get(name), SendsSms):
            yield (
                f"channels.{channel.id}.sms_channel: there is no channel {name!r} that sends SMS, "
                "and an answer that is late goes by SMS"
            )


def _of_demonstrations(configured: Mapping[str, ChannelConfig]) -> Iterator[str]:
    for id_, config in configured.items():
        if channel_types()[config.type].is_demonstration:
            yield f"channels.{id_}.type: {config.type} is for a demonstration, not for production"


def surroundings_of(
    settings: Settings, open_http: Callable[[], httpx.AsyncClient], redis: Redis, sealer: Sealer
) -> Surroundings:
    return Surroundings(
        open_http=open_http,
        redis=redis,
        redis_prefix=settings.redis_prefix,
        sealer=sealer,
        public_url=settings.gateway_public_url,
        ussd_code=settings.ussd_code,
        assistant_timeout_seconds=settings.assistant_timeout_seconds,
        sms_deadline_seconds=settings.sms_deadline_seconds,
        ussd_deadline_seconds=settings.ussd_deadline_seconds,
    )

"""What a file of channels makes of itself: looked at without calling anybody."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from redis.asyncio import Redis

from nalish.environment import channel_files
from nalish.refusals import Refusal
from ussd_gateway.channels.base import SendsSms, StaysConnected
from ussd_gateway.channels.config import Surroundings, UnsignedConfig
from ussd_gateway.channels.file import read_channels
from ussd_gateway.channels.setup import open_channels
from ussd_gateway.errors import ChannelsRefused
from ussd_gateway.sealing import Sealer

_SOME_SITE = "https://<your site>"
_PATH_SECRET = "<its path secret>"  # noqa: S105 (stands for one)


@dataclass(frozen=True)
class FoundChannel:
    id: str
    type: str
    hears_sms: bool
    sends_sms: bool
    takes_calls: bool
    stays_connected: bool
    called_at: Sequence[str]


def check(
    files: Sequence[Path] | None = None, environment: Mapping[str, str] = os.environ
) -> list[FoundChannel]:
    """Without files those of the environment. Raises Refusal with all that is wrong."""
    site = environment.get("NALISH_GATEWAY_PUBLIC_URL", _SOME_SITE).rstrip("/")
    try:
        files = files or channel_files(environment)
        channels = open_channels(files, environment, _nowhere(site))
        configured = read_channels(files, environment).by_id
    except ChannelsRefused as refused:
        raise Refusal(str(refused)) from None
    found = []
    for id_, channel in channels.items():
        config = configured[id_]
        stays_connected = isinstance(channel, StaysConnected)
        has_secret = isinstance(config, UnsignedConfig) and config.path_secret
        end = f"/{_PATH_SECRET}" if has_secret else ""
        found.append(
            FoundChannel(
                id=id_,
                type=config.type,
                hears_sms="inbound" in channel.routes or stays_connected,
                sends_sms=isinstance(channel, SendsSms),
                takes_calls=channel.ussd is not None,
                stays_connected=stays_connected,
                called_at=[f"{site}/channels/{id_}/{name}{end}" for name in channel.routes],
            )
        )
    return found


def in_words(found: Sequence[FoundChannel]) -> Iterator[str]:
    if not found:
        yield "No channels: nobody can write, call or be written to."
    for channel in found:
        can = {
            "hears SMS": channel.hears_sms,
            "sends SMS": channel.sends_sms,
            "takes calls": channel.takes_calls,
        }
        yield f"{channel.id} ({channel.type}): {', '.join(what for what, it in can.items() if it)}"
        if channel.stays_connected:
            yield "  is called by nobody: every worker stays connected to it"
        yield from (f"  is called at {address}" for address in channel.called_at)


def _nowhere(site: str) -> Surroundings:
    """Making a channel calls nobody."""
    return Surroundings(
        open_http=httpx.AsyncClient,
        redis=Redis(),
        redis_prefix="",
        sealer=Sealer({1: bytes(32)}, 1, b"-"),
        public_url=site,
        ussd_code="*16236#",
        assistant_timeout_seconds=1,
        sms_deadline_seconds=1,
        ussd_deadline_seconds=1,
    )

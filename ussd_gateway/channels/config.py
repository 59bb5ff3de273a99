"""What may be said of a channel in the file of channels; each type adds its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Generic, TypeVar

import httpx
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
)
from redis.asyncio import Redis

from citizen_text import sms
from ussd_gateway.channels.base import Channel, SmsTerms, UssdTerms, whole_text
from ussd_gateway.sealing import Sealer
from ussd_gateway.ussd.screens import ROOM

LONGEST_SMS = 1600  # characters
SHORTEST_PATH_SECRET = 32  # characters


def from_environment(value: object, info: ValidationInfo) -> object:
    """`{ env = "NAME" }` is what stands in the environment under this name."""
    if not isinstance(value, Mapping) or set(value) != {"env"}:
        return value
    variables: Mapping[str, str] = (info.context or {}).get("environment", {})
    name = value["env"]
    if not isinstance(name, str) or not variables.get(name):
        raise ValueError(f"the environment has no {name}")
    return variables[name]


def _only_from_environment(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        raise ValueError('a secret does not stand in the file: write { env = "ITS_VARIABLE" }')
    return from_environment(value, info)


Given = Annotated[str, StringConstraints(min_length=1), BeforeValidator(from_environment)]
"""A text that may as well stand in the environment."""
Secret = Annotated[SecretStr, Field(min_length=1), BeforeValidator(_only_from_environment)]
PathSecret = Annotated[
    SecretStr, Field(min_length=SHORTEST_PATH_SECRET), BeforeValidator(_only_from_environment)
]


def _network(value: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(value))
    except ValueError:
        raise ValueError("must be an address, or a network such as 192.0.2.0/24") from None


Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]


class ChannelConfig(BaseModel):
    """`free`: a message costs the citizen nothing, and the greeting says so.

    `plain_signs`: danda and typographic signs become plain ones where that saves a segment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    type: str
    free: bool = False
    segment_paisa: int = Field(default=sms.SEGMENT_PAISA, ge=0)
    segments_per_second: float = Field(default=10.0, gt=0)
    longest_text: int = Field(default=LONGEST_SMS, ge=160)
    plain_signs: bool = True


class UnsignedConfig(ChannelConfig):
    """Of a provider that signs nothing: a secret end of the path, and the list of its addresses."""

    path_secret: PathSecret
    addresses: Annotated[list[Network], Field(min_length=1)]


@dataclass(frozen=True)
class Surroundings:
    """What every channel stands in: the outside world, and the gateway's own pace.

    `open_http`: each channel has connections of its own, so that a provider that does not answer
    takes none from another.
    """

    open_http: Callable[[], httpx.AsyncClient]
    redis: Redis
    redis_prefix: str
    sealer: Sealer = field(repr=False)
    public_url: str
    ussd_code: str
    assistant_timeout_seconds: float
    sms_deadline_seconds: float
    ussd_deadline_seconds: float

    def url_of(self, channel_id: str, route: str) -> str:
        """As the provider calls it."""
        return f"{self.public_url}/channels/{channel_id}/{route}"

    def sms_terms(
        self, config: ChannelConfig, *, can_script: bool = True, number: str = ""
    ) -> SmsTerms:
        return SmsTerms(
            can_script=can_script,
            is_free=config.free,
            assistant_timeout_seconds=self.assistant_timeout_seconds,
            deadline_seconds=self.sms_deadline_seconds,
            segment_paisa=config.segment_paisa,
            segments_per_second=config.segments_per_second,
            options=sms.SmsOptions(plain_signs=config.plain_signs, longest=config.longest_text),
            number=number,
        )

    def ussd_terms(
        self,
        config: ChannelConfig,
        *,
        sms_channel: str,
        can_script: bool = False,
        newest_input: Callable[[str, int], str | None] = whole_text,
        screen_septets: int = ROOM["GSM-7"],
    ) -> UssdTerms:
        return UssdTerms(
            can_script=can_script,
            is_free=config.free,
            assistant_timeout_seconds=self.assistant_timeout_seconds,
            deadline_seconds=self.sms_deadline_seconds,
            screen_seconds=self.ussd_deadline_seconds,
            sms_channel=sms_channel,
            newest_input=newest_input,
            screen_septets=screen_septets,
        )


Config = TypeVar("Config", bound=ChannelConfig)


@dataclass(frozen=True)
class ChannelType(Generic[Config]):
    """What a folder of a channel declares as `TYPE`; the folder's name is that of the type.

    `make` takes the channel's id, what the file says of it, and what it stands in. Production
    refuses what `is_demonstration`.
    """

    config: type[Config]
    make: Callable[[str, Config, Surroundings], Channel]
    is_demonstration: bool = False

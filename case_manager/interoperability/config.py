"""What may be said in the file of interoperability: who we are, whom we ask, who may ask us."""

import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)

from case_manager.interoperability.peer import SignatureForm
from case_manager.interoperability.signatures import Signer, read_jwks

_SEED_BYTES = 32
_SHORTEST_SECRET = 32


class PeerType(StrEnum):
    REGISTRY = "registry"
    MAPPER = "mapper"
    DISBURSEMENTS = "disbursements"
    G2P_BRIDGE = "g2p-bridge"


class Way(StrEnum):
    """How a registry is asked; `enrolled` is answered with yes or no."""

    SEARCH = "search"
    ENROLLED = "enrolled"


class Source(StrEnum):
    """Where the facts of a programme come from: files that are imported, peers, or both."""

    FILE = "file"
    DCI = "dci"
    BOTH = "both"


def _from_environment(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str):
        raise ValueError('a secret does not stand in the file: write { env = "ITS_VARIABLE" }')
    name = value.get("env") if isinstance(value, Mapping) and set(value) == {"env"} else None
    variables: Mapping[str, str] = (info.context or {}).get("environment", {})
    if not isinstance(name, str) or not variables.get(name):
        raise ValueError(f"the environment has no {name}")
    return variables[name]


def _keys_of(value: object, info: ValidationInfo) -> object:
    """The public keys in a JWKS file that stands beside the file of interoperability."""
    folder: Path = (info.context or {}).get("folder", Path())
    try:
        return read_jwks(json.loads((folder / str(value)).read_text("utf-8")))
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"there is no file {value} to be read") from None
    except ValueError:
        raise ValueError(f"{value} is no JWKS with Ed25519 keys that have a kid") from None


def _address(value: str) -> str:
    if not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ValueError("an address begins with https://, or leads to this machine")
    return value.rstrip("/")


def _is_seed(value: SecretStr) -> SecretStr:
    try:
        is_seed = len(b64decode(value.get_secret_value(), validate=True)) == _SEED_BYTES
    except ValueError:
        is_seed = False
    if not is_seed:
        raise ValueError(f"a signing key is base64 of {_SEED_BYTES} bytes")
    return value


def _names_only(*known: str) -> AfterValidator:
    def check(value: str) -> str:
        if {name for _, name, _, _ in Formatter().parse(value) if name is not None} - set(known):
            raise ValueError(f"only {{{'}, {'.join(known)}}} can stand in it")
        return value

    return AfterValidator(check)


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Secret = Annotated[SecretStr, Field(min_length=1), BeforeValidator(_from_environment)]
LongSecret = Annotated[
    SecretStr, Field(min_length=_SHORTEST_SECRET), BeforeValidator(_from_environment)
]
SigningKey = Annotated[Secret, AfterValidator(_is_seed)]
PublicKeys = Annotated[Mapping[str, Ed25519PublicKey], BeforeValidator(_keys_of)]
Address = Annotated[str, AfterValidator(_address)]


class Table(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, arbitrary_types_allowed=True
    )


class Us(Table):
    """`id` is what the others know us as; `key_id` changes with the key."""

    id: Id
    key_id: Id
    signing_key: SigningKey

    def signer(self) -> Signer:
        seed = b64decode(self.signing_key.get_secret_value())
        return Signer(self.id, self.key_id, Ed25519PrivateKey.from_private_bytes(seed))


class TokenConfig(Table):
    url: Address
    client_id: str = Field(min_length=1)
    client_secret: Secret


class PurposeConfig(Table):
    code: str = Field(min_length=1, max_length=64)
    text: str = ""


class PeerConfig(Table):
    """`id` is its receiver_id. Without `keys` its answers are taken unsigned."""

    type: PeerType
    id: Id
    url: Address
    signature: SignatureForm
    namespace: Literal["dci", "g2p"] = "dci"
    keys: PublicKeys | None = None
    token: TokenConfig | None = None
    timeout_seconds: float = Field(default=5.0, gt=0, le=30)
    fresh_minutes: int = Field(default=60, ge=1)
    ask: Way = Way.SEARCH
    identifier_type: str = "NID"
    registry_type: str = ""
    purpose: PurposeConfig | None = None
    path: str = Field(default="", pattern=r"^(/[A-Za-z0-9/_-]+)?$")
    id_form: Annotated[str, _names_only("nid")] = "token:{nid}@nidw"
    reference_form: Annotated[str, _names_only("batch", "beneficiary_id", "period_from")] = (
        "{batch}-{beneficiary_id}"
    )


class ProgrammeConfig(Table):
    """`code` is what peers and partners call the programme; the three others name peers."""

    source: Source
    code: str = Field(min_length=1, max_length=64)
    registry: str | None = None
    mapper: str | None = None
    disbursements: str | None = None

    @model_validator(mode="after")
    def _peers_are_asked_or_not(self) -> Self:
        has_peer = bool(self.registry or self.mapper or self.disbursements)
        if has_peer != (self.source is not Source.FILE):
            raise ValueError(
                'source = "file" asks nobody; "dci" and "both" name registry, mapper or'
                " disbursements"
            )
        return self

    def asks(self) -> dict[str, str]:
        """By question: the peer's name in the file."""
        named = {
            "registry": self.registry,
            "mapper": self.mapper,
            "disbursements": self.disbursements,
        }
        return {question: name for question, name in named.items() if name}


class Told(StrEnum):
    """What a search tells of a person besides the enrolments."""

    NAME = "name"
    SEX = "sex"
    BIRTH = "birth"


class PartnerConfig(Table):
    """Who may ask us what: of which programmes, for which purposes, how often in a day."""

    id: Id
    keys: PublicKeys
    client_secret: LongSecret
    programmes: tuple[str, ...] = Field(min_length=1)
    purposes: tuple[str, ...] = Field(min_length=1)
    asks: tuple[Way, ...] = tuple(Way)
    told: tuple[Told, ...] = ()
    questions_a_day: int = Field(default=1000, ge=1)


class Interoperability(Table):
    us: Us | None = None
    peers: Mapping[Id, PeerConfig] = Field(default_factory=dict)
    programmes: Mapping[str, ProgrammeConfig] = Field(default_factory=dict)
    partners: Mapping[Id, PartnerConfig] = Field(default_factory=dict)

    @property
    def may_be_asked(self) -> bool:
        return any(programme.asks() for programme in self.programmes.values())

    def partner(self, sender_id: str) -> PartnerConfig | None:
        return next((each for each in self.partners.values() if each.id == sender_id), None)

    def fresh_for(self, peer: str) -> timedelta:
        """How long an answer of this peer is not asked for anew."""
        return timedelta(minutes=self.peers[peer].fresh_minutes)

    def from_peers_alone(self) -> frozenset[str]:
        """Of these programmes no file is believed."""
        return frozenset(
            name for name, said in self.programmes.items() if said.source is Source.DCI
        )

    def source_of(self, programme: str) -> Source:
        """What nobody said anything of comes from files."""
        said = self.programmes.get(programme)
        return said.source if said else Source.FILE

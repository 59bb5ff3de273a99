import base64
import binascii
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from citizen_text import sms

SHORTEST_SECRET = 32
_GIVEN_AWAY = ("change-me", "changeme", "demo")


class Mode(StrEnum):
    DEMO = "demo"
    TRAINING = "training"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Read once, in `create_app` and in the worker; `docs/settings.md` says what each one does."""

    model_config = SettingsConfigDict(
        env_prefix="NALISH_",
        env_ignore_empty=True,
        populate_by_name=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    mode: Mode = Mode.PRODUCTION
    database_url: str = Field(validation_alias="DATABASE_URL")
    redis_url: str = Field(validation_alias="REDIS_URL")
    redis_prefix: str = "nalish:"
    heartbeat_file: Path | None = None

    gateway_port: int = 8000
    gateway_worker_host: str = "127.0.0.1"
    gateway_worker_port: int = Field(default=8001, ge=0, le=65535)
    case_manager_port: int = 8080
    assistant_port: int = 5005
    gateway_url: str = ""
    gateway_public_url: str = ""
    case_manager_url: str = ""
    assistant_url: str = ""

    gateway_token: SecretStr
    case_manager_token: SecretStr
    assistant_token: SecretStr
    grant_key: SecretStr
    gateway_sealing_keys: SecretStr
    gateway_index_key: SecretStr

    channels_file: Path | None = None
    simulator_secret: SecretStr = SecretStr("")
    ussd_code: str = Field(default="*16236#", pattern=r"^\*[0-9*]{1,30}#$")
    sms_segment_paisa: int = Field(default=sms.SEGMENT_PAISA, ge=0)

    assistant_timeout_seconds: float = Field(default=10.0, gt=0)
    sms_deadline_seconds: float = Field(default=20.0, gt=0)
    ussd_deadline_seconds: float = Field(default=12.0, gt=0, lt=15)
    hand_over_after_minutes: float = Field(default=60.0, gt=0)
    turn_lock_seconds: float = Field(default=10.0, ge=1)
    finish_seconds: float = Field(default=30.0, gt=0)
    most_messages: int = Field(default=20, ge=1)
    most_messages_minutes: float = Field(default=5.0, gt=0)
    most_same_answers: int = Field(default=5, ge=1)
    most_same_answers_minutes: float = Field(default=30.0, gt=0)
    ids_kept_days: int = Field(default=90, ge=14)
    messages_kept_months: int = Field(default=0, ge=0)
    worker_concurrency: int = Field(default=16, ge=1, le=256)

    @model_validator(mode="after")
    def _fill_in_addresses(self) -> Self:
        self.gateway_url = self.gateway_url or f"http://127.0.0.1:{self.gateway_port}"
        self.gateway_public_url = (self.gateway_public_url or self.gateway_url).rstrip("/")
        self.case_manager_url = self.case_manager_url or (
            f"http://127.0.0.1:{self.case_manager_port}"
        )
        self.assistant_url = self.assistant_url or f"http://127.0.0.1:{self.assistant_port}"
        return self

    @model_validator(mode="after")
    def _require_what_belongs_together(self) -> Self:
        if self.simulator_enabled and not self.simulator_secret.get_secret_value():
            raise ValueError("demo and training mode need NALISH_SIMULATOR_SECRET")
        self.sealing_keys()
        return self

    @model_validator(mode="after")
    def _refuse_weak_secrets(self) -> Self:
        if self.mode is Mode.PRODUCTION:
            for name, secret in self._secrets():
                if len(secret) < SHORTEST_SECRET or any(w in secret.lower() for w in _GIVEN_AWAY):
                    raise ValueError(
                        f"NALISH_{name.upper()} is too short or a known default: "
                        f"production needs a random secret of at least {SHORTEST_SECRET} characters"
                    )
        return self

    def _secrets(self) -> Iterator[tuple[str, str]]:
        for name in (
            "gateway_token",
            "case_manager_token",
            "assistant_token",
            "grant_key",
            "gateway_sealing_keys",
            "gateway_index_key",
        ):
            yield name, getattr(self, name).get_secret_value()

    @property
    def simulator_enabled(self) -> bool:
        return self.mode is not Mode.PRODUCTION

    def sealing_keys(self) -> dict[int, bytes]:
        """Ids and 32-byte keys in the order given: the last one seals, all of them open."""
        keys: dict[int, bytes] = {}
        for part in self.gateway_sealing_keys.get_secret_value().split(","):
            number, _, encoded = part.strip().partition(":")
            try:
                keys[int(number)] = base64.b64decode(encoded, validate=True)
            except (ValueError, binascii.Error):
                raise ValueError(_SEALING_KEYS_FORM) from None
        if any(len(key) != 32 or not 0 < number < 256 for number, key in keys.items()):
            raise ValueError(_SEALING_KEYS_FORM)
        return keys


_SEALING_KEYS_FORM = (
    "NALISH_GATEWAY_SEALING_KEYS must look like 1:<base64 of 32 bytes>[,2:<base64 of 32 bytes>]"
)


def load_settings() -> Settings:
    return Settings.model_validate({})  # every value comes from the environment

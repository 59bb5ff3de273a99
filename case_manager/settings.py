"""Everything the case manager reads from its environment; docs/settings.md explains each."""

import base64
import binascii
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from case_manager.accounts.links import Links
from case_manager.kit.keys import Keys
from case_manager.kit.office_hours import OfficeHours
from case_manager.kit.references import References
from case_manager.kit.restraint import QuietHours, Restraint
from case_manager.kit.sealing import Sealer
from case_manager.mail.smtp import MailServer, SmtpSecurity
from citizen_text import sms

_SHORTEST_SECRET = 32
_TIME = "([01][0-9]|2[0-3]):[0-5][0-9]"
_GIVEN_AWAY = ("change-me", "changeme", "demo")
_SECRETS = (
    "gateway_token",
    "case_manager_token",
    "grant_key",
    "case_manager_sealing_keys",
    "case_manager_index_key",
    "reference_key",
    "link_key",
)


class Mode(StrEnum):
    DEMO = "demo"
    TRAINING = "training"
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="NALISH_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    mode: Mode = Mode.PRODUCTION
    database_url: SecretStr = Field(validation_alias="DATABASE_URL")
    gateway_url: str = "http://127.0.0.1:8000"
    gateway_token: SecretStr
    case_manager_token: SecretStr
    grant_key: SecretStr
    case_manager_sealing_keys: SecretStr
    case_manager_index_key: SecretStr
    reference_key: SecretStr
    link_key: SecretStr
    secure_cookies: bool = True
    session_idle_minutes: int = Field(default=60, ge=1)
    session_hours: int = Field(default=12, ge=1)
    case_manager_public_url: str = "http://127.0.0.1:8080"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: SmtpSecurity = SmtpSecurity.STARTTLS
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = ""
    undo_seconds: int = Field(default=10, ge=0, le=60)
    quiet_hours: str = Field(default="", pattern=rf"^({_TIME}-{_TIME})?$")
    office_hours: str = Field(default="09:00-17:00", pattern=rf"^{_TIME}-{_TIME}$")
    notices_a_day: int = Field(default=0, ge=0, le=1000)
    sms_segment_paisa: int = Field(default=sms.SEGMENT_PAISA, ge=0)
    sms_segments_per_second: float = Field(default=10.0, gt=0)
    fewest_shown: int = Field(default=5, ge=3, le=10)
    heartbeat_file: Path | None = None
    interoperability_file: Path | None = None
    imports_folder: Path = Path("/var/lib/nalish/imports")
    import_files_kept_days: int = Field(default=7, ge=1, le=90)

    @model_validator(mode="after")
    def _secrets_are_worth_the_name(self) -> Self:
        sealing_keys(self.case_manager_sealing_keys.get_secret_value())
        if self.smtp_host and "@" not in self.mail_from:
            raise ValueError("NALISH_MAIL_FROM must be the address that mail is sent from")
        if self.hours.opens >= self.hours.closes:
            raise ValueError("NALISH_OFFICE_HOURS must begin before they end")
        if self.mode is not Mode.PRODUCTION:
            return self
        for name in _SECRETS:
            secret = getattr(self, name).get_secret_value()
            if len(secret) < _SHORTEST_SECRET or _is_given_away(secret):
                raise ValueError(
                    f"NALISH_{name.upper()} must be a random secret of at least"
                    f" {_SHORTEST_SECRET} characters in production"
                )
        return self

    @property
    def undo_window(self) -> timedelta:
        return timedelta(seconds=self.undo_seconds)

    @property
    def import_files_kept(self) -> timedelta:
        return timedelta(days=self.import_files_kept_days)

    @property
    def hours(self) -> OfficeHours:
        return OfficeHours.read(self.office_hours)

    @property
    def restraint(self) -> Restraint:
        start, _, end = self.quiet_hours.partition("-")
        return Restraint(
            quiet_hours=QuietHours({"from": start, "to": end}) if end else None,
            daily_limit=self.notices_a_day or None,
        )

    @property
    def mail_server(self) -> MailServer | None:
        """None where no mail goes out."""
        if not self.smtp_host:
            return None
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            username=self.smtp_username,
            password=self.smtp_password.get_secret_value(),
            sender=self.mail_from,
        )

    @property
    def links(self) -> Links:
        return Links(self.link_key.get_secret_value())

    @cached_property
    def keys(self) -> Keys:
        keys = sealing_keys(self.case_manager_sealing_keys.get_secret_value())
        return Keys(
            sealer=Sealer(
                keys=keys,
                current=list(keys)[-1],
                index_key=self.case_manager_index_key.get_secret_value().encode(),
            ),
            references=References(self.reference_key.get_secret_value().encode()),
        )


def _is_given_away(secret: str) -> bool:
    return any(word in secret.lower() for word in _GIVEN_AWAY)


def sealing_keys(text: str) -> dict[int, bytes]:
    """Reads `1:<base64 of 32 bytes>[,2:…]`; the last one seals, all of them open."""
    keys: dict[int, bytes] = {}
    for entry in text.split(","):
        key_id, _, encoded = entry.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError("a sealing key is not base64") from error
        if not (key_id.isascii() and key_id.isdigit() and int(key_id) < 256 and len(key) == 32):
            raise ValueError("sealing keys look like 1:<base64 of 32 bytes>,2:…")
        keys[int(key_id)] = key
    return keys


def load_settings() -> Settings:
    """Ends the process with a sentence, not a trace, when the environment is not complete."""
    try:
        return Settings()
    except ValidationError as error:
        raise SystemExit(
            "The case manager cannot start: "
            + "; ".join(_sentence(str(part["loc"][-1:]), part["msg"]) for part in error.errors())
        ) from None


def _sentence(place: str, message: str) -> str:
    name = place.strip("(',)")
    if not name:
        return message.removeprefix("Value error, ")
    return f"{name if name.isupper() else 'NALISH_' + name.upper()}: {message.lower()}"

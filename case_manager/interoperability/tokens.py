"""OAuth2 bearer tokens by client credentials, kept until shortly before they expire."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from case_manager.interoperability.errors import PeerRefused, PeerUnavailable
from case_manager.interoperability.wire import post, read_json

_RENEWED_BEFORE = timedelta(seconds=30)
NOT_GIVEN = "token.not_given"
_LONGEST_SECONDS = 366 * 24 * 3600


class _Token(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    access_token: str = Field(pattern=r"^[!-~]{1,8192}$")
    expires_in: float = Field(default=300, ge=0, le=_LONGEST_SECONDS)


@dataclass
class Tokens:
    """Of one peer, for all threads: one of them fetches while the others wait."""

    http: httpx.Client
    url: str
    client_id: str
    client_secret: str = field(repr=False)
    _token: str = field(default="", init=False, repr=False)
    _renewed_at: datetime | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def bearer(self, now: datetime) -> str:
        with self._lock:
            if self._renewed_at is None or now >= self._renewed_at:
                self._fetch(now)
            return self._token

    def forget(self) -> None:
        """After a peer refused it: it was taken back before its time."""
        with self._lock:
            self._renewed_at = None

    def _fetch(self, now: datetime) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        try:
            response = post(self.http, self.url, {}, data=form)
        except httpx.HTTPError as error:
            raise PeerUnavailable(NOT_GIVEN, type(error).__name__) from None
        if httpx.codes.is_client_error(response.status_code):
            raise PeerRefused(NOT_GIVEN, f"status {response.status_code}")
        try:
            token = _Token.model_validate(read_json(response.body))
        except (ValueError, ValidationError):
            raise PeerUnavailable(NOT_GIVEN, f"status {response.status_code}") from None
        self._token = token.access_token
        self._renewed_at = now + timedelta(seconds=token.expires_in) - _RENEWED_BEFORE

"""The secrets of an installation that was given none: random, made once, kept in `secrets.env`."""

import base64
import secrets
from pathlib import Path

from nalish.place import write_private

TOKENS = (
    "NALISH_GATEWAY_TOKEN",
    "NALISH_CASE_MANAGER_TOKEN",
    "NALISH_ASSISTANT_TOKEN",
    "NALISH_ACTIONS_TOKEN",
    "NALISH_GRANT_KEY",
    "NALISH_GATEWAY_INDEX_KEY",
    "NALISH_CASE_MANAGER_INDEX_KEY",
    "NALISH_REFERENCE_KEY",
    "NALISH_LINK_KEY",
)
PLAYED = ("NALISH_SIMULATOR_SECRET", "NALISH_TWILIO_AUTH_TOKEN")  # only where nobody real is asked
PASSWORDS = ("POSTGRES_PASSWORD", "REDIS_PASSWORD")
RINGS = ("NALISH_GATEWAY_SEALING_KEYS", "NALISH_CASE_MANAGER_SEALING_KEYS")
SINGLE = ("NALISH_TRACKER_SEALING_KEY",)


def kept_secrets(state_dir: Path) -> dict[str, str]:
    """Adds what is missing, for instance after an update, and changes nothing that is there."""
    path = state_dir / "secrets.env"
    kept = read_env_file(path) if path.exists() else {}
    complete = {name: _token() for name in PLAYED} | _fresh() | kept
    if complete != kept:
        lines = [f"{name}={value}\n" for name, value in complete.items()]
        write_private(
            path, "# Whoever has these can read everything. Keep a copy.\n" + "".join(lines)
        )
    return complete


def read_env_file(path: Path) -> dict[str, str]:
    lines = [line.strip() for line in path.read_text().splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in pairs}


def production_secrets() -> dict[str, str]:
    """For the `.env` beside docker-compose.yml."""
    return {name: _token() for name in PASSWORDS} | _fresh()


def _fresh() -> dict[str, str]:
    return (
        {name: _token() for name in TOKENS}
        | {name: f"1:{_key()}" for name in RINGS}
        | {name: _key() for name in SINGLE}
    )


def _token() -> str:
    return secrets.token_hex(32)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()

"""What the two servers are told by their environment, refused in words before anything starts."""

import base64
import binascii
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

SHORTEST_SECRET = 32
SEALING_KEY_BYTES = 32
MODES = ("production", "training", "demo")
DEFAULTS = {
    "NALISH_MODE": "production",
    "NALISH_REDIS_PREFIX": "nalish:",
    "NALISH_HELPLINES": str(Path(__file__).parent / "helplines.yml"),
    "NALISH_ACTIONS_HOST": "127.0.0.1",
    "NALISH_ACTIONS_PORT": "5055",
    "NALISH_ASSISTANT_HOST": "127.0.0.1",
    "NALISH_ASSISTANT_PORT": "5005",
}
ACTIONS = ("NALISH_ACTIONS_TOKEN", "NALISH_CASE_MANAGER_URL")
ASSISTANT = (
    *ACTIONS,
    "NALISH_ACTIONS_URL",
    "NALISH_ASSISTANT_TOKEN",
    "NALISH_TRACKER_SEALING_KEY",
    "REDIS_URL",
)
_SECRETS = frozenset(
    {"NALISH_ACTIONS_TOKEN", "NALISH_ASSISTANT_TOKEN", "NALISH_TRACKER_SEALING_KEY"}
)
_PORTS = ("NALISH_ACTIONS_PORT", "NALISH_ASSISTANT_PORT")
_GIVEN_AWAY = ("change-me", "changeme", "demo")


def read(required: tuple[str, ...], given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The settings with their defaults; ends the process when one is wrong."""
    settings = {**DEFAULTS, **{name: value for name, value in given.items() if value}}
    wrong = list(problems(required, settings))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        sys.exit(2)
    return settings


def problems(required: tuple[str, ...], settings: Mapping[str, str]) -> Iterator[str]:
    """Each in one sentence, which never shows a value."""
    mode = settings["NALISH_MODE"]
    if mode not in MODES:
        yield f"NALISH_MODE is none of {', '.join(MODES)}."
    for name in sorted(required):
        if not settings.get(name):
            yield f"{name} is not set."
        elif name == "NALISH_TRACKER_SEALING_KEY" and not _is_sealing_key(settings[name]):
            yield f"{name} is not the base64 of {SEALING_KEY_BYTES} bytes."
        elif name in _SECRETS and mode == "production" and _is_weak(settings[name]):
            yield (
                f"{name} is too short or a known default: production needs a random secret "
                f"of at least {SHORTEST_SECRET} characters."
            )
    yield from (f"{name} is not a port." for name in _PORTS if not _is_port(settings[name]))


def _is_weak(secret: str) -> bool:
    return len(secret) < SHORTEST_SECRET or any(word in secret.lower() for word in _GIVEN_AWAY)


def _is_sealing_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == SEALING_KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _is_port(port: str) -> bool:
    return port.isascii() and port.isdigit() and 0 < int(port) < 65536

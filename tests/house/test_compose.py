"""docker-compose.yml against the compose specification and against what the programs read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose
from pydantic import SecretStr
from pydantic_settings import BaseSettings

from case_manager.settings import Settings as CaseManagerSettings
from nalish.environment import (
    ASSISTANT_VARIABLES,
    CASE_MANAGER_VARIABLES,
    GATEWAY_VARIABLES,
    PORTS,
    assumed,
    required_of,
)
from nalish.keys import production_secrets
from nalish.place import ROOT
from ussd_gateway.settings import Settings as GatewaySettings

READ = {
    "gateway": GATEWAY_VARIABLES,
    "gateway-worker": GATEWAY_VARIABLES,
    "gateway-migrations": GATEWAY_VARIABLES,
    "case-manager": CASE_MANAGER_VARIABLES,
    "case-manager-worker": CASE_MANAGER_VARIABLES,
    "case-manager-migrations": CASE_MANAGER_VARIABLES,
    "assistant": ASSISTANT_VARIABLES,
    "actions": ASSISTANT_VARIABLES,
}
REQUIRED = {
    "gateway": required_of(GatewaySettings),
    "gateway-worker": required_of(GatewaySettings),
    "case-manager": required_of(CaseManagerSettings),
    "case-manager-worker": required_of(CaseManagerSettings),
    "assistant": {name for name in ASSISTANT_VARIABLES if name.endswith(("_TOKEN", "_KEY"))},
}
WITHOUT_SENSE_IN_A_CONTAINER = {
    *PORTS,  # each container has its own address, with the default port
    "NALISH_SECURE_COOKIES",  # Caddy speaks HTTPS only
    "NALISH_SIMULATOR_SECRET",  # no simulator in production
    "NALISH_HEARTBEAT_FILE",  # of the workers alone
}
HAS_DEFAULT = re.compile(r"\$\{(\w+):-(.*)\}")
SECRET = re.compile(r"TOKEN|KEY|PASSWORD|SECRET")


def default_of(kind: type[BaseSettings], variable: str) -> str:
    """As one would write it in the environment."""
    value = kind.model_fields[variable.removeprefix("NALISH_").lower()].default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is None:
        return ""  # what is empty is not given
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """Merged as Docker merges it: the library checks the result and knows no `<<`."""
    merged = yaml.load((ROOT / "docker-compose.yml").read_text(), yaml.CSafeLoader)
    found: dict[str, Any] = PyCompose.from_yaml(yaml.safe_dump(merged)).to_dict()["services"]
    return found


def test_every_part_of_the_house_is_there(services: dict[str, Any]) -> None:
    assert set(services) == {*READ, "postgres", "redis", "caddy"}


@pytest.mark.parametrize("name", sorted(READ))
def test_a_program_is_told_everything_it_reads(services: dict[str, Any], name: str) -> None:
    told = set(services[name]["environment"])
    of_workers = {"NALISH_HEARTBEAT_FILE"} if name.endswith("-worker") else set()
    assert told == READ[name] - WITHOUT_SENSE_IN_A_CONTAINER | of_workers


@pytest.mark.parametrize("name", ["gateway", "case-manager"])
def test_what_is_not_given_is_as_documented(services: dict[str, Any], name: str) -> None:
    kind = GatewaySettings if name == "gateway" else CaseManagerSettings
    for variable, value in services[name]["environment"].items():
        if found := HAS_DEFAULT.fullmatch(value):
            assert found[1] == variable
            assert found[2] == default_of(kind, variable)


@pytest.mark.parametrize("name", sorted(READ))
def test_everything_that_goes_on_is_watched(services: dict[str, Any], name: str) -> None:
    check = services[name]["healthcheck"]
    assert "disable" not in check or name.endswith("-migrations")
    if name.endswith("-worker"):
        file = services[name]["environment"]["NALISH_HEARTBEAT_FILE"]
        assert check["test"] == ["CMD", "python", "/app/deploy/beating.py", file, "30"]


@pytest.mark.parametrize("name", ["gateway", "gateway-worker"])
def test_the_gateway_is_killed_only_after_its_time_is_over(
    services: dict[str, Any], name: str
) -> None:
    finish_seconds = float(services[name]["environment"]["NALISH_FINISH_SECONDS"])
    grace_seconds = float(services[name]["stop_grace_period"].removesuffix("s"))
    assert finish_seconds == GatewaySettings.model_fields["finish_seconds"].default
    assert finish_seconds < grace_seconds <= finish_seconds + 5


@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_a_program_is_told_everything_it_needs(services: dict[str, Any], name: str) -> None:
    assert set(services[name]["environment"]) >= REQUIRED[name]


@pytest.mark.parametrize("name", sorted(READ))
def test_production_is_the_default(services: dict[str, Any], name: str) -> None:
    assert services[name]["environment"]["NALISH_MODE"] == "production"


def test_secrets_come_from_outside_and_are_asked_for(services: dict[str, Any]) -> None:
    optional = {"NALISH_SMTP_PASSWORD"}
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name) and name not in optional:
                assert re.fullmatch(r"\$\{\w+:\?\}", value), name


def test_fresh_keys_are_all_the_secrets_that_compose_asks_for() -> None:
    """`nalish keys` and two addresses make a complete `.env`."""
    text = (ROOT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"\$\{(\w+):\?\}", text))
    assert asked - production_secrets().keys() == {"NALISH_GATEWAY_PUBLIC_URL", "NALISH_SITE"}
    assert production_secrets().keys() <= asked


def test_fresh_keys_are_good_enough_for_production() -> None:
    given = production_secrets() | {"DATABASE_URL": "postgresql://", "REDIS_URL": "redis://"}
    with assumed(given | {"NALISH_MODE": "production"}):
        GatewaySettings()
        CaseManagerSettings()


def test_only_the_front_door_is_open(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if service.get("ports")] == ["caddy"]


def test_the_assistant_is_told_no_database(services: dict[str, Any]) -> None:
    for name in ("assistant", "actions"):
        assert "DATABASE_URL" not in services[name]["environment"]


@pytest.mark.parametrize("name", ["services", "bot"])
def test_images_are_slim_healthy_and_not_root(name: str) -> None:
    text = (ROOT / "deploy" / f"{name}.Dockerfile").read_text()
    final = text[text.rindex("\nFROM ") :]
    assert re.match(r"\nFROM python:3\.\d+-slim\n", final)
    assert "\nUSER nalish\n" in final
    assert "\nHEALTHCHECK " in final


@pytest.mark.parametrize("name", ["services", "bot"])
def test_images_copy_what_exists(name: str) -> None:
    text = (ROOT / "deploy" / f"{name}.Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert Path(ROOT / source).exists(), source

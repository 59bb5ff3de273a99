"""Every setting stands in docs/settings.md, and nothing stands there that nobody reads."""

import re

from nalish.environment import (
    ASSISTANT_VARIABLES,
    CASE_MANAGER_VARIABLES,
    GATEWAY_VARIABLES,
    MAILBOX_VARIABLES,
    PORTS,
)
from nalish.keys import PLAYED, RINGS, SINGLE, TOKENS
from nalish.place import ROOT
from ussd_gateway.channels.file import DEMO_FILE, variables_in

READ_BY_THE_HOUSE = {"NALISH_STATE_DIR", *PORTS}
READ_BY_COMPOSE = {"NALISH_SITE", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
VARIABLE = re.compile(r"`((?:NALISH|DATABASE|REDIS|POSTGRES)_[A-Z_]+)`")


def read_anywhere() -> set[str]:
    programs = ASSISTANT_VARIABLES | CASE_MANAGER_VARIABLES | GATEWAY_VARIABLES | MAILBOX_VARIABLES
    return programs | READ_BY_THE_HOUSE | READ_BY_COMPOSE | variables_in([DEMO_FILE])


def described() -> set[str]:
    """The first column of the tables."""
    text = (ROOT / "docs" / "settings.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    return set(VARIABLE.findall("".join(rows)))


def test_every_setting_is_described() -> None:
    assert sorted(read_anywhere() - described()) == []


def test_nothing_is_described_that_nobody_reads() -> None:
    assert sorted(described() - read_anywhere()) == []


def test_kept_secrets_are_settings() -> None:
    assert {*TOKENS, *PLAYED, *RINGS, *SINGLE} <= read_anywhere()


def test_the_assistants_variables_are_those_it_reads() -> None:
    """Its code runs in another Python, so its source is searched."""
    files = [*(ROOT / "bot").glob("*.py"), *(ROOT / "bot").glob("*.yml")]
    files += [
        path for name in ("actions", "components") for path in (ROOT / "bot" / name).rglob("*.py")
    ]
    text = "".join(path.read_text("utf-8") for path in files)
    found = set(re.findall(r"\b(?:NALISH|REDIS|DATABASE)_[A-Z_]*[A-Z]\b", text))
    assert found <= ASSISTANT_VARIABLES

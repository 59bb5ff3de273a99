"""The file that names the channels: what it says of each, and all that is wrong in that.

[channels.robi]
type = "bdapps"
password = { env = "BDAPPS_PASSWORD" }
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ussd_gateway import channels
from ussd_gateway.channels.config import ChannelConfig, ChannelType
from ussd_gateway.errors import ChannelsRefused

DEMO_FILE = Path(__file__).parent / "demo.toml"
_ID = re.compile(r"[a-z][a-z0-9-]{0,31}")
_WORDS = {
    "extra_forbidden": "there is no such setting",
    "missing": "is missing",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}
Table = Mapping[str, Any]


@cache
def channel_types() -> Mapping[str, ChannelType[Any]]:
    """By the name of their folder: a new type is a new folder."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/channel.py"))
    return {name: import_module(f"{channels.__name__}.{name}.channel").TYPE for name in folders}


@dataclass(frozen=True)
class ConfiguredChannels:
    """`wrong` are the ids of those that `problems` tell of."""

    by_id: Mapping[str, ChannelConfig]
    wrong: frozenset[str]
    problems: Sequence[str]


def read_channels(files: Sequence[Path], environment: Mapping[str, str]) -> ConfiguredChannels:
    """By id, in the order of the files; a later file replaces what an earlier one says of an id.

    Raises ChannelsRefused where a file cannot be read at all.
    """
    tables: dict[str, object] = {}
    for file in files:
        tables |= _tables(file)
    problems: list[str] = []
    found: dict[str, ChannelConfig] = {}
    for id_, table in tables.items():
        place = f"channels.{id_}"
        if not _ID.fullmatch(id_):
            problems.append(
                f"{place}: an id is up to 32 small letters, digits and -, a letter first"
            )
        elif not isinstance(table, dict):
            problems.append(f"{place}: must be a table, [{place}]")
        elif (kind := channel_types().get(str(table.get("type")))) is None:
            problems.append(f"{place}.type: must be one of {', '.join(channel_types())}")
        else:
            try:
                found[id_] = kind.config.model_validate(table, context={"environment": environment})
            except ValidationError as error:
                problems += in_words(place, error)
    return ConfiguredChannels(found, frozenset(tables.keys() - found.keys()), problems)


def variables_in(files: Sequence[Path]) -> frozenset[str]:
    """The names of the environment that the files speak of."""
    return frozenset(name for file in files for name in _variables(_tables(file)))


def _variables(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"env"} and isinstance(value["env"], str):
            yield value["env"]
        yield from chain.from_iterable(map(_variables, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_variables, value))


def read_content(file: Path) -> Table:
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ChannelsRefused([f"{file}: there is no such file"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelsRefused([f"{file}: cannot be read ({type(error).__name__})"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ChannelsRefused([f"{file}: {error}"]) from None
    if unknown := sorted(set(content) - {"channels", "routes"}):
        raise ChannelsRefused(
            [f"{file}: only [channels.…] and [[routes]] may stand here, not {', '.join(unknown)}"]
        )
    return content


def _tables(file: Path) -> Table:
    tables = read_content(file).get("channels", {})
    if not isinstance(tables, dict):
        raise ChannelsRefused([f"{file}: channels must be tables, [channels.…]"])
    return tables


def in_words(place: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        where = ".".join((place, *map(str, problem["loc"])))
        words = _WORDS.get(problem["type"]) or problem["msg"].removeprefix("Value error, ")
        yield f"{where}: {words}"

"""The file that names the channels, checked as a whole: every mistake is told at once.

[channels.robi]
type = "bdapps"
password = { env = "BDAPPS_PASSWORD" }
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
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
Table = Mapping[str, Any]


@cache
def channel_types() -> Mapping[str, ChannelType[Any]]:
    """By the name of their folder: a new type is a new folder."""
    folders = sorted(path.parent.name for path in Path(__file__).parent.glob("*/channel.py"))
    return {name: import_module(f"{channels.__name__}.{name}.channel").TYPE for name in folders}


def read_channels(
    files: Sequence[Path], environment: Mapping[str, str]
) -> dict[str, ChannelConfig]:
    """By id, in the order of the files; a later file replaces what an earlier one says of an id.

    Raises ChannelsRefused with all that is wrong.
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
    if problems:
        raise ChannelsRefused(problems)
    return found


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
        yield f"{where}: {problem['msg'].removeprefix('Value error, ')}"

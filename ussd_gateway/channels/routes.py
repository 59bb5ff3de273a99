"""What the file of channels says of the ways out.

[[routes]]
operators = ["robi"]
channels = ["robi", "twilio"]
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ussd_gateway.channels.file import in_words, read_content
from ussd_gateway.sending.routing import OPERATORS, RouteRule

Prefix = Annotated[str, StringConstraints(pattern=r"^01[3-9][0-9]{0,8}$")]


class RouteTable(BaseModel):
    """Without operators and prefixes it is for every phone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operators: list[str] = []
    prefixes: list[Prefix] = []
    channels: list[str] = Field(min_length=1)
    cheapest_first: bool = False


@dataclass(frozen=True)
class ConfiguredRoutes:
    """In the order in which they are asked."""

    rules: Sequence[RouteRule]
    problems: Sequence[str]


def read_routes(files: Sequence[Path], sending: Collection[str]) -> ConfiguredRoutes:
    """`sending` are the channels that send SMS.

    Raises ChannelsRefused where a file cannot be read at all.
    """
    problems: list[str] = []
    rules: list[RouteRule] = []
    for file in files:
        tables = read_content(file).get("routes", [])
        if not isinstance(tables, list):
            problems.append(f"{file}: routes must be tables, [[routes]]")
            continue
        for number, table in enumerate(tables, 1):
            try:
                route = RouteTable.model_validate(table)
            except ValidationError as error:
                problems += in_words(f"routes.{number}", error)
                continue
            problems += _unknown(f"routes.{number}", route, sending)
            rules.append(_as_rule(route))
    return ConfiguredRoutes(rules, problems)


def _unknown(place: str, route: RouteTable, sending: Collection[str]) -> Iterator[str]:
    for operator in route.operators:
        if operator not in OPERATORS:
            yield f"{place}.operators: {operator!r} is none of {', '.join(OPERATORS)}"
    for channel in route.channels:
        if channel not in sending:
            yield f"{place}.channels: there is no channel {channel!r} that sends SMS"


def _as_rule(route: RouteTable) -> RouteRule:
    of_operators = [prefix for each in route.operators for prefix in OPERATORS.get(each, ())]
    return RouteRule(route.channels, (*route.prefixes, *of_operators), route.cheapest_first)

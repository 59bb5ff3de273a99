"""When failed payments are one fault: numbers with their reasons, read once a process."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from case_manager.vocabulary import IncidentKind

Share = Annotated[float, Field(gt=0, le=1)]
Reason = Annotated[str, Field(min_length=10)]


class _FromFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Threshold(_FromFile):
    """`days`: working days until it is to be mended; without a `share` the people suffice."""

    people: Annotated[int, Field(ge=2)]
    share: Share | None = None
    days: Annotated[int, Field(ge=1)]
    reason: Reason


class ByHand(_FromFile):
    days: Annotated[int, Field(ge=1)]
    reason: Reason


class Thresholds(_FromFile):
    window_days: Annotated[int, Field(ge=1, le=366)]
    window_reason: Reason
    kinds: Mapping[IncidentKind, Threshold]
    by_hand: ByHand
    mended_share: Annotated[float, Field(ge=0, lt=1)]
    mended_reason: Reason

    def fewest(self, kind: IncidentKind, everybody: int = 0) -> float:
        """How many people make it a fault, of so many who have the same in common."""
        threshold = self.kinds[kind]
        return max(threshold.people, (threshold.share or 0) * everybody)

    def days(self, kind: IncidentKind) -> int:
        return self.kinds[kind].days if kind in self.kinds else self.by_hand.days


@cache
def thresholds() -> Thresholds:
    text = (files("case_manager") / "incidents" / "thresholds.yaml").read_text("utf-8")
    return Thresholds.model_validate(yaml.load(text, yaml.CSafeLoader))

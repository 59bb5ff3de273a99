"""A piece of a message and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


@dataclass(frozen=True)
class Span(Generic[Value_co]):
    """`start` and `end` are positions in the text exactly as the citizen wrote it."""

    start: int
    end: int
    value: Value_co

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: "Span[object]") -> bool:
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: Iterable[Span[Value]]) -> list[Span[Value]]:
    """The longest of overlapping spans stays; of equally long ones the earlier in the list."""
    kept: list[Span[Value]] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)

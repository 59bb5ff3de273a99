"""Answers as texts for a channel that shows nothing but characters, and texts as SMS."""

from ussd_gateway.rendering.answers import in_digits_of, offered, render
from ussd_gateway.rendering.cuts import split
from ussd_gateway.rendering.segments import Segment, split_into_segments

__all__ = [
    "Segment",
    "in_digits_of",
    "offered",
    "render",
    "split",
    "split_into_segments",
]

"""Sums of money in a message: ৫০০ টাকা, 1500tk, dui hajar, ৳1,950."""

import re
from collections.abc import Iterator

from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import LARGE, QUANTITY, value_of
from citizen_text.patterns import ENDING, LEFT, RIGHT, words
from citizen_text.spans import Span, without_overlaps

_TAKA = words("taka takaa tk tk. taha tekha teka tia tiya tiaa bdt bucks টাকা টেকা টেখা টাহা টিয়া টিঁয়া টাকাটা")
_SIGN = words("৳ tk tk. bdt")
_OTHER_UNITS = words(
    "mash mas maas month months din day days bochor bosor year years kisti kg keji bar ta ti jon"
    " মাস দিন বছর কিস্তি কেজি বার টা টি জন লোক মানুষ lok manush people"
)
_PATTERNS = (
    re.compile(rf"{LEFT}(?P<quantity>{QUANTITY})\s?(?:{_TAKA}{ENDING}|/[-=]|৳)"),
    re.compile(rf"(?:৳|{LEFT}{_SIGN})\s?(?P<quantity>{QUANTITY})(?!\s?{_OTHER_UNITS}){ENDING}"),
    re.compile(rf"{LEFT}(?P<quantity>{LARGE})(?!\s?{_OTHER_UNITS}){ENDING}"),
    re.compile(
        rf"{LEFT}(?P<quantity>[0-9]{{1,3}}(?:,[0-9]{{2,3}}){{1,4}})(?!\s?{_OTHER_UNITS}){RIGHT}"
    ),
)
_CEILING = 10_000_000


def find_amounts(text: str) -> list[Span[int]]:
    """In whole taka. A bare number is no amount: it may be a year or part of a reference."""
    return without_overlaps(_found(fold(text)))


def _found(folded: Folded) -> Iterator[Span[int]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded.text):
            taka = value_of(match["quantity"])
            if 0 < taka <= _CEILING:
                yield Span(*folded.original(*match.span()), taka)

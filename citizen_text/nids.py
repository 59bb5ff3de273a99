"""National identity numbers: 10 (smart card), 13 or 17 digits."""

import re

from citizen_text.digits import find_numbers, to_latin
from citizen_text.phones import find_phones
from citizen_text.spans import Span

_LENGTHS = frozenset({10, 13, 17})
_FOUR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def find_nids(text: str) -> list[Span[str]]:
    phones = find_phones(text)
    return [
        nid
        for nid in find_numbers(text, _LENGTHS)
        if not any(nid.overlaps(phone) for phone in phones)
    ]


def find_last_four(text: str) -> list[Span[str]]:
    """Groups of exactly four digits, also years of birth; the caller knows what was asked."""
    return [Span(*match.span(), match.group()) for match in _FOUR.finditer(to_latin(text))]

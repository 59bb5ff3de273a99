"""National identity numbers: 10 (smart card), 13 or 17 digits."""

from citizen_text.digits import find_numbers
from citizen_text.phones import find_phones
from citizen_text.spans import Span

_LENGTHS = frozenset({10, 13, 17})


def find_nids(text: str) -> list[Span[str]]:
    phones = find_phones(text)
    return [
        nid
        for nid in find_numbers(text, _LENGTHS)
        if not any(nid.overlaps(phone) for phone in phones)
    ]

"""Mobile numbers of Bangladesh, however they are spaced: 01712 345678, +88017…, ০১৭…"""

import re

from citizen_text.digits import to_latin
from citizen_text.spans import Span

_GAP = r"[ \-]?"
_MOBILE = re.compile(
    rf"(?<![0-9])(?:(?:\+{_GAP}|00)?88{_GAP})?0{_GAP}1[3-9](?:{_GAP}[0-9]){{8}}(?![0-9])"
)


def find_phones(text: str) -> list[Span[str]]:
    """Values in E.164."""
    return [
        Span(*match.span(), "+880" + re.sub("[^0-9]", "", match.group())[-10:])
        for match in _MOBILE.finditer(to_latin(text))
    ]

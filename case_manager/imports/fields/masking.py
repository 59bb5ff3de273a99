"""Numbers that may be somebody's, made unreadable where a cell is shown."""

import re

_DIGIT = "[0-9০-৯]"
_DAY = re.compile(
    rf"(?:{_DIGIT}{{4}}[-/.]{_DIGIT}{{1,2}}[-/.]{_DIGIT}{{1,2}}"
    rf"|{_DIGIT}{{1,2}}[-/.]{_DIGIT}{{1,2}}[-/.]{_DIGIT}{{4}})(?:[T ][0-9:.]+)?"
)
_NUMBER = re.compile(rf"{_DIGIT}(?:[\s.\-\u2010-\u2015]*{_DIGIT})*")


def masked(text: str, fewest: int, left: int = 0) -> str:
    """Every run of so many digits, gaps and hyphens between them or not, but for its end. A day
    on its own stays."""
    if _DAY.fullmatch(text):
        return text

    def mask(number: re.Match[str]) -> str:
        written = number[0]
        if sum(map(str.isdigit, written)) < fewest:
            return written
        hidden = len(written) - left
        return "•" * hidden + written[hidden:]

    return _NUMBER.sub(mask, text)

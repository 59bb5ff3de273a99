"""Answers as texts for a channel that shows nothing but characters."""

from collections.abc import Iterator, Sequence

from citizen_text.sms import measure
from ussd_gateway.messages import Answer, Button, Language

LONGEST_SMS = 1600  # characters, the most that providers take at once
_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
# Signs outside the GSM alphabet that would more than double the price of a Latin text.
_PLAIN_SIGNS = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


def render(answers: Sequence[Answer], language: Language) -> list[str]:
    """One text for the whole turn, cut only where a provider would refuse its length."""
    numbers = iter(range(1, 1 + sum(len(answer.buttons) for answer in answers)))
    lines = [line for answer in answers for line in _lines(answer, numbers, language)]
    return split("\n".join(lines), LONGEST_SMS)


def offered(answers: Sequence[Answer]) -> list[str]:
    """The payloads behind the numbers that `render` shows, the first one for 1."""
    return [button.payload for answer in answers for button in answer.buttons]


def split(text: str, longest: int) -> list[str]:
    """Cuts at the end of a line, else between words, else where it must."""
    parts = []
    rest = text.strip()
    while len(rest) > longest:
        head = rest[: longest + 1]
        cut = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or longest
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in [*parts, rest] if part]


def count_segments(text: str) -> int:
    return measure(text).segments


def _lines(answer: Answer, numbers: Iterator[int], language: Language) -> Iterator[str]:
    if text := answer.text.strip():
        yield in_plain_signs(text, language)
    for button in answer.buttons:
        yield _option(next(numbers), button, language)


def _option(number: int, button: Button, language: Language) -> str:
    return f"{in_digits_of(language, str(number))}. {in_plain_signs(button.title, language)}"


def in_digits_of(language: Language, number: str) -> str:
    return number.translate(_BANGLA_DIGITS) if language is Language.BANGLA else number


def in_plain_signs(text: str, language: Language) -> str:
    return text if language is Language.BANGLA else text.translate(_PLAIN_SIGNS)

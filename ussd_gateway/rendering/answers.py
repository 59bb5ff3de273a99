"""An answer as one text: its words, then its options as numbered lines."""

from collections.abc import Iterator, Sequence

from citizen_text.sms import DEFAULT_OPTIONS, SmsOptions, in_cheapest_signs
from ussd_gateway.messages import Answer, Button, Language
from ussd_gateway.rendering.cuts import split

_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def render(
    answers: Sequence[Answer], language: Language, options: SmsOptions = DEFAULT_OPTIONS
) -> list[str]:
    """One text for the whole turn, cut only where a provider would refuse its length."""
    numbers = iter(range(1, 1 + sum(len(answer.buttons) for answer in answers)))
    lines = [line for answer in answers for line in _lines(answer, numbers, language)]
    text, _ = in_cheapest_signs("\n".join(lines), options)
    return split(text, options.longest)


def offered(answers: Sequence[Answer]) -> list[Button]:
    """What is behind the numbers that `render` shows, the first one for 1."""
    return [button for answer in answers for button in answer.buttons]


def in_digits_of(language: Language, number: str) -> str:
    return number.translate(_BANGLA_DIGITS) if language is Language.BANGLA else number


def _lines(answer: Answer, numbers: Iterator[int], language: Language) -> Iterator[str]:
    if text := answer.text.strip():
        yield text
    for button in answer.buttons:
        yield _option(next(numbers), button, language)


def _option(number: int, button: Button, language: Language) -> str:
    return f"{in_digits_of(language, str(number))}. {button.title}"

"""A long text as screens of a phone: what fits, where it may be cut, which number means what.

A USSD string carries 160 octets (3GPP TS 29.002): 182 septets or 80 UCS-2 units.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from citizen_text.alphabets import Encoding
from citizen_text.sms import count_units, encoding_of, in_plain_signs, in_single_letters
from ussd_gateway import option_words
from ussd_gateway.messages import Answer, Language
from ussd_gateway.rendering import in_digits_of
from ussd_gateway.rendering.cuts import CLUSTER

ROOM = {"GSM-7": 182, "UCS-2": 80}
LONGEST_SCREEN = max(ROOM.values())  # characters
MORE, BACK, HOME = "9", "0", "00"
LEAST_FILLED = 0.4  # of what would fit, for a page to end with its last whole sentence
_END_OF_SENTENCE = ("।", ".", "?", "!", ":")
_NOT = regex.compile(r"(?:না|নয়|নেই|নাই|নি|na|noy|nei|nai|ni|not|no)(?![\w\p{M}])", regex.I)
_SPACE = regex.compile(r"\s++(?![\p{M}\u200d])")


@dataclass(frozen=True)
class ScreenSize:
    encoding: Encoding
    octets: int
    units: int

    @property
    def room(self) -> int:
        return ROOM[self.encoding]


@dataclass(frozen=True)
class Words:
    """What the gateway itself writes below a page, in one language."""

    more: str
    back: str
    home: str


@dataclass(frozen=True)
class Document:
    """Everything there is to read at one point of a call; `options` are where its options lie,
    `numbers` what is typed for each, `payloads` what is meant by that.

    `is_home` says that there is nothing to go back to, `ends` that the call is over after it, and
    `awaits_answer` that something was begun and is not done without one, `awaits_number` that
    digits may be that answer.
    """

    text: str
    options: Sequence[tuple[int, int]] = ()
    numbers: Sequence[str] = ()
    payloads: Sequence[str] = ()
    is_home: bool = False
    ends: bool = False
    awaits_answer: bool = False
    awaits_number: bool = False

    def meant_by(self, number: str) -> str | None:
        return dict(zip(self.numbers, self.payloads, strict=True)).get(number)

    def named(self, typed: str) -> str | None:
        """What the option means whose own words were typed, or enough of them."""
        titles = [option_words.own_words(self.text[start:end]) for start, end in self.options]
        meant = option_words.named(typed, titles)
        return None if meant is None else self.payloads[meant]


@dataclass(frozen=True)
class Page:
    """The part of a document from `start` to `end`, and the screen that shows it."""

    start: int
    end: int
    screen: str
    is_last: bool


def option_number(position: int) -> str:
    """1 to 8, then 10, 11 and so on: 9 turns the page."""
    return str(position + 1 if position < 8 else position + 2)


def measure_screen(text: str) -> ScreenSize:
    encoding = encoding_of(text)
    units = count_units(text)
    octets = -(-units * 7 // 8) if encoding == "GSM-7" else units * 2
    return ScreenSize(encoding, octets, units)


def fits(text: str, septets: int = ROOM["GSM-7"]) -> bool:
    """`septets`: what a provider takes of Latin letters where that is less than a network does."""
    size = measure_screen(text)
    return size.units <= (septets if size.encoding == "GSM-7" else size.room)


def write(
    answers: Sequence[Answer],
    language: Language,
    *,
    can_script: bool,
    is_home: bool = False,
    ends: bool = False,
    awaits_answer: bool = False,
    awaits_number: bool = False,
) -> Document:
    """The options of an answer that ends the call are left out: nobody could choose."""
    lines: list[str] = []
    options: list[tuple[int, int]] = []
    numbers: list[str] = []
    payloads: list[str] = []
    for answer in answers:
        if text := _readable(answer.text, language, can_script):
            lines.append(text)
        for button in () if ends else answer.buttons:
            number = option_number(len(numbers))
            shown = in_digits_of(language if can_script else Language.ENGLISH, number)
            start = sum(map(len, lines)) + len(lines)
            lines.append(f"{shown}. {_readable(button.title, language, can_script)}")
            options.append((start, start + len(lines[-1])))
            numbers.append(number)
            payloads.append(button.payload)
    return Document(
        text="\n".join(lines),
        options=tuple(options),
        numbers=tuple(numbers),
        payloads=tuple(payloads),
        is_home=is_home,
        ends=ends,
        awaits_answer=awaits_answer,
        awaits_number=awaits_number,
    )


def turn_to(
    document: Document,
    start: int,
    words: Words,
    notice: str = "",
    *,
    septets: int = ROOM["GSM-7"],
) -> Page:
    """The page that begins at `start`, below a notice if there is one.

    It is cut after a sentence or a line unless that leaves much room, else between words, but not
    before a "not" that takes back what the page says, else between grapheme clusters. An option is
    cut only when it is longer than a screen, and never between its number and its words.
    """
    rest = document.text[start:]
    above = f"{notice}\n" if notice else ""
    whole = _screen(above + rest, _footer(document, start, words, is_last=True))
    if fits(whole, septets):
        return Page(start, len(document.text), whole, is_last=True)
    footer = _footer(document, start, words, is_last=False)

    def screen_to(cut: int) -> str:
        return _screen(above + rest[:cut], footer)

    for cuts in (_between_words(document, start), _between_clusters(rest), _anywhere(rest)):
        if fitting := bisect_left(cuts, True, key=lambda cut: not fits(screen_to(cut), septets)):
            cut = _best(cuts[:fitting], rest)
            return Page(start, start + cut, screen_to(cut), is_last=False)
    raise ValueError("the notice leaves no room")


def pages(document: Document, words: Words) -> Iterator[Page]:
    page = turn_to(document, 0, words)
    yield page
    while not page.is_last:
        page = turn_to(document, page.end, words)
        yield page


def _between_words(document: Document, start: int) -> Sequence[int]:
    """Relative to `start`, like all the places where something can be cut."""
    options = [(begin - start, end - start) for begin, end in document.options]
    after_number = next(
        (document.text.index(" ", start) + 1 - start for b, _ in options if b == 0), 0
    )

    def is_free(cut: int) -> bool:
        inside = any(0 < begin < cut < end for begin, end in options)
        is_turned = _NOT.match(document.text, start + cut)
        return after_number < cut < len(document.text) - start and not inside and not is_turned

    spaces = _SPACE.finditer(document.text, start, start + LONGEST_SCREEN)
    return [cut for space in spaces if is_free(cut := space.end() - start)]


def _best(cuts: Sequence[int], rest: str) -> int:
    """The last of those that fit, or the last that ends a sentence or a line."""
    longest = cuts[-1]
    enough = longest * LEAST_FILLED
    ends = (cut for cut in reversed(cuts) if cut >= enough and _ends_sentence(rest[:cut]))
    return next(ends, longest)


def _ends_sentence(part: str) -> bool:
    words = part.rstrip()
    return "\n" in part[len(words) :] or words.endswith(_END_OF_SENTENCE)


def _between_clusters(rest: str) -> Sequence[int]:
    """For a word longer than a screen."""
    return [cluster.end() for cluster in CLUSTER.finditer(rest[:LONGEST_SCREEN])][:-1]


def _anywhere(rest: str) -> Sequence[int]:
    """For a cluster longer than a screen, which no language has."""
    return range(1, min(len(rest), LONGEST_SCREEN))


def _screen(body: str, footer: str) -> str:
    return "\n".join(part for part in (body.strip(), footer) if part)


def _footer(document: Document, start: int, words: Words, *, is_last: bool) -> str:
    if document.ends and is_last:
        return ""
    shown = [] if is_last else [words.more]
    if start > 0 or not document.is_home:
        shown += [words.back, words.home]
    return " ".join(shown)


def _readable(text: str, language: Language, can_script: bool) -> str:
    shorter = in_single_letters if language is Language.BANGLA else in_plain_signs
    lines = (" ".join(line.split()) for line in shorter(text).splitlines())
    text = "\n".join(line for line in lines if line)
    return text if can_script else "".join(_to_gsm(character) for character in text)


def _to_gsm(character: str) -> str:
    if encoding_of(character) == "GSM-7":
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character == "৳":
        return "Tk"
    base = unicodedata.normalize("NFKD", character)[0]
    if encoding_of(base) == "GSM-7":
        return base
    return "" if unicodedata.category(character).startswith(("M", "C")) else "?"

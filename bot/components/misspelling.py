"""How people misspell: rules that rewrite a piece of a text, for copies to learn from.

Of spelling there are rules for each language: in Banglish vowels are dropped (amr), sounds have
several letters (v and bh, s and sh, ch and c, z and j, f and ph, i and ee, u and oo), breath and a
last vowel are heard or not, and a negation joins its verb (painai); in Bangla conjuncts lose their
hasanta, signs of one sound stand for each other (ি and ী, ু and ূ, ন and ণ, শ, ষ and স, ড় and র,
য় and ই or য, জ and য, ত and থ, ছ and স, ভ and ব), nasals and a last ো go; in English ie and ei
change places, and doubled letters, silent e and gh, vowels and apostrophes are lost. Of typing
there are rules for each script: lost, doubled and exchanged letters, a key beside the right one,
and lost spaces.

Every rule offers one place, drawn among those that it finds; one error for two words is made.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import NamedTuple

from citizen_text.scripts import Language

Span = tuple[int, int]
_WORDS_FOR_AN_ERROR = 2


class Rule(NamedTuple):
    pattern: re.Pattern[str]
    instead: Callable[[re.Match[str]], Sequence[str]]


class _Error(NamedTuple):
    start: int
    end: int
    text: str


def _rule(pattern: str, *templates: str) -> Rule:
    def instead(found: re.Match[str]) -> list[str]:
        return [found.expand(template) for template in templates]

    return Rule(re.compile(pattern, re.IGNORECASE), instead)


def _either(*spellings: str) -> Rule:
    return _rule("|".join(sorted(spellings, key=len, reverse=True)), *spellings)


_NEIGHBOURS = {
    **{"q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij"},
    **{"i": "uok", "o": "ipl", "p": "ol", "a": "qsz", "s": "adw", "d": "sfe", "f": "dgr"},
    **{"g": "fht", "h": "gjy", "j": "hku", "k": "jli", "l": "kop", "z": "xas", "x": "zcs"},
    **{"c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "njk"},
}
_DROPPED_VOWEL = _rule("(?<=[b-df-hj-np-tv-z])[aeiou](?=[b-df-hj-np-tv-z])", "")
_BANGLISH = (
    _DROPPED_VOWEL,
    _either("v", "bh", "b"),
    _either("s", "sh"),
    _rule("chh?|c", "c", "ch", "s"),
    _either("j", "z"),
    _either("f", "ph"),
    _either("oy", "oi"),
    _rule("ee|i", "i", "e"),
    _rule("oo|u", "u", "o"),
    _rule("(?<=[dgktp])h", ""),
    _rule(r"([aeiou])\b", r"\1\1"),
    _rule(r"(?<=\w[aeiy]) (?=n[ai]i?\b)", ""),
)
_BANGLA = (
    _rule("\u09cd", ""),
    _either("ি", "ী"),
    _either("ু", "ূ"),
    _either("ন", "ণ"),
    _either("শ", "ষ", "স"),
    _rule("\u09dc|\u09a1\u09bc", "র"),
    _rule("র", "\u09dc"),
    _rule("\u09df|\u09af\u09bc", "য", "ই"),
    _rule("জ|\u09af(?!\u09bc)", "জ", "য"),
    _either("ত", "থ"),
    _either("ছ", "স"),
    _either("ভ", "ব"),
    _rule("ঁ", ""),
    _rule("ো(?![\u0980-\u09fe])", ""),
    _rule("(?<=[\u0980-\u09fe]{2})[\u09be-\u09cc]", ""),
    _rule("(?<=[\u0980-\u09fe]{2}) (?=(?:না|নাই|নি)(?![\u0980-\u09fe]))", ""),
)
_ENGLISH = (
    _DROPPED_VOWEL,
    _either("ie", "ei"),
    _rule(r"([a-z])\1", r"\1"),
    _rule(r"(?<=[b-z])e\b", ""),
    _rule("'|gh", ""),
    _rule(r"\byou\b", "u"),
    _rule(r"\bare\b", "r"),
    _rule(r"\bplease\b", "pls", "plz"),
)
_LATIN_KEYS = (
    _rule("(?<=[a-z])[a-z](?=[a-z])", ""),
    _rule("(?<=[a-z])([a-z])([a-z])(?=[a-z])", r"\2\1"),
    _rule("(?<=[a-z])([a-z])", r"\1\1"),
    Rule(re.compile("(?<=[a-z])[a-z]"), lambda found: _NEIGHBOURS[found[0]]),
    _rule("(?<=[a-z]{2}) (?=[a-z]{2})", ""),
)
_BANGLA_KEYS = (
    _rule("(?<=[\u0980-\u09fe])[\u0995-\u09b9\u09be-\u09cc](?=[\u0980-\u09fe])", ""),
    _rule("(?<=[\u0995-\u09b9])[\u09be-\u09cc](?=[\u0995-\u09b9])", ""),
    _rule("(?<=[\u0980-\u09fe]{2}) (?=[\u0980-\u09fe]{2})", ""),
)


def rules_of_spelling(language: Language | None) -> Sequence[Rule]:
    """What is no evidence of a language is most often a few words of Banglish."""
    return {"bn": _BANGLA, "en": _ENGLISH}.get(language or "bn-Latn", _BANGLISH)


def rules_of_typing(language: Language | None) -> Sequence[Rule]:
    return _BANGLA_KEYS if language == "bn" else _LATIN_KEYS


def misspell(
    text: str, rules: Sequence[Rule], spans: Sequence[Span], random: Random
) -> tuple[str, list[Span]]:
    """The text with errors, and where the spans are then. The first letter of a span stays."""
    errors = _errors(text, rules, spans, random)
    moved = [(_moved(start, errors), _moved(end, errors)) for start, end in spans]
    for error in reversed(errors):
        text = text[: error.start] + error.text + text[error.end :]
    return text, moved


def _errors(
    text: str, rules: Sequence[Rule], spans: Sequence[Span], random: Random
) -> list[_Error]:
    offered = [*_offered(text, rules, random)]
    random.shuffle(offered)
    wanted = max(1, round(len(text.split()) / _WORDS_FOR_AN_ERROR))
    taken: list[_Error] = []
    for error in offered:
        alone = all(error.end <= other.start or other.end <= error.start for other in taken)
        if len(taken) < wanted and alone and all(_fits(error, span) for span in spans):
            taken.append(error)
    return sorted(taken)


def _offered(text: str, rules: Sequence[Rule], random: Random) -> Iterator[_Error]:
    for rule in rules:
        if places := [*rule.pattern.finditer(text)]:
            place = random.choice(places)
            others = [other for other in rule.instead(place) if other != place[0]]
            if others:
                yield _Error(place.start(), place.end(), random.choice(others))


def _fits(error: _Error, span: Span) -> bool:
    start, end = span
    outside = error.end <= start or end <= error.start
    return outside or (start < error.start and error.end <= end)


def _moved(position: int, errors: Sequence[_Error]) -> int:
    return position + sum(
        len(error.text) - (error.end - error.start) for error in errors if error.end <= position
    )

"""Whether somebody wants nobody to learn their name. Values in, values out.

Told by what such wishes have in common: a word for the own name, one of telling and a no, or nobody
who may know. What others do with a name ("nam dey nai", "nam bad dise") is what people complain of.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from citizen_text.normalisation import fold
from citizen_text.spans import Span
from turn import Turn

WORDS = Path(__file__).with_name("nameless.yml")
MOST_WORDS_BESIDE = 2  # "please", "bhai"
_WORD = re.compile(r"who\si\sam|[a-z']+|[\u0980-\u09fe]+|[0-9]+|[.,;:!?\u0964\n]")
_IN_TWO_WORDS = re.compile(r"\W*no\snames?\W*")  # more of them may tell of a list
_GENITIVE = re.compile(r".{2,}(?:er|\u09c7\u09b0|'s)$")  # "memberer", "মেম্বারের"
_ENDS, _ELSE = ",", "-"
_SIGNS = {
    **{"name": "N", "own": "M", "tell": "t", "ours": "f", "told": "p", "no": "x"},
    **{"ended_in_no": "X", "want": "w", "want_not": "W", "should": "s", "nobody": "o"},
    **{"know": "k", "so_that": "j", "i_said": "i", "leave": "b", "away": "d", "out": "h"},
    **{"keep": "r", "send": "e", "please": "v", "need": "n", "is_none": "z"},
    **{"other": "g", "doer": "u", "quoted": "q", "fear": "F", "who": "I"},
}
_A = r"[^,]"  # any word of the same clause
_NOT_OF_OTHERS = r"(?<!g)(?<!u)(?<!u[^,])(?<!u[^,]M)M?"
_UNNEEDED = r"n[xz]"
_UNTOLD = rf"(?:[tf]{{1,2}}w?x|[tf]W|X|x[tf]{{1,2}}w?|[tf]xw|[tf]{{1,2}}{_UNNEEDED})"
_UNKNOWN = rf"(?:j{_A}{{0,3}}(?:xk|kx)|xkj)"
_WISHES = re.compile(
    "|".join(
        (
            rf"{_NOT_OF_OTHERS}N{_A}{{0,3}}?{_UNTOLD}M?",  # nam kaure koiyen na
            rf"(?<!u)(?<!u[^,]){_UNTOLD}o?(?:MN|N(?={_ENDS}|$))",  # diyen na mor nam
            rf"(?<!u)(?<!u[^,])x(?:w{_A}{{0,2}})?[tf]{_A}{{0,2}}MN",  # don't tell anyone my name
            rf"{_NOT_OF_OTHERS}N{_UNNEEDED}|{_UNNEEDED}M?N[tf]",  # dorkar nai nam lekhar
            rf"xn{_A}?(?:[tf]{_A}?)?MN|MN{_A}?xn",  # no need to write my name
            rf"xNv|vxN(?={_ENDS}|$)",  # no name please
            rf"MNsx{_A}?[pt]",  # my name must not be told
            rf"r{_A}?MN{_A}?{_A}?h?|MN{_A}?h(?={_ENDS}|$)",  # keep my name secret, without my name
            rf"{_NOT_OF_OTHERS}N{_A}?(?:bd[ev]|h(?=[ev,]|$)[ev]?)",  # nam bad diya pathan
            rf"(?<!g)(?:N|o){_A}{{0,2}}?{_UNKNOWN}|{_UNKNOWN}{_A}?(?<!g)[oN]|jo{_A}{{0,3}}?xk",
            rf"i{_A}{{0,2}}?oj?xk|oxk{_A}{{0,2}}?i",  # ami koisi keu na jane
            rf"o{_A}?sk{_A}{{0,3}}(?:MN|$)",  # nobody must know
            rf"{_NOT_OF_OTHERS}N[tf]F",  # nam dite voy lage
            rf"(?<!u)(?<!u[^,])F{_A}?[tf](?:MN|N(?={_ENDS}|$)|I)",  # afraid to say who i am
        )
    )
)


def find(text: str) -> list[Span[str]]:
    """Where it is said; nowhere where the same words quote somebody else, or ask why."""
    folded = fold(text)
    if _IN_TWO_WORDS.fullmatch(folded.text):
        return [Span(0, len(text), "nameless")]
    found = [*_WORD.finditer(folded.text)]
    signs = "".join(_sign(word.group()) for word in found)
    return [
        Span(*folded.original(found[said.start()].start(), found[said.end() - 1].end()), "nameless")
        for said in _WISHES.finditer(signs)
        if not _is_quoted(signs, said)
    ]


def is_wished(turn: Turn) -> bool:
    return turn.is_written and bool(find(turn.text))


def without_it(turn: Turn) -> Turn:
    """What else is told, at the same places of the text; no words where that is next to nothing."""
    spans = find(turn.text) if turn.is_written else []
    rest = "".join(_blanked(turn.text, spans))
    is_more = len(rest.split()) > MOST_WORDS_BESIDE or any(letter.isdigit() for letter in rest)
    return replace(turn, text=rest if is_more else " " * len(rest)) if spans else turn


def _blanked(text: str, spans: list[Span[str]]) -> Iterator[str]:
    end = 0
    for span in spans:
        yield text[end : span.start] + " " * (span.end - span.start)
        end = span.end
    yield text[end:]


def _is_quoted(signs: str, said: "re.Match[str]") -> bool:
    """ "He says he gives no name without money" is no wish of one's own."""
    clause = signs[: said.start()].rpartition(_ENDS)[2], signs[said.end() :].partition(_ENDS)[0]
    return "q" in said.group() or "q" in clause[0] or clause[1].startswith("q")


def _sign(word: str) -> str:
    if not (word[0].isalnum() or word[0] == "'"):
        return _ENDS
    known = _signs().get(word)
    return known or ("g" if _GENITIVE.match(word) else _ELSE)


@cache
def _signs() -> dict[str, str]:
    words = YAML(typ="safe").load(WORDS).items()
    return {fold(str(word)).text: _SIGNS[name] for name, listed in words for word in listed}

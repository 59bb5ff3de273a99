"""What people ask in between, by their words: why, how, where, what now. Values in, values out."""

from pathlib import Path

from citizen_text.spans import Span
from phrases.word_lists import lookups_of
from turn import Turn

ASIDES = Path(__file__).with_name("asides.yml")
_TOGETHER = ("behalf", "way")
_OF_AN_ALLOWANCE = {  # what is asked of one by its name, and the wish that answers it
    "how_old": "check_entitlement",
    "how_much": "check_entitlement",
    "papers": "ask_how_to_apply",
}
_NOT_ALONE = frozenset({*_TOGETHER, "how_much", "papers", "cost", "sent_from"})
WHAT_NOW, WHY, APPLY_COST, ARREARS = "what_now", "why", "apply_cost", "arrears"
OF_THE_WAY = ("where_to", "where", "how", WHAT_NOW)
MOST_WORDS_BESIDE = 2  # "please", "amar"
MOST_WORDS = 8  # who writes more tells something


def asked_in(text: str) -> str | None:
    """The name that asides.yml gives the question; None where the words are something else, or
    hold a number that may be an answer.
    """
    is_told = any(letter.isdigit() for letter in text)
    if text.startswith("/") or is_told or len(text.split()) > MOST_WORDS:
        return None
    said = (name for name, words in lookups_of(ASIDES).items() if words.find(text))
    return next((name for name in said if name not in _NOT_ALONE), None)


def asked_of_an_allowance(text: str) -> str | None:
    """The wish that answers what is asked of an allowance which the words name."""
    asked = _OF_AN_ALLOWANCE.items()
    return next((wish for name, wish in asked if _is_in(name, text)), None)


def allowances_compared(turn: Turn) -> list[str]:
    """Those that are named where it is asked how much they are, or which is more."""
    if not turn.is_written or not _is_in("how_much", turn.text):
        return []
    named = (each["value"] for each in turn.entities if each["entity"] == "programme")
    return [*dict.fromkeys(named)]


def asks_how_old(text: str) -> bool:
    return _is_in("how_old", text)


def asks_what_it_costs(text: str) -> bool:
    """Of words about this service."""
    return _is_in("cost", text)


def loses_a_number(text: str) -> bool:
    return _is_in("number_lost", text)


def tells_from_where(text: str) -> bool:
    """Behind what was not found: from another phone."""
    return _is_in("sent_from", text)


def ways_asked(text: str) -> list[Span[str]]:
    """Where it is asked where to go, how to do it, or what to do now."""
    return [span for name in OF_THE_WAY for span in found(name, text)]


def found(name: str, text: str) -> list[Span[str]]:
    """Where one of these questions is asked."""
    return lookups_of(ASIDES)[name].find(text)


def asks_for_another(text: str) -> bool:
    """Whether somebody wants to know how to complain for who cannot do it."""
    return not text.startswith("/") and all(_is_in(name, text) for name in _TOGETHER)


def only_guards_the_name(text: str) -> bool:
    """Whether nothing else is told than that nobody may learn it."""
    spans = found("keep_name", text)
    rest = text
    for span in sorted(spans, key=lambda each: each.start, reverse=True):
        rest = f"{rest[: span.start]} {rest[span.end :]}"
    return bool(spans) and len(rest.split()) <= MOST_WORDS_BESIDE


def _is_in(name: str, text: str) -> bool:
    return bool(found(name, text))

"""How sure it is that somebody wants no more messages of ours, or wants them again. A wrong guess
silences us, so only clear words are more than a guess. Values in, values out.
"""

from pathlib import Path

from phrases.nothing_else import said_alone
from phrases.word_lists import lookups_of

WORDS = Path(__file__).with_name("message_wishes.yml")
GUESS = 0.49
_VERBS = {"stop_messages": "stop", "start_messages": "start"}


def confidence(text: str, intent: str, heard: float) -> float:
    """`heard` by the classifier; of every other wish that is all there is to say."""
    verb = _VERBS.get(intent)
    if verb is None or text.startswith("/") or _is_clear(text, verb):
        return heard
    return min(heard, GUESS)


def is_named(text: str, intent: str) -> bool:
    """Whether messages, or stopping or starting them, are spoken of at all."""
    return any(lookups_of(WORDS)[name].find(text) for name in ("messages", _VERBS[intent]))


def _is_clear(text: str, verb: str) -> bool:
    words = lookups_of(WORDS)
    is_named = bool(words["messages"].find(text)) and bool(words[verb].find(text))
    is_missed = bool(words["missing"].find(text))
    return (is_named and not is_missed) or bool(said_alone(words[f"just_{verb}"], text))

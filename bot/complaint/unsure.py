"""Whether somebody says that they do not know, which is neither yes nor no."""

from citizen_text.lookups import Lookup
from turn import Turn

_WORDS = Lookup(
    {
        "unsure": [
            *("=jani na", "=janina", "=jani nah", "bujhi na", "bujhina", "bujte parchi na"),
            *("=bolte parchi na", "=bolte pari na", "জানি না", "জানিনা", "বুঝি না", "বুঝিনা"),
            *("বুঝতে পারছি না", "বলতে পারছি না", "বলতে পারি না", "don't know", "dont know"),
            *("do not know", "not sure", "don't understand", "no idea", "cannot say", "can't say"),
        ]
    }
)


def is_told(turn: Turn) -> bool:
    return turn.is_written and bool(_WORDS.find(turn.text))

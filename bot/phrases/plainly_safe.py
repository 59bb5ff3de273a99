"""What answers the question whether it is safe to talk and to get messages, in a word: "safe" is
both, "send it" is neither. Values in, values out.
"""

from citizen_text.lookups import Lookup
from phrases.nothing_else import said_alone

SAFE, SEND, YES = "safe", "send", "yes"
_WORDS = Lookup(
    {
        SAFE: [
            *("=safe", "=its safe", "=it's safe", "=all safe", "=all is safe"),
            *("=nirapod", "=nirapod ache", "=nirapod ase", "=shob nirapod", "=sob nirapod"),
            *("=নিরাপদ", "=নিরাপদ আছে", "=সব নিরাপদ"),
        ],
        SEND: [
            *("=send", "=send it", "=send this", "=please send", "=file it", "=submit"),
            *("=pathan", "=pathao", "=pathiye den", "=pathaiya den", "=pathaya den", "=pathai den"),
            *("=pathaia den", "=joma den", "=পাঠান", "=পাঠাও", "=পাঠিয়ে দেন", "=পাঠাইয়া দেন"),
            *("=পাঠায়া দেন", "=জমা দেন"),
        ],
        YES: [
            *("=yes", "=ya", "=yeah", "=ok", "=okay", "=please", "=it", "=is", "=ha", "=haa"),
            *("=hya", "=hyan", "=ho", "=ji", "=jee", "=bhai", "=vai", "=apa", "=sir", "=eta"),
            *("=হ", "=হ্যাঁ", "=হা", "=জি", "=জ্বি", "=জী", "=আচ্ছা", "=ভাই", "=আপা", "=স্যার", "=এটা"),
        ],
    }
)


def is_told(text: str) -> bool:
    return said_alone(_WORDS, text) - {YES} == {SAFE}


def only_sends(text: str) -> bool:
    return said_alone(_WORDS, text) - {YES} == {SEND}

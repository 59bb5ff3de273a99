"""How sure it is that somebody says yes, no, thanks or goodbye and nothing else. Outside a form a
guess at one of them would leave whoever asked something without an answer. Values in, values out.
"""

from citizen_text.lookups import Lookup

GUESS = 0.49
WISHES = frozenset({"affirm", "deny", "thank", "goodbye"})
_NEVER_ASKED = frozenset({"affirm", "deny", "goodbye"})
_QUESTION = Lookup(
    {
        "question": [
            *("=keno", "=kno", "=ken", "=kothay", "=kothai", "=kobe", "=kokhon", "=kivabe"),
            *("=kibhabe", "=kemne", "=ke", "=kake", "=kare", "=kar", "=kon", "=konta", "=koto"),
            *("=কেন", "=ক্যান", "=কেনে", "=কোথায়", "=কবে", "=কখন", "=কীভাবে", "=কিভাবে", "=কেমনে"),
            *("=কে", "=কাকে", "=কারে", "=কার", "=কোন", "=কোনটা", "=কত"),
            *("=why", "=where", "=when", "=how", "=who", "=whom", "=whose", "=which", "=what"),
        ]
    }
)


def confidence(text: str, intent: str, heard: float) -> float:
    """A question agrees to nothing and ends nothing, however it sounds."""
    if intent not in _NEVER_ASKED or text.startswith("/"):
        return heard
    is_question = bool(_QUESTION.find(text)) or (intent == "goodbye" and "?" in text)
    return min(heard, GUESS) if is_question else heard

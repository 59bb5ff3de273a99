"""How sure it is that somebody says yes, no, thanks or goodbye and nothing else. Outside a form a
guess at one of them would leave whoever asked something without an answer. Values in, values out.
"""

from citizen_text.lookups import Lookup
from phrases.nothing_else import said_alone

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

_SMALL_TALK = Lookup(
    {
        "greet": [
            *("=eid mubarak", "=eid mobarak", "=id mubarak", "=happy eid", "=happy new year"),
            *("=shubho noboborsho", "=subho noboborso", "=shuvo noboborsho", "=jumma mubarak"),
            *("=ঈদ মোবারক", "=ঈদ মুবারক", "=শুভ নববর্ষ", "=জুম্মা মোবারক", "=শুভ বিজয়া"),
        ],
        "wrong": [
            *("=wrong number", "=rong number", "=vul number", "=bhul number", "=vul nombor"),
            *("=bhul nombor", "=vul nombore", "=bhul nombore", "=vul number e", "=bhul number e"),
            *("=ভুল নম্বর", "=ভুল নাম্বার", "=ভুল নম্বরে", "=ভুল নাম্বারে", "=রং নাম্বার"),
        ],
        "sorry": ["=sorry", "=sori", "=dukkhito", "=maf korben", "=সরি", "=দুঃখিত", "=মাফ করবেন"],
        "beside": [
            *("=bhai", "=vai", "=apa", "=sir", "=to", "=you", "=all", "=everybody", "=my", "=this"),
            *(
                "=is",
                "=a",
                "=the",
                "=sobaike",
                "=apnake",
                "=apnader",
                "=giyeche",
                "=gese",
                "=gechhe",
            ),
            *("=ভাই", "=আপা", "=স্যার", "=সবাইকে", "=আপনাকে", "=আপনাদের", "=গেছে"),
        ],
    }
)


def small_talk(text: str) -> str | None:
    """The wish of a message that is a feast's greeting, or is sorry for a wrong number: who is not
    sorry complains of one.
    """
    said = said_alone(_SMALL_TALK, text)
    if {"wrong", "sorry"} <= said:
        return "goodbye"
    return "greet" if "greet" in said else None


def confidence(text: str, intent: str, heard: float) -> float:
    """A question agrees to nothing and ends nothing, however it sounds."""
    if intent not in _NEVER_ASKED or text.startswith("/"):
        return heard
    is_question = bool(_QUESTION.find(text)) or (intent == "goodbye" and "?" in text)
    return min(heard, GUESS) if is_question else heard

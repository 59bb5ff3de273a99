"""Texts of all kinds, and what must never be cut in them, written out without our own rule."""

import regex
from hypothesis import strategies as st

LETTERS = {
    "latin": "abcdefghij ABC 0123456789@£\n\r^{}\\[~]|€",
    "bangla": "আমার ভাতা টাকা্র\u200d\u200cঅ্যৎক্ষড\u09bcয\u09bc\u09dfৌঁং।৳১২৩, -ABC",
    "emoji": "a ক😀👍🏽\u200d👩👧🇧🇩é\u0301❤\ufe0f",
    "signs": "a ’“”–…\u00a0\u200b।ক",
}
WORDS = {
    kind: st.lists(st.text(letters, max_size=24), max_size=40).map(" ".join)
    for kind, letters in LETTERS.items()
}
ANY_TEXT = st.one_of(*WORDS.values(), st.text(max_size=300))
_TIED = regex.compile(r"\u09cd\u200d?[\u0985-\u09b9\u09ce\u09dc-\u09df]")
_ON_SPACE = regex.compile(r"(\s)[\p{M}\p{GCB=Extend}\p{GCB=ZWJ}]+")


def cuts_a_letter(text: str, place: int) -> bool:
    if 0 < place < len(text):
        ends = {cluster.end() for cluster in regex.finditer(r"\X", text)}
        tied = any(m.start() < place < m.end() for m in _TIED.finditer(text, overlapped=True))
        return place not in ends or tied
    return False


def without_marks_on_spaces(text: str) -> str:
    return _ON_SPACE.sub(r"\1", text)


def as_gsmcodecs_reads(text: str) -> str:
    """It lost the comma of every Indian locking table; phones (Android) have it."""
    return text.replace(",", "'")

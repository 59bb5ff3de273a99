"""How the name of a place may be written, and what stands beside it."""

import re
from collections.abc import Iterator

from citizen_text.normalisation import fold

_SHORTEST_STEM = 3


def _spelled(line: str) -> list[str]:
    return [fold(word).text for word in line.split()]


_ENDINGS = _spelled(
    "'s er r e te ta to ke re i o ero y ye t ot eo teo ei"
    " ের র ে য় তে কে রে ও ই ত েও তেও েরও রও য়ে য়ের য়েও েই টা টায় এর এ"
)
_DISTRICT, _UPAZILA, _UNION = (4,), (6,), (10,)
_MUNICIPALITY = (6, 4)
LEVELS = {
    **dict.fromkeys(_spelled("zila zilla jila jela jilla jella district dist জেলা জিলা"), _DISTRICT),
    **dict.fromkeys(
        _spelled(
            "upazila upazilla upozila upozilla upojela upojila upojilla upzila upzilla upajela"
            " upazela thana tana উপজেলা উপজিলা উপোজেলা থানা"
        ),
        _UPAZILA,
    ),
    **dict.fromkeys(
        _spelled("union unioun iunion yunion unyon unions ইউনিয়ন ইউনিয়ান ইউনিওন ইউপি up"),
        _UNION,
    ),
    **dict.fromkeys(
        _spelled("pourashava pouroshova paurashava pourosobha municipality পৌরসভা পৌরশভা পউরসভা"),
        _MUNICIPALITY,
    ),
}
# What may stand in a message that says a place and no more
BESIDES = frozenset(
    _spelled(
        "theke from in at amar ami bari basha thikana place gram my home is i am e te sadar ji"
        " থেকে আমার আমি বাড়ি বাসা ঠিকানা গ্রাম সদর জি"
    )
)
# Names that are also people, rivers or common words
ALSO_WORDS = frozenset(
    _spelled(
        "palash madan ruma ramu meghna titas lama tala bera bagha boda paba kalai kalia juri bandar"
        " savar dohar bhanga barkal kasba kachua rampal lalmohan birol nokla homna dasar bamna"
        " shalla araihazar rupsha khansama atpara parshuram anwara itna naria hizla dumki lakhai"
        " bahubal koyra saltha sarail betagi muladi sharsha patiya pekua nikli mongla pabna"
        " sadar kotwali"
        " পলাশ মদন রুমা রামু মেঘনা তিতাস লামা তালা বেড়া বাঘা বোদা পবা কালাই কালিয়া বন্দর দোহার"
        " ভাঙ্গা বরকল কসবা কচুয়া রামপাল লালমোহন বিরল নকলা হোমনা রূপসা খানসামা পরশুরাম আনোয়ারা ইটনা"
        " আড়াইহাজার বাহুবল কয়রা সদর কোতোয়ালী"
    )
)
BEFORE_A_PLACE = frozenset(_spelled("bari from in at near thikana zila jela বাড়ি ঠিকানা"))
AFTER_A_PLACE = frozenset(_spelled("theke thaika thaki thake hote e থেকে থাকি থাকে হতে"))
OF_A_VILLAGE = frozenset(_spelled("gram gramer village bazar bajar para গ্রাম গ্রামের বাজার পাড়া"))

_LATIN = (
    (re.compile("ee"), "i"),
    (re.compile("oo"), "u"),
    (re.compile("ph"), "f"),
    (re.compile("chh|ch"), "c"),
    (re.compile("ksh|kkh"), "k"),
    (re.compile("(?<=[bdgjkpst])h"), ""),
    (re.compile("[vw]"), "b"),
    (re.compile("z"), "j"),
    (re.compile("y"), "i"),
    (re.compile("o|ou|au"), "a"),
    (re.compile(r"([a-z])\1+"), r"\1"),
)
_BANGLA = str.maketrans("ীূণষশ\u09dc\u09ddযৃঙ", "িুনসসররজরং", "ঁ্ঃ")
_LONG, _MIDDLING, _SHORT = 9, 7, 5


def forms(word: str) -> Iterator[str]:
    """The word, and what is left of it without a case ending."""
    yield word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word.removesuffix(ending)


def plain(name: str) -> str:
    """Without the differences that people who write Bangla do not hear."""
    if not name.isascii():
        return name.translate(_BANGLA)
    for written, heard in _LATIN:
        name = written.sub(heard, name)
    return name


def room_for_errors(written: str, name: str, plain_name: str) -> int:
    """How many letters may differ in a name that sounds alike; a short one is as spelled."""
    if written == name:
        return 0
    length = len(plain_name)
    if written.isascii() != name.isascii() or length <= _SHORT:
        return -1
    return 2 if length >= _LONG else 1 if length >= _MIDDLING else 0


def with_one_letter_less(spelled: str) -> set[str]:
    return {spelled, *(spelled[:n] + spelled[n + 1 :] for n in range(len(spelled)))}


def distance(one: str, other: str, limit: int) -> int:
    """Letters to add, leave out or change; more than `limit` may be any number above it."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, another in enumerate(other, 1):
            change = above[column - 1] + (letter != another)
            line.append(min(change, above[column] + 1, line[-1] + 1))
        above = line
    return above[-1]

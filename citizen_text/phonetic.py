"""A key that all spellings of a Bangla word share, in Bangla script and in Latin letters.

The key is the word's consonants by the place where they are spoken, after a first vowel written
as `a`. Breath is not heard (bh, v and b are one), except in a first th, because taka (money) is
not thaka (to stay). Vowels go, because people leave them out: amr is amar, tk is taka. Keys are
stored with cases: docs/decisions/0072 says what has to follow when they change.
"""

import re
from functools import lru_cache

from citizen_text.normalisation import normalise

_WORD = re.compile(r"[a-z\u0980-\u09fe']+|[0-9]+")
_BANGLA = re.compile(r"[\u0980-\u09fe]")
_LETTERS = {
    "a": "aeiouywঅআইঈউঊএঐওঔািীুূেৈোৌ\u09df",
    "b": "bvবভ",
    "d": "dডঢদধ",
    "g": "gগঘ",
    "h": "hহ",
    "j": "jzজঝয",
    "k": "kqকখ",
    "ks": "x",
    "l": "lল",
    "m": "mম",
    "n": "nঙংঞণন",
    "p": "pfপফ",
    "r": "rরঋৃ\u09dc\u09dd",
    "s": "scচছশষস",
    "t": "tটতৎ",
    "T": "ঠথ",
}
_SOUNDS = str.maketrans({letter: sound for sound in _LETTERS for letter in _LETTERS[sound]})
_NO_SOUND = re.compile(r"[^a-zT]")
_DOUBLED = re.compile(r"([b-z])\1+")
# In সম্ভব and একক a vowel is heard between the two that is not written; in বললাম and আসছে none.
_JOINED = re.compile(r"([b-z])(?:\u09cd\1|(?<=..)\1(?=a))+")
_NAMES = {
    **{"এফ": "f", "এইচ": "h", "এল": "l", "এম": "m", "এন": "n", "এস": "s", "এক্স": "x", "জি": "g"},
    **{"এ": "a", "বি": "b", "সি": "c", "ডি": "d", "ই": "e", "আই": "i", "জে": "j", "কে": "k"},
    **{"ও": "o", "পি": "p", "কিউ": "q", "আর": "r", "টি": "t", "ইউ": "u", "ভি": "v"},
}
_NAME = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))
_ABBREVIATION = re.compile(  # এমবি is MB and এনআইডির NID's, but একে (to this one) is no AK
    f"^(?:এফ|এইচ|এল|এম|এন|এস|এক্স|জি|ভি)(?:{_NAME.pattern})+(?=(?:[এে]?র|ে|তে)?$)"
)
_BANGLA_CLUSTERS = (
    (re.compile("ক্ষ"), "ক"),
    (re.compile("জ্ঞ"), "গ"),
    (re.compile("(?:(?<!র)|(?<=^র)|(?<=্র))্য"), ""),  # ব্যাংক, সমস্যা, র‍্যাব, but কার্য has a j
    (re.compile("(?<!ম)্ব"), ""),  # স্বামী is said shami, but সম্বন্ধ keeps its b
)
_LATIN_CLUSTERS = (
    # How English is spelled, as far as no Bangla is spelled so: cor is a thief, age is before
    (re.compile(r"sch(?=oo)"), "sk"),
    (re.compile(r"c(?=[klrt]|us|urit)|(?<=^a)cc(?=[ou])|(?<=[a-z]i)c(?=s?$)|(?<=s)c(?=an)"), "k"),
    (re.compile(r"c(?=a(?:[bp]|rd|rr|sh|se$|ll|nc|teg|ti))"), "k"),  # card, case, location
    (re.compile(r"c(?=o(?:de|m|n|ll|py|v|un|rr|in))"), "k"),  # code, recover
    (re.compile(r"(?<=^a)g(?=ent)|(?<=re)g(?=ist)|(?:(?<=ssa)|(?<=chan|char))g(?=e)"), "j"),
    (re.compile(r"(?<=[a-z])ti(?=on)|t(?=ure)"), "s"),  # option, picture
    (re.compile(r"(?<=^u)s(?=e)|(?<=^pl)(?:ea?)?s(?!t)|(?<=w)s(?=[eid]|$)"), "z"),  # user, pls
    (re.compile(r"igh(?=t)"), "i"),
    # How Bangla is spelled
    (re.compile(r"^r$"), "ar"),  # আর
    (re.compile(r"c?kkh|ksh(?=[aeiou])"), "k"),
    (re.compile(r"^th|^t(?=n[kx])"), "T"),
    (re.compile(r"(?<=[bcdgjkprstvz])h+"), ""),
    (re.compile(r"ng(?![aeiou])"), "n"),
)
_NEGATION = re.compile(
    r"(?:(?<=[aeo][iy])|(?<=[a-z][a-z]e))(?=na+i\b|n[ei]+\b|na\b)"  # pai|nai, hoy|ni, ashe|ni
    r"|(?<=kori|ashi|boli|pari)(?=n(?:a+i|i|ei|a)\b)"
    r"|(?:(?<=[\u0985-\u09e3]{2}\u09c7)|(?<=[\u0985-\u09e3][ইন\u09df])"  # আসে|নি, পাই|নি, হয়|না
    r"|(?<=করি|আসি|বলি)|(?<=পারি))"
    r"(?=(?:নাই|নি|না)(?![\u0980-\u09fe]))"
)


def split_negations(text: str) -> str:
    """painai and পাইনি are two words in one; `text` is normalised."""
    return _NEGATION.sub(" ", text)


def phonetic_key(text: str) -> str:
    """Keys of the text's words, with spaces between."""
    return " ".join(word_key(word) for word in _WORD.findall(split_negations(normalise(text))))


@lru_cache(maxsize=20_000)
def word_key(word: str) -> str:
    """`word` is normalised; a number is its own key."""
    if word.isdigit():
        return word
    sounds = _bangla_sounds(word) if _BANGLA.search(word) else _latin_sounds(word)
    first, rest = sounds[:1], sounds[1:].replace("a", "")
    return first + (rest[:-1] if rest.endswith("h") else rest)


def _bangla_sounds(word: str) -> str:
    word = _ABBREVIATION.sub(_in_letters, word)
    for cluster, sound in _BANGLA_CLUSTERS:
        word = cluster.sub(sound, word)
    sounds = word.translate(_SOUNDS)
    sounds = sounds[:1] + sounds[1:].replace("T", "t")
    return _NO_SOUND.sub("", _JOINED.sub(r"\1", sounds))


def _in_letters(abbreviation: re.Match[str]) -> str:
    return _NAME.sub(lambda name: _NAMES[name[0]], abbreviation[0])


def _latin_sounds(word: str) -> str:
    for cluster, sound in _LATIN_CLUSTERS:
        word = cluster.sub(sound, word)
    return _DOUBLED.sub(r"\1", _NO_SOUND.sub("", word.translate(_SOUNDS)))

"""A key that all spellings of a Bangla word share, in Bangla script and in Latin letters.

The key is the word's consonants by the place where they are spoken, after a first vowel written
as `a`. Breath is not heard (bh, v and b are one), except in a first th, because taka (money) is
not thaka (to stay). Vowels go, because people leave them out: amr is amar, tk is taka.
"""

import re
from functools import lru_cache

from citizen_text.normalisation import normalise

_WORD = re.compile(r"[a-z\u0980-\u09fe']+|[0-9]+")
_BANGLA = re.compile(r"[\u0980-\u09fe]")
_HASANTA = "\u09cd"
_BANGLA_SOUNDS = {
    **dict.fromkeys("কখ", "k"),
    **dict.fromkeys("গঘ", "g"),
    **dict.fromkeys("চছশষস", "s"),
    **dict.fromkeys("জঝয", "j"),
    **dict.fromkeys("টতৎ", "t"),
    **dict.fromkeys("ঠথ", "T"),
    **dict.fromkeys("ডঢদধ", "d"),
    **dict.fromkeys("ঙংঞণন", "n"),
    **dict.fromkeys("পফ", "p"),
    **dict.fromkeys("বভ", "b"),
    **dict.fromkeys("র\u09dc\u09ddৃঋ", "r"),
    "ম": "m",
    "ল": "l",
    "হ": "h",
    **dict.fromkeys("অআইঈউঊএঐওঔািীুূেৈোৌ\u09df", "a"),
}
_LATIN_SOUNDS = {
    **dict.fromkeys("aeiouyw", "a"),
    **dict.fromkeys("bv", "b"),
    **dict.fromkeys("cs", "s"),
    **dict.fromkeys("jz", "j"),
    **dict.fromkeys("kq", "k"),
    **dict.fromkeys("pf", "p"),
    **{letter: letter for letter in "dghlmnrtT"},
    "x": "ks",
}
# English words that everybody uses: card, cash, code, complain, account, custom, agent, message
_HARD_C = re.compile(r"c(?=[klrt])|(?<=\ba)cc|c(?=a(?:rd|sh|ll|nc)|o(?:de|m|n|ll|py)|us)")
_SOFT_G = re.compile(r"(?<=\ba)g(?=ent)|(?<=ssa)g(?=e)")
_BANGLA_CLUSTERS = (
    (re.compile("ক্ষ"), "ক"),
    (re.compile("জ্ঞ"), "গ"),
    (re.compile("(?<!র)্য"), ""),  # the tail of ব্যাংক is a vowel, of সমস্যা nothing
    (re.compile("(?<!ম)্ব"), ""),  # স্বামী is said shami, but সম্বন্ধ keeps its b
)
_LATIN_CLUSTERS = (
    (re.compile(r"sch(?=oo)"), "sk"),
    (re.compile(r"c?kkh|ksh"), "k"),
    (_HARD_C, "k"),
    (_SOFT_G, "j"),
    (re.compile(r"^th"), "T"),
    (re.compile(r"(?<=[bcdgjkprstvz])h+"), ""),
    (re.compile(r"ng(?![aeiou])"), "n"),
)
_DOUBLED = re.compile(r"([b-z])\1+")
_NEGATION = re.compile(
    r"(?:(?<=[aeo][iy])|(?<=[a-z][a-z]e))(?=na+i\b|n[ei]+\b|na\b)"  # pai|nai, hoy|ni, ashe|ni
    r"|(?<=kori|ashi|boli|pari)(?=n(?:a+i|i|ei|a)\b)"
    r"|(?<=[\u09c7ইন\u09df])(?=(?:নাই|নি|না)(?![\u0980-\u09fe]))"
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
    first, rest = sounds[:1], sounds[1:].replace("T", "t").replace("a", "")
    return first + (rest[:-1] if rest.endswith("h") else rest)


def _bangla_sounds(word: str) -> str:
    for cluster, sound in _BANGLA_CLUSTERS:
        word = cluster.sub(sound, word)
    sounds = "".join(_BANGLA_SOUNDS.get(letter, letter) for letter in word)
    joined = re.sub(rf"([a-z]){_HASANTA}\1", r"\1", sounds.replace(f"t{_HASANTA}T", "t"))
    return _DOUBLED.sub(r"\1", re.sub(r"[^a-zT]", "", joined))


def _latin_sounds(word: str) -> str:
    for cluster, sound in _LATIN_CLUSTERS:
        word = cluster.sub(sound, word)
    sounds = "".join(_LATIN_SOUNDS.get(letter, "") for letter in word)
    return _DOUBLED.sub(r"\1", sounds)

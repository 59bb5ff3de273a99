"""Bangla in Bijoy's font encoding (SutonnyMJ), as Unicode.

Such a text is Latin letters to every program but has the shapes of Bangla in its font. Shapes stand
in the order in which they are seen: what is sounded after a consonant may stand before it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HASANTA = "\u09cd"
_REPH, _HASANTA_SIGN, _TA_OR_TMA = "©", "&", "Í"
_RO = "র" + _HASANTA

# Whole letters and conjuncts
_WHOLE = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ_`abcdefghijklmnopqr",
        [
            *("অ", "ই", "ঈ", "উ", "ঊ", "ঋ", "এ", "ঐ", "ও", "ঔ"),
            *("ক", "খ", "গ", "ঘ", "ঙ", "চ", "ছ", "জ", "ঝ", "ঞ", "ট", "ঠ", "ড", "ঢ", "ণ"),
            *("ত", "থ", "দ", "ধ", "ন", "প", "ফ", "ব", "ভ", "ম", "য", "র", "ল", "শ", "ষ"),
            *("স", "হ", "ড়", "ঢ়", "য়", "ৎ"),
        ],
        strict=True,
    )
) | dict(
    zip(
        "°±²³´µ¶ÿ·º»¼½¾ÀÁÂÃÄÅÆÇÈÉÊËÌÎÏ×ØÙÚÛÜÝÞßàáâãäåçéêëìíîðñòóôõö÷ùýþ",
        [
            *("ক্ক", "ক্ট", "ক্ষ্ম", "ক্ত", "ক্ম", "ক্র", "ক্ষ", "ক্ষ", "ক্স", "গ্দ", "গ্ধ", "ঙ্ক", "ঙ্গ", "জ্জ"),
            *(
                "জ্ঝ",
                "জ্ঞ",
                "ঞ্চ",
                "ঞ্ছ",
                "ঞ্জ",
                "ঞ্ঝ",
                "ট্ট",
                "ড্ড",
                "ণ্ট",
                "ণ্ঠ",
                "ণ্ড",
                "ত্ত",
                "ত্থ",
                "ত্র",
                "দ্দ",
            ),
            *(
                "দ্ধ",
                "দ্ব",
                "দ্ম",
                "ন্ঠ",
                "ন্ড",
                "ন্ধ",
                "ন্স",
                "প্ট",
                "প্ত",
                "প্প",
                "প্স",
                "ব্জ",
                "ব্দ",
                "ব্ধ",
                "ভ্র",
            ),
            *(
                "ম্ফ",
                "ল্ক",
                "ল্গ",
                "ল্ট",
                "ল্ড",
                "ল্প",
                "ল্ফ",
                "শ্চ",
                "শ্ছ",
                "ষ্ণ",
                "ষ্ট",
                "ষ্ঠ",
                "ষ্ফ",
                "স্খ",
                "স্ট",
            ),
            *("স্ফ", "হ্ন", "হ্ম"),
        ],
        strict=True,
    )
)
# Consonants that want another one after them
_FIRST_HALVES = {
    **dict.fromkeys("š›", "ন"),
    **dict.fromkeys("˜™", "দ"),
    **{"•": "ঙ", "”": "চ", "¤": "ম", "®": "ষ", "¯": "স"},
}
# Consonants below or beside the one before them
_BELOW = {
    **dict.fromkeys("^Ÿ¡¦", "ব"),
    **dict.fromkeys("¥§", "ম"),
    **dict.fromkeys("ªÖ«", "র"),
    **dict.fromkeys("¬\xadø", "ল"),
    **{"¢": "ভ", "£": "ভ্র", "¨": "য", "ú": "প", "œ": "ন", "è": "ন"},
    **{"—": "ত", "¿": "ত্র", "’": "থ", "‹": "ক", "Œ": "ক্র"},
}
_BEFORE = {"w": "ি", **dict.fromkeys("†‡", "ে"), **dict.fromkeys("ˆ‰", "ৈ")}
_AFTER = {
    "v": "া",
    "x": "ী",
    **dict.fromkeys("yz“–æ", "ু"),
    **dict.fromkeys("~ƒ‚", "ূ"),
    **dict.fromkeys("„…", "ৃ"),
    "Š": "\u09d7",
}
_WITH_VOWEL = {"¸": ("গ", "ু"), "ï": ("শ", "ু"), "û": ("হ", "ু"), "ü": ("হ", "ৃ")}
_TU = "‘"  # below another consonant, with its vowel
_SIGNS = {"s": "ং", "t": "ঃ", "u": "ঁ"}
_ELSE = {"|": "।", "Ð": "-", "Ñ": "-", "Ò": "“", "Ó": "”", "Ô": "‘", "Õ": "’"} | dict(
    zip("0123456789", "০১২৩৪৫৬৭৮৯", strict=True)
)
_NA_IS_NNA_AFTER = ("হ", "ণ", "ষ")

_BANGLA = re.compile("[\u0980-\u09ff]")
_SHAPES = re.compile("[" + re.escape("†‡ˆ‰Š©¨ªÖ«¯®š›•¤¡¶ÿ¸ï¥„…‚ƒœ¦§") + "]")
_SHAPES_IN_WORDS = re.compile(rf"(?<=[^\W\d_]){_SHAPES.pattern}|{_SHAPES.pattern}(?=[^\W\d_])")
OF_PRINT = frozenset("…•®§©")
"""Shapes that are signs of English print too."""
_LETTERS = re.compile(r"[^\W\d_]|[" + re.escape("`_~^&|©¨ª«¯®†‡…„‚•¤¡¶¸¥¦§") + "]")
_VOWELS = re.compile("[vwxyz~]")
_SHOWING = 200
_LATIN_VOWELS = re.compile("[aeiou]")
_BROKEN = re.compile("(?<!\\S)[\u09be-\u09cd]")  # a word begins with no sign
_LEAST_SHAPES, _LEAST_VOWELS, _LEAST_AA = 0.02, 0.12, 0.05
_MOST_LATIN_VOWELS, _MOST_BROKEN = 0.3, 0.1


@dataclass
class _Syllable:
    cluster: str = ""
    vowel: str = ""
    signs: str = ""
    has_reph: bool = False

    def __str__(self) -> str:
        reph = _RO if self.has_reph else ""
        return f"{reph}{self.cluster}{self.vowel}{self.signs}"

    @property
    def wants_consonant(self) -> bool:
        if self.cluster:
            return self.cluster.endswith(_HASANTA)
        return bool(self.vowel)

    def put_below(self, consonant: str) -> None:
        joint = "" if self.cluster.endswith(_HASANTA) else _HASANTA
        self.cluster += f"{joint}{consonant}"

    def put_vowel(self, vowel: str) -> None:
        if self.cluster == "অ" and vowel == "া":
            self.cluster = "আ"
        else:
            self.vowel += vowel


def to_unicode(text: str) -> str:
    """A text that has Bangla letters already, or shapes that are none of the font's, keeps them."""
    if _BANGLA.search(text):
        return text
    return unicodedata.normalize("NFC", "".join(map(str, _syllables(text))))


def looks_like(texts: Iterable[str], fewest_letters: int = 30, *, is_legacy: bool = False) -> bool:
    """Whether what is written in a column is Bijoy, by how often its shapes stand in it.

    `v`, the sign of aa, is in every third syllable of Bangla and in no hundredth letter of
    English, which has more of `aeiou` in turn. A few words that are alike prove nothing, nor does
    a single sign of print such as … or • in what else has the vowels of English.
    """
    written = " ".join({text[:_SHOWING] for text in texts if not _BANGLA.search(text)})
    letters = len(_LETTERS.findall(written))
    few_latin_vowels = len(_LATIN_VOWELS.findall(written)) < letters * _MOST_LATIN_VOWELS
    shapes = (_SHAPES if is_legacy else _SHAPES_IN_WORDS).findall(written)
    more_than_print = bool({*shapes} - OF_PRINT) or len({*shapes}) > 1
    if len(shapes) > letters * _LEAST_SHAPES and (
        few_latin_vowels or is_legacy if more_than_print else few_latin_vowels and is_legacy
    ):
        return True
    return (
        few_latin_vowels
        and letters >= fewest_letters
        and written.count("v") > letters * _LEAST_AA
        and len(_VOWELS.findall(written)) > letters * _LEAST_VOWELS
        and len(_BROKEN.findall(to_unicode(written))) < len(written.split()) * _MOST_BROKEN
    )


def _syllables(text: str) -> Iterator[_Syllable | str]:
    syllable = _Syllable()
    for shape in text:
        if _begins(shape, syllable):
            yield syllable
            syllable = _Syllable()
        _add(shape, syllable)
    yield syllable


def _begins(shape: str, syllable: _Syllable) -> bool:
    """Whether the syllable before this shape has ended."""
    if shape in _WHOLE or shape in _WITH_VOWEL or shape == _TA_OR_TMA:
        return not syllable.wants_consonant
    if shape in _FIRST_HALVES:
        return not (syllable.vowel and not syllable.cluster)
    return shape in _BEFORE or not _is_part(shape)


def _is_part(shape: str) -> bool:
    parts = (_BELOW, _AFTER, _SIGNS)
    return shape in (_REPH, _HASANTA_SIGN, _TU) or any(shape in part for part in parts)


def _add(shape: str, syllable: _Syllable) -> None:
    if shape in _WHOLE:
        syllable.cluster += _WHOLE[shape]
    elif shape in _FIRST_HALVES:
        syllable.cluster += _FIRST_HALVES[shape] + _HASANTA
    elif shape == _TA_OR_TMA:
        syllable.cluster += "ত" if syllable.cluster.endswith(_HASANTA) else "ত্ম"
    elif shape in _BELOW:
        is_nna = shape == "è" and syllable.cluster.endswith(_NA_IS_NNA_AFTER)
        syllable.put_below("ণ" if is_nna else _BELOW[shape])
    elif shape in _WITH_VOWEL:
        consonant, vowel = _WITH_VOWEL[shape]
        syllable.cluster += consonant
        syllable.put_vowel(vowel)
    elif shape == _TU:
        syllable.put_below("ত")
        syllable.put_vowel("ু")
    elif shape in _BEFORE:
        syllable.vowel = _BEFORE[shape]
    elif shape in _AFTER:
        syllable.put_vowel(_AFTER[shape])
    elif shape in _SIGNS:
        syllable.signs += _SIGNS[shape]
    elif shape == _REPH:
        syllable.has_reph = True
    elif shape == _HASANTA_SIGN:
        syllable.cluster += _HASANTA
    else:
        syllable.cluster += _ELSE.get(shape, shape)

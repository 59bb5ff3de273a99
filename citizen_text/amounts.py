"""Sums of money in a message: ৫০০ টাকা, 1500tk, dui hajar, ৳1,950, "ashche 1100"."""

import re
from collections.abc import Iterator

from citizen_text.normalisation import Folded, fold
from citizen_text.numerals import LARGE, QUANTITY, value_of
from citizen_text.patterns import ENDING, LEFT, RIGHT, words
from citizen_text.phonetic import word_key
from citizen_text.spans import Span, without_overlaps

_TAKA = words(
    "taka takaa tyaka tk taha tekha teka teha tyaha tia tiya tiyaa tiaa bdt bucks"
    " টাকা টেকা টেখা টাহা টেহা ট্যাহা ট্যাকা টিয়া টিঁয়া টেঁয়া টাকাটা"
)
_SIGN = words(r"৳ tk tk\. bdt")
_OTHER_UNITS = words(
    "mash mas maas month months din days day bochor bosor year years kisti kg keji bar ta ti jon"
    " yr yrs am pm times people lok manush minute ghonta hour hours bigha shotok bosta kilo number"
    " sal sale saler vag percent card family"
    " মাস দিন বছর কিস্তি কেজি বার টা টি জন লোক মানুষ মিনিট ঘণ্টা ঘন্টা বিঘা শতক বস্তা কিলো নম্বর"
    " নাম্বার নং সাল ভাগ গ্রাম কার্ড পরিবার"
)
_NO_OTHER_UNIT = rf"(?!\s?{_OTHER_UNITS})"
_PATTERNS = (
    re.compile(rf"{LEFT}(?P<quantity>{QUANTITY})\s?(?:{_TAKA}{ENDING}|/[-=]|৳)"),
    re.compile(rf"(?:৳|{LEFT}{_SIGN})\s?(?P<quantity>{QUANTITY}){_NO_OTHER_UNIT}{ENDING}"),
    re.compile(rf"{LEFT}(?P<quantity>{LARGE}){_NO_OTHER_UNIT}{ENDING}"),
    re.compile(rf"{LEFT}(?P<quantity>[0-9]{{1,3}}(?:,[0-9]{{2,3}}){{1,4}}){_NO_OTHER_UNIT}{RIGHT}"),
)
_ROUND = re.compile(rf"{LEFT}(?P<multiplier>hajar|hazar|lakh|হাজার|লাখ)\s{_TAKA}{ENDING}")
_CEILING = 10_000_000

# A number by itself
_JOINED = r"[/.,:+-]"
_BARE = re.compile(
    rf"{LEFT}(?<![0-9]\s)(?<!{_JOINED})(?P<quantity>[1-9][0-9]{{1,5}})"
    rf"(?!{_JOINED}?[0-9]|\s[0-9]|%){_NO_OTHER_UNIT}{ENDING}"
)
_WORD = re.compile(r"[a-z]+|[\u0980-\u09fe]+")
_OF_MONEY = (
    "taka vata দিছে দিছি দিলো দিলাম দিলে দিতে দেওয়া দেওয়ার dise dilen den dei deo dey diben দেয় দেই"
    " নিছে নিলো নিতে নিয়া নিয়েছে ney nei নেয় পাই পায় pai pay fai pabo পাবো পাইছি পাইলাম পাইতাম"
    " পেয়েছি পাওয়া পাওয়ার পাওনা কাটে কাটছে কাটলো কাইট্টা kati kadi chay chai চায় chaise চাইছে চাইলো"
    " dabi আসে আসছে আইছে এসেছে আসবে আসলো ঢুকছে kom কম beshi বেশি matro khali hoibo হওয়ার হবে jaygay"
    " তুলে তোলে tuli tulte রাখতেছে lage লাগে khaise balance ব্যালেন্স lekha upobritti"
    " paid pay gave give got get received takes took take taking charge charges charged asks asked"
    " collect collects came comes says shows cost costs fee rate amount should money stipend"
    " allowance deducted instead"
)
_SHORTEST_SOUND = 2


def _sound(word: str) -> str:
    """Short keys sound like too many other words, which are compared as spelled."""
    key = word_key(word)
    return key if len(key) >= _SHORTEST_SOUND else f"={word}"


_OF_SMALL_SUMS = frozenset(
    {
        *("katlo", "kate", "kati", "katse", "kaitta", "kadi", "কাটে", "কাটছে", "কাটলো", "কাইট্টা"),
        *("pay", "paid", "charge", "charges", "charged", "cut"),
    }
)
_OF_BIRTH = re.compile(words("jonmo jomno janma birth born tarikh tarik জন্ম তারিখ"))
_SOUNDS_OF_MONEY = frozenset(_sound(fold(word).text) for word in _OF_MONEY.split())
_NAMES_A_NUMBER = re.compile(
    rf"{LEFT}"
    + words(
        "no num number nombor nombar nambar ward wod pin otp code kod id room nid born birth in"
        " jonmo call dial case token since year sal digit digits songkha shongkha"
        " নং নম্বর নাম্বার ওয়ার্ড পিন কোড আইডি জন্ম কেস সাল সালে টোকেন সংখ্যা"
    )
    + r"[\s:.-]{0,2}$"
)
_HELPLINES = frozenset({109, 333, 999, 1090, 1098, 16256, 16430})
_LEAST_IN_A_TALK_OF_MONEY = 100
_LEAST_BESIDE_ITS_VERB = 20
_MOST_OF_A_BARE_SUM = 200_000
_YEARS = range(1900, 2030)
_STEP_OF_SUMS = 50


def find_amounts(text: str) -> list[Span[int]]:
    """In whole taka. A bare number is a sum where the talk is of money, and no sum if it may be a
    year, a number of something else or a helpline."""
    folded = fold(text)
    return without_overlaps((*_found(folded), *_bare(folded)))


def _found(folded: Folded) -> Iterator[Span[int]]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded.text):
            taka = value_of(match["quantity"])
            if 0 < taka <= _CEILING:
                yield Span(*folded.original(*match.span()), taka)
    for match in _ROUND.finditer(folded.text):
        yield Span(*folded.original(*match.span()), value_of(f"1 {match['multiplier']}"))


def _bare(folded: Folded) -> Iterator[Span[int]]:
    text = folded.text
    for match in _BARE.finditer(text):
        taka = int(match["quantity"])
        if _may_be_a_sum(taka, text) and not _NAMES_A_NUMBER.search(text, 0, match.start()):
            before = _WORD.findall(text, 0, match.start())
            after = _WORD.findall(text, match.end())
            if _is_of_money(taka, before, after):
                yield Span(*folded.original(*match.span()), taka)


def _may_be_a_sum(taka: int, text: str) -> bool:
    if taka in _YEARS and (taka % _STEP_OF_SUMS or _OF_BIRTH.search(text)):
        return False
    return taka not in _HELPLINES and taka <= _MOST_OF_A_BARE_SUM


def _is_of_money(taka: int, before: list[str], after: list[str]) -> bool:
    if taka < _LEAST_IN_A_TALK_OF_MONEY:
        near = {*before[-1:], *after[:1]}
        return taka >= _LEAST_BESIDE_ITS_VERB and not near.isdisjoint(_OF_SMALL_SUMS)
    if not before and not after:
        return taka % _STEP_OF_SUMS == 0
    return any(_sound(word) in _SOUNDS_OF_MONEY for word in (*before, *after))

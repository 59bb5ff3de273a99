"""Numbers in digits and in words: 1,950, dui hajar, সাড়ে তিন হাজার, five hundred."""

import re

from citizen_text.patterns import any_of, table

_UNITS = table(
    {
        1: "ek ak এক one",
        2: "dui duy doi দুই দু two",
        3: "tin teen তিন three",
        4: "char chaar sair চার চাইর four",
        5: "pach paach panch paas পাঁচ পাচ ফাচ five",
        6: "choy choi soy chhoy ছয় ছ six",
        7: "sat shat সাত seven",
        8: "at aat আট eight",
        9: "noy noi নয় nine",
        10: "dosh dos দশ ten",
        11: "egaro এগারো এগার eleven",
        12: "baro বারো বার twelve",
        15: "ponero পনেরো পনের fifteen",
        18: "atharo আঠারো eighteen",
        20: "bish বিশ কুড়ি twenty",
        25: "pochish পঁচিশ",
        30: "tirish trish ত্রিশ তিরিশ thirty",
        40: "chollish চল্লিশ forty",
        50: "ponchash পঞ্চাশ fifty",
        60: "shaat ষাট sixty",
        65: "poyshotti পঁয়ষট্টি",
        70: "sottor shottor সত্তর seventy",
        80: "ashi আশি eighty",
        90: "nobboi নব্বই ninety",
    }
)
_HALVES = table({1: "der deir দেড়", 2: "arai আড়াই"})
_MULTIPLIERS = table(
    {
        100: "sho shoo শ শো শত hundred",
        1000: "hajar hazar hajaar হাজার আজার thousand",
        100_000: "lakh lac lokkho লাখ লক্ষ",
    }
)
_AND_A_HALF = any_of(("sare", "share", "shaare", "সাড়ে"))
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{2,3}){1,4}|[0-9]{1,12}"
_COUNT = rf"(?:{_DIGITS}|{any_of(_UNITS)})"
_PART = (
    rf"(?:(?P<half>{_AND_A_HALF}\s)?(?P<count>{_COUNT})\s?|(?P<halves>{any_of(_HALVES)})\s)"
    rf"(?P<multiplier>{any_of(_MULTIPLIERS)})"
)
_UNNAMED_PART = re.sub(r"\?P<[a-z]+>", "?:", _PART)
_FIND_PART = re.compile(_PART)

COUNT = _COUNT
LARGE = rf"(?:{_UNNAMED_PART}(?:\s{_UNNAMED_PART})*)"
QUANTITY = rf"(?:{LARGE}|{_COUNT})"


def value_of(quantity: str) -> int:
    """`quantity` is folded text that QUANTITY matches."""
    parts = list(_FIND_PART.finditer(quantity))
    if not parts:
        return _count(quantity)
    return sum(_part_value(part) for part in parts)


def _part_value(part: re.Match[str]) -> int:
    multiplier = _MULTIPLIERS[part["multiplier"]]
    if part["halves"]:
        return _HALVES[part["halves"]] * multiplier + multiplier // 2
    return _count(part["count"]) * multiplier + (multiplier // 2 if part["half"] else 0)


def _count(word: str) -> int:
    return _UNITS[word] if word in _UNITS else int(word.replace(",", ""))

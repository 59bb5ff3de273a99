"""Numbers in digits and in words: 1,950, dui hajar, সাড়ে তিন হাজার, five hundred."""

import re

from citizen_text.patterns import any_of, table, words

_ZERO = ("zero", "shunno", "shunyo", "sunno", "শূন্য", "শুন্য")
_UNITS = table(
    {
        1: "ek ak এক one",
        2: "dui duy doi দুই দু two",
        3: "tin teen তিন three",
        4: "char chaar sair চার চাইর four",
        5: "pach paach panch paanch paas fach fanch faas পাঁচ পাচ ফাচ ফাঁচ five",
        6: "choy choi soy chhoy ছয় ছ six",
        7: "sat shat সাত seven",
        8: "at aat asto আট আষ্ট eight",
        9: "noy noi নয় ন nine",
        10: "dosh dos দশ ten",
        11: "egaro egara এগারো এগার eleven",
        12: "baro বারো বার twelve",
        13: "tero তেরো তের thirteen",
        14: "choddo chouddo চোদ্দ চোদ্দো চৌদ্দ fourteen",
        15: "ponero ponoro পনেরো পনের পনরো fifteen",
        16: "sholo ষোলো ষোল sixteen",
        17: "sotero shotero সতেরো সতের seventeen",
        18: "atharo আঠারো আঠার eighteen",
        19: "unish উনিশ ঊনিশ nineteen",
        20: "bish kuri বিশ কুড়ি twenty",
        21: "ekush একুশ",
        22: "baish বাইশ",
        23: "teish তেইশ",
        24: "chobbish চব্বিশ",
        25: "pochish পঁচিশ পচিশ",
        26: "chabbish ছাব্বিশ",
        27: "satash সাতাশ",
        28: "athash আটাশ",
        30: "tirish trish ত্রিশ তিরিশ thirty",
        35: "poytrish পঁয়ত্রিশ",
        40: "chollish চল্লিশ forty",
        45: "poytallish পঁয়তাল্লিশ",
        50: "ponchash পঞ্চাশ পনচাশ fifty",
        55: "ponchanno পঞ্চান্ন",
        60: "shaat ষাট sixty",
        65: "poyshotti পঁয়ষট্টি",
        70: "sottor shottor সত্তর seventy",
        75: "pochattor পঁচাত্তর",
        80: "ashi আশি eighty",
        85: "pochashi পঁচাশি",
        90: "nobboi নব্বই ninety",
        95: "pochanobboi পঁচানব্বই",
    }
)
_HALVES = table({1: "der deir deid দেড়", 2: "arai আড়াই"})
_MULTIPLIERS = table(
    {
        100: "sho shoo shoto শ শো শত শও hundred",
        1000: "hajar hazar hajaar hajjar ajar azar হাজার হাজ্জার আজার আজ্জার thousand",
        100_000: "lakh lac lokkho লাখ লক্ষ",
    }
)
# "so" and "k" are also other words: 5so, pachso, 5k, and "5 so taka", but not "he is 70 so I"
_DOUBTFUL_MULTIPLIERS = {"so": 100, "k": 1000}
_VALUES_OF_MULTIPLIERS = _MULTIPLIERS | _DOUBTFUL_MULTIPLIERS
_AND_A_HALF = any_of(("sare", "share", "shaare", "সাড়ে"))
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{2,3}){1,4}|[0-9]{1,12}"
DIGIT_WORD = any_of([*(word for word, value in _UNITS.items() if value < 10), *_ZERO])
_COUNT = rf"(?:{_DIGITS}|{any_of(_UNITS)})"
_MONEY = words("taka tk teka taha teha tia")
_SURE_MULTIPLIER = rf"(?:{any_of(_MULTIPLIERS)}|(?<=[a-z0-9])so|so(?=\s{_MONEY})|(?<=[0-9])k)"
_PART = (
    rf"(?:(?P<half>{_AND_A_HALF}\s?)?(?P<count>{_COUNT})\s?|(?P<halves>{any_of(_HALVES)})\s?)"
    r"(?P<multiplier>{})"
)
_UNNAMED_PART = re.sub(r"\?P<[a-z]+>", "?:", _PART).replace("{}", _SURE_MULTIPLIER)
_FIND_PART = re.compile(_PART.replace("{}", any_of(_VALUES_OF_MULTIPLIERS)))
_REST = any_of(word for word, value in _UNITS.items() if value >= 10)
_FIND_REST = re.compile(rf"\s(?P<rest>{_REST})$")

COUNT = _COUNT
LARGE = rf"(?:{_UNNAMED_PART}(?:\s(?:and\s)?{_UNNAMED_PART})*(?:\s(?:and\s)?{_REST})?)"
QUANTITY = rf"(?:{LARGE}|{_COUNT})"


def value_of(quantity: str) -> int:
    """`quantity` is folded text that QUANTITY matches."""
    parts = list(_FIND_PART.finditer(quantity))
    if not parts:
        return _count(quantity)
    rest = _FIND_REST.search(quantity, parts[-1].end())
    return sum(map(_part_value, parts)) + (_UNITS[rest["rest"]] if rest else 0)


def _part_value(part: re.Match[str]) -> int:
    multiplier = _VALUES_OF_MULTIPLIERS[part["multiplier"]]
    if part["halves"]:
        return _HALVES[part["halves"]] * multiplier + multiplier // 2
    return _count(part["count"]) * multiplier + (multiplier // 2 if part["half"] else 0)


def _count(word: str) -> int:
    return _UNITS[word] if word in _UNITS else int(word.replace(",", ""))

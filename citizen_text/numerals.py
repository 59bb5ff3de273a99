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
        20: "bish kuri বিশ কুড়ি",
        21: "ekush একুশ",
        22: "baish বাইশ",
        23: "teish তেইশ",
        24: "chobbish চব্বিশ",
        25: "pochish পঁচিশ পচিশ",
        26: "chabbish ছাব্বিশ",
        27: "satash সাতাশ",
        28: "athash আটাশ",
        29: "unotrish উনত্রিশ ঊনত্রিশ",
        30: "tirish trish ত্রিশ তিরিশ",
        31: "ektrish একত্রিশ",
        32: "botrish বত্রিশ",
        33: "tetrish তেত্রিশ",
        34: "choutrish চৌত্রিশ",
        35: "poytrish পঁয়ত্রিশ",
        36: "chhotrish chotrish ছত্রিশ",
        37: "saitrish সাঁইত্রিশ সাইত্রিশ",
        38: "attrish আটত্রিশ",
        39: "unochollish উনচল্লিশ ঊনচল্লিশ",
        40: "chollish চল্লিশ",
        41: "ekchollish একচল্লিশ",
        42: "biyallish biallish বিয়াল্লিশ",
        43: "tetallish তেতাল্লিশ",
        44: "chuyallish চুয়াল্লিশ",
        45: "poytallish পঁয়তাল্লিশ",
        46: "chhechollish chechollish ছেচল্লিশ",
        47: "satchollish সাতচল্লিশ",
        48: "atchollish আটচল্লিশ",
        49: "unoponchash উনপঞ্চাশ ঊনপঞ্চাশ",
        50: "ponchash পঞ্চাশ পনচাশ",
        51: "ekanno একান্ন",
        52: "bayanno বায়ান্ন",
        53: "tippanno তিপ্পান্ন",
        54: "chuyanno চুয়ান্ন",
        55: "ponchanno পঞ্চান্ন",
        56: "chhappanno chappanno ছাপ্পান্ন",
        57: "satanno সাতান্ন",
        58: "atanno আটান্ন",
        59: "unoshat উনষাট ঊনষাট",
        60: "shaat ষাট",
        61: "ekshotti একষট্টি",
        62: "bashotti বাষট্টি",
        63: "teshotti তেষট্টি",
        64: "choushotti চৌষট্টি",
        65: "poyshotti পঁয়ষট্টি",
        66: "chheshotti cheshotti ছেষট্টি",
        67: "satshotti সাতষট্টি",
        68: "atshotti আটষট্টি",
        69: "unosottor উনসত্তর ঊনসত্তর",
        70: "sottor shottor সত্তর",
        71: "ekattor একাত্তর",
        72: "bahattor বাহাত্তর",
        73: "tiyattor তিয়াত্তর",
        74: "chuyattor চুয়াত্তর",
        75: "pochattor পঁচাত্তর",
        76: "chhiyattor chiyattor ছিয়াত্তর",
        77: "satattor সাতাত্তর",
        78: "atattor আটাত্তর",
        79: "unoashi উনআশি ঊনআশি",
        80: "ashi আশি",
        81: "ekashi একাশি",
        82: "birashi বিরাশি",
        83: "tirashi তিরাশি",
        84: "churashi চুরাশি",
        85: "pochashi পঁচাশি",
        86: "chhiyashi chiyashi ছিয়াশি",
        87: "satashi সাতাশি",
        88: "atashi আটাশি",
        89: "unonobboi উননব্বই ঊননব্বই",
        90: "nobboi নব্বই",
        91: "ekanobboi একানব্বই",
        92: "biranobboi বিরানব্বই",
        93: "tiranobboi তিরানব্বই",
        94: "churanobboi চুরানব্বই",
        95: "pochanobboi পঁচানব্বই",
        96: "chhiyanobboi ছিয়ানব্বই",
        97: "satanobboi সাতানব্বই",
        98: "atanobboi আটানব্বই",
        99: "niranobboi নিরানব্বই",
    }
)
_TENS = table(
    {
        20: "twenty",
        30: "thirty",
        40: "forty fourty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
    }
)
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_UNITS |= _TENS | {
    f"{ten}{between}{one}": tens + number
    for ten, tens in _TENS.items()
    for number, one in enumerate(_ONES, 1)
    for between in ("", " ", "-")
}
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
COUNT_WORD = any_of(_UNITS)
_COUNT = rf"(?:{_DIGITS}|{COUNT_WORD})"
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

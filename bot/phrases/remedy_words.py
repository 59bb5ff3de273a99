"""Yes, no or neither to "has it come?". Values in, values out.

A wrong yes ends a case that goes on, a wrong no opens one that is done: only what is clear counts.
"""

import re
from collections.abc import Iterator, Sequence

from citizen_text.amounts import find_amounts
from citizen_text.digits import to_latin
from citizen_text.normalisation import fold, normalise
from citizen_text.numerals import COUNT
from citizen_text.patterns import LEFT
from citizen_text.patterns import words as any_word
from citizen_text.phonetic import split_negations
from turn import CLEAR, Turn

_WORD = re.compile(r"[a-z\u0980-\u09fe']+")
_YES = re.compile(
    r"হ্যাঁ|হ্যা|হাঁ|হা|হ|হয়|জি|জ্বি|জী|জে|ha|haa|han|hae|hya|hyan|h|hoy|ji|jee|je|yes|yeah|yea|yep|y"
)
_NOT = re.compile(
    r"না|নাই|নি|নেই|ন|নাহ|na|naa|nah|nai|ni|nei|nay|no|nope|not|never|none|nothing"
    r"|(?:did|has|have|had|is|was|do|does)n'?t"
)
_COMES = re.compile(
    r"পাই|পাও|পা\u09dfা|পে\u09dfে|পেলা|পাব|এসে|এ\u09dfে|আসছ|আসি|আসে|আসল|আইছ|আইস|আই\u09dfে|আহে|জমা|ঢুক|ঢোক"
    r"|pai|paa|paye|peye|peya|pela|pele|pesi|pech|es[eh]|as[hs]e|as(?:h[sc]|ch)|ashlo|aslo|ais|aic|joma|dhuk"
    r"|got|get|receiv|reciev|came|come|arriv"
)
_HAS_COME = re.compile(
    r"পে\u09dfেছি(?:লাম)?|পে\u09dfেছে|পা(?:ইছি|ইসি|ইছে|ইলাম|ইনু)|পেলাম"
    r"|এসেছে|এসেছিল|আসছে|আসছিল|আই(?:ছে|সে|স্যে|ছিল|লো)|আসলো|এলো|ঢুক(?:ছে|েছে|সে)"
    r"|p(?:ey?e|ai|aye|ay)(?:ch+|s+h?|c)(?:i|y|e|ilam)|pe(?:ch+|s+)i|pelam|pailam|payelam|painu"
    r"|e(?:sh?|ss)e(?:ch+|s+h?)e|ash(?:ch+|s)e|asch+e|ai(?:ch+|s+h?)[ea]|ash?lo|elo"
    r"|dhuk(?:e?ch+|e?s+)e|got|received|recieved|came|arrived"
)
_DONE = (  # two words that are one: পেয়ে গেছি, জমা হয়েছে, has come
    (
        re.compile("পে\u09dfে|পা\u09dfা|পাই\u09dfা|এসে|চলে|আইসা|peye|eshe|ese|chole|chlole|aisha|aisa"),
        re.compile(
            "গেছি|গেছে|গেলাম|গেল|প\u09dc(?:ে)?ছে|ge(?:ch+|s+)[ie]|gelam|gelo|pore?(?:ch+|s+)e"
        ),
    ),
    (
        re.compile("জমা|joma|jma"),
        re.compile("হ\u09dfেছে|হইছে|হইসে|হলো|ho(?:ye)?(?:ch+|s+)e|hoi(?:ch+|s+)e|holo"),
    ),
    (re.compile("has|have|had|it's|already|now|finally"), re.compile("come")),
)
_NO_PROBLEM = re.compile(
    r"(?:(?:আর|কোনো|কোন|ar|kono)\s+)*"
    r"(?:সমস্যা|অসুবিধা|চিন্তা|ঝামেলা|sh?omo[sh]+y?[sh]*a|osubidha|chinta|jhamela|problem)\s+(?:নাই|নেই|না|nai|nei|na)"
    r"|\b(?:no|without)\s+(?:any\s+)?(?:problems?|issues?|worry|worries|trouble|complaints?)\b"
)


def _words(line: str) -> frozenset[str]:
    return frozenset(normalise(line).split())


_WHO_COMES = _words(
    "he she they who se shey hey uni tini tara ora lok police সে হে উনি তিনি তারা ওরা লোক পুলিশ"
)
_PARTLY = _words(
    """
    instead জায়গায় জায়গাত বদলে বদলা jaygay jaigay jaygat bodole
    half part partly partial partially less short but however though although rest
    remaining অর্ধেক অর্ধেকটা আধা আদ্ধেক কম কিন্তু তবে বাকি বাকী বাকিটা ordhek
    orddhek ardhek adha addhek kom kintu tobe baki bakita
    """
)
# "one month came": some of what is due
_COUNTED = re.compile(
    rf"{LEFT}{COUNT}\s?(?:ta|ti|টা|টি)?\s?"
    + any_word(
        "mash mas maash month months kisti kishti installment instalment installments instalments"
        " মাস মাসের কিস্তি কিস্তির কিস্তী"
    )
)
_SOMEBODY_ELSE = _words(
    """
    brother neighbour neighbor son daughter somebody someone others member chairman agent
    ভাই ভাইয়ে ছেলে মেয়ে প্রতিবেশী অন্যরা অন্যজন অন্যে মেম্বার চেয়ারম্যান এজেন্ট
    bhai chele meye protibeshi onnora onnojon onne member chairman agent
    """
)
_MESSAGE = _words("message messages sms msg mesej মেসেজ ম্যাসেজ এসএমএস")
_MONEY = _words("taka tk teka money allowance vata bhata vatar bhatar টাকা টেকা ভাতা ভাতার")
_WHOLE = _words(
    """
    all full fully whole everything entire সব সবটা সবটুকু পুরা পুরো পুরাটা পুরোটা
    sob shob sobta pura puro purota
    """
)
_LATER = _words(
    """
    some few only just wait waiting waits await awaiting still until till when if
    will would should shall may might soon tomorrow promise promised promises say
    says said told expect hope কিছু শুধু মাত্র খালি একটু অল্প অপেক্ষা অপেক্ষায়
    এখনো এখনও আশা বলছে বলেছে বলছিল কইছে দিবে দেবে দিব আসবে আইব আইবো আসব পাব পাবো
    পামু আসলে এলে আইলে পেলে পাইলে যদি কবে কখন জানাব জানাবো আগামী kichu kichhu kisu
    shudhu sudhu matro khali ektu olpo opekkha opekkhay opekha ekhono ekhno asha
    bolse bolche bolechhe boleche koise dibe debe ashbe asbe aibo pabo pamu ashle
    asle aile ele pele paile jodi kobe kokhon janabo agami
    """
)


def it_came(turn: Turn) -> bool | None:
    """None where it came in part, is awaited or promised, or is asked about."""
    if not turn.is_written:
        return {"affirm": True, "deny": False}.get(turn.intent)
    if turn.is_only_digits:
        return {"1": True, "2": False}.get(to_latin(turn.text).strip(" .,()/-"))
    said = words_of(turn)
    if "?" in turn.text or came_in_part(turn) or _is_of_messages(said):
        return None
    is_yes, is_no = _says_yes(said), _says_no(said)
    if is_yes or is_no:
        blurred = _LATER | _SOMEBODY_ELSE if is_yes else _WHOLE
        return is_yes if is_yes != is_no and blurred.isdisjoint(said) else None
    is_understood = turn.says("deny", "report_missing_payment", at_least=CLEAR)
    return False if is_understood and _LATER.isdisjoint(said) else None


def came_in_part(turn: Turn) -> bool:
    """Less than was due: half, one month, one sum instead of another."""
    said = words_of(turn)
    if not _PARTLY.isdisjoint(said):
        return True
    sums = {span.value for span in find_amounts(turn.text)}
    is_counted = _says_yes(said) and _COUNTED.search(fold(turn.text).text)
    return len(sums) > 1 or bool(is_counted and _WHOLE.isdisjoint(said))


def speaks_of_coming(turn: Turn) -> bool:
    return turn.is_written and any(_COMES.match(word) for word in words_of(turn))


def tells_it_came(turn: Turn) -> bool:
    """Unasked, so in words for it, and of nobody who came."""
    is_of_somebody = not _WHO_COMES.isdisjoint(words_of(turn))
    return speaks_of_coming(turn) and not is_of_somebody and it_came(turn) is True


def _is_of_messages(words: Sequence[str]) -> bool:
    """That one came, or none, says nothing of the money."""
    return not _MESSAGE.isdisjoint(words) and _MONEY.isdisjoint(words)


def is_not(word: str) -> bool:
    return _NOT.fullmatch(word) is not None


def words_of(turn: Turn) -> list[str]:
    """Without "no problem", which is no no."""
    text = _NO_PROBLEM.sub(" ", split_negations(normalise(turn.text)))
    return _WORD.findall(text)


def _says_yes(words: Sequence[str]) -> bool:
    if not words:
        return False
    return bool(_YES.fullmatch(words[0])) or any(_has_come(pair) for pair in _pairs(words))


def _says_no(words: Sequence[str]) -> bool:
    if not words:
        return False
    return bool(_NOT.fullmatch(words[0])) or any(_is_missing(*pair) for pair in _pairs(words))


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Each word between its neighbours."""
    return zip(["", *words], words, [*words[1:], ""], strict=False)


def _has_come(around: tuple[str, str, str]) -> bool:
    before, word, after = around
    if _NOT.fullmatch(before) or _NOT.fullmatch(after):
        return False
    is_done = any(one.fullmatch(before) and two.fullmatch(word) for one, two in _DONE)
    return is_done or bool(_HAS_COME.fullmatch(word))


def _is_missing(before: str, word: str, after: str) -> bool:
    """pai nai, not received, not yet come."""
    if _COMES.match(word):
        return bool(_NOT.fullmatch(before) or _NOT.fullmatch(after))
    return word in ("yet", "even", "ever") and bool(_NOT.fullmatch(before) and _COMES.match(after))

"""What words about a case say where the classifier hears only the wish. Values in, values out."""

import re

from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT
from citizen_text.patterns import words as any_word
from citizen_text.phonetic import phonetic_key
from complaint.facts import number_alone
from turn import Turn

TELLING_WORDS = 3
_SUBSTANCE = ("amount", "place", "phone", "role", "period", "programme", "provider", "nid", "age")
_OF_THE_WISH = frozenset(
    phonetic_key(
        """
        আমার আমাদের আমি আমরা মোর মুই আঁর আমারে আমাকে আপনাদের আপনারা কাছে আগের আগে পুরান পুরানো ওই সেই এই
        এটা ওটা সেটা একটা একটি একখান উগ্গা অভিযোগ অভিযোগে অভিযোগের অভিযোগটা নালিশ নালিশে নালিশের নালিশটা কেস
        কেসে কেসের কেসটা নম্বর নম্বরে নাম্বার রেফারেন্স টোকেন আবেদন আরও আরেকটা আরেকটু আর আবার কিছু নতুন তথ্য
        কথা কতা মাত বিষয় ব্যাপারে যোগ সাথে লগে মধ্যে করতে করব করবো করুন করেন করবেন করে দিতে দিব দেব দেন দিন
        দেওয়া লেখা লিখতে লিখব লিখুন লিখেন লেখেন লেখব বলতে বলব কইতে জানাতে জানাব রাখেন চাই চাইছি চাচ্ছি যায়
        পারি পারব কি কিভাবে কীভাবে কেমনে হবে আছে না নাই নি মানি মানতে রাজি খুশি সন্তুষ্ট সিদ্ধান্ত সিদ্ধান্তের সিদ্ধান্তে
        রায় রায়ের ফয়সালা বিচার ফল ফলাফল বিরুদ্ধে আপিল উপরে উপরের পুনরায় দেখেন দেখুন ভাই আপা স্যার বাহে প্লিজ
        i we my our me your you want would like need to can how the a an this that it is am be in on
        of for with please about more some something information info details add update edit change
        complaint case number reference old earlier previous do not don't accept agree disagree
        decision result appeal against happy satisfied answer new tell say write
        """
    ).split()
)


_BEGINS_AN_ANSWER = re.compile(
    rf"{LEFT}" + any_word("হ্যাঁ হ্যা জি জ্বি জী না ha haa han ji jee na yes yeah no") + RIGHT
)
_ASKS_BACK = re.compile(
    any_word("কোন কোনটা কিসের কেন কী kon konta kiser keno ken ki which what why who কে ke") + RIGHT
)
_PUTS_OFF = re.compile(
    rf"{LEFT}"
    + any_word(
        "ok okay okey accha achha acha আচ্ছা ওকে thik ঠিক hmm later pore পরে wait janacchi janabo"
        " jananchi জানাচ্ছি জানাব জানাবো bolbo বলব বলবো"
    )
    + RIGHT
)
_TAKES_BACK = re.compile(
    rf"{LEFT}(?:bad|baad|বাদ)\s+"
    + any_word(
        "dite ditam den din diben dibo dimu diye দিতে দিতাম দেন দিন দিবেন দেবেন দিব দেব দিমু দিয়ে"
    )
    + RIGHT
)
_FEW_WORDS = 6


def begins_as_an_answer(turn: Turn) -> bool:
    """With a yes or a no, and more behind it."""
    said = fold(turn.text).text
    return turn.is_sentence and _BEGINS_AN_ANSWER.match(said) is not None


def is_yet_to_come(turn: Turn) -> bool:
    """Words that ask back or put off: the answer itself follows."""
    if not turn.is_written or len(turn.text.split()) > _FEW_WORDS:
        return False
    said = fold(turn.text).text
    return "?" in turn.text or bool(_ASKS_BACK.match(said) or _PUTS_OFF.search(said))


def takes_back(turn: Turn) -> bool:
    """ "I want to leave it" sounds like more for the case to who has learnt of it with a number."""
    return turn.is_written and _TAKES_BACK.search(fold(turn.text).text) is not None


def says_more(turn: Turn) -> bool:
    """Whether words tell a case something, or only that somebody wants to tell it something."""
    if not turn.is_written:
        return False
    if number_alone(turn) or any(turn.entity(name) is not None for name in _SUBSTANCE):
        return True
    keys = [key for key in phonetic_key(turn.text).split() if not key.isdigit()]
    return len([key for key in keys if key not in _OF_THE_WISH]) >= TELLING_WORDS

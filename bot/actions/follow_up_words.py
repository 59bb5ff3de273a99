"""What words about a case say where the classifier hears only the wish. Values in, values out."""

from citizen_text.phonetic import phonetic_key
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


def says_more(turn: Turn) -> bool:
    """Whether words tell a case something, or only that somebody wants to tell it something."""
    if not turn.is_written:
        return False
    if any(turn.entity(name) is not None for name in _SUBSTANCE):
        return True
    keys = [key for key in phonetic_key(turn.text).split() if not key.isdigit()]
    return len([key for key in keys if key not in _OF_THE_WISH]) >= TELLING_WORDS


def is_readable(text: str) -> bool:
    return any(letter.isalnum() for letter in text)

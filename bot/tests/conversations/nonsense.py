"""What nobody means, and whether an answer gives any of it back."""

from phone import Phone

NONSENSE = {
    "empty": "",
    "spaces": "   \n\t ",
    "2,000 Bangla letters": "কখগঘঙ" * 400,
    "2,000 Latin letters": "qwxzv " * 333,
    "one letter 2,000 times": "a" * 2000,
    "2,000 digits": "1234567890" * 200,
    "emoji": "😀🙏🏽💸👨‍👩‍👧",
    "Hindi": "मेरा पैसा नहीं आया",
    "Arabic": "لم يصل المال",
    "Chinese": "我的钱没有到",
    "digits of other scripts": "٣ ४ ² ⑤",
    "code": "'; DROP TABLE cases; --<script>alert(1)</script>{{7*7}}${x}",
    "braces": "{payments} {x} %s %(name)s",
    "payload": '/no_such_wish{"slot": "value"}',
    "broken payload": '/inform{"payment": ',
    "rasa command": "/restart",
    "null signs": "\x00\x01\x02\ufffe",
    "direction marks": "\u202e\u200f\u2066abc\u2069",
    "combining marks": "ক" + "\u09cd" * 300,
    "abuse in Bangla": "শালা হারামজাদা চোরের দল",
    "abuse in Banglish": "sala haramjada chorer dol",
    "abuse in English": "you bloody idiots go to hell",
}


def shown(phone: Phone) -> str:
    return "\n".join([*phone.heard, *phone.titles])


def is_echoed(sent: str, answer: str) -> bool:
    """A stretch of what was sent; single words of a language may be in any answer."""
    pieces = [sent[start : start + 12] for start in range(0, max(len(sent) - 11, 1), 12)]
    return any(piece.strip() and piece in answer for piece in pieces if len(piece) > 3)


def is_answered(phone: Phone, sent: str) -> None:
    phone.sends(sent)
    assert phone.last_answer is not None
    assert phone.last_answer.status_code == 200
    assert shown(phone).strip()
    assert not is_echoed(sent, shown(phone))

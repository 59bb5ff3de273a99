"""Whatever comes in, a fitting answer goes out, and nothing of what was sent."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
LANGUAGES = ("bn", "bn-Latn", "en")
CHANNELS = ("sms", "ussd")
NONSENSE = {
    "empty": "",
    "spaces": "   \n\t ",
    "2,000 Bangla letters": "কখগঘঙ" * 400,
    "2,000 Latin letters": "qwxzv " * 333,
    "one letter 2,000 times": "a" * 2000,
    "emoji": "😀🙏🏽💸👨‍👩‍👧",
    "Hindi": "मेरा पैसा नहीं आया",
    "Arabic": "لم يصل المال",
    "Chinese": "我的钱没有到",
    "code": "'; DROP TABLE cases; --<script>alert(1)</script>{{7*7}}${x}",
    "braces": "{payments} {0} %s %(name)s",
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


def echoed(sent: str, answer: str) -> bool:
    """A stretch of what was sent; single words of a language may be in any answer."""
    pieces = [sent[start : start + 12] for start in range(0, max(len(sent) - 11, 1), 12)]
    return any(piece.strip() and piece in answer for piece in pieces if len(piece) > 3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("sent", NONSENSE.values(), ids=NONSENSE.keys())
class TestNonsense:
    def test_is_answered_at_first(
        self, new_phone: NewPhone, sent: str, channel: str, language: str
    ) -> None:
        phone = new_phone(language=language, channel=channel, can_script=channel == "sms")
        self._answers(phone, sent)

    def test_is_answered_inside_a_complaint(
        self, new_phone: NewPhone, sent: str, channel: str, language: str
    ) -> None:
        phone = new_phone(language=language, channel=channel, can_script=channel == "sms")
        phone.sends("/report_missing_payment")
        self._answers(phone, sent)

    def _answers(self, phone: Phone, sent: str) -> None:
        phone.sends(sent)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 200
        assert shown(phone).strip()
        assert not echoed(sent, shown(phone))


STRAY = ["abc", "ABC abc", "dcba", "zxcv", "bbb", "hjk uio", "কখগঘ", "অআই"]


@pytest.mark.parametrize("sent", STRAY)
class TestStrayKeys:
    def test_are_not_understood(self, new_phone: NewPhone, sent: str) -> None:
        phone = new_phone(language="bn-Latn", channel="ussd", can_script=False).sends(sent)
        phone.hears("bujhte parini")
        assert "end_session" not in str(phone.last_answer.json())

    def test_neither_send_a_complaint_nor_drop_it(
        self, new_phone: NewPhone, house: House, sent: str
    ) -> None:
        phone = new_phone(language="bn-Latn", channel="ussd", can_script=False)
        phone.sends("amar taka ashe nai").sends("1").sends(sent).hears("Thik achhe?")
        assert house.fake.cases == {}
        phone.sends("1")
        assert len(house.fake.cases) == 1

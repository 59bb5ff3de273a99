"""Whatever comes in, a fitting answer goes out, and nothing of what was sent."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.nonsense import NONSENSE, is_answered
from phone import Phone

NewPhone = Callable[..., Phone]
LANGUAGES = ("bn", "bn-Latn", "en")
CHANNELS = ("sms", "ussd")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("sent", NONSENSE.values(), ids=NONSENSE.keys())
class TestNonsense:
    def test_is_answered_at_first(
        self, new_phone: NewPhone, sent: str, channel: str, language: str
    ) -> None:
        phone = new_phone(language=language, channel=channel, can_script=channel == "sms")
        is_answered(phone, sent)

    def test_is_answered_inside_a_complaint(
        self, new_phone: NewPhone, sent: str, channel: str, language: str
    ) -> None:
        phone = new_phone(language=language, channel=channel, can_script=channel == "sms")
        phone.sends("/report_missing_payment")
        is_answered(phone, sent)


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

"""A question about an allowance in the middle of a complaint of food: it says nothing of whose rice
it is about.
"""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
SHORT_WEIGHT = {
    "bn": "ডিলার ৩০ কেজির জায়গায় ২৫ কেজি চাল দিছে",
    "bn-Latn": "dealer 30 kejir jaygay 25 keji chal dise",
    "en": "the dealer gave me 25 kg rice instead of 30 kg",
}
WHICH = {"bn": "কোন চাল বা কার্ড?", "bn-Latn": "Kon chal ba card?", "en": "Which rice or card"}
VGD = {"bn": "ভিজিডি", "bn-Latn": "VGD", "en": "VGD"}
YES = {"bn": "হ্যাঁ", "bn-Latn": "ha", "en": "yes"}
QUESTIONS = [
    ("bn", "আচ্ছা বয়স্ক ভাতা পাইতে বয়স কত লাগে", "পুরুষ ৬৫"),
    ("bn", "বিধবা ভাতা কি বয়স্ক ভাতার চেয়ে বেশি?", "বয়স্ক ভাতা: মাসে ৭০০"),
    ("bn", "প্রতিবন্ধী ভাতার কী কাগজ লাগে", "কাগজ"),
    ("bn-Latn", "accha bolen to boyosko vata pete boyos koto lage", "purush 65"),
    ("bn-Latn", "accha protibondhi vatar jonno ki kagoj lage", "kagoj: NID"),
    ("bn-Latn", "bidhoba vata boyosko vatar cheye beshi naki", "boyosko bhata: Mashe 700"),
    ("en", "by the way how old do you have to be for old age allowance", "men from 65"),
    ("en", "is widow allowance more than old age?", "Old Age Allowance: 700"),
    ("en", "how can I get a TCB card", "Union Parishad"),
]


@pytest.mark.parametrize(("language", "asks", "hears"), QUESTIONS)
class TestAQuestionAboutAnAllowance:
    def test_where_it_is_asked_which_is_answered_and_asked_again(
        self, new_phone: NewPhone, house: House, language: str, asks: str, hears: str
    ) -> None:
        phone = new_phone(language=language).sends(SHORT_WEIGHT[language]).hears(WHICH[language])
        phone.sends(asks).hears(hears, WHICH[language])
        phone.picks(VGD[language]).sends(YES[language])
        (filed,) = house.fake.cases.values()
        assert filed["programme"] == "vwb"
        assert filed["description"] == SHORT_WEIGHT[language]

    def test_at_the_read_back_changes_nothing(
        self, new_phone: NewPhone, house: House, language: str, asks: str, hears: str
    ) -> None:
        phone = new_phone(language=language).sends(SHORT_WEIGHT[language]).picks(VGD[language])
        offered = phone.titles
        phone.sends(asks)
        assert phone.titles == offered
        phone.sends(YES[language])
        (filed,) = house.fake.cases.values()
        assert filed["programme"] == "vwb"


@pytest.mark.parametrize(
    ("language", "words", "programme"),
    [
        ("bn", "টিসিবি কার্ডের", "tcb"),
        ("bn-Latn", "vgd card er", "vwb"),
        ("en", "the TCB card", "tcb"),
    ],
)
def test_a_name_without_a_question_is_the_answer(
    new_phone: NewPhone, house: House, language: str, words: str, programme: str
) -> None:
    new_phone(language=language).sends(SHORT_WEIGHT[language]).sends(words).sends(YES[language])
    (filed,) = house.fake.cases.values()
    assert filed["programme"] == programme

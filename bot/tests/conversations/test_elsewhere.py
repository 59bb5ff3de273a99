"""A house, relief, hunger and an office's phone: not ours to decide, and still a way is told."""

from collections.abc import Callable

import pytest
from phone import Phone

NewPhone = Callable[..., Phone]
SAID = [
    ("bn", "ঘরের জন্য কই যামু", "আশ্রয়ণের ঘর", "ইউএনও"),
    ("bn", "আশ্রয়ণের ঘর", "ইউনিয়ন পরিষদে", "৩৩৩"),
    ("bn-Latn", "sorkari ghor kothay pabo", "Asrayoner ghor", "UNO"),
    ("en", "where can I get a house", "Ashrayan", "333"),
    ("bn", "নদীতে আমার বাড়ি ভেঙে গেছে", "ত্রাণ", "পিআইও"),
    ("bn-Latn", "amar bari bhenge gese nodite", "tran", "PIO"),
    ("en", "the river took my house", "Relief", "PIO"),
    ("bn", "আমার বাচ্চারা না খেয়ে আছে", "কষ্ট লাগল", "৩৩৩"),
    ("bn-Latn", "ar baccha r khabar nai 2 din, kichu ekta koren", "koshto laglo", "333"),
    ("en", "my children are hungry, there is nothing to eat", "very sorry", "333"),
    ("bn", "উলিপুর উপজেলা অফিসের ফোন নম্বর দেন", "আমাদের কাছে নেই", "৩৩৩"),
    ("bn-Latn", "somajseba office er phone ta ki", "amader kachhe nei", "333"),
    ("en", "what is the office's phone?", "do not have the numbers", "333"),
]


@pytest.mark.parametrize(("language", "words", "first", "second"), SAID)
def test_says_where_to_ask(
    new_phone: NewPhone, language: str, words: str, first: str, second: str
) -> None:
    phone = new_phone(language=language).sends(words).hears(first, second)
    phone.hears_nothing_of("বুঝতে পারিনি", "bujhte parini", "did not understand")
    assert len(phone.titles) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("bn-Latn", "ovijog dilam ek mas, khobor nai keno"),
        ("bn", "অভিযোগ দিছিলাম মাস খানেক আগে, কোনো খবর নাই কেন"),
    ],
)
def test_no_news_is_no_hunger(new_phone: NewPhone, language: str, words: str) -> None:
    phone = new_phone(language=language).sends(words)
    phone.hears_nothing_of("কষ্ট লাগল", "koshto laglo")
    assert phone.heard


def test_an_open_question_stays(new_phone: NewPhone) -> None:
    phone = new_phone(language="bn-Latn").sends("/check_eligibility").hears("Boyos koto")
    phone.sends("sorkari ghor kothay pabo").hears("Boyos koto")

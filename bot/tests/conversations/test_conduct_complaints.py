"""Bribes and bad behaviour: who, how much, where; and none of it in any later message."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]

SAFE = "1"
BRIBE = "মেম্বার কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"


class TestBribe:
    @pytest.mark.parametrize(
        ("words", "role", "paisa"),
        [
            (BRIBE, "member", 400_000),
            ("chairman card er jonno 5 hajar taka ghush chay", "chairman", 500_000),
            ("the secretary wants a bribe of 500 taka for his signature", "secretary", 50_000),
            ("দালাল নাম তুলে দিবে বলে ২০০০ টাকা নিছে", "middleman", 200_000),
        ],
    )
    def test_who_and_how_much_are_heard(
        self, stranger: NewPhone, filed: Filed, words: str, role: str, paisa: int
    ) -> None:
        phone = stranger().sends(words)
        if role != "middleman":
            phone.sends(SAFE)
        phone.sends("Ulipur").sends("1")
        assert filed.category == "bribe"
        told = {"role": role, "amount_paisa": paisa, "area_code": "554994"}
        assert {name: filed.told[name] for name in told} == told

    def test_what_is_missing_is_asked(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("they want a bribe for the card")
        phone.hears("Who is it about?").picks("Dealer").hears("How much was asked or taken")
        phone.sends("3000 taka").hears("Where?").sends("Kurigram")
        phone.hears("Bribe asked or taken. Dealer, 3,000 taka, Kurigram.").sends("yes")
        assert filed.told == {"role": "dealer", "amount_paisa": 300_000, "area_code": "5549"}

    def test_rice_that_was_sold(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_bribe").picks("Rice or money", "Dealer")
        phone.picks("I do not know").hears("what happened").sends("30 sacks were sold at night")
        phone.hears("Rice or money was stolen. Dealer.").picks("Yes")
        assert filed.category == "embezzlement"
        assert filed.only["description"].endswith("30 sacks were sold at night")

    def test_is_named_in_no_later_message(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(BRIBE).sends(SAFE).hears("ঘুষ")
        phone.sends("1").hears_nothing_of("ঘুষ", "মেম্বার")
        phone.sends("আমার নালিশের খবর কী?").hears("আপনার বিষয় ৪৮২১-০৯৩৪")
        phone.hears_nothing_of("ঘুষ", "মেম্বার")

    def test_words_to_a_person_in_its_middle_stay_restricted(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends("/report_bribe").picks("ঘুষ").hears("কার বিরুদ্ধে")
        phone.sends("পিয়ন").hears("কত টাকা")
        phone.sends("আকাশ নীল").sends("নদীর জল").sends("গাছে পাখি").hears("একজন কর্মীকে দিলাম")
        assert filed.category == "bribe"


class TestMisconduct:
    @pytest.mark.parametrize(
        ("words", "answers", "category"),
        [
            ("অফিসের লোক খারাপ ব্যবহার করে, শুধু ঘুরায়", ["4", SAFE, "4"], "misbehaviour"),
            ("office er lok kharap babohar kore, khali ghuray", ["4", SAFE, "4"], "misbehaviour"),
            ("the officer was rude and shouted at me", [SAFE, "4"], "misbehaviour"),
            ("chairman khali nijer lok er nam dey, amader kotha shone na", [SAFE], "nepotism"),
        ],
    )
    def test_asks_who_it_was_and_what_is_wanted(
        self,
        new_phone: NewPhone,
        filed: Filed,
        words: str,
        answers: list[str],
        category: str,
    ) -> None:
        phone = new_phone().sends(words)
        for answer in answers:
            phone.sends(answer)
        phone.sends("1")
        assert filed.category == category
        assert filed.told["role"] == ("chairman" if category == "nepotism" else "officer")

    def test_by_digits(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_misconduct").picks("Discrimination")
        phone.picks("Social worker").hears("Where?").picks("I do not know").picks("Tell me why")
        phone.hears("Discrimination. Social worker, Tell me why.").picks("Yes")
        assert (filed.category, filed.told) == (
            "discrimination",
            {"role": "social_worker", "wanted": "explain"},
        )


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("কাম করি দেউক", "other"),
        ("tar bichar hok", "other"),
        ("he should be punished", "other"),
        ("কারণ জানাক আমারে", "explain"),
    ],
)
def test_what_is_wanted_may_be_told_in_own_words(
    stranger: NewPhone, filed: Filed, words: str, wanted: str
) -> None:
    phone = stranger(language="en").sends("the social worker shouts at people in the office")
    while "What do you want to happen?" not in "\n".join(phone.heard):
        phone.sends("/deny")
    phone.sends(words).sends("/affirm")
    assert filed.told["wanted"] == wanted
    assert words in filed.only["description"]

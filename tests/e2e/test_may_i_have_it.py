"""Twelve people ask what they may have: the answers are those of the case manager's own rules."""

import pytest

from tests.e2e.house import House, Phone

pytestmark = [pytest.mark.assistant, pytest.mark.running]

MOST_QUESTIONS = 12
PROFILES = [
    pytest.param(
        "amar boyos 45, ami ki vata pawar joggo?",
        {"bhata pan": "pai na", "Nijer ay": "1000 taka", "Nari": "mohila"}
        | {"obostha": "shami mara gechhe", "Poribare": "nei", "": "na"},
        ["bidhoba bhata: pete paren, mashe 700 taka", "somajseba office"],
        id="a widow of 45",
    ),
    pytest.param(
        "I am 64 years old. Am I eligible for the old age allowance?",
        {"oman": "man"},
        ["Not the Old Age Allowance", "65 years"],
        id="a man of 64",
    ),
    pytest.param(
        "I am 65 years old. Am I eligible for the old age allowance?",
        {"oman": "man", "income": "500", "pension": "no", "": "none"},
        ["Old Age Allowance: it fits, 700 taka a month"],
        id="a man of 65",
    ),
    pytest.param(
        "বয়স ৬১ বছর, আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?",
        {"নারী": "মহিলা"},
        ["বয়স্ক ভাতা মেলে না", "৬১ বছর", "হতে হয়"],
        id="a woman of 61",
    ),
    pytest.param(
        "বয়স ৬২ বছর, আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?",
        {"নারী": "মহিলা", "আয়": "৫০০ টাকা", "পেনশন": "না", "কোন ভাতা": "কোনোটি না", "": "নেই"},
        ["বয়স্ক ভাতা: পেতে পারেন, মাসে ৭০০ টাকা", "সমাজসেবা অফিস"],
        id="a woman of 62",
    ),
    pytest.param(
        "আমার বয়স ৬৮ বছর, আমি কি বয়স্ক ভাতা পাওয়ার যোগ্য?",
        {"নারী": "পুরুষ", "আয়": "৫০০ টাকা", "পেনশন": "হ্যাঁ পাই", "কোন ভাতা": "কোনোটি না", "": "নেই"},
        ["বয়স্ক ভাতা মেলে না", "পেনশন"],
        id="a clerk with a pension",
    ),
    pytest.param(
        "আমার বয়স ৬৬ বছর, আমি কি বিধবা ভাতা পাওয়ার যোগ্য?",
        {"নারী": "নারী", "বিয়ের": "বিধবা", "কোন ভাতা": "বিধবা ভাতা পাই", "": "না"},
        ["বিধবা ভাতা মেলে না"],
        id="a woman who has it already",
    ),
    pytest.param(
        "আমার বয়স ১৯ বছর, আমি কি প্রতিবন্ধী ভাতা পাওয়ার যোগ্য?",
        {"কোন ভাতা": "কোনো ভাতা পাই না", "আয়": "০", "কার্ড": "আছে", "": "না"},
        ["প্রতিবন্ধী ভাতা: পেতে পারেন, মাসে ৯০০ টাকা"],
        id="a student with a disability card",
    ),
    pytest.param(
        "I am 24 years old. Am I eligible for the mother and child benefit?",
        {"oman": "woman", "food card": "none", "allowance": "none", "income": "7000 taka"}
        | {"months": "5 months", "Which child": "2", "": "yes"},
        ["Mother and Child Benefit: it fits, 850 taka a month"],
        id="a woman five months pregnant",
    ),
    pytest.param(
        "My child is 8 years old. Is it eligible for the disability stipend?",
        {"school": "class 1-5", "stipend": "none", "family": "2500 taka", "card": "yes", "": "no"},
        ["it fits, 950 taka a month"],
        id="a disabled child of 8",
    ),
    pytest.param(
        "amar boyos 30, ami ki kono vata pawar joggo?",
        {"Nijer ay": "4000 taka", "Nari": "nari", "obostha": "bibahito", "bhata pan": "konota na"}
        | {"Poribare": "nei", "": "na"},
        ["kono bhata mele na", "48,000 taka"],
        id="a tea worker of 30",
    ),
    pytest.param(
        "I am 40 years old. Am I eligible for any allowance?",
        {"income": "90000 taka", "oman": "man", "arried": "married", "": "none"},
        ["no allowance fits", "10,80,000 taka"],
        id="a well-off man of 40",
    ),
]


@pytest.mark.parametrize(("asks", "told", "learns"), PROFILES)
def test_they_learn_what_fits_and_why_not(
    house: House, number: str, asks: str, told: dict[str, str], learns: list[str]
) -> None:
    phone = Phone(house, number)
    phone.sends(asks)
    for _ in range(MOST_QUESTIONS):
        heard = phone.hears()
        if all(piece in heard for piece in learns):
            return
        phone.sends(next(answer for piece, answer in told.items() if piece in heard))
    pytest.fail("the interview did not come to its end")

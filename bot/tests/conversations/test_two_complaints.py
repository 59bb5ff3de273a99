"""Another complaint in the middle of one: followed, and the first is offered again."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]

BRIBE = "দালাল কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"


@pytest.fixture
def telling(new_phone: NewPhone) -> Phone:
    return new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")


@pytest.mark.parametrize(
    ("first", "second", "offered"),
    [
        ("আমার টাকা আসে নাই", BRIBE, "আগের নালিশ (টাকা পাইনি) শেষ করবেন?"),
        (
            "amar taka ashe nai",
            "dalal card er jonno 5 hajar taka ghush chay",
            "Ager nalish (Taka",
        ),
        (
            "my money did not come",
            "the dalal wants a bribe of 500 taka",
            "first complaint (Money",
        ),
    ],
)
def test_the_first_is_offered_again_after_the_second_is_filed(
    new_phone: NewPhone, filed: Filed, first: str, second: str, offered: str
) -> None:
    phone = new_phone().sends(first).sends("1").sends(second).sends("1").hears(offered)
    phone.sends("1").sends("1")
    assert [case["category"] for case in filed.all()] == ["bribe", "payment_returned"]


def test_the_call_goes_on_until_both_are_filed(telling: Phone) -> None:
    telling.sends(BRIBE).hears("আগে এটি", "ঘুষ").sends("1")
    assert "end_session" not in str(telling.last_answer.json())
    telling.sends("1").sends("1")
    assert "end_session" in str(telling.last_answer.json())


def test_the_first_stands_where_it_stood(telling: Phone, filed: Filed) -> None:
    telling.sends("না, এপ্রিলের কিস্তি").hears("এপ্রিল-জুন ২০২৬").sends(BRIBE).sends("1").sends("1")
    telling.hears("এপ্রিল-জুন ২০২৬").sends("1")
    assert filed.all()[-1]["missing_since"] == "2026-04"


def test_the_first_may_be_dropped(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).sends("1").sends("না").hears("নালিশ করা হলো না")
    assert [case["category"] for case in filed.all()] == ["bribe"]


def test_the_second_may_be_dropped(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).picks("বদলান", "নালিশ করব না").hears("নালিশ করা হলো না", "আগের নালিশ")
    telling.sends("1").hears("জুলাই-সেপ্টেম্বর ২০২৬").sends("1")
    assert [case["category"] for case in filed.all()] == ["payment_returned"]


def test_back_from_the_second_leads_to_the_first(telling: Phone) -> None:
    telling.sends(BRIBE).sends("/go_back").hears("আগের নালিশ (টাকা পাইনি)").sends("1")
    telling.hears("জুলাই-সেপ্টেম্বর ২০২৬")


def test_what_is_sensitive_is_not_named_when_it_is_offered_again(
    new_phone: NewPhone, filed: Filed
) -> None:
    phone = new_phone().sends(BRIBE).sends("আমার টাকা আসে নাই").hears("কোন কিস্তি").sends("1")
    phone.sends("1").hears("আগের কথা শেষ করবেন?").hears_nothing_of("ঘুষ", "দালাল")
    phone.sends("1").hears("ঘুষ", "৪,০০০ টাকা").sends("1")
    assert [case["category"] for case in filed.all()] == ["payment_returned", "bribe"]


def test_telling_the_first_again_takes_it_up(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).hears("ঘুষ").sends("আমার ভাতার টাকা আসে নাই").hears("জুলাই-সেপ্টেম্বর ২০২৬")
    telling.sends("1").hears("আগের কথা শেষ করবেন?")
    telling.sends("1").sends("1")
    assert [case["category"] for case in filed.all()] == ["payment_returned", "bribe"]


def test_three_at_once(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).sends("ডিলার পচা চাল দিছে").hears("কোন চাল").sends("1").sends("1")
    telling.hears("আগের কথা").sends("1").sends("1").hears("(টাকা পাইনি)").sends("1").sends("1")
    categories = [case["category"] for case in filed.all()]
    assert categories == ["food_quality", "bribe", "payment_returned"]


def test_who_it_is_is_asked_by_the_one_that_needs_it(
    stranger: NewPhone, house: House, filed: Filed
) -> None:
    phone = stranger().sends(BRIBE).hears("কোন জায়গায়?").sends("নগদের পিন ভুলে গেছি, টাকা তুলতে পারি না")
    phone.hears("পুরো এনআইডি").sends("জানি না").hears("উপজেলার?").sends("চিলমারী")
    phone.hears("সিম, পিন").sends("1").sends("1")
    phone.hears("কোন জায়গায়?").sends("উলিপুর").sends("1")
    assert [case["category"] for case in filed.all()] == ["sim_pin", "bribe"]


def test_a_wish_for_a_person_does_not_end_either(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).sends("মানুষের সাথে কথা বলতে চাই").hears("একজন কর্মী").picks("সকালে")
    telling.sends("1").hears("ঘুষ").sends("1").hears("আগের নালিশ (টাকা পাইনি)")
    assert [case["category"] for case in filed.all()] == ["bribe", "bribe"]


def test_the_first_is_offered_when_a_person_takes_over_the_second(
    telling: Phone, filed: Filed
) -> None:
    telling.sends(BRIBE).sends("আকাশ নীল").sends("নদীর জল")
    telling.sends("গাছে পাখি").hears("কর্মীকে দিলাম").picks("সকালে").hears("আগের নালিশ")
    assert "end_session" not in str(telling.last_answer.json())
    telling.sends("1").sends("1")
    assert [case["category"] for case in filed.all()] == ["bribe", "payment_returned"]


def test_going_home_leaves_both(telling: Phone, filed: Filed) -> None:
    telling.sends(BRIBE).sends("/go_home").hears("কী জানতে").sends("হ্যাঁ").hears("কোনটি?")
    assert filed.all() == []


def test_what_was_left_with_a_question_beside_is_filed_by_nobody(
    new_phone: NewPhone, filed: Filed
) -> None:
    phone = new_phone().sends(BRIBE).sends("/check_eligibility").hears("আগে এটি")
    phone.sends("/go_home").sends("/check_eligibility").sends("আকাশ নীল").sends("নদীর জল")
    phone.sends("গাছে পাখি").hears("কর্মীকে দিলাম")
    assert filed.category == "information"
    assert "ঘুষ" not in filed.only["description"]

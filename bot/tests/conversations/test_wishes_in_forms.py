"""Every wish in the middle of every form: followed, and then the form is offered again."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]

FIRST, CLOSED = "48210934", "48210941"
FORMS = {
    "complaint": (("টাকা আসে নাই", "1"), "ঠিক আছে?", "আগের নালিশ (টাকা পাইনি)"),
    "interview": (("/check_eligibility", "৭০"), "কোন ভাতা পান?", "কোন ভাতা পাবেন, সেই প্রশ্নগুলো"),
    "more": (("/update_case",), "যা জানাতে চান", "আগের কথায় আরও যোগ করবেন?"),
    "withdrawal": (("/withdraw_case",), "তুলে নেবেন?", "তুলে নেওয়ার কথায় ফিরবেন?"),
    "appeal": (("/appeal_case",), "কেন মানেন না?", "আপিলের কথায় ফিরবেন?"),
}
ANSWERED = {
    "ask_about_service": ("আপনারা কি সরকারি লোক?", "সরকারি অফিস নয়"),
    "ask_how_to_apply": ("বিধবা ভাতার আবেদন কীভাবে করতে হয়?", "সমাজসেবা অফিস"),
    "ask_menu": ("কী কী করতে পারেন?", "চাইতে পারেন"),
    "check_entitlement": ("বিধবা ভাতা মাসে কত টাকা?", "বিধবা ভাতা:"),
    "check_payment": ("আমার টাকা কবে আসবে?", "ফেরত গেছে"),
    "start_messages": ("আবার মেসেজ পাঠান, মেসেজ চালু করেন", "আবার মেসেজ পাঠাব"),
    "track_case": ("আমার নালিশের খবর কী?", "৪৮২১-০৯"),
}
BEGUN = {
    "check_eligibility": (
        ("আমি কি প্রতিবন্ধী ভাতা পাওয়ার যোগ্য?", "১৯", "কোনো ভাতা পাই না", "০", "আছে", "না"),
        "প্রতিবন্ধী ভাতা: পেতে পারেন",
    ),
    "update_case": (
        (f"{FIRST} নম্বর অভিযোগে আরও কিছু তথ্য যোগ করতে চাই", "সাক্ষী ছিল দুইজন"),
        "কথা ৪৮২১-০৯৩৪ এ লেখা হলো",
    ),
    "withdraw_case": ((f"{FIRST} নম্বর অভিযোগ তুলে নিতে চাই", "হ্যাঁ"), "তুলে নিতে চান"),
    "appeal_case": (
        (f"{CLOSED} নম্বর অভিযোগের সিদ্ধান্ত মানি না, আপিল করতে চাই", "আমাকে কেউ ডাকেনি"),
        "আপিল উপরের অফিসে গেল",
    ),
    "report_food_problem": (("ডিলার টিসিবির পচা চাল দিছে", "হ্যাঁ"), "আপনার নালিশ জমা হয়েছে"),
    "talk_to_human": (("মানুষের সাথে কথা বলতে চাই", "সকালে"), "একজন কর্মী"),
}
THE_SAME = {
    *(("more", "update_case"), ("withdrawal", "withdraw_case"), ("appeal", "appeal_case")),
    ("interview", "check_eligibility"),
}
WORDS_FOR_THE_CASE = {("more", "report_food_problem"), ("appeal", "report_food_problem")}
PAIRS = sorted({(form, wish) for form in FORMS for wish in BEGUN} - THE_SAME - WORDS_FOR_THE_CASE)


@pytest.fixture
def in_form(new_phone: NewPhone, house: House) -> Callable[..., Phone]:
    def begin(form: str, **known: object) -> Phone:
        house.fake.cases[FIRST] = {"category": "wrong_amount"}
        house.fake.cases[CLOSED] = {"category": "wrong_amount", "status": "closed"}
        phone = new_phone(**known)
        messages, question, _ = FORMS[form]
        for message in messages:
            phone.sends(message)
        return phone.hears(question)

    return begin


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("wish", ANSWERED)
def test_what_is_asked_is_answered_and_the_question_comes_again(
    in_form: Callable[..., Phone], form: str, wish: str
) -> None:
    said, answer = ANSWERED[wish]
    in_form(form).sends(said).hears(answer, FORMS[form][1])


@pytest.mark.parametrize(("form", "wish"), PAIRS)
def test_what_has_questions_of_its_own_is_done_and_the_form_offered_again(
    in_form: Callable[..., Phone], form: str, wish: str
) -> None:
    (begun, *answers), done = BEGUN[wish]
    _, question, offered = FORMS[form]
    phone = in_form(form).sends(begun)
    for answer in answers:
        phone.hears_nothing_of(offered).sends(answer)
    phone.hears(done, offered)
    assert phone.titles == ["হ্যাঁ", "না"]
    phone.sends("1").hears(question)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_offered_again_may_be_left(in_form: Callable[..., Phone], form: str) -> None:
    phone = in_form(form).sends("/talk_to_human").sends("সকালে").hears(FORMS[form][2]).sends("2")
    phone.hears_nothing_of(FORMS[form][1], FORMS[form][2]).sends("হ্যাঁ")
    phone.hears_nothing_of(FORMS[form][1], FORMS[form][2])


@pytest.mark.parametrize("form", FORMS)
def test_the_keys_of_a_phone_lead_back_and_home(in_form: Callable[..., Phone], form: str) -> None:
    phone = in_form(form, channel="ussd").sends("/report_bribe").sends("/go_back")
    phone.hears(FORMS[form][2]).sends("1").hears(FORMS[form][1])
    phone.sends("/report_bribe").sends("/go_home").hears("কী জানতে").sends("হ্যাঁ")
    phone.hears_nothing_of(FORMS[form][2])


def test_an_answer_is_taken_where_the_form_is_only_offered(in_form: Callable[..., Phone]) -> None:
    phone = in_form("complaint").sends("/talk_to_human").sends("সকালে").hears("শেষ করবেন?")
    phone.sends("না, এপ্রিলের কিস্তি").hears("এপ্রিল-জুন ২০২৬", "ঠিক আছে?")


def test_what_answers_nothing_is_asked_again(in_form: Callable[..., Phone]) -> None:
    phone = in_form("interview").sends("/talk_to_human").sends("সকালে")
    phone.sends("আকাশে মেঘ কেন").hears("বুঝতে পারিনি", "চালিয়ে যাবেন?").sends("1").hears("কোন ভাতা পান?")


def test_a_wish_inside_a_wish_inside_a_form(in_form: Callable[..., Phone], house: House) -> None:
    phone = in_form("interview").sends(f"{FIRST} নম্বর অভিযোগ তুলে নিতে চাই").hears("তুলে নেবেন?")
    phone.sends("ডিলার টিসিবির পচা চাল দিছে").sends("হ্যাঁ").hears("জমা হয়েছে", "তুলে নেওয়ার কথায়")
    phone.sends("1").sends("হ্যাঁ").hears("তুলে নিতে চান", "সেই প্রশ্নগুলো").sends("1").hears("কোন ভাতা পান?")
    assert [verb for verb, _, _ in house.fake.follow_ups] == ["withdrawals"]


class TestTooMuchWaits:
    WISHES = ("/report_agent_charge", "/report_death", "/report_exclusion", "/check_eligibility")

    @pytest.fixture
    def phone(self, in_form: Callable[..., Phone]) -> Phone:
        """Four forms wait beside the one that goes on."""
        phone = in_form("complaint")
        for wish in self.WISHES:
            phone.sends(wish).hears("আগে এটি")
        return phone

    def test_a_fifth_is_not_begun_and_nothing_is_lost(self, phone: Phone) -> None:
        phone.sends("/report_food_problem").hears("কথা শেষ করা বাকি", "বয়স কত বছর?")
        offered = []
        for _ in self.WISHES:
            phone.sends("/go_back").sends("1")
            offered.append(phone.heard[-1])
        assert "ঠিক আছে?" in offered[-1]
        assert len({*offered}) == len(self.WISHES)

    def test_danger_and_a_person_are_not_kept_waiting(self, phone: Phone, house: House) -> None:
        phone.sends("/talk_to_human").hears("একজন কর্মী").sends("সকালে").sends("1").hears(
            "বয়স কত বছর?"
        )
        phone.sends("মেম্বার আমাকে জানে মারার হুমকি দিছে").hears("নিরাপদ")
        assert len(house.fake.cases) == 3


class TestWhoIsAsking:
    def test_is_asked_for_payments_in_an_interview(
        self, in_form: Callable[..., Phone], house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = in_form("interview").sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক")
        phone.sends("4567 1952").hears("ফেরত গেছে", "সেই প্রশ্নগুলো").sends("1").hears("কোন ভাতা পান?")

    @pytest.mark.parametrize("wish", ["check_eligibility", "report_food_problem", "talk_to_human"])
    def test_waits_for_another_wish(self, new_phone: NewPhone, house: House, wish: str) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক")
        (begun, *answers), done = BEGUN[wish]
        for said in (begun, *answers):
            phone.sends(said)
            if "কোন জায়গায়?" in phone.heard[-1]:
                phone.sends("উলিপুর")
        if "ঠিক আছে?" in phone.heard[-1]:
            phone.sends("হ্যাঁ")
        phone.hears(done, "আগের কথায় ফিরবেন (টাকার খবর)?").sends("1").hears("শেষ ৪ অঙ্ক")

    def test_is_not_asked_again_when_it_came_out_meanwhile(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমার টাকা কবে আসবে?").sends("আমার টাকা আসে নাই").sends("4567 1952")
        phone.hears("কোন কিস্তি").sends("1").sends("1").hears("জমা হয়েছে", "(টাকার খবর)?")
        phone.sends("1").hears("ফেরত গেছে")

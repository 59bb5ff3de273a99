"""The language, messages stopped and started again, who we are, the keys of a phone, goodbye."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]
BANGLA, BANGLISH, ENGLISH = "bn", "bn-Latn", "en"
IN_EACH_LANGUAGE = [BANGLA, BANGLISH, ENGLISH]


def commands(phone: Phone) -> dict[str, Any]:
    assert phone.last_answer is not None
    answers = phone.last_answer.json()["answers"]
    (obeyed,) = [answer["custom"] for answer in answers if "custom" in answer] or [{}]
    return obeyed


class TestChangeLanguage:
    @pytest.mark.parametrize(
        ("said", "language", "answer"),
        [
            ("ইংরেজিতে লিখুন", ENGLISH, "in English from now on"),
            ("please write in Bangla", BANGLA, "এখন থেকে বাংলায়"),
            ("banglish e lekhen", BANGLISH, "ekhon theke Banglish e"),
        ],
    )
    def test_by_its_name(self, new_phone: NewPhone, said: str, language: str, answer: str) -> None:
        phone = new_phone().sends(said).hears(answer)
        assert commands(phone)["set_language"] == language
        assert phone.sends("1").options
        assert phone.language == language

    @pytest.mark.parametrize("language", IN_EACH_LANGUAGE)
    def test_by_digits_alone(self, new_phone: NewPhone, language: str) -> None:
        phone = new_phone(language=language).sends("/greet").sends("6")
        assert phone.titles == ["বাংলা" if language == BANGLA else "Bangla", "Banglish", "English"]
        assert commands(phone.sends("3")) == {"set_language": "en"}
        phone.hears("in English from now on")

    def test_two_names_are_asked_about(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("ইংরেজি বুঝি না, বাংলা দেন").hears("কোন ভাষায় লিখব?")
        phone.sends("1").hears("এখন থেকে বাংলায়")

    def test_bangla_where_no_script_fits(self, new_phone: NewPhone) -> None:
        phone = new_phone(language=ENGLISH, can_script=False).sends("/greet").sends("6")
        assert commands(phone.sends("1").hears("ekhon theke Banglish e")) == {"set_language": "bn"}
        phone.sends("1").hears("Ki jante ba bolte chan?")

    def test_an_unknown_language_is_asked_about(self, new_phone: NewPhone) -> None:
        new_phone().sends('/change_language{"language": "fr"}').hears("কোন ভাষায় লিখব?")


class TestTheLanguageWritten:
    @pytest.mark.parametrize(
        "said", ["agent kept 60 taka", "dealer cut 100 taka", "Karim took 500 taka of my allowance"]
    )
    def test_the_currency_and_a_name_leave_english(self, new_phone: NewPhone, said: str) -> None:
        phone = new_phone(language=ENGLISH).sends(said)
        assert "Nalish, a service for" in phone.heard[0]
        assert "set_language" not in commands(phone)

    @pytest.mark.parametrize("said", ["agent taka kete rakhse", "amar taka pai nai", "taka pathan"])
    def test_banglish_is_heard_behind_english(self, new_phone: NewPhone, said: str) -> None:
        assert commands(new_phone(language=ENGLISH).sends(said))["set_language"] == BANGLISH

    def test_letters_go_before_what_was_asked_for(self, new_phone: NewPhone) -> None:
        phone = new_phone(language=BANGLISH).sends("banglish e bolen").sends("আমার টাকা আসে নাই")
        phone.hears("কোন কিস্তি")


class TestMessages:
    @pytest.mark.parametrize(
        ("said", "answer"),
        [
            ("আর মেসেজ পাঠাবেন না", "আর মেসেজ পাঠাব না"),
            ("বন্ধ", "আর মেসেজ পাঠাব না"),
            ("ar sms pathaben na", "ar message pathabo na"),
            ("please stop sending me messages", "send you no more messages"),
        ],
    )
    def test_are_stopped_with_one_confirmation(
        self, new_phone: NewPhone, said: str, answer: str
    ) -> None:
        phone = new_phone().sends("/greet").sends(said).hears(answer)
        assert len(phone.heard) == 1
        assert commands(phone)["opt_out"] is True
        assert commands(phone)["end_session"] is True

    @pytest.mark.parametrize(
        ("said", "answer"),
        [
            ("আবার মেসেজ চালু করেন", "আবার মেসেজ পাঠাব"),
            ("চালু", "আবার মেসেজ পাঠাব"),
            ("abar sms chalu koren", "abar message pathabo"),
            ("please start the messages again", "send you messages again"),
        ],
    )
    def test_are_started_again(self, new_phone: NewPhone, said: str, answer: str) -> None:
        phone = new_phone().sends(said).hears(answer)
        assert commands(phone)["opt_in"] is True

    def test_are_stopped_and_started_by_digits(self, new_phone: NewPhone) -> None:
        phone = new_phone(language=ENGLISH).sends("/greet").sends("7")
        assert "opt_out" in commands(phone.sends("1"))
        phone.sends("/greet").sends("7")
        assert "opt_in" in commands(phone.sends("2"))


class TestService:
    @pytest.mark.parametrize(
        ("said", "answer"),
        [
            ("আপনারা কি সরকারি লোক?", "সরকারি অফিস নয়"),
            ("amar nam ki gopon thakbe?", "gopon thake"),
            ("is this a government office?", "not a government office"),
        ],
    )
    def test_says_who_we_are(self, new_phone: NewPhone, said: str, answer: str) -> None:
        phone = new_phone().sends(said).hears(answer)
        assert len(phone.options) == 4


class TestGoodbye:
    @pytest.mark.parametrize(
        ("said", "answer"),
        [
            ("আল্লাহ হাফেজ", "ভালো থাকবেন"),
            ("khoda hafez vai", "Bhalo thakben"),
            ("ok goodbye then", "Goodbye"),
        ],
    )
    def test_ends_the_call(self, new_phone: NewPhone, said: str, answer: str) -> None:
        phone = new_phone().sends(said).hears(answer)
        assert commands(phone)["end_session"] is True
        assert phone.options == []

    @pytest.mark.parametrize("language", IN_EACH_LANGUAGE)
    def test_is_the_last_digit_of_the_menu(self, new_phone: NewPhone, language: str) -> None:
        assert commands(new_phone(language=language).sends("/greet").sends("9")) == {
            "end_session": True
        }


class TestDialledAgain:
    """The gateway offers to go on with what waits for an answer, and with nothing that was done."""

    @pytest.mark.parametrize(
        "form",
        ["আমার টাকা আসে নাই", "/check_eligibility", "/update_case", "/report_abuse", "/talk_to_human"],
    )
    def test_a_form_waits(self, new_phone: NewPhone, house: House, form: str) -> None:
        house.fake.cases["48210999"] = {"category": "wrong_amount"}
        phone = new_phone(channel="ussd").sends(form)
        assert commands(phone)["awaits_answer"] is True
        assert commands(phone.sends("/greet"))["awaits_answer"] is True
        assert commands(phone.sends("/go_home")) == {}

    @pytest.mark.parametrize("wish", ["আমার টাকা কবে আসবে?", "/greet", "/ask_complaints", "আকাশ নীল"])
    def test_an_answer_does_not(self, new_phone: NewPhone, wish: str) -> None:
        assert commands(new_phone(channel="ussd").sends(wish)) == {}

    def test_nor_does_an_interview_that_is_over(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd").sends('/check_eligibility{"programme": "oaa"}')
        assert commands(phone)["awaits_answer"] is True
        assert commands(phone.sends("৪০").hears("বয়স্ক ভাতা মেলে না")) == {}


class TestNumbers:
    """A number alone that nobody asked for is, to the gateway, the secret that was named before."""

    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    def test_may_answer_what_asks_for_one(self, new_phone: NewPhone, channel: str) -> None:
        phone = new_phone(language="en", channel=channel).sends("/report_agent_charge")
        assert commands(phone.hears("How much"))["awaits_number"] is True
        assert "awaits_number" not in commands(phone.sends("500").hears("Whose agent"))

    def test_answer_no_menu(self, new_phone: NewPhone) -> None:
        assert "awaits_number" not in commands(new_phone().sends("/greet"))

    def test_may_answer_a_caseworker(self, new_phone: NewPhone, house: House) -> None:
        house.fake.cases["48210934"] = {"category": "payment_not_received"}
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        assert commands(phone.sends("/greet"))["awaits_number"] is True
        assert "awaits_number" not in commands(phone.sends("ekhono office bondho silo"))

    def test_of_a_case_may_be_written_again(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends("where is my complaint 48210935")
        assert commands(phone.hears("has that number"))["awaits_number"] is True


class TestFiled:
    def test_ends_the_call(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1")
        assert commands(phone) == {}
        assert commands(phone.sends("1").hears("জমা হয়েছে")) == {"end_session": True}

    def test_for_a_person_ends_the_call(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("/talk_to_human").hears("একজন কর্মী")
        assert "end_session" not in commands(phone)
        assert commands(phone.picks("সকালে")) == {"end_session": True}

    def test_for_a_person_leaves_a_complaint_going(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("/talk_to_human")
        assert commands(phone.hears("একজন কর্মী").picks("সকালে").hears("আগের নালিশ")) == {}


class TestKeys:
    @pytest.mark.parametrize("key", ["/go_home", "/go_back"])
    def test_lead_to_the_menu(self, new_phone: NewPhone, key: str) -> None:
        phone = new_phone().sends(key).hears("কী জানতে বা বলতে চান?")
        assert len(phone.options) == 9

    @pytest.mark.parametrize("key", ["/go_home", "/go_back"])
    def test_leave_a_complaint(self, new_phone: NewPhone, house: House, key: str) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        phone.sends(key).hears("কী জানতে").sends("হ্যাঁ").hears("কোনটি?")
        assert house.fake.cases == {}

    def test_leave_the_questions_about_identity(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক")
        phone.sends("4567").hears("জন্মের সাল").sends("/go_back").hears("শেষ ৪ অঙ্ক")
        phone.sends("/go_home").hears("কী জানতে").sends("হ্যাঁ").hears_nothing_of("শেষ ৪ অঙ্ক")

    def test_back_asks_the_question_before(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("3").hears("কোন ভাতা?")
        phone.sends("2").hears("কোন মাস").sends("1").hears("অক্টোবর ২০২৬ থেকে")
        phone.sends("/go_back").hears("কোন মাস").sends("/go_back").hears("কোন ভাতা?")
        phone.sends("/go_back").hears("কোন কিস্তি").sends("1").hears("জুলাই-সেপ্টেম্বর ২০২৬")
        phone.sends("/go_back").sends("/go_back").hears("কী জানতে")
        assert house.fake.cases == {}

    def test_back_from_a_correction_keeps_what_was_told(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("2").sends("না").sends("2")
        phone.hears("কোন মাস").sends("/go_back").hears("কী বদলাতে").sends("/go_back")
        phone.hears("এপ্রিল-জুন ২০২৬", "ঠিক আছে?").sends("1")
        (case,) = house.fake.cases.values()
        assert case["missing_since"] == "2026-04"

    def test_back_from_the_year_asks_for_the_number(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("4568").hears("জন্মের সাল")
        phone.sends("/go_back").hears("শেষ ৪ অঙ্ক").sends("4567").sends("1952")
        phone.hears("কোন কিস্তি")

    def test_do_not_answer_a_caseworker(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends("/go_home").hears("কী জানতে").sends("6").hears("কোন ভাষায়")
        phone.sends("/goodbye").hears("ভালো থাকবেন")
        assert house.fake.messages == []
        phone.sends("হ্যাঁ পেয়েছি")
        assert house.fake.messages == [("48210934", "হ্যাঁ পেয়েছি")]


class TestAnAnswerToNothing:
    @pytest.mark.parametrize("said", ["99", "৯৯", "1 2", "-1", "3.5", "017123", "12345678901"])
    @pytest.mark.parametrize("channel", ["sms", "ussd"])
    def test_is_said_not_to_be_understood_above_the_menu(
        self, new_phone: NewPhone, said: str, channel: str
    ) -> None:
        phone = new_phone(channel=channel, language="en").sends(said)
        phone.hears("Sorry, we did not understand.\nHow can we help you?")
        assert phone.titles

    @pytest.mark.parametrize("said", ["restart", "start over"])
    def test_to_start_anew_is_the_menu(self, new_phone: NewPhone, said: str) -> None:
        new_phone(language="en").sends(said).hears("How can we help you?")


class TestInsideAComplaint:
    @pytest.fixture
    def telling(self, new_phone: NewPhone) -> Phone:
        return new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")

    def test_the_language_changes_and_the_question_comes_again(self, telling: Phone) -> None:
        telling.sends('/change_language{"language": "en"}')
        telling.hears("in English from now on", "Which payment").hears_nothing_of("নালিশ")
        assert telling.titles[-1] == "Another one"
        telling.sends("1").hears("We wrote:")

    def test_who_we_are_and_back(self, telling: Phone) -> None:
        telling.sends("আপনারা কি সরকারি লোক?").hears("সরকারি অফিস নয়", "কোন কিস্তি")

    def test_stopping_messages_drops_it(self, telling: Phone, house: House) -> None:
        assert commands(telling.sends("আর মেসেজ পাঠাবেন না"))["opt_out"] is True
        assert house.fake.cases == {}

    def test_goodbye_ends_the_talk_and_files_nothing(self, telling: Phone, house: House) -> None:
        assert commands(telling.sends("আল্লাহ হাফেজ"))["end_session"] is True
        assert house.fake.cases == {}

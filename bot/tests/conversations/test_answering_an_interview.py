"""The questions of an interview, answered by digits alone, in words, and by who does not know."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.interviews import ANY, MAY_I, facts, fits_in_three, is_interviewed
from phone import Phone

NewPhone = Callable[..., Phone]


class TestDigitsAlone:
    def test_answer_everything(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).hears("Boyos koto")
        is_interviewed(phone, {"Boyos": "70", "ay mashe": "500", "pension": "2", "": "1"})
        phone.hears("boyosko bhata: pete paren, mashe 700 taka").picks("boyosko bhata")
        phone.hears("somajseba office")

    def test_the_menu_leads_there(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends("/greet").picks("Ki bhata pabo")
        phone.picks("Ami ki pabo").hears("Boyos koto bochhor?")

    def test_the_key_of_home_leaves(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70")
        phone.sends("/go_home").hears("Ki jante ba bolte chan?")

    def test_the_key_of_back_asks_the_question_before(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70")
        phone.sends("/go_back").hears("Boyos koto").sends("61").hears("kon bhata pan")
        assert facts(house) == {"age": 61}
        phone.sends("/go_back").sends("/go_back").hears("Ki jante ba bolte chan?")

    def test_none_is_an_option_and_the_key_0_goes_back(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70").sends("1")
        phone.hears("Nijer ay mashe koto taka?").picks("Nei").hears("pension")
        assert facts(house)["own_income_month"] == 0
        phone.sends("/go_back").hears("Nijer ay").sends("/go_back").hears("kon bhata pan")
        assert facts(house) == {"age": 70}

    def test_a_number_is_typed_where_no_digit_is_an_option(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70").sends("1")
        phone.picks("Achhe").hears("Nijer ay", "Na janle 000")
        assert phone.titles == []
        phone.sends("/go_back").picks("Achhe").sends("2").hears("pension")
        assert facts(house)["own_income_month"] == 2

    def test_a_long_number_needs_no_option(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70").sends("1")
        phone.sends("2500").hears("somprodayer")
        assert facts(house)["own_income_month"] == 2500

    def test_a_number_not_known_is_left_open(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70").sends("1")
        phone.picks("Jani na").hears_nothing_of("Nijer ay")
        assert facts(house) == {"age": 70, "allowance": "none"}


@pytest.mark.parametrize("channel", ["sms", "ussd"])
class TestMisreadTwice:
    """Then there are digits, and each means what the screen says."""

    @pytest.fixture
    def phone(self, new_phone: NewPhone, channel: str) -> Phone:
        phone = new_phone(language="en", channel=channel).sends(ANY)
        return phone.sends("the sky is blue").sends("the river is deep").hears("How old")

    def test_the_first_asks_for_the_number_alone(self, phone: Phone, house: House) -> None:
        phone.sends("1").hears("How old")
        assert phone.titles == []
        phone.sends("3")
        assert facts(house) == {"age": 3}

    def test_the_second_leaves_it_open(self, phone: Phone, house: House) -> None:
        phone.sends("2").hears_nothing_of("How old")
        assert facts(house) == {}

    def test_the_others_lead_out(self, phone: Phone, house: House) -> None:
        assert phone.titles[2:] == ["Go back", "Talk to a person", "Menu"]
        phone.sends("4").hears("When should we call you?")

    @pytest.mark.parametrize("said", ["65", "sixty five", "65 years"])
    def test_a_number_that_no_option_has_is_the_answer(
        self, phone: Phone, house: House, said: str
    ) -> None:
        phone.sends(said)
        assert facts(house) == {"age": 65}

    def test_who_does_not_know_goes_on(self, phone: Phone, house: House) -> None:
        phone.sends("I don't know").hears_nothing_of("How old", "did not understand")


class TestAnswers:
    def test_what_is_not_known_is_left_open_and_not_asked_again(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends('/check_eligibility{"programme": "oaa"}').sends("৭০")
        phone.sends("নারী").hears("কোন ভাতা").sends("জানি না").hears("কোন কার্ড").sends("জানি না")
        phone.sends("৫০০").sends("না").hears("বয়স্ক ভাতা: উত্তর থেকে বলা গেল না, অফিসে জানুন")

    def test_no_more_than_eight_questions_are_asked(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ANY)
        asked = 0
        while "মেনু" not in phone.titles:
            asked += 1
            phone.sends("জানি না")
        assert asked == 8
        assert fits_in_three(phone)

    @pytest.mark.parametrize("said", ["৭০", "70", "বয়স ৭০ বছর", "sottor"])
    def test_a_number_in_either_script_or_in_words(
        self, new_phone: NewPhone, house: House, said: str
    ) -> None:
        new_phone().sends(ANY).sends(said)
        assert facts(house) == {"age": 70}

    @pytest.mark.parametrize(
        "said", ["1958", "জন্ম ১৯৫৮", "amar jonmo 1958 sale", "১৩৬৫ সালে", "I was born on 5/2/1958"]
    )
    def test_a_year_of_birth_tells_the_age(
        self, new_phone: NewPhone, house: House, said: str
    ) -> None:
        new_phone().sends(MAY_I).hears("বয়স কত").sends(said)
        assert facts(house) == {"age": 68}

    @pytest.mark.parametrize("said", ["1858", "2091"])
    def test_a_year_in_which_nobody_was_born_is_asked_again(
        self, new_phone: NewPhone, said: str
    ) -> None:
        new_phone().sends(MAY_I).sends(said).hears("বুঝতে পারিনি", "বয়স কত")

    @pytest.mark.parametrize("said", ["২০০", "-", "৫০ না ৬০"])
    def test_no_age_at_all_is_asked_again(self, new_phone: NewPhone, said: str) -> None:
        new_phone().sends(ANY).sends(said).hears("বুঝতে পারিনি", "বয়স কত বছর?")

    def test_three_misreadings_hand_over(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends(ANY).sends("😀").sends("😀").sends("😀")
        phone.hears("একজন কর্মী")
        assert len(house.fake.cases) == 1
        phone.sends("৭০").hears_nothing_of("কোন ভাতা পান?")

    def test_back_and_again_in_words(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends(ANY).sends("৭০").sends("আগের প্রশ্ন").hears("বয়স কত বছর?")
        phone.sends("৬১").sends("1").sends("প্রথম থেকে").hears("বয়স কত বছর?")
        assert facts(house) == {}

    def test_an_option_of_an_earlier_question_is_no_answer(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ANY).sends("৭০").sends('/inform{"answer": "sex.female"}')
        phone.hears("বুঝতে পারিনি", "কোন ভাতা পান?")

"""May I have it? By words, by digits, and by digits alone."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from conftest import House, Loop
from conversations.interviews import ANY, MAY_I, facts, fits_in_three, is_interviewed
from fake_eligibility import eligibility
from phone import Phone

NewPhone = Callable[..., Phone]


class TestOneProgramme:
    def test_a_woman_of_61_hears_why_not_yet(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(MAY_I).sends("৬১")
        phone.hears("বয়স্ক ভাতা মেলে না: ৩০ জুনে বয়স: ৬১ বছর। হতে হয়", "বছর বা বেশি।")
        assert fits_in_three(phone)

    @pytest.mark.parametrize(
        ("language", "told", "wanted"),
        [
            ("bn", "৩০ জুনে বয়স: ৪৫ বছর। হতে হয় ", " বছর বা বেশি।"),
            ("bn-Latn", "30 June-e boyos: 45 bochhor. Hote hoy ", " bochhor ba beshi."),
            ("en", "age on 30 June: 45 years; must be: ", " years or more."),
        ],
    )
    def test_the_reason_is_said_in_words_of_the_first_school_years(
        self, new_phone: NewPhone, language: str, told: str, wanted: str
    ) -> None:
        phone = new_phone(language=language).sends('/check_eligibility{"programme": "oaa"}')
        phone.sends("45").hears(told, wanted)

    def test_a_woman_of_62_hears_what_it_brings_and_where(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(f"বয়স ৬২ বছর, {MAY_I}").sends("মহিলা").hears("কোন ভাতা পান?")
        phone.sends("কোনোটি না").hears("কোন কার্ড").sends("নেই").hears("আয় মাসে কত")
        phone.sends("৫০০ টাকা").hears("পেনশন").sends("না")
        phone.hears("বয়স্ক ভাতা: পেতে পারেন, মাসে ৭০০ টাকা", "সমাজসেবা অফিস", "ঠিক করে অফিস")
        assert fits_in_three(phone)

    def test_what_was_told_is_not_asked(self, new_phone: NewPhone, house: House) -> None:
        new_phone().sends(f"আমার বয়স ৬৬ বছর, {MAY_I}")
        assert facts(house) == {"age": 66}

    def test_somebody_much_too_young_is_asked_nothing(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(f"আমার বয়স ৪০ বছর, {MAY_I}").hears("বয়স্ক ভাতা মেলে না", "৪০ বছর")
        assert "কত বছর?" not in phone.heard[-1]

    def test_other_allowances_are_a_digit_away(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends(f"আমার বয়স ৪০ বছর, {MAY_I}").picks("অন্য ভাতা")
        phone.hears("কয়েকটি ছোট প্রশ্ন").hears_nothing_of("বয়স কত বছর?")
        assert facts(house) == {"age": 40}

    def test_the_name_of_a_programme_tells_nothing_of_the_person(
        self, new_phone: NewPhone, house: House
    ) -> None:
        new_phone().sends("আমি কি বিধবা ভাতা পাওয়ার যোগ্য?")
        assert facts(house) == {}
        assert house.fake.told_last["programmes"] == ["wda"]

    def test_a_widow_who_says_so_is_not_asked_for_it(
        self, new_phone: NewPhone, house: House
    ) -> None:
        new_phone().sends("আমি বিধবা, বয়স ৪৫ বছর, আমি কি ভাতা পাওয়ার যোগ্য?")
        assert facts(house) == {"age": 45, "sex": "female", "marital_state": "widowed"}

    def test_a_programme_that_we_know_nothing_of(self, new_phone: NewPhone) -> None:
        new_phone().sends('/check_eligibility{"programme": "nonsense"}').hears("জানাতে পারি না")


class TestProfiles:
    """Of the case manager's own; the women of 61 and 62 are above."""

    def test_a_widow_of_45_in_banglish(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn", can_script=False)
        phone.sends("amar boyos 45, ami ki vata pawar joggo?")
        told = {"bhata pan": "pai na", "Nijer ay": "1000 taka", "Nari": "mohila"}
        told |= {"obostha": "shami mara gechhe", "Poribare": "nei", "": "na"}
        is_interviewed(phone, told)
        phone.hears("bidhoba bhata: pete paren, mashe 700 taka", "somajseba office", "mele na:")
        assert fits_in_three(phone)

    def test_a_man_of_65(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends("I am 65 years old. " + "Am I eligible for old age?")
        phone.sends("man").sends("none").sends("none").sends("500").sends("no")
        phone.hears("Old Age Allowance: it fits, 700 taka a month")

    def test_a_man_of_64(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/check_eligibility{"programme": "oaa"}')
        phone.sends("64").sends("man").hears("Not the Old Age Allowance", "65 years")

    def test_a_clerk_with_a_pension(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/check_eligibility{"programme": "oaa"}').sends("৬৮")
        phone.sends("1").sends("1").sends("৫০০").sends("হ্যাঁ পাই").hears("বয়স্ক ভাতা মেলে না", "পেনশন")

    def test_a_woman_who_gets_the_widow_allowance_already(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/check_eligibility{"programme": "wda"}').sends("৬৬")
        told = {"নারী,": "নারী", "বিয়ের": "বিধবা", "কোন ভাতা": "বিধবা ভাতা পাই"}
        is_interviewed(phone, told)
        phone.hears("বিধবা ভাতা মেলে না")

    def test_a_student_with_a_disability_card(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/check_eligibility{"programme": "pwd"}').sends("১৯")
        phone.sends("কোনো ভাতা পাই না").sends("০").hears("কার্ড").sends("আছে").sends("না")
        phone.hears("প্রতিবন্ধী ভাতা: পেতে পারেন, মাসে ৯০০ টাকা")

    def test_a_woman_five_months_pregnant(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/check_eligibility{"programme": "mcbp"}')
        phone.sends("24").sends("woman").sends("none").sends("none").sends("7000 taka")
        phone.sends("5 months").hears("Which child").sends("2").sends("yes")
        phone.hears("Mother and Child Benefit: it fits, 850 taka a month", "Union Digital Centre")

    def test_a_bede_of_50(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends('/check_eligibility{"programme": "bede"}')
        phone.sends("50").sends("konota na").sends("2 hajar").sends("bede").hears("pete paren")

    def test_a_disabled_child_of_8(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/check_eligibility{"programme": "pwd_stipend"}')
        told = {"How old": "8", "school": "class 1-5", "stipend": "none", "family": "2500 taka"}
        is_interviewed(phone, told | {"card": "yes", "": "no"})
        phone.hears("it fits, 950 taka a month")

    def test_a_tea_worker_of_30(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="bn-Latn").sends(ANY)
        told = {"Boyos": "30", "Nijer ay": "4000 taka", "Nari": "nari", "obostha": "bibahito"}
        is_interviewed(phone, told | {"bhata pan": "konota na", "Poribare": "nei", "": "na"})
        phone.hears("kono bhata mele na", "bidhoba bhata mele na: bochhore nijer ay: 48,000 taka")

    def test_the_widow_of_a_freedom_fighter(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends('/check_eligibility{"programme": "wda"}').sends("৭০")
        told = {"নারী,": "নারী", "বিয়ের": "বিধবা", "কোন ভাতা": "মুক্তিযোদ্ধা ভাতা পাই"}
        is_interviewed(phone, told)
        phone.hears("বিধবা ভাতা মেলে না")

    def test_a_well_off_man_of_40(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends(ANY)
        told = {"How old": "40", "income": "90000 taka", "Woman": "man", "Married": "married"}
        is_interviewed(phone, told | {"allowance": "none", "food card": "none", "": "no"})
        phone.hears("no allowance fits", "own income a year: 10,80,000 taka")


class TestWhyNotTheRest:
    TOLD: ClassVar[dict[str, str]] = {
        **{"How old": "40", "income": "90000 taka", "Woman": "man", "Married": "married"},
        **{"allowance": "none", "food card": "none", "": "no"},
    }

    @pytest.fixture
    def phone(self, new_phone: NewPhone) -> Phone:
        phone = new_phone(language="en").sends(ANY)
        is_interviewed(phone, self.TOLD)
        return phone.hears("no allowance fits")

    def test_is_told_until_all_are(self, phone: Phone, house: House) -> None:
        _, found = eligibility(house.fake.told_last)
        names = {
            each["programme_name"]["en"]
            for each in found["programmes"]
            if each["verdict"] != "eligible" and not each["waits_for"]
        }
        told = {name for name in names if f"{name}: " in phone.heard[-1]}
        assert told < names
        while "Why not the rest" in phone.titles:
            phone.picks("Why not the rest")
            assert fits_in_three(phone)
            more = {name for name in names - told if f"{name}: " in phone.heard[-1]}
            assert more
            told |= more
        assert told == names
        assert house.fake.told_last["facts"]["age"] == 40

    def test_what_was_answered_is_forgotten_with_the_next_wish(
        self, phone: Phone, house: House, loop: Loop
    ) -> None:
        option = phone.options[phone.titles.index("Why not the rest")]
        for words in ("hello", "thank you", "hello"):
            phone.sends(words)
        tracker = loop.run(house.agent.tracker_store.retrieve(phone.sender))
        assert tracker.get_slot("eligibility") is None
        phone.sends(option).hears("How old")


class TestWhatElseThereIs:
    """Beside the main allowances: whatever the case manager's rules can decide."""

    DECIDED = (
        *("family_card", "ffp", "freedom_fighter", "krishi_card", "primary_stipend", "tcb", "tea"),
        *("ups_samata", "vgf_fishers", "vwb"),
    )

    def test_is_a_digit_away_from_what_was_found(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="en", channel="ussd").sends(ANY)
        is_interviewed(phone, {"How old": "40", "": "1"})
        phone.picks("Other support").hears("short questions").hears_nothing_of("How old")
        asked_about = {*house.fake.told_last["programmes"]}
        assert asked_about >= {*self.DECIDED}
        assert not {"oaa", "wda", "pwd", "maternity", "ashrayan", "tr"} & asked_about

    def test_a_poor_woman_hears_what_fits_and_where(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends('/check_eligibility{"part": "others"}')
        told = {"How old": "35", "allowance": "none", "food card": "none", "land": "0"}
        told |= {"enough food": "yes", "the work": "none", "Woman": "woman", "": "no"}
        is_interviewed(phone, told)
        phone.hears("TCB", "fits")
        assert fits_in_three(phone)
        phone.hears_nothing_of("Other support")

    @pytest.mark.parametrize("programme", DECIDED)
    def test_each_may_be_asked_about_by_itself(
        self, new_phone: NewPhone, house: House, programme: str
    ) -> None:
        phone = new_phone(channel="ussd", can_script=False)
        phone.sends(f'/check_eligibility{{"programme": "{programme}"}}')
        assert house.fake.told_last["programmes"] == [programme]
        phone.hears_nothing_of("bujhte parini")


class TestOtherWishes:
    @pytest.mark.parametrize(
        ("wish", "answer"),
        [
            ("আমার টাকা কবে আসবে?", "ফেরত গেছে"),
            ("বিধবা ভাতা মাসে কত টাকা?", "বিধবা ভাতা:"),
            ("বিধবা ভাতার আবেদন কীভাবে করতে হয়?", "সমাজসেবা অফিস"),
            ("সাহায্য", "টাকার খবর"),
        ],
    )
    def test_are_followed_and_the_question_is_asked_again(
        self, new_phone: NewPhone, wish: str, answer: str
    ) -> None:
        phone = new_phone().sends(ANY).sends("৭০").hears("কোন ভাতা পান?")
        phone.sends(wish).hears(answer, "কোন ভাতা পান?")

    def test_a_new_call_repeats_the_question(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends(ANY).sends("70")
        phone.sends("/greet").hears("kon bhata pan")

    def test_goodbye_forgets_everything(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends(ANY).sends("৭০").sends("/goodbye").hears("ভালো থাকবেন")
        phone.sends(ANY)
        assert facts(house) == {}

    def test_while_a_caseworkers_question_waits(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(ANY).hears("বয়স কত বছর?")
        assert house.fake.messages == []


class TestCaseManagerDown:
    def test_the_wish_is_kept(self, new_phone: NewPhone, house: House) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(MAY_I)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("বয়স কত বছর?")

    def test_the_answer_is_kept(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends(ANY)
        house.fake.is_down = True
        phone.sends("৭০")
        house.fake.is_down = False
        phone.sends_again().hears("কোন ভাতা পান?")
        assert facts(house) == {"age": 70}


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("bn", "আমি মুক্তিযোদ্ধা ছিলাম, ভাতা পাব?", "freedom_fighter"),
        ("bn-Latn", "ami ekjon muktijoddha, ami ki vata paoar joggo?", "freedom_fighter"),
        ("en", "I work in a tea garden, can I get an allowance?", "tea"),
    ],
)
def test_whose_allowance_is_none_of_the_main_ones_is_asked_for_that(
    new_phone: NewPhone, house: House, language: str, words: str, asked: str
) -> None:
    new_phone(language=language).sends(words)
    assert house.fake.told_last["programmes"] == [asked]


@pytest.mark.parametrize(
    ("language", "words", "how", "heard"),
    [
        ("bn", "আমি কি বিধবা ভাতা পাব?", "আবেদন কোথায় করব?", "বিধবা ভাতা: আবেদন"),
        ("bn-Latn", "ami ki bidhoba bhata pabo?", "abedon kothay korbo", "bidhoba bhata: abedon"),
        ("en", "can I get the widow allowance?", "where do I apply?", "Widow Allowance: apply at"),
    ],
)
def test_where_to_apply_is_asked_of_what_the_questions_are_about(
    new_phone: NewPhone, language: str, words: str, how: str, heard: str
) -> None:
    new_phone(language=language).sends(words).sends(how).hears(heard)

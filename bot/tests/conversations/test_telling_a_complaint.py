"""Whatever people do while they tell a complaint: correct, go back, say it again, ask, give up."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]

BRIBE = "দালাল কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"


@pytest.fixture
def telling(stranger: NewPhone) -> Phone:
    """Of a bribe, up to where it happened."""
    return stranger().sends(BRIBE).hears("কোন জায়গায়?")


class TestCorrections:
    @pytest.mark.parametrize(
        "words", ["দালাল না, ডিলার", "dalal na, dealer", "not the broker, the dealer"]
    )
    def test_of_a_word_are_no_other_complaint(
        self, telling: Phone, filed: Filed, words: str
    ) -> None:
        telling.sends(words).sends("Ulipur").sends("1")
        assert (filed.category, filed.told["role"]) == ("bribe", "dealer")

    @pytest.mark.parametrize("words", ["না, ১৫০০ টাকা", "na, 1500 taka", "no, it was 1500 taka"])
    def test_of_what_was_told_questions_ago(self, telling: Phone, filed: Filed, words: str) -> None:
        telling.sends(words).sends("Ulipur").sends("1")
        assert filed.told["amount_paisa"] == 150_000
        assert filed.told["area_code"] == "554994"

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            *(
                ("bn", "না, ১৫০০"),
                ("bn", "না, ১,৫০০"),
                ("bn", "না, দেড় হাজার"),
                ("bn", "না, ওটা ১৫০০ হবে"),
            ),
            *(("bn-Latn", "na, 1500"), ("bn-Latn", "na 1,500"), ("bn-Latn", "na, der hajar")),
            *(("en", "no, 1500"), ("en", "no 1,500"), ("en", "no, it was 1500")),
        ],
    )
    class TestOfASumThatStandsAlone:
        def test_where_it_is_asked(
            self, stranger: NewPhone, filed: Filed, language: str, words: str
        ) -> None:
            phone = stranger(language=language).sends("/report_bribe")
            phone.sends('/inform{"kind": "bribe"}').sends('/inform{"role": "dealer"}').sends(
                words
            ).sends("Ulipur").sends("/affirm")
            assert filed.told["amount_paisa"] == 150_000

        def test_questions_later(
            self, telling: Phone, filed: Filed, language: str, words: str
        ) -> None:
            telling.sends(words).sends("Ulipur").sends("/affirm")
            assert filed.told["amount_paisa"] == 150_000
            assert filed.told["area_code"] == "554994"

        def test_at_the_read_back(
            self, telling: Phone, filed: Filed, language: str, words: str
        ) -> None:
            telling.sends("উলিপুর").hears("৪,০০০ টাকা").sends(words).sends("/affirm")
            assert filed.told["amount_paisa"] == 150_000

    def test_at_the_read_back(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").hears("দালাল, ৪,০০০ টাকা, উলিপুর").sends("না, ডিলার")
        telling.hears("ডিলার, ৪,০০০ টাকা, উলিপুর").sends("না, কুড়িগ্রামে")
        telling.hears("ডিলার, ৪,০০০ টাকা, কুড়িগ্রাম").sends("হ্যাঁ")
        assert filed.told["area_code"] == "5549"

    @pytest.mark.parametrize(
        ("words", "heard"),
        [
            ("কুড়িগ্রাম না, রংপুর", "৪,০০০ টাকা, রংপুর"),
            ("Rangpur, not Kurigram", "4,000 taka, Rangpur"),
            ("4000 na, 3000", "৩,০০০ টাকা, উলিপুর"),
        ],
    )
    def test_not_this_but_that(self, telling: Phone, words: str, heard: str) -> None:
        telling.sends("উলিপুর").sends(words).hears(heard)

    @pytest.mark.parametrize("place", ["Savar", "সাভার", "Mongla", "হোমনা", "Ukhia"])
    def test_a_place_whose_name_is_a_word_too(self, telling: Phone, place: str) -> None:
        telling.sends(place).hears(f"৪,০০০ টাকা, {place}")

    def test_two_at_once(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").sends("না, ডিলার ৩ হাজার টাকা চাইছে")
        telling.hears("ডিলার, ৩,০০০ টাকা, উলিপুর").sends("1")

    def test_by_digits(self, telling: Phone, filed: Filed) -> None:
        telling.picks("জানি না", "বদলান")
        assert telling.titles[1:4] == ["কার বিরুদ্ধে", "কত টাকা", "কোন জায়গা"]
        telling.picks("কত টাকা").hears("কত টাকা চেয়েছে").sends("২৫০০").hears("২,৫০০ টাকা").sends("1")
        assert filed.told == {"role": "middleman", "amount_paisa": 250_000}

    @pytest.mark.parametrize("word", ["টাকা", "কত টাকা", "taka", "amount"])
    def test_by_a_word_of_what_is_wrong(self, telling: Phone, word: str) -> None:
        telling.picks("জানি না", "বদলান").sends(word).hears("কত টাকা চেয়েছে")

    @pytest.mark.parametrize("sum_", ["২৫০০", "2,500", "na, 2500"])
    def test_by_the_right_sum_itself(self, telling: Phone, filed: Filed, sum_: str) -> None:
        telling.picks("জানি না", "বদলান").sends(sum_).hears("২,৫০০ টাকা").sends("1")
        assert filed.told["amount_paisa"] == 250_000

    def test_a_wish_in_a_sentence_is_still_one(self, telling: Phone) -> None:
        telling.picks("জানি না", "বদলান").sends("আমার বয়স্ক ভাতার টাকা কবে আসবে")
        telling.hears_nothing_of("কত টাকা চেয়েছে")

    def test_the_answer_and_a_correction_in_one_message(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুরে, আর টাকা চাইছে ৩৫০০").hears("৩,৫০০ টাকা, উলিপুর").sends("1")


class TestBack:
    def test_asks_the_question_before_and_forgets_its_answer(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger(language="en").sends("/report_bribe").picks("Bribe", "Agent")
        phone.hears("How much").sends("/go_back").hears("Who is it about?").picks("Dealer")
        phone.sends("500").sends("/go_back").hears("How much").sends("600").picks("I do not know")
        phone.hears("Dealer, 600 taka.").picks("Yes")

    def test_from_the_first_question_leads_to_the_menu(self, telling: Phone, filed: Filed) -> None:
        telling.sends("/go_back").hears("কী জানতে বা বলতে চান?")
        assert filed.all() == []

    @pytest.mark.parametrize("back", ["/go_back", "piche"])
    def test_from_the_first_behind_who_somebody_is_leads_to_that(
        self, stranger: NewPhone, back: str
    ) -> None:
        phone = stranger(language="bn-Latn").sends("amar taka ase nai").hears("puro NID")
        phone.sends("jani na").hears("Kon bhata?").sends(back).hears("puro NID")
        phone.sends("jani na").hears("Kon bhata?").sends("1").hears("Kon mash theke")


class TestToldAgain:
    @pytest.mark.parametrize(
        "words", ["ঘুষ ছাড়া দালাল কার্ড দেয় না", "dalal ghush chay card er jonno", BRIBE]
    )
    def test_is_no_misunderstanding(self, telling: Phone, filed: Filed, words: str) -> None:
        telling.sends(words).hears("কোন" if words[0] > "z" else "Kon jaygay?")
        telling.hears_nothing_of("বুঝতে পারিনি", "bujhte parini").sends("Ulipur").sends("1")
        assert filed.only["description"] == f"{BRIBE}\n{words}\nUlipur"

    def test_brings_facts_with_it(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_bribe").picks("Bribe").hears("Who is it")
        phone.sends("the dealer wants a bribe of 500 taka").hears("Where?").sends("Ulipur")
        phone.hears("Dealer, 500 taka, Ulipur.").sends("yes")


class TestForWhom:
    def test_somebody_else_who_agrees(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").picks("অন্য একজনের").hears("তিনি কি রাজি?").sends("হ্যাঁ")
        telling.hears("উলিপুর, অন্য একজনের জন্য। ঠিক আছে?").sends("1")
        assert filed.told["for_other"] == "agreed"

    def test_somebody_else_who_does_not_know(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").picks("অন্য একজনের", "না").sends("1")
        assert filed.told["for_other"] == "not_agreed"

    @pytest.mark.parametrize(
        ("words", "asked"),
        [
            ("এটা আমার মায়ের জন্য", "তিনি কি রাজি?"),
            ("eta amar mayer jonno", "tini ki raji?"),
            ("this is for my neighbour", "Does this person agree"),
        ],
    )
    def test_said_in_words_at_any_point(
        self, telling: Phone, filed: Filed, words: str, asked: str
    ) -> None:
        telling.sends(words).hears(asked).sends("1").sends("Ulipur").sends("1")
        assert filed.told["for_other"] == "agreed"

    def test_is_taken_back(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").picks("অন্য একজনের", "হ্যাঁ", "বদলান", "এটি আমার জন্য")
        telling.hears_nothing_of("তিনি").sends("1")
        assert "for_other" not in filed.told


class TestWithoutAName:
    def test_of_what_is_decided_so_as_well(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").picks("নাম ছাড়া").hears("উলিপুর, নাম ছাড়া। ঠিক আছে?")
        telling.hears_nothing_of("সিদ্ধান্ত").sends("1")
        assert filed.only["is_anonymous"] is True

    @pytest.mark.parametrize(
        ("language", "words", "undecided"),
        [
            ("bn", "আমার নাম বলবেন না", "অফিস এর সিদ্ধান্ত দিতে পারে না"),
            ("bn-Latn", "amar nam bolben na", "office er shiddhanto dite pare na"),
            ("en", "please without my name", "the office cannot decide this one"),
        ],
    )
    def test_says_what_cannot_be_decided(
        self, stranger: NewPhone, filed: Filed, language: str, words: str, undecided: str
    ) -> None:
        phone = stranger(language=language).sends("/report_exclusion").sends("4").sends("1")
        phone.sends(words).hears(undecided).sends("1")
        phone.sends("1")
        assert (filed.only["is_anonymous"], filed.category) == (True, "exclusion_error")

    def test_is_taken_back(self, telling: Phone, filed: Filed) -> None:
        telling.sends("উলিপুর").picks("নাম ছাড়া", "বদলান", "আমার নামে", "হ্যাঁ")
        assert "is_anonymous" not in filed.only

    def test_who_is_not_known_hears_it_with_the_number(
        self, stranger: NewPhone, house: House
    ) -> None:
        house.fake.lacks_identity = True
        phone = stranger(language="en").sends("/report_death").sends("1").sends("1").sends("1")
        phone.sends("1").hears("4821-0934", "The office cannot decide until it knows who you are")


class TestDigressions:
    @pytest.mark.parametrize(
        ("wish", "answer"),
        [
            ("আমার নালিশের খবর কী?", "এই ফোনের নালিশ পেলাম না"),
            ("আপনারা কি সরকারি লোক?", "সরকারি অফিস নয়"),
            ("বয়স্ক ভাতায় কত টাকা পাব?", "বয়স্ক ভাতা"),
            ("কী কী করতে পারেন?", "চাইতে পারেন"),
            ("সালাম", "এবার আপনার নালিশ"),
        ],
    )
    def test_are_answered_and_the_question_comes_again(
        self, telling: Phone, wish: str, answer: str
    ) -> None:
        telling.sends(wish).hears(answer, "এবার আপনার নালিশ", "কোন জায়গায়?")

    def test_a_story_may_sound_like_another_wish(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_bribe").picks("Rice or money", "Dealer")
        phone.picks("I do not know").hears("Please write in a few words what happened")
        phone.sends("he sold our rice and the money did not come").hears("Is that right?")

    def test_three_misreadings_hand_over(self, telling: Phone, filed: Filed) -> None:
        telling.sends("777").hears("বুঝতে পারিনি", "কোন জায়গায়?")
        telling.sends("888").hears("সংখ্যা দিয়ে বেছে নিন", "কোন জায়গায়?").sends("999")
        telling.hears("একজন কর্মীকে দিলাম")
        assert filed.category == "bribe"
        assert BRIBE in filed.only["description"]

    def test_giving_up(self, telling: Phone, filed: Filed) -> None:
        telling.picks("জানি না", "বদলান", "নালিশ করব না").hears("নালিশ করা হলো না")
        assert filed.all() == []


class TestBrokenParts:
    def test_the_complaint_waits_for_the_case_manager(
        self, telling: Phone, house: House, filed: Filed
    ) -> None:
        telling.sends("উলিপুর").hears("ঠিক আছে?")
        house.fake.is_down = True
        assert telling.sends("1").last_answer.status_code == 503
        house.fake.is_down = False
        telling.sends_again().hears("৪৮২১-০৯৩৪")
        assert filed.category == "bribe"

    def test_no_complaint_begins_half(self, new_phone: NewPhone, house: House) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(BRIBE)
        assert phone.last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("লিখলাম: ঘুষ")

    def test_an_answer_is_not_lost_with_the_action_server(
        self, telling: Phone, house: House, filed: Filed
    ) -> None:
        house.action_server_goes_down()
        assert telling.sends("উলিপুর").last_answer.status_code == 503
        house.action_server_comes_back()
        telling.sends_again().hears("উলিপুর। ঠিক আছে?").sends("1")
        assert filed.told["area_code"] == "554994"

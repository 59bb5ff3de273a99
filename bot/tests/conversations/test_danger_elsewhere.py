"""Danger that is told in the middle of another matter, and what is filed after it."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed, let_two_days_pass
from conversations.danger import ABUSE, BRIBE, NO_SMS, SAFE, THREAT
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
TOLD_OF_RICE = {
    "bn": "ভিজিডি চাল ৩ কেজি কম",
    "bn-Latn": "vgd dealer chal kom dise",
    "en": "vgd rice short weight 3kg",
}


class TestMovingOver:
    def test_a_bribe_in_which_a_threat_is_told_loses_nothing(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends(BRIBE).sends(SAFE).hears("কোন জায়গায়?")
        phone.sends(THREAT["bn"]).hears("পাঠাব?").sends("1")
        assert filed.category == "threat"
        assert BRIBE in filed.only["description"]
        assert THREAT["bn"] in filed.only["description"]
        assert filed.only["description"].startswith("ঘুষ চেয়েছে বা নিয়েছে")
        assert filed.told["amount_paisa"] == 400_000
        assert filed.told["contact_safely"] == "sms"

    def test_a_threat_with_money_that_did_not_come_is_restricted(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends("আমার টাকা আসে নাই").sends("জানি না").hears("কোন ভাতা?")
        phone.sends("বয়স্ক ভাতা, কিন্তু মেম্বার হুমকি দেয়").hears("নিরাপদ").sends(SAFE).sends("1")
        assert filed.category == "threat"
        assert filed.only["programme"] == "oaa"
        assert "আমার টাকা আসে নাই" in filed.only["description"]

    def test_money_that_did_not_come_waits_until_abuse_is_told(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        phone.sends(ABUSE["bn"]).hears("নিরাপদ").sends(SAFE).sends("1").hears("আগের নালিশ")
        phone.sends("1").sends("1").hears("জমা হয়েছে")
        categories = [case["category"] for case in filed.all()]
        assert categories == ["harassment_sea", "payment_returned"]

    def test_abuse_in_a_story_is_heard(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_bribe").picks("Rice or money", "Dealer")
        phone.picks("I do not know").hears("what happened").sends(ABUSE["en"]).hears("Is it safe")
        phone.sends(SAFE).sends("1")
        assert filed.category == "harassment_sea"

    def test_instead_of_who_somebody_is(
        self, new_phone: NewPhone, house: House, filed: Filed
    ) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক")
        phone.sends(ABUSE["bn"]).hears("নিরাপদ").sends(SAFE).sends("1")
        assert filed.category == "harassment_sea"

    def test_instead_of_a_caseworkers_answer(
        self, new_phone: NewPhone, house: House, filed: Filed
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(ABUSE["bn"]).hears("নিরাপদ").sends(SAFE).sends("1")
        assert house.fake.messages == []
        assert filed.category == "harassment_sea"

    @pytest.mark.parametrize(
        ("told", "before"),
        [
            ("বয়স্ক ভাতা, কিন্তু মেম্বার হুমকি দেয়", ["আমার টাকা আসে নাই", "জানি না"]),
            (THREAT["bn"], [BRIBE, SAFE]),
        ],
    )
    def test_going_back_loses_nothing(
        self, stranger: NewPhone, filed: Filed, told: str, before: list[str]
    ) -> None:
        phone = stranger()
        for words in (*before, told, "/go_back"):
            phone.sends(words)
        if SAFE not in before:
            phone.hears("নিরাপদ").sends(SAFE).sends("/go_back").hears("নিরাপদ").sends(SAFE)
        phone.hears("পাঠাব?").sends("1")
        assert filed.category == "threat"
        assert before[0] in filed.only["description"]
        assert told in filed.only["description"]


class TestAnOrdinaryCase:
    """Any caseworker reads it: nothing that is told in danger goes there."""

    AGAIN = "he came again and threatened me because of my complaint"

    @pytest.fixture(autouse=True)
    def _has_one(self, house: House) -> None:
        house.fake.cases["48210999"] = {"category": "payment_not_received"}

    def _restricted(self, house: House) -> list[str]:
        return [
            case["description"]
            for case in house.fake.cases.values()
            if case["category"] in ("threat", "harassment_sea")
        ]

    @pytest.mark.parametrize(
        "words",
        [
            AGAIN,
            "he came again because of my complaint",
            "I want to add more information to my complaint",
            "he cut my name from the list",
            "they did not give me the card",
        ],
    )
    def test_a_story_stays_with_its_complaint(
        self, new_phone: NewPhone, house: House, words: str
    ) -> None:
        phone = new_phone(language="en", channel="ussd").sends("/report_abuse").sends(SAFE)
        phone.picks(WORDING.say("kind_threat", "en")).hears("write what happened")
        phone.sends(words).sends("1")
        (description,) = self._restricted(house)
        assert words in description
        assert house.fake.messages == []
        assert len(house.fake.cases) == 2

    def test_more_words_of_danger_stay_with_theirs(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(self.AGAIN).sends(SAFE)
        phone.sends("1")
        assert self._restricted(house) == [f"{ABUSE['en']}\n{self.AGAIN}"]
        assert house.fake.messages == []

    @pytest.mark.parametrize(
        "before",
        [
            [],
            ["/update_case"],
            ["I want to add more information to my complaint"],
            ["/check_eligibility"],
        ],
    )
    def test_an_addition_that_tells_of_danger_is_a_new_complaint(
        self, new_phone: NewPhone, house: House, before: list[str]
    ) -> None:
        phone = new_phone(language="en")
        for words in (*before, f"I want to add to my complaint that {self.AGAIN}"):
            phone.sends(words)
        phone.hears("Is it safe").sends(SAFE).sends("1")
        (description,) = self._restricted(house)
        assert self.AGAIN in description
        assert house.fake.messages == []

    @pytest.mark.parametrize("before", [[], ["/check_eligibility"], ["/report_abuse"]])
    def test_neither_does_an_answer_that_a_caseworker_waits_for(
        self, new_phone: NewPhone, house: House, before: list[str]
    ) -> None:
        phone = new_phone(language="en")
        phone.is_asked_by_caseworker("48210999")
        for words in before:
            phone.sends(words)
        phone.sends("on that day the men beat me there").hears("Is it safe").sends(SAFE)
        phone.sends("1")
        assert len(self._restricted(house)) == 1
        assert house.fake.messages == []

    def test_what_is_not_understood_in_danger_is_no_answer(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210999")
        phone.sends(ABUSE["bn"]).sends("আকাশ নীল").hears("বুঝতে পারিনি")
        assert house.fake.messages == []


class TestWhatIsFiledLater:
    """Nobody who asked for no messages on this phone has to ask again."""

    @pytest.fixture
    def phone(self, new_phone: NewPhone) -> Phone:
        """Of somebody in danger, who wants neither messages nor calls."""
        return new_phone(language="en").sends(ABUSE["en"]).sends(NO_SMS).picks("No call").sends("1")

    @pytest.mark.parametrize(
        ("wish", "category"),
        [
            (["my money did not come", "1", "1"], "payment_returned"),
            (['/talk_to_human{"own_data": "know"}'], "data_request"),
            (['/talk_to_human{"contact_by": "call"}'], "information"),
            (["/talk_to_human"], "information"),
        ],
    )
    def test_is_not_written_about_either(
        self, phone: Phone, filed: Filed, wish: list[str], category: str
    ) -> None:
        for words in wish:
            phone.sends(words)
        phone.hears("will not call or write")
        case = filed.all()[-1]
        assert (case["category"], case["told"]["contact_safely"]) == (category, "no")

    def test_nor_after_a_second_complaint(self, phone: Phone, filed: Filed) -> None:
        for _ in range(2):
            phone.sends("my money did not come").sends("1").sends("1")
        assert [case["told"]["contact_safely"] for case in filed.all()] == ["no"] * 3

    def test_nor_after_days(self, phone: Phone, house: House, loop: Loop, filed: Filed) -> None:
        loop.run(let_two_days_pass(house, phone))
        phone.sends("my money did not come").sends("1").sends("1").hears("will not call or write")
        assert filed.all()[-1]["told"]["contact_safely"] == "no"

    def test_what_is_said_anew_holds(self, phone: Phone, filed: Filed) -> None:
        """Of a new matter: what follows the one before at once belongs to it."""
        phone.sends("/greet").sends("/greet").sends(THREAT["en"]).sends(SAFE).sends("1")
        phone.sends("my money did not come").sends("1").sends("1").hears("is filed")
        assert filed.all()[-1]["told"]["contact_safely"] == "sms"


class TestRightBehindTheNumber:
    """Whatever else it is guessed to be: an appeal, a withdrawal, a question."""

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "ডিলার কয় নালিশ করছস ক্যা, দেইখা নিমু"),
            ("bn", "ডিলার কয় দেইখা নিমু তোরে, ক্যান নালিশ করলি"),
            ("bn", "নালিশ করছি বইলা ডিলার মারতে আইছে"),
            ("bn", "নালিশ করার পর ওরা মারতে এসেছে"),
            ("bn", "নালিশ করছি বইলা আমার স্বামীরে মারছে"),
            ("bn-Latn", "appeal korbo, dealer amare mare"),
            ("bn-Latn", "dealer koise tore dekhe nimu"),
            ("bn-Latn", "nalish korsi dekhe dealer marte aise"),
            ("en", "not satisfied want appeal, also dealer slapped my son"),
            ("en", "the dealer hit my husband because we complained"),
        ],
    )
    def test_leads_to_the_question_how_to_talk(
        self, stranger: NewPhone, house: House, language: str, words: str
    ) -> None:
        phone = stranger(language=language)
        for told in (TOLD_OF_RICE[language], "সরাইল" if language == "bn" else "Sarail", "/affirm"):
            phone.sends(told)
        assert [case["category"] for case in house.fake.cases.values()] == ["food_underweight"]
        phone.sends(words).hears(WORDING.say("utter_ask_safety", language))
        assert house.fake.messages == []
        assert house.fake.follow_ups == []

    @pytest.mark.parametrize(
        "words",
        [
            "আমার নালিশটা দেইখা নিমু পরে",
            "taka ashche bole dekhe nibo pore",
            "agent amar taka marte chay",
        ],
    )
    def test_is_no_danger_where_nobody_threatens(self, stranger: NewPhone, words: str) -> None:
        phone = stranger(language="bn-Latn").sends(TOLD_OF_RICE["bn-Latn"]).sends("Sarail")
        phone.sends("/affirm").sends(words)
        phone.hears_nothing_of(*(WORDING.say("utter_ask_safety", each) for each in LANGUAGES))

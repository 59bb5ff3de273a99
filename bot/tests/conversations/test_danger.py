"""Abuse, threats, and complaints of the powerful: safety first, no details later, few eyes."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import Filed, let_two_days_pass
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()
ABUSE = {
    "bn": "কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে",
    "bn-Latn": "officer amar gaye hat dise, kuprostab dise",
    "en": "The officer touched my body and wants me to sleep with him",
}
THREAT = {
    "bn": "নালিশ করায় চেয়ারম্যানের লোক আমারে জানে মারার হুমকি দিছে",
    "bn-Latn": "nalish korar por chairman er lok amake mere felbe bole humki dise",
    "en": "The chairman's men threatened to kill me because I complained",
}
BRIBE = "মেম্বার কার্ড দেওয়ার জন্য আমার কাছে ৪ হাজার টাকা ঘুষ চাইছে"
SAFE, NO_SMS, NOT_NOW = "1", "2", "3"
MIDDAY = '/inform{"call_time": "midday"}'
DETAILS = ("ঘুষ", "মেম্বার", "হুমকি", "হয়রানি", "কুপ্রস্তাব", "৪,০০০")


class TestAbuse:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_asked_first_whether_it_is_safe(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language])
        phone.hears(WORDING.say("utter_ask_safety", language))
        assert filed.all() == []
        phone.sends(SAFE).hears(WORDING.say("utter_ask_read_back_unspoken", language))
        phone.sends("1").hears("৪৮২১-০৯৩৪" if language == "bn" else "4821-0934")
        assert filed.category == "harassment_sea"
        assert filed.only["description"] == ABUSE[language]
        assert filed.told == {"contact_safely": "sms"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_threat_is_one(self, new_phone: NewPhone, filed: Filed, language: str) -> None:
        new_phone(language=language).sends(THREAT[language]).sends(SAFE).sends("1")
        assert filed.category == "threat"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_by_digits_alone(self, new_phone: NewPhone, filed: Filed, language: str) -> None:
        phone = new_phone(language=language, channel="ussd", can_script=False).sends(
            "/ask_complaints"
        )
        spoken = "bn-Latn" if language == "bn" else language
        phone.picks(WORDING.button("button_report_abuse", spoken)["title"]).sends(NO_SMS)
        phone.picks(WORDING.say("call_time_afternoon", spoken))
        phone.picks(WORDING.say("kind_threat", spoken))
        phone.picks(WORDING.button("button_rather_not", spoken)["title"]).sends("1")
        assert filed.category == "threat"
        assert filed.told == {"contact_safely": "call", "call_time": "afternoon"}

    def test_numbers_to_ring_are_told(self, new_phone: NewPhone) -> None:
        new_phone().sends(ABUSE["bn"]).sends(SAFE).sends("1").hears("৯৯৯", "নারী ও শিশু ১০৯")
        new_phone().sends(THREAT["bn"]).sends(SAFE).sends("1").hears("১৬৪৩০ (অফিস সময়ে)")

    def test_without_a_name(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(SAFE).hears("নাম ছাড়াও পাঠাতে পারেন")
        phone.picks("নাম ছাড়া").hears("আপনার নাম ও নম্বর কেউ দেখবেন না").sends("1")
        assert filed.only["is_anonymous"] is True

    def test_without_a_name_nobody_can_call(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).sends("1").picks("নাম ছাড়া")
        phone.hears("তাই ফোন করা যাবে না")

    def test_for_somebody_else(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(SAFE).picks("অন্য একজনের")
        phone.hears("তিনি কি রাজি?").sends("না").sends("1")
        assert filed.told == {"contact_safely": "sms", "for_other": "not_agreed"}

    def test_is_not_sent_against_the_will(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(SAFE).picks("বদলান", "নালিশ করব না")
        phone.hears("নালিশ করা হলো না")
        assert filed.all() == []

    def test_how_to_reach_is_changed(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(SAFE).picks("বদলান", "কীভাবে জানাবেন")
        phone.sends(NO_SMS).picks("ফোন লাগবে না").sends("1")
        assert filed.told == {"contact_safely": "no"}

    def test_more_words_belong_to_it(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(BRIBE).hears("নিরাপদ").sends(SAFE).sends("1")
        assert filed.only["description"] == f"{ABUSE['bn']}\n{BRIBE}"
        phone.hears_nothing_of("আগের নালিশ")


class TestSafety:
    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("হ্যাঁ", {"contact_safely": "sms"}),
            ("ha nirapod", {"contact_safely": "sms"}),
            ("yes", {"contact_safely": "sms"}),
            ("না", {"contact_safely": "no"}),
            ("এখন না", {"contact_safely": "no"}),
            ("not safe now", {"contact_safely": "no"}),
        ],
    )
    def test_is_told_in_words(
        self, new_phone: NewPhone, filed: Filed, words: str, told: dict[str, str]
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        if filed.all() == []:
            phone.sends("1")
        assert filed.told == told

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("বিকালে ফোন দেন", {"contact_safely": "call", "call_time": "afternoon"}),
            ("sokale call diyen", {"contact_safely": "call", "call_time": "morning"}),
            ("call me at noon", {"contact_safely": "call", "call_time": "midday"}),
            ("dupurer por phone diyen", {"contact_safely": "call", "call_time": "afternoon"}),
            ("যেকোনো সময়", {"contact_safely": "call"}),
            ("ফোনও করবেন না", {"contact_safely": "no"}),
            ("phone korben na", {"contact_safely": "no"}),
            ("stop", {"contact_safely": "no"}),
        ],
    )
    @pytest.mark.parametrize("no_sms", ["মেসেজ দিবেন না", "sms diben na", "no sms please"])
    def test_so_is_how_to_reach_somebody(
        self, new_phone: NewPhone, filed: Filed, no_sms: str, words: str, told: dict[str, str]
    ) -> None:
        new_phone().sends(ABUSE["bn"]).sends(no_sms).sends(words).sends("1")
        assert filed.told == told

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ("এখন নিরাপদ না, মেসেজ দিবেন না", {"contact_safely": "no"}),
            ("no messages, it is not safe now", {"contact_safely": "no"}),
            ("yes, but no messages", {"contact_safely": "call", "call_time": "midday"}),
            ("message bondho rakhen", {"contact_safely": "call", "call_time": "midday"}),
        ],
    )
    def test_of_several_answers_the_most_careful_is_heard(
        self, new_phone: NewPhone, filed: Filed, words: str, told: dict[str, str]
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(words)
        if filed.all() == []:
            phone.sends(MIDDAY).sends("1")
        assert filed.told == told

    @pytest.mark.parametrize("words", ["yes but it is not safe here at home", "হ্যাঁ, কিন্তু সমস্যা আছে"])
    def test_yes_but_is_no_yes(self, new_phone: NewPhone, filed: Filed, words: str) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(words)
        if filed.all() == []:
            phone.hears("নিরাপদ?").sends(NOT_NOW)
        assert filed.told == {"contact_safely": "no"}

    @pytest.mark.parametrize(
        "words",
        [
            "সকালে ফোন করবেন না",
            "সকালে না",
            "in the evening, not in the morning",
            "sokale call diben na, dupure diyen",
            "সকালে বা বিকালে",
            "any time but not in the morning",
            "সকাল ছাড়া যেকোনো সময়",
            "sokale shami bashay thake",
            "সন্ধ্যায় ফোন দেন",
            "call me at night",
            "রাতে ফোন করবেন না",
        ],
    )
    def test_a_time_that_is_not_clear_is_asked_again_and_kept_for_who_calls(
        self, new_phone: NewPhone, filed: Filed, words: str
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).sends(words)
        assert MIDDAY in phone.options
        phone.sends(MIDDAY).sends("1")
        assert filed.told == {"contact_safely": "call", "call_time": "midday"}
        assert words in filed.only["description"]

    def test_three_times_not_clear_a_person_takes_over_who_calls_nobody(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS)
        for words in ("সকালে না", "রাতে না", "সন্ধ্যায় না"):
            phone.sends(words)
        assert (filed.category, filed.told) == ("harassment_sea", {"contact_safely": "no"})

    def test_a_call_is_promised_and_no_message(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("সকালে").sends("1")
        phone.hears("সকালে ফোন করব, মেসেজ দেব না", "মুছে ফেলুন")

    def test_who_wants_neither_hears_how_to_come_back(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("ফোন লাগবে না").sends("1")
        phone.hears("ফোন বা মেসেজ দেব না", "নিরাপদ সময়ে খবর নিন", "৪৮২১-০৯৩৪")
        phone.sends("আমার নালিশের খবর কী?").hears("কোনো নালিশ পেলাম না")
        phone.sends("৪৮২১-০৯৩৪").hears("আপনার বিষয় ৪৮২১-০৯৩৪").hears_nothing_of(*DETAILS)

    @pytest.mark.parametrize("answers", [["message diben na", "bikale call diyen"], ["yes, safe"]])
    def test_the_answer_is_not_what_happened(
        self, new_phone: NewPhone, filed: Filed, answers: list[str]
    ) -> None:
        phone = new_phone(language="en").sends("/report_abuse")
        for answer in answers:
            phone.sends(answer)
        phone.picks(WORDING.say("kind_threat", "en")).hears("write what happened")
        phone.sends("he comes at night").sends("1")
        assert filed.category == "threat"
        assert "he comes at night" in filed.only["description"]

    def test_danger_told_with_the_answer_is_what_happened(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(language="en").sends("/report_abuse")
        phone.sends("no sms please, the chairman threatened me").picks("No call").sends("1")
        assert filed.category == "threat"
        assert filed.only["description"] == "no sms please, the chairman threatened me"


class TestNotSafeNow:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_what_was_told_is_kept_and_nothing_more_is_said(
        self, new_phone: NewPhone, filed: Filed, language: str
    ) -> None:
        phone = new_phone(language=language).sends(ABUSE[language]).sends(NOT_NOW)
        phone.hears("৯৯৯, ১০৯" if language == "bn" else "999, 109")
        assert "end_session" in str(phone.last_answer.json())
        assert filed.category == "harassment_sea"
        assert filed.only["description"] == ABUSE[language]
        assert filed.told == {"contact_safely": "no"}
        phone.sends("/greet").hears_nothing_of(*DETAILS)

    def test_also_for_somebody_else(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"])
        phone.sends("not safe now, it is for my mother").hears("999, 109")
        assert "end_session" in str(phone.last_answer.json())
        assert filed.told == {"contact_safely": "no"}
        assert "for my mother" in filed.only["description"]

    def test_who_told_nothing_is_told_how_to_come_back(
        self, new_phone: NewPhone, filed: Filed
    ) -> None:
        phone = new_phone(channel="ussd").sends("/report_abuse").sends(NOT_NOW)
        phone.hears("নিরাপদ সময়ে আবার", "৯৯৯, ১০৯")
        assert filed.all() == []
        assert "end_session" in str(phone.last_answer.json())

    def test_no_other_complaint_is_offered_then(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").sends(ABUSE["bn"])
        phone.sends(NOT_NOW).hears_nothing_of("আগের নালিশ")


class TestThePowerful:
    @pytest.mark.parametrize("role", ["member", "chairman", "officer", "secretary"])
    def test_safety_comes_before_what_else_is_asked(
        self, stranger: NewPhone, filed: Filed, role: str
    ) -> None:
        phone = stranger(language="en").sends(f"the {role} wants a bribe of 500 taka for the card")
        phone.hears("Is it safe").sends(SAFE).hears("Where?").sends("Ulipur")
        phone.hears("500 taka, Ulipur").picks("Without my name", "Yes").hears(
            "Anti-Corruption", "106"
        )
        assert (filed.category, filed.told["role"]) == ("bribe", role)
        assert filed.told["contact_safely"] == "sms"

    def test_nobody_else_is_asked(self, stranger: NewPhone) -> None:
        phone = stranger(language="en").sends("the dalal wants a bribe of 500 taka for my card")
        phone.hears("Where?")

    def test_misconduct_of_an_officer_is_guarded(self, stranger: NewPhone) -> None:
        stranger(language="en").sends("the officer was rude and shouted at me").hears("Is it safe")

    def test_nothing_is_read_back_where_others_may_read(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = stranger().sends(BRIBE).sends(NO_SMS).picks("দুপুরে").sends("উলিপুর")
        phone.hears("পাঠাব?").hears_nothing_of(*DETAILS).sends("1").hears_nothing_of(*DETAILS)
        assert filed.told["call_time"] == "midday"
        assert filed.told["amount_paisa"] == 400_000


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


class TestNumbersToRing:
    @pytest.mark.parametrize(
        ("words", "category"),
        [
            ("একজন ফোন করে ভাতার ওটিপি আর পিন চাইছে, না দিলে মেরে ফেলবে বলছে", "fraud_pin_otp"),
            ("চেয়ারম্যান ঘুষ চাইছে, ৫০০ টাকা না দিলে মেরে ফেলবে বলছে", "bribe"),
        ],
    )
    def test_are_those_for_danger_where_it_is_told_of_another_matter(
        self, stranger: NewPhone, filed: Filed, words: str, category: str
    ) -> None:
        phone = stranger().sends(words).hears("নিরাপদ").sends(SAFE)
        while filed.all() == []:
            phone.sends("1" if "ঠিক আছে?" in "".join(phone.heard) else "জানি না")
        assert filed.category == category
        phone.hears("৯৯৯")


class TestAPerson:
    def test_is_told_how_to_reach_somebody(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("সকালে")
        phone.sends("মানুষের সাথে কথা বলতে চাই").hears("সকালে ফোন করব, মেসেজ দেব না", "শেষ করবেন?")
        assert filed.category == "harassment_sea"
        assert filed.told == {"contact_safely": "call", "call_time": "morning"}

    def test_who_said_that_all_is_safe_is_asked_when_to_call(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="en").sends(ABUSE["en"]).sends(SAFE).sends("1")
        phone.sends("/talk_to_human").hears("When should we call you?").picks("Midday")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["midday"]

    def test_also_later(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(NO_SMS).picks("ফোন লাগবে না").sends("1")
        phone.sends("মানুষের সাথে কথা বলতে চাই")
        assert [case["told"] for case in filed.all()] == [{"contact_safely": "no"}] * 2

    def test_hears_what_was_not_understood(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends("আকাশ নীল").hears("বুঝতে পারিনি")
        phone.sends("নদীর জল").sends("গাছে পাখি").hears("একজন কর্মীকে দিলাম")
        assert filed.category == "harassment_sea"
        assert ABUSE["bn"] in filed.only["description"]


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
        phone.sends(THREAT["en"]).sends(SAFE).sends("1")
        phone.sends("my money did not come").sends("1").sends("1").hears("is filed")
        assert filed.all()[-1]["told"]["contact_safely"] == "sms"


class TestBrokenParts:
    @pytest.mark.parametrize("answers", [[NOT_NOW], [SAFE, "1"]])
    def test_nothing_is_lost_while_the_case_manager_is_down(
        self, new_phone: NewPhone, house: House, filed: Filed, answers: list[str]
    ) -> None:
        phone = new_phone().sends(ABUSE["bn"])
        *before, last = answers
        for answer in before:
            phone.sends(answer)
        house.fake.is_down = True
        assert phone.sends(last).last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("৪৮২১-০৯৩৪")
        assert filed.category == "harassment_sea"

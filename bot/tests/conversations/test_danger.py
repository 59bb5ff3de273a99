"""Abuse, threats, and complaints of the powerful: safety first, no details later, few eyes."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from conversations.danger import ABUSE, BRIBE, DETAILS, NO_SMS, NOT_NOW, SAFE, THREAT
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

WORDING = read_wording()


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

    @pytest.mark.parametrize(
        "told",
        [
            "member er chele amare marbo koise vata niya nalish korsi dekhe",
            "মেম্বারের পোলায় আমারে মাইর দিবো কইছে",
            "chairman er polay amare pitaibo koiche",
        ],
    )
    def test_of_a_beating_to_come_too(self, new_phone: NewPhone, filed: Filed, told: str) -> None:
        new_phone().sends(told).sends(SAFE).sends("1")
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
        phone.hears("কিছু পাঠানো হলো না", "৯৯৯, ১০৯").hears_nothing_of("নালিশ")
        assert filed.all() == []

    def test_how_to_reach_is_changed(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(SAFE).picks("বদলান", "কীভাবে জানাবেন")
        phone.sends(NO_SMS).picks("ফোন লাগবে না").sends("1")
        assert filed.told == {"contact_safely": "no"}

    def test_more_words_belong_to_it(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends(ABUSE["bn"]).sends(BRIBE).hears("নিরাপদ").sends(SAFE).sends("1")
        assert filed.only["description"] == f"{ABUSE['bn']}\n{BRIBE}"
        phone.hears_nothing_of("শেষ করবেন")


class TestViolence:
    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("bn", "আমার শ্বশুর আমারে মারে"),
            ("bn", "আমার পোলা আমারে মাইরা ভাতার টাকা নিয়া যায়"),
            ("bn-Latn", "amar meyer ijjot nise member"),
            ("bn-Latn", "amar chele amare roj mare"),
            ("en", "the member raped my daughter"),
            ("en", "my son hits me and takes my allowance money"),
        ],
    )
    def test_is_danger_in_whatever_words(
        self, stranger: NewPhone, filed: Filed, language: str, words: str
    ) -> None:
        phone = stranger(language=language).sends(words)
        phone.hears(WORDING.say("utter_ask_safety", language)).sends(SAFE).sends("1")
        assert filed.category == "harassment_sea"
        assert filed.only["description"].endswith(words)

    @pytest.mark.parametrize(
        "words",
        [
            "আমার টাকা এজেন্ট মাইরা দিছে",
            "agent amar vatar taka mere dise",
            "amar shami mara gese, moira geche 2 mash",
            "amar mar vata ashe na",
            "আমার মায় মারা গেছে",
        ],
    )
    def test_is_neither_theft_nor_a_death(self, stranger: NewPhone, words: str) -> None:
        stranger().sends(words).hears_nothing_of(
            *(WORDING.say("utter_ask_safety", language) for language in LANGUAGES)
        )


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
        phone.sends("নদীর জল").sends("গাছে পাখি").hears("ফোন বা মেসেজ দেব না", "৯৯৯")
        assert filed.category == "harassment_sea"
        assert ABUSE["bn"] in filed.only["description"]


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


@pytest.mark.parametrize(
    ("language", "back", "heard"),
    [
        ("bn", "এখন ঠিক আছে, বলব", "কী হয়েছে, এখানে লিখুন"),
        ("bn-Latn", "ekhon thik ase, bolbo", "Ki hoyechhe, ekhane likhun"),
        ("en", "yes it is fine now", "Write here what happened"),
    ],
)
def test_who_had_to_leave_and_comes_back_at_once_is_listened_to(
    new_phone: NewPhone, language: str, back: str, heard: str
) -> None:
    phone = new_phone(language=language).sends(ABUSE[language]).sends(NOT_NOW)
    phone.sends("ok").hears_nothing_of(heard)
    phone = new_phone(language=language).sends(ABUSE[language]).sends(NOT_NOW)
    phone.sends(back).hears(heard)

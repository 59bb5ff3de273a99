"""More for a case, withdrawing it, appealing: by words and by digits, on both channels."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House
from phone import Phone

NewPhone = Callable[..., Phone]

FIRST, SECOND, THIRD = "48210934", "48210941", "48210958"
MORE = {
    "bn": "আমার আগের অভিযোগে আরও একটা তথ্য যোগ করতে চাই",
    "bn-Latn": "amar ager ovijog e aro kichu totho jog korte chai",
    "en": "I want to add more information to my complaint",
}
WITHDRAW = {
    "bn": "আমার অভিযোগ তুলে নিতে চাই",
    "bn-Latn": "amar ovijog tule nite chai",
    "en": "I want to withdraw my complaint",
}
APPEAL = {
    "bn": "অভিযোগের সিদ্ধান্ত মানি না, আপিল করতে চাই",
    "bn-Latn": "ovijog er siddhanto mani na, appeal korte chai",
    "en": "I do not accept the decision on my complaint, I want to appeal",
}
LANGUAGES = ["bn", "bn-Latn", "en"]


def case(**differently: Any) -> dict[str, Any]:
    return {"category": "payment_not_received", **differently}


@pytest.fixture
def has(house: House) -> Callable[..., None]:
    def remember(*references: str, **differently: Any) -> None:
        for reference in references:
            house.fake.cases[reference] = case(**differently)

    return remember


class TestMoreForACase:
    @pytest.mark.parametrize(
        ("language", "asks", "words", "done"),
        [
            (
                "bn",
                "৪৮২১-০৯৩৪ এ যা জানাতে চান লিখুন",
                "ওইদিন দোকানে সাক্ষী ছিল",
                "কথা ৪৮২১-০৯৩৪ এ লেখা হলো",
            ),
            (
                "bn-Latn",
                "ja janate chan likhun",
                "oi din dokane shakkhi chilo",
                "4821-0934 e lekha",
            ),
            ("en", "Write what you want to add", "there was a witness", "with 4821-0934"),
        ],
    )
    def test_is_asked_for_and_goes_to_the_only_open_case(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        words: str,
        done: str,
    ) -> None:
        has(FIRST)
        has(SECOND, status="closed")
        phone = new_phone(language=language).sends(MORE[language]).hears(asks)
        phone.sends(words).hears(done)
        assert house.fake.messages == [(FIRST, f"{MORE[language]}\n{words}")]

    def test_is_taken_from_the_message_itself(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        words = "৪৮২১০৯৩৪ নম্বর অভিযোগে যোগ করেন, মেম্বার এখন আমার ভাইয়ের কাছেও ১ হাজার টাকা চায়"
        new_phone().sends(words).hears("কথা ৪৮২১-০৯৩৪ এ লেখা হলো")
        assert house.fake.messages == [(FIRST, words)]

    def test_of_several_cases_one_is_picked(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, category="harassment_sea", opened_on="2026-11-02")
        has(SECOND)
        phone = new_phone().sends(MORE["bn"]).hears("কোনটি?")
        assert phone.titles == ["৪৮২১-০৯৪১, ২৩ নভেম্বর ২০২৬", "৪৮২১-০৯৩৪, ২ নভেম্বর ২০২৬"]
        phone.sends("2").hears("৪৮২১-০৯৩৪ এ যা জানাতে চান").sends("আমার নতুন নম্বর ০১৭১২৩৪৫৬৭৮")
        assert [reference for reference, _ in house.fake.messages] == [FIRST]

    def test_of_several_cases_one_is_named_by_its_number(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone(language="bn-Latn").sends(MORE["bn-Latn"]).hears("Konti?")
        phone.sends("4821-0934").hears("ja janate chan").sends("shakkhi ache dui jon")
        phone.hears("kormi dekhben")

    def test_a_number_that_is_nobodys_is_asked_again(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("48219999").hears("ওই নম্বরে নেই", "কোনটি?")
        phone.sends("48219990").hears("নম্বরে ভুল আছে", "কোনটি?").sends("1").hears("লিখুন")

    def test_may_sound_like_another_complaint(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("মেম্বার কার্ডের জন্য ঘুষ চাইছে").hears("লেখা হলো")
        assert len(house.fake.cases) == 1

    def test_may_be_a_number(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(MORE["bn"]).sends("01712345678").hears("লেখা হলো")
        assert house.fake.messages == [(FIRST, f"{MORE['bn']}\n01712345678")]

    @pytest.mark.parametrize("made_up", ['{"said": "yes"}', '{"said": "nobody"}', "x"])
    def test_what_was_never_offered_is_not_told(
        self, new_phone: NewPhone, house: House, has: Callable[..., None], made_up: str
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"]).sends(f"/inform{made_up.removeprefix('x')}")
        phone.hears("বুঝতে পারিনি", "যা জানাতে চান")
        assert house.fake.messages == []

    def test_a_bare_no_leaves_it(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(MORE["bn"]).sends("না").hears("আগের মতোই থাকল")
        assert house.fake.messages == []

    def test_without_a_case_a_complaint_is_offered(self, new_phone: NewPhone) -> None:
        new_phone().sends(MORE["bn"]).hears("কোনো নালিশ পেলাম না")

    def test_where_all_are_closed_that_is_said(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        new_phone().sends(MORE["bn"]).hears("কাজ শেষ হয়ে গেছে")

    def test_of_another_phone_needs_a_second_fact(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        house.fake.foreign_cases["48219999"] = case()
        phone = new_phone().sends("৪৮২১৯৯৯৯ নম্বর অভিযোগে আরও কিছু যোগ করতে চাই")
        phone.hears("ওই নম্বরে নেই").sends("1").sends("4567 1952").hears("জমা হয়েছে")
        phone.picks("আরও বলব").hears("৪৮২১-৯৯৯৯ এ যা জানাতে চান")

    def test_the_question_comes_back_after_another_wish(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("আমার টাকা কবে আসবে?").hears("ফেরত গেছে", "যা জানাতে চান")
        phone.sends("ওইদিন সাক্ষী ছিল").hears("লেখা হলো")

    def test_abuse_goes_to_no_more_than_may_know(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        phone.sends("কার্ড দিবে বলে অফিসের লোক আমারে কুপ্রস্তাব দিছে, গায়ে হাত দিছে")
        phone.hears("নিরাপদ").sends("1").sends("1")
        assert house.fake.messages == []
        assert [*house.fake.cases.values()][-1]["category"] == "harassment_sea"

    def test_a_failure_keeps_the_wish(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(MORE["bn"])
        house.fake.is_down = True
        assert phone.sends("সাক্ষী ছিল দুইজন").last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("লেখা হলো")
        assert house.fake.messages == [(FIRST, f"{MORE['bn']}\nসাক্ষী ছিল দুইজন")]


class TestWithdrawing:
    @pytest.mark.parametrize(
        ("language", "asks", "yes", "done"),
        [
            ("bn", "৪৮২১-০৯৩৪ তুলে নেবেন?", "হ্যাঁ", "তুলে নিতে চান"),
            ("bn-Latn", "4821-0934 tule neben?", "ha", "tule nite chan"),
            ("en", "Withdraw 4821-0934?", "yes", "want to withdraw"),
        ],
    )
    def test_is_asked_once_and_noted(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        yes: str,
        done: str,
    ) -> None:
        has(FIRST)
        phone = new_phone(language=language).sends(WITHDRAW[language]).hears(asks)
        phone.sends(yes).hears(done)
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference, body["text"]) == ("withdrawals", FIRST, WITHDRAW[language])

    def test_by_digits_of_several_cases(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND, THIRD)
        phone = new_phone(channel="ussd").sends(WITHDRAW["bn"]).hears("কোনটি?")
        phone.sends("3").hears("৪৮২১-০৯৩৪ তুলে নেবেন?").sends("1").hears("তুলে নিতে চান")
        assert [reference for _, reference, _ in house.fake.follow_ups] == [FIRST]

    def test_a_no_leaves_it(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(WITHDRAW["bn"]).sends("2").hears("আগের মতোই থাকল")
        assert house.fake.follow_ups == []

    def test_what_is_restricted_is_answered_in_the_same_words(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        ordinary = new_phone().sends(WITHDRAW["bn"])
        asked = ordinary.heard[-1:]
        told = ordinary.sends("হ্যাঁ").heard
        house.fake.cases.clear()
        has(FIRST, category="harassment_sea", is_restricted=True)
        restricted = new_phone().sends(WITHDRAW["bn"])
        assert restricted.heard[-1:] == asked
        assert restricted.sends("হ্যাঁ").heard == told
        assert house.fake.cases[FIRST].get("status") is None

    def test_what_is_closed_meanwhile_is_said_to_be(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"])
        house.fake.cases[FIRST]["status"] = "closed"
        phone.sends("হ্যাঁ").hears("কাজ শেষ হয়ে গেছে")

    def test_another_wish_for_the_case_is_followed_instead(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"]).hears("তুলে নেবেন?")
        phone.sends(MORE["bn"]).hears("যা জানাতে চান").sends("সাক্ষী ছিল").hears("লেখা হলো")
        assert house.fake.follow_ups == []

    def test_a_complaint_is_followed_instead(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(WITHDRAW["bn"]).sends("আমার টাকা আসে নাই").hears("কোন কিস্তির")
        assert house.fake.follow_ups == []

    def test_what_is_not_understood_three_times_goes_to_a_person(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone().sends(WITHDRAW["bn"])
        phone.sends("আজকে ক্রিকেট খেলায় কে জিতল").hears("বুঝতে পারিনি", "তুলে নেবেন?")
        phone.sends("একটা গান শোনান").hears("সংখ্যা দিয়ে বেছে নিন", "তুলে নেবেন?")
        phone.sends("আকাশে মেঘ কেন").hears("একজন কর্মীকে দিলাম")

    def test_is_followed_also_where_an_answer_is_awaited(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone()
        phone.is_asked_by_caseworker(FIRST)
        phone.sends(WITHDRAW["bn"]).hears("তুলে নেবেন?")
        assert house.fake.messages == []


class TestAppealing:
    @pytest.mark.parametrize(
        ("language", "asks", "reason", "done"),
        [
            ("bn", "কেন মানেন না?", "আমাকে কেউ ডাকেনি", ("৮৪৬১-৮৩১৬", "২২ ডিসেম্বর ২০২৬")),
            ("bn-Latn", "keno manen na?", "amake keu dakeni", ("8461-8316", "22 December 2026")),
            ("en", "Why do you not accept", "nobody asked me", ("8461-8316", "22 December 2026")),
        ],
    )
    def test_is_asked_why_and_goes_to_the_next_office(
        self,
        new_phone: NewPhone,
        house: House,
        has: Callable[..., None],
        language: str,
        asks: str,
        reason: str,
        done: tuple[str, str],
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone(language=language).sends(APPEAL[language]).hears(asks)
        phone.sends(reason).hears(*done)
        ((verb, reference, body),) = house.fake.follow_ups
        assert (verb, reference) == ("appeals", FIRST)
        assert body["text"] == f"{APPEAL[language]}\n{reason}"

    def test_a_reason_in_the_first_message_counts(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        words = "রায় মানি না, চেয়ারম্যান মিথ্যা কথা লিখছে, আমি কোনো টাকা ফেরত পাই নাই"
        new_phone().sends(words).hears("নতুন নম্বর ৮৪৬১-৮৩১৬")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [words]

    def test_what_is_not_decided_is_said_and_the_words_are_kept(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        new_phone().sends(APPEAL["bn"]).hears("সিদ্ধান্ত এখনো হয়নি", "৫ জানু")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [APPEAL["bn"]]

    def test_is_about_what_is_decided_where_others_are_open(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        has(SECOND)
        new_phone().sends(APPEAL["bn"]).hears("৪৮২১-০৯৩৪ এর সিদ্ধান্ত")

    def test_the_reason_may_sound_like_another_complaint(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone().sends(APPEAL["bn"])
        phone.sends("আমার টাকা আসে নাই").hears("আপিল উপরের অফিসে গেল")

    def test_the_last_office_has_spoken(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed", is_last_tier=True)
        phone = new_phone().sends(APPEAL["bn"]).sends("আমাকে কেউ ডাকেনি")
        phone.hears("সবচেয়ে উপরের অফিসের").sends("1").hears("একজন কর্মী")


class TestByDigitsAlone:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_more_is_told(
        self, new_phone: NewPhone, house: House, has: Callable[..., None], language: str
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd", can_script=False, language=language)
        phone.sends("/track_case").sends("1").sends("1").hears("4821-0934")
        assert [reference for reference, _ in house.fake.messages] == [FIRST]

    def test_a_case_is_withdrawn(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd").sends("/track_case").picks("তুলে নেব")
        phone.hears("তুলে নেবেন?").sends("1").hears("তুলে নিতে চান")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == [None]

    def test_a_decision_is_appealed(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST, status="closed")
        phone = new_phone(channel="ussd").sends("/track_case").picks("সিদ্ধান্ত মানি না")
        phone.hears("কেন মানেন না?").picks("কারণ বলেনি").hears("৮৪৬১-৮৩১৬")
        assert [body["text"] for _, _, body in house.fake.follow_ups] == ["কারণ বলেনি"]

    def test_everything_may_be_left(
        self, new_phone: NewPhone, house: House, has: Callable[..., None]
    ) -> None:
        has(FIRST)
        phone = new_phone(channel="ussd").sends("/track_case").picks("আরও বলব", "না, থাক")
        phone.hears("আগের মতোই থাকল")
        assert house.fake.messages == []


class TestTracking:
    def test_of_several_cases_one_is_picked(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, category="bribe", opened_on="2026-11-02")
        has(SECOND, status="with_office")
        phone = new_phone().sends("আমার নালিশের খবর কী?").hears("কোনটি?")
        assert phone.titles == ["৪৮২১-০৯৪১, ২৩ নভেম্বর ২০২৬", "৪৮২১-০৯৩৪, ২ নভেম্বর ২০২৬"]
        phone.sends("1").hears("৪৮২১-০৯৪১", "সরকারি অফিসে পাঠানো হয়েছে", "৭ ডিসেম্বর ২০২৬")

    def test_in_the_middle_of_a_complaint_the_latest_is_told(
        self, new_phone: NewPhone, has: Callable[..., None]
    ) -> None:
        has(FIRST, SECOND)
        phone = new_phone().sends("আমার টাকা আসে নাই")
        phone.sends("আমার নালিশের খবর কী?").hears("নালিশ ৪৮২১-০৯৪১", "কোন কিস্তির")


class TestNobodyWhoReadsAlong:
    """Of a restricted case not even the word is said."""

    @pytest.mark.parametrize(
        "messages",
        [
            ("/update_case", "se abar ashchilo amar barite"),
            ("/update_case", "/check_eligibility", "/go_back"),
            ("/withdraw_case", "/affirm"),
            ("/withdraw_case", "/deny"),
            ("/withdraw_case", "/talk_to_human", "/go_back"),
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hears_that_there_is_a_complaint(
        self, new_phone: NewPhone, house: House, language: str, messages: tuple[str, ...]
    ) -> None:
        house.fake.cases["48210934"] = {"category": "harassment_sea", "is_restricted": True}
        phone = new_phone(language=language).sends("/greet")
        for message in messages:
            said = "\n".join(phone.sends(message).heard)
            assert not any(word in said for word in ("নালিশ", "অভিযোগ", "alish", "omplain"))

    @pytest.mark.parametrize("words", ["hmm", "Hmm...", "হুম", "hum"])
    def test_a_mere_sound_withdraws_nothing(
        self, new_phone: NewPhone, house: House, words: str
    ) -> None:
        house.fake.cases["48210934"] = {"category": "wrong_amount"}
        phone = new_phone().sends("/withdraw_case").sends(words).hears("তুলে নেবেন?")
        phone.sends("হ্যাঁ").hears("তুলে নিতে চান")


@pytest.mark.parametrize("yes", ["ha", "Ji", "yes"])
def test_a_bare_yes_answers_none_of_several_options(
    new_phone: NewPhone, house: House, has: Callable[..., None], yes: str
) -> None:
    has(FIRST)
    phone = new_phone(language="bn-Latn").sends(MORE["bn-Latn"]).sends(yes)
    phone.hears("bujhte parini", "ja janate chan likhun")
    assert house.fake.messages == []


@pytest.mark.parametrize(
    ("language", "words", "question"),
    [
        ("bn-Latn", "amar nalish 4821-0934 bad dite chai", "4821-0934 tule neben?"),
        ("bn-Latn", "nalish 48210934 bad diben", "4821-0934 tule neben?"),
        ("bn", "আমার নালিশ ৪৮২১-০৯৩৪ বাদ দিতে চাই", "৪৮২১-০৯৩৪ তুলে নেবেন?"),
    ],
)
def test_leaving_a_case_is_withdrawing_it(
    new_phone: NewPhone,
    house: House,
    has: Callable[..., None],
    language: str,
    words: str,
    question: str,
) -> None:
    has(FIRST)
    new_phone(language=language).sends(words).hears(question).sends("1")
    assert [verb for verb, _, _ in house.fake.follow_ups] == ["withdrawals"]

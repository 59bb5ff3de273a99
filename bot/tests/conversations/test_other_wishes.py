"""Questions about money and complaints, a person wanted, words not understood."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.conftest import let_two_days_pass
from phone import Phone

NewPhone = Callable[..., Phone]

RANG = '/talk_to_human{"contact_by": "call"}'


class TestCheckPayment:
    @pytest.mark.parametrize(
        ("question", "answer"),
        [
            ("আমার টাকা কবে আসবে?", "২০ অক্টোবর ২০২৬ ফেরত গেছে"),
            ("amar bhatar taka kobe ashbe", "20 October 2026 ferot gechhe"),
            ("When will my allowance come?", "came back from Nagad on 20 October 2026"),
        ],
    )
    def test_tells_what_the_case_manager_knows(
        self, new_phone: NewPhone, question: str, answer: str
    ) -> None:
        new_phone().sends(question).hears(answer)

    def test_offers_a_complaint_when_there_is_trouble(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা কবে আসবে?")
        phone.sends("1").hears("কোন কিস্তি আসেনি?")

    def test_without_payments(self, new_phone: NewPhone, house: House) -> None:
        house.fake.payments = []
        new_phone().sends("আমার টাকা কবে আসবে?").hears("কোনো টাকার হিসাব পেলাম না")

    def test_on_a_shared_phone_asks_who_it_is(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক")
        phone.sends("4567 1953").hears("মিলল না").sends("4567 1952").hears("ফেরত গেছে")

    def test_on_a_locked_phone_offers_a_person(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "locked"
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("তিনবার মেলেনি")
        phone.sends("1").hears("একজন কর্মী")

    def test_three_wrong_answers_offer_a_person(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?")
        phone.sends("1111 1950").sends("1112 1950").sends("1113 1950").hears("এক ঘণ্টা")
        phone.sends("1").hears("একজন কর্মী")

    def test_who_does_not_say_hears_nothing_personal(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "unknown_phone"
        new_phone().sends("আমার টাকা কবে আসবে?").sends("জানি না").hears("পরিচয় না জেনে")

    def test_a_complaint_instead_of_identity(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?")
        phone.sends("আমার টাকা আসে নাই").hears("শেষ ৪ অঙ্ক").sends("জানি না").hears("কোন ভাতা?")

    def test_a_complaints_number_while_identity_is_asked(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?")
        phone.sends("আমার নালিশের খবর কী?").hears("এই ফোনের নালিশ পেলাম না", "শেষ ৪ অঙ্ক")


class TestTrackCase:
    @pytest.fixture
    def filed(self, new_phone: NewPhone) -> Phone:
        return new_phone().sends("আমার টাকা আসে নাই").sends("1").sends("1").hears("৪৮২১-০৯৩৪")

    def test_by_its_phone(self, filed: Phone) -> None:
        filed.sends("আমার নালিশের খবর কী?").hears("৪৮২১-০৯৩৪", "২৪ নভেম্বর ২০২৬")

    def test_by_its_number(self, filed: Phone) -> None:
        filed.sends("48210934").hears("জমা হয়েছে")
        filed.sends("৪৮২১-০৯৩৪ নম্বর নালিশের খবর কী?").hears("জমা হয়েছে")

    def test_a_mistake_in_the_number_is_said(self, filed: Phone) -> None:
        filed.sends("48210930").hears("নম্বরে ভুল আছে")

    def test_from_another_phone_needs_a_second_fact(self, filed: Phone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        house.fake.foreign_cases["48219999"] = {"category": "payment_not_received"}
        filed.sends("48219999").hears("ওই নম্বরে নেই").sends("1").hears("শেষ ৪ অঙ্ক")
        filed.sends("4567 1952").hears("নালিশ ৪৮২১-৯৯৯৯", "জমা হয়েছে")

    def test_what_is_not_theirs_stays_unknown(self, filed: Phone, house: House) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        filed.sends("48219999").sends("1").sends("4567 1952").hears("কোনো নালিশ ওই নম্বরে নেই")


class TestTalk:
    @pytest.mark.parametrize(
        ("said", "answer"),
        [
            ("সালাম", "সালাম"),
            ("ধন্যবাদ", "আপনাকেও ধন্যবাদ"),
            ("কী কী করতে পারেন?", "কী জানতে বা বলতে চান?"),
            ("হ্যাঁ", "ঠিক আছে"),
            ("না", "ঠিক আছে"),
            ("assalamu alaikum", "Salam"),
            ("thank you very much", "Thank you too"),
        ],
    )
    def test_is_answered(self, new_phone: NewPhone, said: str, answer: str) -> None:
        new_phone().sends(said).hears(answer)

    def test_a_person_is_wanted(self, new_phone: NewPhone, house: House) -> None:
        new_phone().sends("আমি একজন মানুষের সাথে কথা বলতে চাই").hears("একজন কর্মী", "৪৮২১-০৯৩৪")
        (case,) = house.fake.cases.values()
        assert case["category"] == "information"
        assert case["description"] == "আমি একজন মানুষের সাথে কথা বলতে চাই"

    @pytest.mark.parametrize(
        ("language", "said", "words"),
        [
            ("bn", "আপনাকে ফোন করবেন", "আমি ফোন করেছিলাম"),
            ("bn-Latn", "apnake phone korben", "Ami phone korechhilam"),
            ("en", "will call you back", "I rang"),
        ],
    )
    def test_whoever_rang_is_called_back(
        self, new_phone: NewPhone, house: House, language: str, said: str, words: str
    ) -> None:
        phone = new_phone(language=language).sends(RANG)
        phone.hears(said)
        (case,) = house.fake.cases.values()
        assert (case["category"], case["description"][: len(words)]) == ("information", words)

    def test_a_ring_is_heard_in_latin_letters_where_no_others_arrive(
        self, new_phone: NewPhone
    ) -> None:
        new_phone(language="bn", can_script=False).sends(RANG).hears("apnake phone korben")

    def test_a_ring_leaves_a_complaint_going(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends(RANG)
        phone.hears("আপনাকে ফোন করবেন").picks("সকালে", "হ্যাঁ").hears("কোন কিস্তি")

    def test_a_ring_is_no_answer_to_a_caseworker(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(RANG).hears("আপনাকে ফোন করবেন")
        assert house.fake.messages == []


class TestNotUnderstood:
    @pytest.fixture
    def lost(self, new_phone: NewPhone) -> Phone:
        phone = new_phone().sends("আজকে ক্রিকেট খেলায় কে জিতল").hears("অন্যভাবে লিখুন")
        phone.sends("একটা গান শোনান").hears("এবারও বুঝতে পারিনি")
        assert phone.titles[:3] == ["টাকার খবর", "টাকা পাইনি", "নালিশের খবর"]
        return phone

    def test_three_times_a_person_has_it_and_when_to_call_is_asked(
        self, lost: Phone, house: House
    ) -> None:
        lost.sends("আকাশে মেঘ কেন").hears("একজন কর্মীকে দিলাম", "কখন ফোন করলে ভালো?")
        (case,) = house.fake.cases.values()
        words = ["আজকে ক্রিকেট খেলায় কে জিতল", "একটা গান শোনান", "আকাশে মেঘ কেন"]
        assert case["description"].splitlines() == words
        lost.picks("বিকালে").hears("২৪ নভেম্বর ২০২৬ এর মধ্যে বিকালে আপনাকে ফোন করবেন", "৪৮২১-০৯৩৪")
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["afternoon"]

    def test_the_choices_lead_on(self, lost: Phone) -> None:
        lost.sends("1").hears("ফেরত গেছে")

    @pytest.mark.parametrize("language", ["bn-Latn", "en"])
    def test_in_other_languages_by_digits(
        self, new_phone: NewPhone, house: House, language: str
    ) -> None:
        phone = new_phone(language=language, channel="ussd")
        for nonsense in ("777", "888", "999"):
            phone.options = []
            phone.sends(f"{nonsense} ???? !!! xqzv wqpl")
        assert len(phone.options) == 5
        phone.sends("1").hears({"bn-Latn": "sokale apnake", "en": "in the morning"}[language])
        assert [body["call_time"] for _, body in house.fake.call_backs] == ["morning"]

    def test_an_understood_message_between_starts_anew(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আজকে ক্রিকেট খেলায় কে জিতল").sends("সালাম")
        phone.sends("একটা গান শোনান").hears("অন্যভাবে লিখুন")


class TestAwaitedAnswer:
    def test_goes_to_the_case_and_what_follows_soon_goes_along(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone(language="bn-Latn")
        phone.is_asked_by_caseworker("48210934")
        phone.sends("ekhono ashe nai").hears("kormike deoa holo")
        assert house.fake.messages == [("48210934", "ekhono ashe nai")]
        phone.sends("kal abar jabo").hears("kormike deoa holo")
        assert house.fake.messages[1:] == [("48210934", "kal abar jabo")]

    @pytest.mark.parametrize(
        "answer",
        [
            *("হ্যাঁ পেয়েছি", "না", "১২ তারিখে গেছিলাম", "01712345678", "48210934"),
            *("ekhono taka pai nai", "salam apa, taka peyechi", "সালাম, পেয়েছি", "taka eseche kal"),
            *("dhonnobad apa, taka peyechi", "the money has come", "taka ashche 3 tarikh e"),
            *("cashier bolse pore taka dibe", "nalish korsilam office e", "sonali bank e account"),
        ],
    )
    def test_may_be_anything_free(self, new_phone: NewPhone, house: House, answer: str) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(answer)
        assert house.fake.messages == [("48210934", answer)]
        assert len(phone.options) == 0

    @pytest.mark.parametrize(
        ("wish", "answer"),
        [
            ("আমার টাকা কবে আসবে?", "ফেরত গেছে"),
            ("taka kobe ashbe?", "ferot gechhe"),
            ("আমার নালিশের খবর কী?", "এই ফোনের নালিশ পেলাম না"),
            ("কী কী করতে পারেন?", "কী জানতে"),
            ("সালাম", "সালাম"),
            ("ধন্যবাদ", "আপনাকেও ধন্যবাদ"),
        ],
    )
    def test_a_new_wish_is_followed_and_the_answer_still_awaited(
        self, new_phone: NewPhone, house: House, wish: str, answer: str
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends(wish).hears(answer)
        assert house.fake.messages == []
        phone.sends("না, পাইনি").hears("কর্মীকে দেওয়া হলো")
        assert house.fake.messages == [("48210934", "না, পাইনি")]

    def test_a_person_may_be_wanted_meanwhile(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48219999")
        phone.sends("আমি একজন মানুষের সাথে কথা বলতে চাই").hears("একজন কর্মী")
        phone.sends("না, পাইনি")
        assert house.fake.messages == [("48219999", "না, পাইনি")]

    def test_of_somebody_who_must_first_say_who_they_are(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934")
        phone.sends("আমার টাকা কবে আসবে?").hears("শেষ ৪ অঙ্ক").sends("4567 1952").hears("ফেরত গেছে")
        phone.sends("না, পাইনি").hears("কর্মীকে দেওয়া হলো")

    def test_may_be_strange_after_a_strange_message(
        self, new_phone: NewPhone, house: House
    ) -> None:
        phone = new_phone().sends("আজকে ক্রিকেট খেলায় কে জিতল").hears("বুঝতে পারিনি")
        phone.is_asked_by_caseworker("48210934")
        phone.sends("একটা গান শোনান").hears("কর্মীকে দেওয়া হলো")

    def test_does_not_disturb_a_complaint(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").sends("1").hears("ঠিক আছে?")
        phone.is_asked_by_caseworker("48219999")
        phone.sends("হ্যাঁ").hears("আপনার নালিশ জমা হয়েছে")
        phone.sends("হ্যাঁ পেয়েছি").hears("কর্মীকে দেওয়া হলো")
        assert house.fake.messages == [("48219999", "হ্যাঁ পেয়েছি")]

    def test_an_event_heard_twice_counts_once(
        self, new_phone: NewPhone, house: House, loop: Loop
    ) -> None:
        phone = new_phone()
        phone.is_asked_by_caseworker("48210934", "event-1")
        phone.sends("হ্যাঁ পেয়েছি").hears("কর্মীকে দেওয়া হলো")
        assert phone.is_asked_by_caseworker("48210934", "event-1").status_code == 200
        loop.run(let_two_days_pass(house, phone))
        phone.sends("না").hears("ঠিক আছে")
        assert house.fake.messages == [("48210934", "হ্যাঁ পেয়েছি")]

    def test_the_menus_complaint_is_a_complaint(self, new_phone: NewPhone, house: House) -> None:
        phone = new_phone().sends("সালাম")
        phone.is_asked_by_caseworker("48210934")
        phone.sends("2").hears("কোন কিস্তি")
        assert house.fake.messages == []

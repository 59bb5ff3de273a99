"""What somebody is entitled to: the own allowance, or a programme picked or named."""

from collections.abc import Callable

import pytest
from conftest import House
from phone import Phone

from wording import read_wording

NewPhone = Callable[..., Phone]
BANGLA, BANGLISH, ENGLISH = "bn", "bn-Latn", "en"


class TestWhoIsKnown:
    @pytest.mark.parametrize(
        ("question", "since", "rate"),
        [
            (
                "আমি কোন ভাতা পাই?",
                "আপনি ১ জুলাই ২০২০ থেকে বয়স্ক ভাতা পান।",
                "মাসে ৭০০ টাকা (২০২৬-২৭, বদলাতে পারে)।",
            ),
            (
                "ami kon vata pai",
                "Apni 1 July 2020 theke boyosko bhata pan.",
                "Mashe 700 taka (2026-27, bodlate pare).",
            ),
            (
                "which allowance am I on?",
                "You have been on the Old Age Allowance since 1 July 2020.",
                "700 taka a month (2026-27, may change).",
            ),
        ],
    )
    def test_hears_what_and_since_when(
        self, new_phone: NewPhone, question: str, since: str, rate: str
    ) -> None:
        new_phone().sends(question).hears(since, rate)

    def test_goes_on_to_other_allowances_by_digits(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("/greet").sends("5").hears("বয়স্ক ভাতা পান")
        phone.sends("1").hears("কোন ভাতার খবর চান?").sends("2").hears("বিধবা ভাতা:")

    def test_hears_that_a_stopped_allowance_is_stopped(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments[0] |= {"status": "suspended", "rate": None}
        phone = new_phone().sends("আমি কোন ভাতা পাই?").hears("আপনার বয়স্ক ভাতা এখন বন্ধ আছে।")
        phone.sends("1").hears("একজন কর্মী আপনার কথা দেখবেন")

    def test_of_the_own_programme_hears_the_own_enrolment(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বয়স্ক ভাতা মাসে কত টাকা?")
        phone.hears("১ জুলাই ২০২০ থেকে", "৩ মাস পরপর")

    def test_without_an_enrolment_hears_so_and_picks_a_programme(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments = []
        phone = new_phone().sends("আমি কোন ভাতা পাই?")
        phone.hears("আপনার নামে ভাতা পাইনি। কোন ভাতার খবর চান?").sends("1").hears("বয়স্ক ভাতা:")
        phone.sends("1")
        assert phone.heard == ["কোন ভাতার খবর চান?"]
        assert len(phone.options) == 9


class TestWhoIsNotKnown:
    @pytest.fixture(autouse=True)
    def unknown(self, house: House) -> None:
        house.fake.state = "unknown_phone"

    @pytest.mark.parametrize(
        ("language", "question", "told"),
        [
            (BANGLA, "কোন ভাতার খবর চান?", ("বয়স্ক ভাতা: মাসে ৭০০ টাকা", "৬৫")),
            (BANGLISH, "Kon bhatar kotha", ("boyosko bhata: Mashe 700", "65", "somajseba office")),
            (ENGLISH, "Which allowance", ("Old Age Allowance: 700", "65", "Social Services")),
        ],
    )
    def test_picks_a_programme_by_digits_and_is_not_asked_who_it_is(
        self, new_phone: NewPhone, language: str, question: str, told: tuple[str, ...]
    ) -> None:
        phone = new_phone(language=language).sends("/greet").sends("5").hears(question)
        assert len(phone.options) == 10
        phone.sends("2").hears(*told)

    def test_hears_of_a_named_programme_at_once(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("how much is the widow allowance per month?")
        phone.hears("Widow Allowance: 700 taka a month (2026-27, may change).")

    def test_goes_from_one_programme_to_the_next(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("বিধবা ভাতা কত টাকা?").sends("1").hears("কোন ভাতার খবর চান?")
        phone.sends("4").hears("প্রতিবন্ধী ভাতা:")

    def test_hears_it_in_letters_where_no_script_fits(self, new_phone: NewPhone) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends("/greet").sends("5")
        phone.sends("2").hears("boyosko bhata: Mashe 700 taka (2026-27, bodlate pare).")


WORDING = read_wording()
OWN = [
    (BANGLA, "আমার নিজের ভাতা", "পুরো এনআইডি", "১ জুলাই ২০২০ থেকে", "কোন ভাতা"),
    (BANGLISH, "Amar nijer bhata", "puro NID", "1 July 2020 theke", "Kon bhatar kotha"),
    (ENGLISH, "My own allowance", "full NID", "since 1 July 2020", "Which allowance"),
]


@pytest.mark.parametrize(("language", "option", "question", "own", "general"), OWN)
class TestWhoSaysWhoItIs:
    @pytest.fixture
    def phone(
        self, new_phone: NewPhone, house: House, language: str, option: str, question: str
    ) -> Phone:
        house.fake.state = "unknown_phone"
        house.fake.right_answer = {"identifier": "1965269250123", "birth_year": 1952}
        phone = new_phone(language=language).sends("/greet").sends("5")
        assert phone.titles[0] == option
        return phone.sends("1").hears(question)

    def test_hears_of_the_own_allowance(
        self, phone: Phone, own: str, general: str, language: str, option: str, question: str
    ) -> None:
        phone.sends("1965269250123").sends("1952").hears(own)

    def test_may_refuse_and_still_hears_what_everybody_may_know(
        self, phone: Phone, own: str, general: str, language: str, option: str, question: str
    ) -> None:
        phone.sends("1").hears(general).sends("2")
        assert "700" in phone.heard[0] or "৭০০" in phone.heard[0]

    def test_fits_nobody_and_still_hears_what_everybody_may_know(
        self, phone: Phone, own: str, general: str, language: str, option: str, question: str
    ) -> None:
        for _ in range(3):
            phone.sends("1965269250123 1953")
        phone.hears(WORDING.say("utter_identity_locked_for_now", language), general)
        assert len(phone.options) == 9
        assert option not in phone.titles


class TestWhoMayStillSayWhoItIs:
    def test_of_a_shared_phone_by_four_digits_and_a_year(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("আমি কোন ভাতা পাই?").sends("1").hears("শেষ ৪ অঙ্ক")
        phone.sends("4567 1952").hears("১ জুলাই ২০২০ থেকে")

    def test_is_told_when_no_allowance_is_in_that_name(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state, house.fake.enrolments = "unknown_phone", []
        house.fake.right_answer = {"identifier": "1965269250123", "birth_year": 1952}
        phone = new_phone().sends("আমি কোন ভাতা পাই?").sends("1")
        phone.sends("1965269250123 1952").hears("আপনার নামে ভাতা পাইনি")

    def test_is_not_asked_while_it_may_not_answer(self, new_phone: NewPhone, house: House) -> None:
        house.fake.state = "locked"
        assert len(new_phone().sends("আমি কোন ভাতা পাই?").options) == 9
        new_phone().sends("/prove_identity").hears("কোন ভাতার খবর চান?")

    def test_who_refuses_to_for_a_payment_may_still_ask_about_allowances(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.state = "unknown_phone"
        phone = new_phone().sends("আমার টাকা কবে আসবে?").hears("পুরো এনআইডি")
        phone.sends("1").hears("পরিচয় না জেনে").sends("3").hears("কোন ভাতার খবর চান?")


class TestWrongInput:
    def test_of_a_programme_that_brings_no_money(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("টিসিবি কার্ডে কী কী পাই, টিসিবি কার্ড সম্পর্কে জানতে চাই")
        phone.hears("কম দামে তেল, ডাল ও চিনি।", "আবেদন: ওয়ার্ড কাউন্সিলর")

    def test_an_option_that_was_not_offered(self, new_phone: NewPhone) -> None:
        new_phone().sends('/check_entitlement{"programme": "nonsense"}').hears("জানাতে পারি না")

    @pytest.mark.parametrize("question", ["/check_entitlement", "বয়স্ক ভাতা মাসে কত টাকা?"])
    def test_while_the_case_manager_is_down_is_answered_later(
        self, new_phone: NewPhone, house: House, question: str
    ) -> None:
        house.fake.is_down = True
        phone = new_phone().sends(question)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 503
        house.fake.is_down = False
        phone.sends_again().hears("১ জুলাই ২০২০ থেকে")

    def test_within_a_complaint_the_complaint_goes_on(self, new_phone: NewPhone) -> None:
        phone = new_phone().sends("আমার টাকা আসে নাই").hears("কোন কিস্তি")
        phone.sends("বিধবা ভাতা মাসে কত টাকা?").hears("বিধবা ভাতা:", "এবার আপনার নালিশ")
        phone.sends("1").hears("ঠিক আছে?")

    def test_without_a_name_within_a_complaint_says_how_to_ask(
        self, new_phone: NewPhone, house: House
    ) -> None:
        house.fake.enrolments = []
        phone = new_phone().sends("আমার টাকা আসে নাই")
        phone.sends("আমি কী কী ভাতা পাব?").hears("ভাতার নাম লিখে", "কোন কিস্তি")


class TestFood:
    @pytest.mark.parametrize(
        ("language", "said", "told"),
        [
            ("en", "how much rice per month for VGD", "30 kg of rice a month. Paid every month."),
            ("bn-Latn", "vgd card e koy kg chal dey mase", "30 kg chal. Mashe mashe dey."),
            ("en", "how many kg rice in VGF this eid", "10 kg of rice at Eid."),
            ("bn", "ভিজিএফ চাল কয় কেজি দেয়", "ঈদে ১০ কেজি চাল"),
        ],
    )
    def test_is_told_by_its_weight(
        self, new_phone: NewPhone, language: str, said: str, told: str
    ) -> None:
        new_phone(language=language).sends(said).hears(told).hears_nothing_of("taka")


class TestASchoolsClass:
    def test_tells_which_stipend(self, new_phone: NewPhone) -> None:
        phone = new_phone(language="en").sends("what is the stipend for high school students")
        phone.hears("classes 6-12").hears("200-400 taka")

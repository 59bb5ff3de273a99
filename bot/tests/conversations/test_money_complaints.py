"""Too little money, the wallet, another number, an agent who keeps a part."""

from collections.abc import Callable

import pytest
from conftest import House
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]


class TestWrongAmount:
    def test_in_bangla(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends("ভাতার টাকা এইবার কম আসছে").hears("কোন কিস্তি ঠিক আসেনি?")
        phone.sends("1").hears("কত টাকা এসেছে?").sends("১২০০")
        phone.hears("টাকা ঠিক নেই। বয়স্ক ভাতা, জুলাই-সেপ্টেম্বর ২০২৬, ১,৯৫০ টাকা, এসেছে ১,২০০ টাকা।")
        phone.sends("হ্যাঁ").hears("৪৮২১-০৯৩৪")
        assert filed.category == "wrong_amount"
        assert filed.told == {"programme": "oaa", "amount_paisa": 120_000}
        assert filed.only["payment_id"] is not None

    def test_in_banglish_the_sum_is_asked_no_more(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends("ebar matro 900 taka asche, kom diche").hears("Kon kistir taka")
        phone.sends("2").hears("eshechhe 900 taka", "Thik achhe?").sends("ha")
        assert filed.told["amount_paisa"] == 90_000

    @pytest.mark.parametrize(
        ("language", "tells", "hears"),
        [
            ("bn", "১৫০০ টাকা আইছে, পাইতাম ১৮০০", "এসেছে ১,৫০০ টাকা"),
            ("bn", "এইবার ১৯৫০ এর বদলে ১৫০০ আইছে", "এসেছে ১,৫০০ টাকা"),
            ("bn-Latn", "1800 pawar kotha, 1500 taka paisi", "eshechhe 1,500 taka"),
            ("en", "I should get 1950 taka but only 1200 taka came", "1,200 taka came"),
            ("en", "only 900 came this time, was 1800 before", "900 taka came"),
            ("en", "this time I got 1500 not 1950", "1,500 taka came"),
            ("en", "300 less this time, only 900 taka came", "900 taka came"),
        ],
    )
    def test_of_two_sums_the_one_that_came_is_taken(
        self, new_phone: NewPhone, language: str, tells: str, hears: str
    ) -> None:
        new_phone(language=language).sends(tells).sends("2").hears(hears)

    @pytest.mark.parametrize(
        ("language", "tells", "asks", "hears"),
        [
            ("bn", "এইবার ৩০০ টাকা কম পাইছি ভাতায়", "কত টাকা এসেছে?", "এসেছে ৯০০ টাকা"),
            ("bn", "ভাতার টাকা ৩০০ কম আইছে", "কত টাকা এসেছে?", "এসেছে ৯০০ টাকা"),
            ("bn-Latn", "ebar 300 taka kom paisi vata", "Koto taka eshechhe", "eshechhe 900"),
            (
                "en",
                "300 taka less came this time in my allowance",
                "How much came",
                "900 taka came",
            ),
            ("en", "i got 250 less", "How much came", "900 taka came"),
        ],
    )
    def test_what_is_less_has_not_come(
        self, new_phone: NewPhone, language: str, tells: str, asks: str, hears: str
    ) -> None:
        phone = new_phone(language=language).sends(tells).sends("2")
        phone.hears(asks).sends("900").hears(hears)

    @pytest.mark.parametrize(
        ("language", "tells", "hears"),
        [
            ("bn", "ভাতার টাকা কম আসে, আগে ১৮০০ টাকা পাইতাম এখন ১৫০০ টাকা পাই", "এসেছে ১,৫০০ টাকা"),
            ("bn-Latn", "amar vata kom ase, age 1800 pai ekhon 1500", "eshechhe 1,500 taka"),
            (
                "en",
                "my allowance is less, I got 1800 taka before, now 1500 taka",
                "1,500 taka came",
            ),
        ],
    )
    def test_of_two_sums_the_one_of_now_came(
        self, new_phone: NewPhone, language: str, tells: str, hears: str
    ) -> None:
        new_phone(language=language).sends(tells).sends("1").hears(hears)

    def test_by_somebody_nobody_knows(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("the allowance amount was less than before")
        phone.hears("full NID").picks("I do not know").hears("Which allowance?")
        phone.picks("Widow", "I do not know", "I do not know")
        phone.hears("We wrote: Wrong amount came. Widow.").picks("Yes")
        assert filed.told == {"programme": "wda"}


class TestWallet:
    @pytest.mark.parametrize(
        ("words", "category"),
        [
            ("নগদের পিন ভুলে গেছি, টাকা তুলতে পারি না", "sim_pin"),
            ("amar nagad account lock hoye gese", "sim_pin"),
            ("the SIM of my nagad wallet is lost", "sim_pin"),
            ("আমার ভাতার টাকা নগদে অন্য লোকের নাম্বারে যায়", "wrong_account"),
            ("nagad er taka onno number e chole jay", "wrong_account"),
            ("my nagad money goes to another number", "wrong_account"),
        ],
    )
    def test_words_tell_which_of_two_it_is(
        self, new_phone: NewPhone, filed: Filed, words: str, category: str
    ) -> None:
        phone = new_phone().sends(words)
        if category == "wrong_account":
            phone.sends("1")
        phone.sends("1")
        assert filed.category == category
        assert filed.told["provider"] == "nagad"

    def test_who_only_picks_it_is_asked(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone(language="en").sends("/report_wallet_problem").hears("What happened?")
        phone.picks("Money goes to another").hears("Where does the money come?")
        phone.picks("bKash").hears("Since which month does the money go elsewhere?")
        phone.picks("September").hears("bKash, since September 2026").picks("Yes")
        assert filed.category == "wrong_account"
        assert filed.told == {"missing_since": "2026-09", "provider": "bkash"}

    def test_a_shared_phone_says_first_whose_it_is(
        self, new_phone: NewPhone, house: House, filed: Filed
    ) -> None:
        house.fake.state = "shared_phone"
        house.fake.right_answer = {"nid_last4": "4567", "birth_year": 1952}
        phone = new_phone().sends("নগদের পিন ভুলে গেছি, টাকা তুলতে পারি না").hears("শেষ ৪ অঙ্ক")
        phone.sends("4567 1952").hears("নগদ। ঠিক আছে?").sends("1")
        assert filed.category == "sim_pin"

    @pytest.mark.parametrize(
        ("language", "words", "correction", "heard"),
        [
            ("bn", "সিম হারায়ে গেছে, নম্বর ০১৯১২৩৪৫৬৭৮, নগদ", "না, ০১৯১২৩৪৫৬৭৯", "নম্বর ০১৯১২৩৪৫৬৭৯"),
            (
                "bn-Latn",
                "sim haraye gese, number 01912345678, nogod",
                "na, 01912345679",
                "nombor 01912345679",
            ),
            (
                "en",
                "I lost my SIM 01912345678, Nagad is on it",
                "no, 01912345679",
                "number 01912345679",
            ),
        ],
    )
    def test_a_number_is_read_back_and_corrected(
        self,
        new_phone: NewPhone,
        filed: Filed,
        language: str,
        words: str,
        correction: str,
        heard: str,
    ) -> None:
        phone = (
            new_phone(language=language)
            .sends(words)
            .hears(heard[:-1] + ("৮" if language == "bn" else "8"))
        )
        phone.sends(correction).hears(heard).sends("1")
        assert filed.category == "sim_pin"
        assert filed.only["description"].endswith(correction)


class TestNumberChange:
    def test_in_words(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends("ভাতার নাম্বার বদলায়া নতুন বিকাশ নাম্বার দিতে চাই")
        phone.hears("নতুন নম্বর").sends("জানি না")
        phone.hears("নম্বর বদলাতে চাই। বিকাশ।").sends("1")
        assert (filed.category, filed.told) == ("account_update", {"provider": "bkash"})

    @pytest.mark.parametrize(
        ("language", "words", "number", "heard"),
        [
            ("bn", "আমার মোবাইল নাম্বার বদলাইতে চাই", "০১৭১১৯৯৮৮৭৭", "বিকাশ, নতুন নম্বর ০১৭১১৯৯৮৮৭৭"),
            (
                "bn-Latn",
                "amar mobile number change korte chai",
                "01711998877",
                "bKash, notun nombor 01711998877",
            ),
            (
                "en",
                "I want to change my mobile number",
                "01711998877",
                "bKash, new number 01711998877",
            ),
        ],
    )
    @pytest.mark.parametrize("is_number_first", [True, False])
    def test_the_number_alone_is_heard_before_the_account_and_behind_it(
        self,
        new_phone: NewPhone,
        filed: Filed,
        language: str,
        words: str,
        number: str,
        heard: str,
        is_number_first: bool,
    ) -> None:
        phone = new_phone(language=language).sends(words)
        told = [number, "bkash"] if is_number_first else ["bkash", number]
        phone.sends(told[0]).sends(told[1]).hears(heard).sends("1")
        assert number in filed.only["description"]

    def test_by_digits_the_number_goes_along(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone(channel="ussd", can_script=False).sends("/request_number_change")
        phone.picks("Nagad").hears("Notun nombor", "PIN likhben na").sends("01712345678")
        phone.hears("Nagad, notun nombor 01712345678. Thik achhe?").picks("Ha")
        assert filed.only["description"].endswith("01712345678")

    @pytest.mark.parametrize(
        ("language", "words", "correction", "heard"),
        [
            (
                "bn",
                "আমার বিকাশ নম্বর বদলায়া ০১৮১২৩৪৫৬৭৮ দিতে চাই",
                "না, ০১৮১২৩৪৫৬৭৯",
                "নতুন নম্বর ০১৮১২৩৪৫৬৭৯",
            ),
            (
                "bn-Latn",
                "amar bkash number bodlaya 01812345678 dite chai",
                "na, 01812345679",
                "notun nombor 01812345679",
            ),
            (
                "en",
                "please change my bKash number to 01812345678",
                "no, 01812345679",
                "new number 01812345679",
            ),
        ],
    )
    def test_a_number_corrected_where_the_card_is_asked_is_no_cards(
        self,
        stranger: NewPhone,
        house: House,
        language: str,
        words: str,
        correction: str,
        heard: str,
    ) -> None:
        phone = stranger(language=language).sends(words).sends(correction).hears(heard)
        phone.sends("1").sends("1").hears(heard)

    def test_in_english_nothing_but_the_wish(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends("I want to change my mobile number for the allowance")
        phone.hears("Where do you want the money from now on?").picks("I do not know")
        phone.hears("write the new number").picks("I do not know", "Yes")
        assert filed.category == "account_update"


class TestAgentCharge:
    def test_everything_at_once(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone().sends("নগদ এজেন্ট ভাতার টাকা তুলতে ১০০ টাকা কেটে রাখছে")
        phone.hears("এজেন্ট টাকা কেটে রেখেছে। ১০০ টাকা, নগদ। ঠিক আছে?").sends("1")
        assert filed.category == "agent_overcharge"
        assert filed.told == {"amount_paisa": 10_000, "provider": "nagad"}

    def test_what_is_missing_is_asked(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger().sends("dokandar vatar taka theke kete rakhe").hears("Koto taka kete")
        phone.sends("50").hears("Kiser agent?").picks("bKash").hears("Kon jaygay?")
        phone.sends("Ulipur").hears("50 taka, bKash, Ulipur.").sends("ha")
        assert filed.told == {"amount_paisa": 5_000, "provider": "bkash", "area_code": "554994"}

    def test_a_digit_that_no_option_has_is_no_sum(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("the agent takes a cut from my money")
        phone.sends("5").hears("did not understand", "How much was kept").sends("120")
        phone.picks("I do not know", "I do not know").hears("120 taka.").sends("yes")
        assert filed.told == {"amount_paisa": 12_000}

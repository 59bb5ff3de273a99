"""Who is on the list and who is not, what is wrong in the record, and who has died."""

from collections.abc import Callable

import pytest
from conversations.conftest import Filed
from phone import Phone

NewPhone = Callable[..., Phone]


class TestExclusion:
    @pytest.mark.parametrize(
        ("words", "category"),
        [
            ("আমি গরিব মানুষ, কতবার আবেদন করলাম, বয়স্ক ভাতার তালিকায় নাম উঠায় নাই", "exclusion_error"),
            ("boyosko bhatar list e amar nam uthay nai, ami gorib manush", "exclusion_error"),
            ("I am poor and old but my name is not on the old age list", "exclusion_error"),
            ("বয়স্ক ভাতার তালিকা থেকে আমার নাম কেটে দিছে", "suspended"),
            ("boyosko bhatar list theke amar nam kete dise", "suspended"),
            ("they removed my name from the old age allowance list", "suspended"),
        ],
    )
    def test_words_tell_whether_it_was_cut(
        self, stranger: NewPhone, filed: Filed, words: str, category: str
    ) -> None:
        phone = stranger().sends(words)
        if category == "suspended":
            phone.sends("6")
        phone.sends("1").sends("1")
        assert (filed.category, filed.told) == (category, {"programme": "oaa"})

    def test_a_place_that_no_list_has_is_kept_in_words(
        self, stranger: NewPhone, filed: Filed
    ) -> None:
        phone = (
            stranger().sends("আমি গরিব মানুষ, তালিকায় আমার নাম উঠায় নাই").picks("বিধবা").hears("কোন জায়গায়?")
        )
        phone.sends("ফকিরপাড়া গ্রাম").hears("তালিকায় নাম নেই। বিধবা ভাতা।").sends("1")
        assert filed.only["description"].endswith("ফকিরপাড়া গ্রাম")

    def test_the_office_takes_no_application(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_exclusion").picks("Application not taken")
        phone.picks("Disability").hears("Where?").sends("Kurigram").hears("Disability, Kurigram.")
        phone.picks("Yes")
        assert filed.category == "application_problem"
        assert filed.told == {"programme": "pwd", "area_code": "5549"}


class TestWrongInclusion:
    @pytest.mark.parametrize(
        "words",
        [
            "যার তিনতলা দালান আছে সেই লোক বয়স্ক ভাতা পায়",
            "jar pakka dalan ase sei lok boyosko bhata pay, goriber nam nai",
            "a rich man with a brick house gets the old age allowance",
        ],
    )
    def test_the_place_is_asked(self, stranger: NewPhone, filed: Filed, words: str) -> None:
        stranger().sends(words).sends("Ulipur").sends("1")
        assert filed.category == "inclusion_error"
        assert filed.told == {"programme": "oaa", "area_code": "554994"}

    @pytest.mark.parametrize(
        "words",
        [
            "চেয়ারম্যানের ভাইয়ের দুই তলা বাড়ি, তাও টিসিবি কার্ড পায়",
            "chairman er vai 2 tola bari tao tcb card pay",
            "the chairman's brother has a two storey house and a TCB card",
        ],
    )
    def test_an_officials_rich_relative_is_no_bribe(
        self, stranger: NewPhone, filed: Filed, words: str
    ) -> None:
        stranger().sends(words).sends("Ulipur").sends("1")
        assert filed.category == "inclusion_error"
        assert filed.told["programme"] == "tcb"

    def test_two_cards_of_one_person(self, stranger: NewPhone, filed: Filed) -> None:
        phone = stranger(language="en").sends("/report_wrong_inclusion").picks("Same person")
        phone.picks("Widow", "I do not know").hears("Same person gets it twice. Widow.").picks(
            "Yes"
        )
        assert filed.category == "duplicate"


class TestDataError:
    @pytest.mark.parametrize(
        ("words", "category", "told"),
        [
            ("কার্ডে আমার নামের বানান ভুল আসছে, ঠিক করে দেন", "data_correction", {"detail": ["name"]}),
            ("amar boyos vul lekha ase card e", "data_correction", {"detail": ["age"]}),
            ("নাম আর জন্ম তারিখ ভুল", "data_correction", {"detail": ["name", "age"]}),
            (
                "kagoje nam, boyos ar thikana vul",
                "data_correction",
                {"detail": ["name", "age", "address"]},
            ),
            (
                "my father's name and address are wrong",
                "data_correction",
                {"detail": ["family_name", "address"]},
            ),
            ("NID te amar nam vul", "data_correction", {"detail": ["name"]}),
            ("husband's name is wrong on my card", "data_correction", {"detail": ["family_name"]}),
            ("আমি বাঁইচা আছি, বয়স্ক ভাতার খাতায় মৃত লেখা", "marked_dead", {"programme": "oaa"}),
            ("ami beche achi kintu boyosko bhatar khatay mrito lekhse", "marked_dead", None),
            ("they marked me as dead in the old age list but I am alive", "marked_dead", None),
        ],
    )
    def test_words_tell_what_is_wrong(
        self,
        new_phone: NewPhone,
        filed: Filed,
        words: str,
        category: str,
        told: dict[str, str] | None,
    ) -> None:
        new_phone().sends(words).sends("1")
        assert (filed.category, filed.told) == (category, told or {"programme": "oaa"})

    def test_by_digits_the_right_value_is_asked(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone(language="en").sends("/report_data_error").picks("Wrong record")
        phone.hears("What is wrong in the record?").picks("Address").hears("what it should be")
        phone.sends("Dhamsreni").hears("Wrong record. Address.").picks("Yes")
        assert filed.told == {"detail": ["address"]}
        assert "Dhamsreni" in filed.only["description"]

    def test_moved_to_another_union(self, new_phone: NewPhone, filed: Filed) -> None:
        phone = new_phone(language="en").sends("/report_data_error")
        phone.picks("Move it").hears("Where should it go?").sends("Ulipur").picks("Old age", "Yes")
        assert filed.category == "transfer"
        assert filed.told == {"area_code": "554994", "programme": "oaa"}


class TestDeath:
    @pytest.mark.parametrize(
        ("words", "wanted"),
        [
            ("আমার বাবা মারা গেছেন, উনি বয়স্ক ভাতা পাইতেন", "বন্ধ হোক"),
            ("amar ma mara gese, boyosko bhata paito", "Bondho hok"),
            ("my father who had the old age allowance has died", "Stop it"),
        ],
    )
    def test_asks_what_is_wanted(
        self, new_phone: NewPhone, filed: Filed, words: str, wanted: str
    ) -> None:
        phone = new_phone().sends(words).sends("1").picks(wanted).hears(wanted.lower()[-6:])
        phone.sends("1")
        assert filed.category == "deceased"
        assert filed.told == {"programme": "oaa", "wanted": "stop"}


@pytest.mark.parametrize(
    ("language", "words", "read_back"),
    [
        ("bn", "নাম আর জন্ম তারিখ", "আমার নাম, বয়স"),
        ("bn-Latn", "nam vul, jonmo tarikh o vul", "Amar nam, Boyos"),
        ("en", "my name and date of birth", "My name, Age"),
    ],
)
def test_all_that_is_wrong_is_read_back(
    new_phone: NewPhone, filed: Filed, language: str, words: str, read_back: str
) -> None:
    phone = new_phone(language=language).sends("/report_data_error")
    phone.sends('/inform{"kind": "data_correction"}').sends(words).hears(read_back)
    phone.sends("/affirm")
    assert filed.told == {"detail": ["name", "age"]}

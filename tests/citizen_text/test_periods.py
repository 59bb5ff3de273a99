from datetime import date

import pytest

from citizen_text.months import Period
from citizen_text.periods import find_periods

TODAY = date(2026, 11, 23)
OF_MONTHS = {  # how "the one of it" is written behind its name
    "january": 1,
    "februari": 2,
    "march": 3,
    "april": 4,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "december": 12,
    "boishakh": 4,
    "asharh": 6,
    "srabon": 7,
    "ashwin": 9,
    "agrahayan": 11,
    "choitro": 3,
}
OF_MONTHS_IN_BANGLA = {
    "জানুয়ারির": 1,
    "ফেব্রুয়ারির": 2,
    "মার্চের": 3,
    "এপ্রিলের": 4,
    "মে মাসের": 5,
    "জুনের": 6,
    "জুলাইয়ের": 7,
    "জুলাইর": 7,
    "আগস্টের": 8,
    "সেপ্টেম্বরের": 9,
    "অক্টোবরের": 10,
    "নভেম্বরের": 11,
    "ডিসেম্বরের": 12,
    "বৈশাখের": 4,
    "আষাঢ়ের": 6,
    "শ্রাবণের": 7,
    "আশ্বিনের": 9,
    "অগ্রহায়ণের": 11,
    "চৈত্রের": 3,
}


class TestFindPeriods:
    @pytest.mark.parametrize(
        ("text", "piece", "first", "last"),
        [
            ("amar taka 3 mash dhore pai nai", "3 mash", "2026-08", "2026-10"),
            ("গত তিন মাস", "গত তিন মাস", "2026-08", "2026-10"),
            ("৬ মাসের টাকা", "৬ মাস", "2026-05", "2026-10"),
            ("vtr tk paini 2ms", "2ms", "2026-09", "2026-10"),
            ("gato mash", "gato mash", "2026-10", "2026-10"),
            ("এই মাসে", "এই মাস", "2026-11", "2026-11"),
            ("next month", "next month", "2026-12", "2026-12"),
            ("2 mash age", "2 mash", "2026-09", "2026-09"),
            ("January theke march", "January theke march", "2026-01", "2026-03"),
            ("জুলাই থেকে সেপ্টেম্বরের", "জুলাই থেকে সেপ্টেম্বর", "2026-07", "2026-09"),
            ("oct-dec", "oct-dec", "2026-10", "2026-12"),
            ("November to February", "November to February", "2025-11", "2026-02"),
            ("July to September 2025", "July to September 2025", "2025-07", "2025-09"),
            ("July theke pai na", "July", "2026-07", "2026-11"),
            ("since March", "March", "2026-03", "2026-11"),
            ("October 2026", "October 2026", "2026-10", "2026-10"),
            ("december er taka", "december", "2026-12", "2026-12"),
            ("Boishakh no", "Boishakh", "2026-04", "2026-05"),
            ("Magh mash", "Magh mash", "2026-01", "2026-02"),
            ("মে মাসের", "মে মাস", "2026-05", "2026-05"),
            ("জুলাইয়ের কিস্তি", "জুলাই", "2026-07", "2026-07"),
            ("december theke pai na", "december", "2025-12", "2026-11"),
            ("since last year", "last year", "2025-01", "2026-11"),
            ("gato kisti theke", "gato kisti", "2026-07", "2026-11"),
            ("in May", "May", "2026-05", "2026-05"),
            ("last 2 installments", "last 2 installments", "2026-04", "2026-09"),
            ("dui kistir taka", "dui kisti", "2026-04", "2026-09"),
            ("৩টা কিস্তি", "৩টা কিস্তি", "2026-01", "2026-09"),
            ("gato kisti", "gato kisti", "2026-07", "2026-09"),
            ("this quarter", "this quarter", "2026-10", "2026-12"),
            ("২য় কিস্তি", "২য় কিস্তি", "2026-10", "2026-12"),
            ("1 bochor dhore", "1 bochor", "2025-11", "2026-10"),
            ("for 2 years", "2 years", "2024-11", "2026-10"),
            ("gato january theke", "gato january", "2026-01", "2026-11"),
            ("last may", "last may", "2026-05", "2026-05"),
            ("ei masei", "ei mas", "2026-11", "2026-11"),
            ("one year now", "one year", "2025-11", "2026-10"),
            ("half a year without money", "half a year", "2026-05", "2026-10"),
            ("দেড় বছর ধরে", "দেড় বছর", "2025-05", "2026-10"),
            ("গত বছর", "গত বছর", "2025-01", "2025-12"),
            ("gata bochorer june mashe", "gata bochorer june mash", "2025-06", "2025-06"),
            ("গত বছরের ডিসেম্বর", "গত বছরের ডিসেম্বর", "2025-12", "2025-12"),
            ("last year march", "last year march", "2025-03", "2025-03"),
            ("gato bochor july theke pai na", "gato bochor july", "2025-07", "2026-11"),
        ],
    )
    def test_reads_the_months_where_they_stand(self, text, piece, first, last):
        [found] = find_periods(text, TODAY)
        assert (found.of(text), found.value) == (piece, Period(first, last))

    @pytest.mark.parametrize(("name", "month"), OF_MONTHS.items())
    @pytest.mark.parametrize(
        "ending",
        [
            *("er ta", "er taka", "er tk", "erta", "ertaka", "erti", "r ta", "rta", "r ti"),
            *(" er ta", " erta", "-er ta", "'er ta", "ta", " mash er ta", " masherta"),
        ],
    )
    def test_reads_the_one_of_a_month(self, name: str, month: int, ending: str) -> None:
        [found] = find_periods(f"{name}{ending} pai nai", TODAY)
        assert found.value.first.endswith(f"-{month:02d}")
        assert found.of(name + ending).startswith(name)

    @pytest.mark.parametrize(("name", "month"), OF_MONTHS_IN_BANGLA.items())
    @pytest.mark.parametrize(
        "ending", ["টা", " টা", "-টা", "টি", "টাকা", " টাকা", "টাকাটা", "টাও", "টাই", "টার", "ডা"]
    )
    def test_reads_the_one_of_a_month_in_bangla(self, name: str, month: int, ending: str) -> None:
        [found] = find_periods(f"{name}{ending} পাই নাই", TODAY)
        assert found.value.first.endswith(f"-{month:02d}")

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("may er ta", "2026-05"),
            ("মে-র টা", "2026-05"),
            ("মে এর টা", "2026-05"),
            ("মেরটা", "2026-05"),
            ("magh er ta", "2026-01"),
            ("গত মাসেরটা", "2026-10"),
            ("goto maserta", "2026-10"),
            ("৩ মাসেরটা", "2026-08"),
            ("ager kistirta", "2026-07"),
            ("প্রথম কিস্তিরটা", "2026-07"),
        ],
    )
    def test_reads_the_one_of_what_may_be_another_word(self, text: str, first: str) -> None:
        [found] = find_periods(text, TODAY)
        assert found.value.first == first

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "মেয়েরটা",
                "meyer ta",
                "mayer taka",
                "মায়েরটা",
                "কার্তিকেরটা",
                "kartik er ta",
                "shaon er ta",
            ),
            *("juli r ta", "নামের টা", "janta pari nai", "ashar ta", "marta", "junior"),
        ],
    )
    def test_the_one_of_somebody_is_no_month(self, text: str) -> None:
        assert find_periods(text, TODAY) == []

    @pytest.mark.parametrize(
        "text",
        [
            "may I ask",
            "boyos 70 bochor",
            "0 mash",
            "500 mash",
            "3 din",
            "2026",
            "kartik babu",
            "ami to jani na",
            "নামে",
        ],
    )
    def test_other_words_are_no_months(self, text):
        assert find_periods(text, TODAY) == []

    def test_a_range_that_ends_before_it_begins_is_read_as_two_months(self):
        found = find_periods("July 2026 to June 2024", TODAY)
        assert [span.value.first for span in found] == ["2026-07", "2024-06"]

    def test_two_months_are_two_periods(self):
        assert len(find_periods("july r august", TODAY)) == 2


class TestPeriod:
    def test_refuses_to_end_before_it_begins(self):
        with pytest.raises(ValueError, match="ends before"):
            Period("2026-07", "2026-06")

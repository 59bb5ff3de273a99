from datetime import UTC, date, datetime

import pytest

from case_manager.ui import formatting
from case_manager.vocabulary import Language

BANGLA, ENGLISH = Language.BANGLA, Language.ENGLISH


class TestDay:
    def test_in_both_languages(self):
        day = date(2026, 11, 23)
        assert formatting.day(day, BANGLA) == "২৩ নভেম্বর ২০২৬"
        assert formatting.day(day, ENGLISH) == "23 November 2026"


class TestMoment:
    def test_it_is_dhaka_s(self):
        moment = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
        assert formatting.moment(moment, BANGLA) == "২৪ নভেম্বর ২০২৬, ০০:৩০"


class TestPeriod:
    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            (date(2026, 7, 1), date(2026, 9, 30), "July–September 2026"),
            (date(2026, 7, 1), date(2026, 7, 31), "July 2026"),
            (date(2026, 12, 1), date(2027, 2, 28), "December 2026 – February 2027"),
        ],
    )
    def test_the_year_is_said_once_where_it_is_the_same(self, first, last, words):
        assert formatting.period(first, last, ENGLISH) == words


class TestMoney:
    @pytest.mark.parametrize(
        ("paisa", "taka"),
        [(195000, "৳১,৯৫০"), (12345600, "৳১,২৩,৪৫৬"), (90, "৳০.৯০"), (0, "৳০")],
    )
    def test_lakh_grouping_and_paisa_only_where_there_are_any(self, paisa, taka):
        assert formatting.money(paisa, BANGLA) == taka


class TestReference:
    def test_in_groups_of_four(self):
        assert formatting.reference("48210934", ENGLISH) == "4821 0934"
        assert formatting.reference("4821093412", BANGLA) == "৪৮২১ ০৯৩৪ ১২"


class TestMaskedPhone:
    @pytest.mark.parametrize("phone", ["+8801712345678", "+88017•••••678", "01712345678"])
    def test_the_middle_is_hidden(self, phone):
        assert formatting.masked_phone(phone, BANGLA) == "০১৭••-•••৬৭৮"


class TestFirstNameAndInitial:
    @pytest.mark.parametrize(
        ("name", "short"),
        [
            ("Rahima Begum", "Rahima B."),
            ("রহিমা বেগম", "রহিমা বে."),
            ("মোঃ আব্দুল করিম", "আব্দুল ক."),
            ("Mst. Rahima Begum", "Rahima B."),
            ("Salma", "Salma"),
        ],
    )
    def test_the_rest_stays_private(self, name, short):
        assert formatting.first_name_and_initial(name) == short

import pytest

from citizen_text.amounts import find_amounts


class TestFindAmounts:
    @pytest.mark.parametrize(
        ("text", "piece", "taka"),
        [
            ("৫০০ টাকা দিছে", "৫০০ টাকা", 500),
            ("1500tk pailam", "1500tk", 1500),
            ("dui hajar", "dui hajar", 2000),
            ("সাড়ে তিন হাজার টাকা", "সাড়ে তিন হাজার টাকা", 3500),
            ("দেড় হাজার", "দেড় হাজার", 1500),
            ("arai hajar taka", "arai hajar taka", 2500),
            ("পাঁচশ টাকা", "পাঁচশ টাকা", 500),
            ("2 hajar 5 sho taka", "2 hajar 5 sho taka", 2500),
            ("1,950 takar moddhe", "1,950 taka", 1950),
            ("৳১,২৩,৪৫৬", "৳১,২৩,৪৫৬", 123_456),
            ("tk 500 nise", "tk 500", 500),
            ("no, 1,500", "1,500", 1500),
            ("five hundred taka", "five hundred taka", 500),
            ("৬৫০ টেকা", "৬৫০ টেকা", 650),
            ("500/- only", "500/-", 500),
        ],
    )
    def test_reads_the_sum_where_it_stands(self, text, piece, taka):
        [found] = find_amounts(text)
        assert (found.of(text), found.value) == (piece, taka)

    @pytest.mark.parametrize(
        "text",
        [
            "vatar taka 3 mash pai nai",
            "1952",
            "48210937",
            "dui hajar lok",
            "tk 2 kisti",
            "0 taka",
            "99999999 taka",
        ],
    )
    def test_other_numbers_are_no_sums(self, text):
        assert find_amounts(text) == []

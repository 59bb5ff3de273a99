import pytest

from citizen_text.ages import find_ages


class TestFindAges:
    @pytest.mark.parametrize(
        ("text", "piece", "years"),
        [
            ("আমার ৬৭ বছর", "৬৭ বছর", 67),
            ("boyos 70", "boyos 70", 70),
            ("বয়স ৬৫", "বয়স ৬৫", 65),
            ("amar boyos 70 bochor", "70 bochor", 70),
            ("I am 67 years old", "67 years old", 67),
            ("age 63 female", "age 63", 63),
            ("boyos 5 bochor", "5 bochor", 5),
            ("my child is 8 years old", "8 years old", 8),
            ("বয়স সত্তর বছর", "সত্তর বছর", 70),
            ("can my son get it? he is 9", "9", 9),
            ("she is 70, a widow", "70", 70),
            ("my son is 12 and deaf", "12", 12),
            ("ami 24, gorvoboti", "24", 24),
            ("আমি ৫১, হিজড়া", "৫১", 51),
        ],
    )
    def test_reads_the_age_where_it_stands(self, text, piece, years):
        [found] = find_ages(text)
        assert (found.of(text), found.value) == (piece, years)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "2 bochor dhore pai na",
                "২০ বছর ধরে",
                "3 bochor",
                "boyos 700",
                "boyos 700 bochor",
                "67",
            ),
            *("age ekta card chilo", "age dui bar abedon korsi", "age 2 bar paisi"),
            "age 3 mash paisi",
            *("she is 2 months late", "he is 3rd on the list", "it is 9"),
            *("ami 2 bar gesi", "আমি ৩ মাস পাই নাই", "my son is in class 4"),
        ],
    )
    def test_a_wait_or_a_bare_number_is_no_age(self, text):
        assert find_ages(text) == []

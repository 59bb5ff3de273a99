import random
from itertools import pairwise

import pytest

from citizen_text.places import Places

NAMES = (
    "5549 Kurigram; কুড়িগ্রাম",
    "554994 Ulipur; উলিপুর",
    "554952 Kurigram Sadar; কুড়িগ্রাম সদর",
    "5549940001 Dharanibari; ধরণীবাড়ী",
    "5549940002 Tabakpur; তবকপুর",
    "5585 Rangpur; রংপুর; Rongpur",
    "558576 Pirgonj; পীরগঞ্জ",
    "5594 Thakurgaon; ঠাকুরগাঁও",
    "559482 Pirganj; পীরগঞ্জ",
    "5585760001 Bazar; বাজার",
    "609086 Shalla; শাল্লা",
    "2022 Cox's Bazar; কক্সবাজার",
    "202256 Ramu; রামু",
    "4589 Sherpur; শেরপুর",
    "501088 Sherpur; শেরপুর",
    "408790 Tala; তালা",
    "306702 Araihazar; আড়াইহাজার",
    "506447 Manda; মান্দা",
    "5549940003 Rahimpur; রহিমপুর",
    "5549940004 Kashem; কাশেম",
)
PLACES = Places(NAMES)


def read(text, home=""):
    return [(span.of(text), span.value) for span in PLACES.find(text, home)]


class TestFind:
    @pytest.mark.parametrize(
        ("text", "piece", "code"),
        [
            ("উলিপুরে টাকা আসে নাই", "উলিপুর", "554994"),
            ("ulipur e vata pai na", "ulipur", "554994"),
            ("Uliper upojela", "Uliper upojela", "554994"),
            ("kurigramer manush", "kurigram", "5549"),
            ("Kurigram's office", "Kurigram", "5549"),
            ("কুড়িগ্রামত থাকি", "কুড়িগ্রাম", "5549"),
            ("Rongpure", "Rongpur", "5585"),
            ("ঠাকুরগাঁওয়ের", "ঠাকুরগাঁও", "5594"),
            ("thakurgaw jela", "thakurgaw jela", "5594"),
            ("শাল্লা উপজেলায়", "শাল্লা উপজেলা", "609086"),
            ("coxs bazar theke", "coxs bazar", "2022"),
            ("Coxsbazar", "Coxsbazar", "2022"),
            ("kurigram sadar e", "kurigram sadar", "554952"),
            ("Kurigrm zila", "Kurigrm zila", "5549"),
            ("Dharonibari union er member", "Dharonibari union", "5549940001"),
            ("তবকপুর ইউনিয়নের", "তবকপুর ইউনিয়ন", "5549940002"),
            ("ulipur pourashavar", "ulipur pourashava", "554994"),
            ("tala upojela", "tala upojela", "408790"),
            ("amar bari tala", "tala", "408790"),
            ("Dharanibari", "Dharanibari", "5549940001"),
            ("ami dharanibari theke", "dharanibari", "5549940001"),
        ],
    )
    def test_reads_a_place_as_it_is_spelled_without_its_case(self, text, piece, code):
        assert read(text) == [(piece, code)]

    def test_a_union_stands_beside_its_upazila(self):
        assert read("উলিপুর, ধরণীবাড়ীতে চাল নাই") == [("উলিপুর", "554994"), ("ধরণীবাড়ী", "5549940001")]

    @pytest.mark.parametrize(
        "text",
        [
            "dharanibari te chal dey nai",
            "bazar e chal bikri kore",
            "ulipur bazar",
            "আমার স্বামী কাশেম মারা গেছে",
            "Kashem",
            "rahim mia",
            "রামু চাচার টাকা আসে নাই",
            "ghore tala diya gese",
            "arai hajar taka",
            "মে মাসে টাকা আসে নাই",
            "Monday te office bondho",
            "another upazila",
            "onno jelar lok",
            "amader union er member",
            "upojela office e gesi",
        ],
    )
    def test_people_months_and_common_words_are_no_places(self, text):
        assert [name for name, _ in read(text) if name.lower() != "ulipur"] == []


class TestPlacesOfOneName:
    @pytest.mark.parametrize("text", ["Tala", "তালা", "tala theke", "amar bari tala"])
    def test_a_name_that_is_also_a_word_is_a_place_where_no_more_is_said(self, text):
        assert [code for _, code in read(text)] == ["408790"]

    def test_the_citizens_own_comes_first(self):
        assert read("Pirganj", home="558576") == [("Pirganj", "558576")]
        assert read("Pirganj", home="5594820001") == [("Pirganj", "559482")]
        assert read("Pirganj", home="5594") == [("Pirganj", "559482")]

    def test_then_the_one_inside_another_place_of_the_message(self):
        assert read("Thakurgaon er Pirganj e") == [("Thakurgaon", "5594"), ("Pirganj", "559482")]

    def test_then_the_one_of_the_level_that_is_said(self):
        assert read("Sherpur upojela") == [("Sherpur upojela", "501088")]

    def test_then_the_widest(self):
        assert read("Sherpur") == [("Sherpur", "4589")]

    def test_a_district_may_be_called_an_upazila(self):
        assert read("Rangpur upojela") == [("Rangpur upojela", "5585")]


PIECES = (
    *("উলিপুর", "ে", "য়", " উপজেলা", "ulipur", " ", " e ", "-", "'s", "union ", "জেলা", "tala "),
    *("Kurigram", " sadar", "cox's", " bazar", "pir", "ganj", "\u200d", "😀", "\n", "İ", "৯", ","),
)


def test_whatever_is_written_a_place_stands_in_the_text_and_has_a_code():
    dice = random.Random(73)
    codes = {line.split()[0] for line in NAMES}
    for _ in range(2000):
        text = "".join(dice.choice(PIECES) for _ in range(dice.randint(0, 20)))
        spans = PLACES.find(text, dice.choice(("", "554994", "5594", "x")))
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
        assert {span.value for span in spans} <= codes


def test_no_places_are_found_where_none_are_known():
    assert Places([]).find("Ulipur upojela") == []

import pytest

from citizen_text.phonetic import phonetic_key, split_negations

SAME = [
    "ভাতা vata bhata bata vhata bhatta vat ভাথা বাতা",
    "টাকা taka tk টাকাা",
    "বয়স্ক বয়ষ্ক boyosko boysko boishko boyshko boyosk",
    "বিধবা বিদবা bidhoba bidoba bidhba",
    "প্রতিবন্ধী প্রতিবন্ধি protibondhi protibondi pratibandhi",
    "উপবৃত্তি upobritti upobriti upbritti",
    "আমার amar amr",
    "কার্ড card kard",
    "স্বামী shami sami",
    "সমস্যা somossa somosya",
    "অভিযোগ ovijog obhijog",
    "চেয়ারম্যান chairman cheyarman",
    "ব্যাংক bank",
    "হইছে hoise hoice hoiche",
    "স্কুল school skul",
    "একাউন্ট account akaunt",
    "এজেন্ট agent ejent",
    "শিক্ষা shikkha sikha",
]


class TestPhoneticKey:
    @pytest.mark.parametrize("line", SAME)
    def test_spellings_of_one_word_share_a_key(self, line):
        assert len({phonetic_key(word) for word in line.split()}) == 1

    def test_every_way_to_say_not_received_is_one(self):
        said = ["পাই নাই", "পাইনাই", "পাইনি", "pai nai", "painai", "pi nai", "paini", "pai naai"]
        assert {phonetic_key(text) for text in said} == {"p n"}

    @pytest.mark.parametrize(
        ("one", "other"), [("taka", "thaka"), ("টাকা", "থাকা"), ("kisti", "kisu"), ("mash", "manush")]
    )
    def test_words_that_matter_stay_apart(self, one, other):
        assert phonetic_key(one) != phonetic_key(other)

    def test_numbers_are_their_own_key_in_either_digits(self):
        assert phonetic_key("৩ mash") == phonetic_key("3 mash") == "3 ms"

    def test_what_is_not_a_word_has_no_key(self):
        assert phonetic_key("?! 😀 ") == ""

    def test_a_final_breath_is_not_heard(self):
        assert phonetic_key("nah") == phonetic_key("na")


class TestSplitNegations:
    @pytest.mark.parametrize(
        ("together", "apart"),
        [
            ("painai", "pai nai"),
            ("hoyni", "hoy ni"),
            ("asheni", "ashe ni"),
            ("korini", "kori ni"),
            ("আসেনি", "আসে নি"),
            ("পাননি", "পান নি"),
        ],
    )
    def test_a_merged_negation_is_two_words(self, together, apart):
        assert split_negations(together) == apart

    @pytest.mark.parametrize("word", ["tini", "pani", "তিনি", "পানি", "আপনি", "জানি", "rani"])
    def test_other_words_stay_whole(self, word):
        assert split_negations(word) == word

import csv
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen_text.normalisation import normalise
from citizen_text.phonetic import phonetic_key, split_negations

EVALUATION = Path(__file__).parents[2] / "nlu_data" / "evaluation"
with (EVALUATION / "words_apart.tsv").open(encoding="utf-8", newline="") as file:
    APART = list(csv.DictReader(file, delimiter="\t"))
CONSONANTS = "bcdfgjklmnpqrstvxz" + "কখগঘচছজঝটঠডঢণতথদধনপফবভমযরলশষস\u09dc\u09ddৎং"
# Of all words of the evaluation data. Case words are stored by their sound: when keys change, a
# migration has to defer `index_old_cases` (as 0016 does) before this is set anew.
KEYS_AS_STORED = "334b73c7bcb87464"

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
    "শিক্ষা shikkha sikha shiksha",
    "হচ্ছে hocche hocce hosse",
    "আচ্ছা accha acca acha",
    "বললাম bollam bolam",
    "আসছে asche ashche asse",
    "সম্ভব somvob shombhob",
    "ট্র্যাক track trak",
    "এনআইডি nid",
    "এসএমএসের smser",
    "ভিজিডি vgd",
    "এনজিওর ngor",
    "প্লিজ please pls plz",
    "রেজিস্ট্রেশন registration rejistreshon",
    "অপশন option opshon",
    "অ্যাকাউন্ট account",
    "কেস case kes",
    "ধন্যবাদ donnobad dhonyobad",
]


class TestPhoneticKey:
    @pytest.mark.parametrize("line", SAME)
    def test_spellings_of_one_word_share_a_key(self, line):
        assert len({phonetic_key(word) for word in line.split()}) == 1

    def test_every_way_to_say_not_received_is_one(self):
        said = ["পাই নাই", "পাইনাই", "পাইনি", "pai nai", "painai", "pi nai", "paini", "pai naai"]
        assert {phonetic_key(text) for text in said} == {"p n"}

    @pytest.mark.parametrize("pair", APART, ids=lambda pair: pair["meanings"])
    def test_words_that_matter_stay_apart_in_either_script(self, pair):
        one, other = (
            {phonetic_key(word) for word in pair[side].split()} for side in ("one", "other")
        )
        assert (len(one), len(other)) == (1, 1)
        assert one != other

    def test_a_negation_is_never_lost(self):
        for word in ("pai", "ashe", "kori", "হয়", "আসে", "করি", "পারি"):
            for no in ("na", "ni") if word.isascii() else ("না", "নি", "নাই"):
                assert phonetic_key(word + no) == phonetic_key(f"{word} {no}") != phonetic_key(word)

    @given(st.sampled_from(CONSONANTS), st.text(CONSONANTS + "aeiouhwy'ািীুেোহ\u09cd\u09df"))
    def test_a_word_with_a_consonant_has_a_key(self, first, rest):
        assert phonetic_key(first + rest).strip()

    @given(st.text(CONSONANTS + "aeiouhwy'ািীুেোহ\u09cd\u09df\u09bc\u200dKT৭7 "))
    def test_a_text_and_its_normal_form_sound_the_same(self, text):
        assert phonetic_key(normalise(text)) == phonetic_key(text) == phonetic_key(text.upper())

    def test_stored_keys_are_those_that_are_asked_for(self):
        said = (EVALUATION / "banglatlit" / "validation.csv").read_text(encoding="utf-8")
        digest = hashlib.sha256(phonetic_key(said).encode()).hexdigest()
        assert digest[:16] == KEYS_AS_STORED

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
            ("পারিনি", "পারি নি"),
            ("চাইনা", "চাই না"),
        ],
    )
    def test_a_merged_negation_is_two_words(self, together, apart):
        assert split_negations(together) == apart

    @pytest.mark.parametrize(
        "word", ["tini", "pani", "তিনি", "পানি", "আপনি", "জানি", "rani", "কেনা", "ইনি"]
    )
    def test_other_words_stay_whole(self, word):
        assert split_negations(word) == word

import pytest

from benchmarks.phonetic_keys import agreement, collisions
from benchmarks.word_pairs import Pair, align


@pytest.mark.parametrize(
    ("latin", "bangla", "pairs"),
    [
        ("amr vata koi", "আমার ভাতা কই", "amr=আমার vata=ভাতা koi=কই"),
        ("amr vata koi vai", "আমার ভাতা ভাই", "amr=আমার vata=ভাতা vai=ভাই"),  # left out
        ("vata painai ekhono", "ভাতা পাই নাই এখনো", "vata=ভাতা ekhono=এখনো"),  # divided otherwise
        ("site er nam", "সাইটের নাম", "nam=নাম"),
        (
            "ami GameLoop use kori 2 bar",
            "আমি GameLoop ইউজ করি ২ বার",
            "ami=আমি use=ইউজ kori=করি bar=বার",
        ),
        ("rakib vai 😀 thanks", "ইউজার ভাই 😀 ধন্যবাদ", "vai=ভাই"),  # another word
        ("", "ভাতা", ""),
    ],
)
def test_words_of_a_sentence_find_their_partners(latin, bangla, pairs):
    assert " ".join(f"{pair.latin}={pair.bangla}" for pair in align(latin, bangla)) == pairs


def test_agreement_counts_words_as_often_as_they_are_written_and_once():
    pairs = [Pair("vata", "ভাতা")] * 3 + [Pair("bhata", "টাকা")]
    assert agreement(pairs) == {
        "pairs": 4,
        "share": 0.75,
        "different pairs": 2,
        "share of different": 0.5,
    }


def test_collisions_count_different_words_of_one_key():
    assert collisions(["ভাতা", "ভাতা", "বাতা", "টাকা"]) == {
        "words": 3,
        "keys": 2,
        "words alone": pytest.approx(1 / 3),
        "most on one key": 2,
    }

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.misspelling import misspell, rules_of_spelling, rules_of_typing

WORDS = st.text(alphabet=[*"abhistvz 7'.", *"কতনণশসয়র্িীো ৭", "\u09bc"], max_size=12)
RULES = [
    rules(language)
    for rules in (rules_of_spelling, rules_of_typing)
    for language in ("bn", "bn-Latn", "en")
]


def made_of(text, rules):
    """Whatever the text may become."""
    return {misspell(text, rules, [], Random(seed))[0] for seed in range(300)}


class TestSpelling:
    @pytest.mark.parametrize(
        ("language", "written", "instead"),
        [
            ("bn-Latn", "amar", "amr"),
            ("bn-Latn", "vata", "bhata"),
            ("bn-Latn", "shob", "sob"),
            ("bn-Latn", "chai", "cai"),
            ("bn-Latn", "jabo", "zabo"),
            ("bn-Latn", "fone", "phone"),
            ("bn-Latn", "taka na", "taka naa"),
            ("bn-Latn", "pai nai", "painai"),
            (None, "VATA", "bhATA"),
            ("bn", "ব্যাংক", "বযাংক"),
            ("bn", "পাই নাই", "পাইনাই"),
            ("bn", "দিন", "দীন"),
            ("bn", "দূর", "দুর"),
            ("bn", "কারণ", "কারন"),
            ("bn", "সমাজ", "শমাজ"),
            ("bn", "হ\u09df", "হই"),
            ("bn", "হ\u09af\u09bc", "হই"),
            ("bn", "গা\u09dc", "গার"),
            ("en", "received", "recieved"),
            ("en", "address", "addres"),
            ("en", "please", "pls"),
            ("en", "don't", "dont"),
        ],
    )
    def test_as_people_spell_it(self, language, written, instead):
        assert instead in made_of(written, rules_of_spelling(language))

    @pytest.mark.parametrize("language", ["bn", "bn-Latn", "en", None])
    @pytest.mark.parametrize("text", ["01712 345678", "৪৮২১-০৯৩৭", "?!", "😀", ""])
    def test_numbers_and_signs_stay(self, language, text):
        for rules in (rules_of_spelling(language), rules_of_typing(language)):
            assert made_of(text, rules) == {text}


class TestTyping:
    @pytest.mark.parametrize(
        ("language", "written", "instead"),
        [
            ("en", "stop", "stpp"),
            ("en", "stop", "stp"),
            ("en", "stop", "sotp"),
            ("en", "stop", "sttop"),
            ("bn-Latn", "amar taka", "amartaka"),
            ("bn", "ভাতার টাকা", "ভাতারটাকা"),
            ("bn", "ভাতার", "ভতার"),
            ("bn", "সরকার", "সকার"),
        ],
    )
    def test_as_hands_go_wrong(self, language, written, instead):
        assert instead in made_of(written, rules_of_typing(language))


class TestErrors:
    def test_there_is_one_for_two_words(self):
        rules = rules_of_typing("bn")
        for seed in range(50):
            text, _ = misspell("ভাতার টাকা", rules, [], Random(seed))
            assert len("ভাতার টাকা") - len(text) == 1

    def test_they_depend_on_the_draw_alone(self):
        once, again = (misspell("amar vata", RULES[1], [], Random("a")) for _ in range(2))
        assert once == again


class TestSpans:
    @given(
        pieces=st.lists(WORDS, max_size=7), rules=st.sampled_from(RULES), seed=st.integers(0, 99)
    )
    def test_they_hold_what_they_held(self, pieces, rules, seed):
        """Every second piece is a span between signs that no rule changes."""
        text, spans = "", []
        for number, piece in enumerate(pieces):
            if number % 2:
                spans.append((len(text), len(text) + len(piece) + 2))
                text += f"<{piece}>"
            else:
                text += piece
        after, moved = misspell(text, rules, spans, Random(seed))
        assert [after[start] + after[end - 1] for start, end in moved] == ["<>"] * len(spans)

    @given(
        before=WORDS, name=WORDS.filter(bool), rules=st.sampled_from(RULES), seed=st.integers(0, 99)
    )
    def test_a_name_keeps_its_first_letter(self, before, name, rules, seed):
        span = (len(before), len(before) + len(name))
        after, [(start, end)] = misspell(before + name + before, rules, [span], Random(seed))
        assert start < end
        assert after[start] == name[0]

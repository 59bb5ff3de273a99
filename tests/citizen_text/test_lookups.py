import pytest

from citizen_text.lookups import Lookup

PROGRAMMES = Lookup(
    {"oaa": ["boyosko bhata", "বৃদ্ধ ভাতা"], "wda": ["widow's allowance"], "vgd": ["vgd"]}
)
ROLES = Lookup({"officer": ["=officer", "=অফিসার"], "member": ["=mohila member", "member"]})
PROVIDERS = Lookup({"nagad": ["nogod", "নগদ"], "upay": ["upay"], "nobody": ["kobe nogod"]})


class TestFind:
    @pytest.mark.parametrize(
        ("text", "piece", "identifier"),
        [
            ("amar boyosko bhata nai", "boyosko bhata", "oaa"),
            ("BOYSKO VATAR taka", "BOYSKO VATA", "oaa"),
            ("boyoskovatar tk", "boyoskovata", "oaa"),
            ("বয়স্কভাতা", "বয়স্কভাতা", "oaa"),
            ("বয়স্ক ভাতায় নাম নাই", "বয়স্ক ভাতা", "oaa"),
            ("আমার বয়স্ক ভাতার টাকা", "বয়স্ক ভাতা", "oaa"),
            ("boyosker bata", "boyosker bata", "oaa"),
            ("briddho vata", "briddho vata", "oaa"),
            ("my widow's allowance stopped", "widow's allowance", "wda"),
            ("VGD card", "VGD", "vgd"),
        ],
    )
    def test_a_name_is_found_in_any_spelling_without_its_ending(self, text, piece, identifier):
        [found] = PROGRAMMES.find(text)
        assert (found.of(text), found.value) == (piece, identifier)

    @pytest.mark.parametrize(
        ("text", "piece"),
        [("nogode taka nai", "nogod"), ("নগদে আসে নাই", "নগদ"), ("nogod", "nogod")],
    )
    def test_a_short_name_loses_its_ending(self, text, piece):
        assert PROVIDERS.find(text)[0].of(text) == piece

    @pytest.mark.parametrize(
        ("text", "piece"), [("বাংলায় লেখেন", "বাংলা"), ("banglay lekhen", "bangla")]
    )
    def test_a_name_that_ends_in_a_vowel_loses_the_ending_of_such_names(self, text, piece):
        [found] = Lookup({"bn": ["bangla", "বাংলা"]}).find(text)
        assert found.of(text) == piece

    @pytest.mark.parametrize("text", ["নাগাদ", "apa of up", "bogod", "boyosko, bhata", "baged", ""])
    def test_what_only_sounds_like_a_short_name_is_none(self, text):
        assert PROVIDERS.find(text) == [] == PROGRAMMES.find(text)

    @pytest.mark.parametrize(
        ("text", "pieces"),
        [
            ("অফিসারের কাছে গেছি", ["অফিসার"]),
            ("Mohila Member ke bolsi", ["Mohila Member"]),
            ("অফিসের লোক", []),
            ("ofisar", []),
            ("memborer lok", ["membor"]),
        ],
    )
    def test_what_must_be_spelled_so_is_found_only_so(self, text, pieces):
        assert [found.of(text) for found in ROLES.find(text)] == pieces

    def test_the_longer_phrase_wins(self):
        assert [found.value for found in PROVIDERS.find("kobe nogod pabo")] == ["nobody"]

    def test_no_names_find_nothing(self):
        assert Lookup({}).find("boyosko bhata") == []

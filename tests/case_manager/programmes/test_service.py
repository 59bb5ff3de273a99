import pytest

from case_manager.programmes import service
from case_manager.vocabulary import Language


class TestSpokenNames:
    @pytest.mark.parametrize(
        ("programme", "name"),
        [
            ("oaa", "বয়স্ক ভাতা"),
            ("wda", "বিধবা ভাতা"),
            ("pwd", "প্রতিবন্ধী ভাতা"),
            ("mcbp", "মা ও শিশু সহায়তা"),
        ],
    )
    def test_in_bangla_a_programme_is_called_as_people_call_it(self, programme, name):
        assert service.spoken_names(programme)[Language.BANGLA] == name

    def test_the_desk_keeps_the_whole_name(self):
        assert service.programme_names("wda")[Language.BANGLA] == "বিধবা ও স্বামী নিগৃহীতা মহিলা ভাতা"

    def test_in_english_it_is_as_short(self):
        assert service.spoken_names("wda")[Language.ENGLISH] == "Widow Allowance"

    def test_what_is_short_already_stays(self):
        assert service.spoken_names("oaa") == service.programme_names("oaa")

    def test_what_left_the_catalogue_is_called_by_its_id(self):
        assert set(service.spoken_names("long_gone").values()) == {"long_gone"}

    def test_a_short_name_is_shorter(self):
        for programme in service.programmes().values():
            for language in Language:
                assert len(programme.short_names[language]) <= len(programme.names[language])

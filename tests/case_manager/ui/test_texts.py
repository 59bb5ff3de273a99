import re
import string
from pathlib import Path

import pytest

import case_manager
from case_manager.ui import languages
from case_manager.ui.texts import UnknownText, texts
from case_manager.vocabulary import Language

PACKAGE = Path(case_manager.__file__).parent
CALL = re.compile(r'\bt\("([a-z_.0-9]+)"(?!\s*~)')
CALL_IN_ATTRIBUTE = re.compile(r"\bt\('([a-z_.0-9]+)'(?!\s*~)")
LATIN = re.compile(r"[A-Za-z]+")


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class TestTexts:
    def test_every_text_is_in_every_language(self):
        keys = {language: set(texts(language).entries) for language in languages.PAGE_LANGUAGES}
        assert keys[Language.BANGLA] == keys[Language.ENGLISH]

    def test_they_have_the_same_places_to_fill_in(self):
        english = texts(Language.ENGLISH).entries
        for key, text in texts(Language.BANGLA).entries.items():
            assert places(text) == places(english[key]), key

    def test_none_is_empty(self):
        for language in languages.PAGE_LANGUAGES:
            assert all(text.strip() for text in texts(language).entries.values())

    def test_no_english_is_left_in_the_bangla_ones(self):
        names = {"English", "https", "CSV", "UTF", "xls", "xlsx", "A", "Z"}
        for key, text in texts(Language.BANGLA).entries.items():
            rest = re.sub(r"\{[a-z_]+\}|\bnalish import\b", "", text)  # typed as it stands
            assert set(LATIN.findall(rest)) <= names, key

    def test_every_text_that_a_template_asks_for_exists(self):
        entries = texts(Language.ENGLISH).entries
        for template in (PACKAGE / "ui" / "templates").rglob("*.html"):
            source = template.read_text("utf-8")
            asked = set(CALL.findall(source)) | set(CALL_IN_ATTRIBUTE.findall(source))
            assert asked <= set(entries), template.name

    def test_numbers_are_written_in_the_language_s_digits(self):
        assert texts(Language.BANGLA)("cases.queue.count", count=12) == "১২টি অভিযোগ"

    def test_an_unknown_key_is_loud(self):
        with pytest.raises(UnknownText):
            texts(Language.ENGLISH)("no.such.text")

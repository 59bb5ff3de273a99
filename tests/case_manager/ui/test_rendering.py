"""What pages are made with, whatever they show."""

from datetime import date
from types import SimpleNamespace

import pytest

from case_manager.ui.rendering import sourced
from case_manager.vocabulary import Language


class TestWhoSaysSo:
    @pytest.mark.parametrize(
        ("source", "language", "shown"),
        [
            ("demo", Language.BANGLA, "সূত্র ডেমোর তথ্য, ১ নভেম্বর ২০২৬ তারিখের"),
            ("demo", Language.ENGLISH, "From the demo's data, as of 1 November 2026"),
            ("mis.bhata", Language.ENGLISH, "From mis.bhata, as of 1 November 2026"),
        ],
    )
    def test_is_said_in_the_language_of_the_page(self, source, language, shown):
        fact = SimpleNamespace(source=source, as_of=date(2026, 11, 1))
        assert sourced(fact, language) == shown

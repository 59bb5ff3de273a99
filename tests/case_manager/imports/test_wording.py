"""What is wrong is said in the language of who reads it."""

import pytest

from case_manager.imports.fields.columns import fields_of
from case_manager.imports.wording import words
from case_manager.ui.texts import texts
from case_manager.vocabulary import ImportKind, Language

STAFF = (Language.BANGLA, Language.ENGLISH)


@pytest.mark.parametrize("language", STAFF)
def test_every_field_has_a_name(language: Language) -> None:
    names = [texts(language)(f"import_fields.{f}") for kind in ImportKind for f in fields_of(kind)]
    assert all(names)


def test_gaps_are_filled_in_the_readers_language() -> None:
    assert words("no_nid", {"digits": 9}, Language.BANGLA).endswith("এখানে আছে ৯টি।")
    assert words("unknown_sex", {"value": "x{y}"}, Language.ENGLISH).startswith("“x{y}” is no sex.")


def test_fields_are_named() -> None:
    """Of those before a semicolon one is enough."""
    said = words("field_missing", {"fields": "period,period_to;amount"}, Language.ENGLISH)
    assert said == "No column was chosen for: Period / Period to; Amount (taka)."

"""What is wrong with a file or a row, in words."""

from collections.abc import Mapping

from case_manager.imports.refusals import Parameter
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language


def words(code: str, parameters: Mapping[str, Parameter], language: Language) -> str:
    """Fields are named as the pages name them."""
    say = texts(language)
    fields = str(parameters.get("fields", "")).split(",")
    named = " / ".join(say(f"import_fields.{field}") for field in fields if field)
    return say(f"import_words.{code}", **{**parameters, "fields": named})

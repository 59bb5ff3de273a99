"""What is wrong with a file or a row, in words."""

from collections.abc import Mapping

from case_manager.imports.refusals import Parameter
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language


def words(code: str, parameters: Mapping[str, Parameter], language: Language) -> str:
    """Fields are named as the pages name them; of those between commas one is enough."""
    say = texts(language)

    def named_together(fields: str) -> str:
        return " / ".join(say(f"import_fields.{field}") for field in fields.split(","))

    missing = str(parameters.get("fields", ""))
    named = "; ".join(map(named_together, missing.split(";"))) if missing else ""
    return say(f"import_words.{code}", **{**parameters, "fields": named})

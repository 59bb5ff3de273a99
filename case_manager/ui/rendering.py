from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from case_manager.ui import formatting
from case_manager.ui.assets import asset_url
from case_manager.ui.texts import texts
from case_manager.vocabulary import Language

_FOLDER = Path(__file__).parent / "templates"
_FILTERS: dict[str, Callable[..., str]] = {
    "digits": formatting.digits,
    "day": formatting.day,
    "short_day": formatting.short_day,
    "month": formatting.month,
    "moment": formatting.moment,
    "whole_phone": formatting.whole_phone,
    "money": formatting.money,
    "number": formatting.number,
    "decimal": formatting.decimal,
    "reference": formatting.reference,
    "masked_phone": formatting.masked_phone,
}


@lru_cache
def environment(language: Language) -> Environment:
    """One a language: its texts and filters need not be told which."""
    templates = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {name: partial(show, language=language) for name, show in _FILTERS.items()}
    templates.filters["sourced"] = partial(sourced, language=language)
    templates.filters["name_and_initial"] = formatting.first_name_and_initial
    templates.globals |= {
        "t": texts(language),
        "language": language,
        "other_language": Language.ENGLISH if language == Language.BANGLA else Language.BANGLA,
        "period": partial(formatting.period, language=language),
        "asset": asset_url,
    }
    return templates


class Fact(Protocol):
    @property
    def source(self) -> str: ...

    @property
    def as_of(self) -> date: ...


def sourced(fact: Fact, language: Language) -> str:
    """Who says so, and of which day; a source without a name of ours by its own."""
    words = texts(language)
    source = words.find(f"facts.known_source.{fact.source}") or fact.source
    return words("facts.source", source=source, day=formatting.day(fact.as_of, language=language))


def render(language: Language, template: str, **context: object) -> str:
    return environment(language).get_template(template).render(context)


def page(
    request: Request,
    language: Language,
    template: str,
    *,
    status_code: int = 200,
    here: str | None = None,
    **context: object,
) -> HTMLResponse:
    """`here` is the address to come back to, when it is not that of the request itself."""
    if here is None:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTMLResponse(render(language, template, here=here, **context), status_code)

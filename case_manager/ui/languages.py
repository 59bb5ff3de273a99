"""The two languages of the pages; Bangla in Latin letters is for phones and is not one of them."""

from fastapi import Request

from case_manager.vocabulary import Language

PAGE_LANGUAGES = (Language.BANGLA, Language.ENGLISH)
LANGUAGE_COOKIE = "nalish_language"


def page_language(language: str) -> Language:
    return Language.ENGLISH if language == Language.ENGLISH else Language.BANGLA


def browser_language(request: Request) -> Language:
    """What was chosen in this browser, else Bangla unless the browser asks for English only."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in PAGE_LANGUAGES:
        return page_language(chosen)
    wanted = request.headers.get("accept-language", "")
    asks_english = wanted.startswith("en") and "bn" not in wanted
    return Language.ENGLISH if asks_english else Language.BANGLA

"""That everything complaints.yml names can be said."""

from collections.abc import Iterator
from pathlib import Path

from complaint.catalogue import COMPLAINTS, Catalogue, UnusableCatalogue, read_catalogue
from complaint.telling import Telling
from wording import Wording


def read_telling(wording: Wording, path: Path = COMPLAINTS) -> Telling:
    """UnusableCatalogue says in sentences what is wrong."""
    telling = Telling(read_catalogue(path))
    if wrong := [*_problems(telling, wording)]:
        raise UnusableCatalogue("\n".join(wrong))
    return telling


def _problems(telling: Telling, wording: Wording) -> Iterator[str]:
    catalogue = telling.catalogue
    asked = {name for wish in catalogue.wishes.values() for name in wish.asks}
    unknown = asked - telling.questions.keys()
    yield from (f"complaints.yml: there is no question {name}." for name in sorted(unknown))
    needed = {*_of_wishes(catalogue), *_of_choices(catalogue), *_of_questions(telling)}
    yield from (
        f"complaints.yml: there is no text {name}."
        for name in sorted(needed - wording.texts.keys())
    )


def _of_wishes(catalogue: Catalogue) -> Iterator[str]:
    for wish in catalogue.wishes.values():
        yield f"button_{wish.id}"
        if wish.says_first:
            yield wish.says_first
        if not wish.is_for_a_person:
            yield from (f"kind_{kind}" for kind in wish.kinds)


def _of_choices(catalogue: Catalogue) -> Iterator[str]:
    for name, choices in catalogue.choices.items():
        yield from (f"{name}_{value}" for value in choices.values)
    for group in catalogue.programmes.values():
        yield from (f"programme_{programme}" for programme in group)
    yield from (f"provider_{provider}" for provider in catalogue.helplines)


def _of_questions(telling: Telling) -> Iterator[str]:
    for name, question in telling.questions.items():
        yield f"utter_ask_{name}"
        if question.is_changeable:
            yield f"change_{name}"

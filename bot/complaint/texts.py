"""That everything complaints.yml names can be said."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from complaint.catalogue import COMPLAINTS, Catalogue, Kind, UnusableCatalogue, read_catalogue
from complaint.helplines import HELPLINES, read_helplines
from complaint.places import WHOSE_OFFICE
from complaint.telling import Telling
from wording import Wording


def read_telling(wording: Wording, path: Path = COMPLAINTS, helplines: Path = HELPLINES) -> Telling:
    """UnusableCatalogue says in sentences what is wrong."""
    telling = Telling(read_catalogue(path), read_helplines(helplines))
    if wrong := [*_problems(telling, wording)]:
        raise UnusableCatalogue("\n".join(wrong))
    return telling


def _problems(telling: Telling, wording: Wording) -> Iterator[str]:
    catalogue = telling.catalogue
    asked = {name for wish in catalogue.wishes.values() for name in wish.asks}
    unknown = asked - telling.questions.keys()
    yield from (f"complaints.yml: there is no question {name}." for name in sorted(unknown))
    told = {line for kind in _kinds(catalogue) for line in kind.helplines}
    unknown = told - telling.helplines.keys()
    yield from (f"complaints.yml: there is no helpline {name}." for name in sorted(unknown))
    guarded = (wish.kinds.values() for wish in catalogue.wishes.values() if wish.guarded)
    without = (kind.id for kind in chain.from_iterable(guarded) if not kind.helplines)
    yield from (f"complaints.yml: {name} is guarded and names no helplines." for name in without)
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
        yield from (f"kind_{kind}" for kind in wish.kinds)


def _of_choices(catalogue: Catalogue) -> Iterator[str]:
    for name, choices in catalogue.choices.items():
        yield from (f"{name}_{value}" for value in choices.values)
    for group in catalogue.programmes.values():
        yield from (f"programme_{programme}" for programme in group)


def _kinds(catalogue: Catalogue) -> Iterator[Kind]:
    for wish in catalogue.wishes.values():
        yield from wish.kinds.values()


def _of_questions(telling: Telling) -> Iterator[str]:
    yield WHOSE_OFFICE
    for name, question in telling.questions.items():
        yield f"utter_ask_{name}"
        if question.is_changeable:
            yield f"change_{name}"

"""Drafts that were put by before complaints.yml changed."""

from dataclasses import replace

import pytest

from complaint.draft import Draft, draft_from
from complaint.telling import Telling
from complaint.texts import read_telling
from wording import read_wording


@pytest.fixture(scope="module")
def telling() -> Telling:
    return read_telling(read_wording())


@pytest.fixture
def bribe(telling: Telling) -> Draft:
    draft = Draft(telling.catalogue.wishes["report_bribe"], description="ghush chay")
    return telling.asking_next(draft)


def test_a_draft_is_what_it_was(telling: Telling, bribe: Draft) -> None:
    told = replace(bribe.answer(role="member"), for_other="agreed").after(bribe)
    assert draft_from(told.as_slot(), telling.catalogue) == told


def test_of_a_wish_that_is_no_more_there_is_none(telling: Telling, bribe: Draft) -> None:
    assert draft_from({**bribe.as_slot(), "wish": "report_weather"}, telling.catalogue) is None


def test_what_an_earlier_version_kept_and_asked_does_no_harm(
    telling: Telling, bribe: Draft
) -> None:
    kept = {**bribe.as_slot(), "aside": [bribe.as_slot()], "asked": "resume"}
    del kept["trail"]
    draft = draft_from(kept, telling.catalogue)
    assert draft is not None
    assert (draft.wish, draft.description) == (bribe.wish, "ghush chay")
    assert telling.question_of(draft).name == bribe.asked


def test_going_back_forgets_the_answer_and_keeps_the_words(bribe: Draft) -> None:
    told = replace(bribe.answer(role="member"), description="ghush chay\nmember", asked="amount")
    back = told.after(bribe).gone_back()
    assert back is not None
    assert (back.asked, back.answers, back.description) == ("role", {}, "ghush chay\nmember")


def test_a_trail_has_an_end(bribe: Draft) -> None:
    draft = bribe
    for paisa in range(30):
        draft = draft.answer(amount=paisa).after(draft)
    steps = 0
    while (back := draft.gone_back()) is not None:
        draft, steps = back, steps + 1
    assert steps == 10

"""The places at which the other tests try things are all there are."""

from collections.abc import Callable

import pytest
from conftest import House, Loop
from conversations.standing import OFFERED_AGAIN, PLACES, QUESTIONS, standing
from phone import Phone

from actions.identity import ASKED
from actions.identity import QUESTIONS as OF_IDENTITY
from complaint.texts import read_telling
from components.follow_up_replies import QUESTIONS as OF_A_CASE
from eligibility.assessment import CHOICE, NUMBER, YES_NO
from wording import read_wording

NewPhone = Callable[..., Phone]


def asked_in(form: str) -> set[str | None]:
    return {place.question for place in QUESTIONS.values() if place.form == form}


@pytest.mark.parametrize("name", PLACES)
def test_each_is_reached(new_phone: NewPhone, house: House, loop: Loop, name: str) -> None:
    place = PLACES[name]
    phone = place.reached_by(new_phone(), house)
    assert standing(phone, house, loop) == (place.form, place.question)


def test_every_form_is_there_and_offered_again(house: House) -> None:
    forms = {*house.agent.domain.form_names}
    assert {place.form for place in QUESTIONS.values()} == forms
    assert {place.form for place in OFFERED_AGAIN.values()} == forms


def test_every_question_of_a_form_is_there() -> None:
    assert asked_in("complaint_form") >= read_telling(read_wording()).questions.keys()
    assert asked_in("follow_up_form") == OF_A_CASE.keys()
    assert asked_in("eligibility_form") >= {NUMBER, CHOICE, YES_NO}
    assert asked_in("identity_form") == {f"{q} of {s}" for q in OF_IDENTITY for s in ASKED}

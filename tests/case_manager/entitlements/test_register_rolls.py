from datetime import date

import numpy as np
import pytest

from case_manager.entitlements.register_rolls import RegisterRolls
from case_manager.entitlements.rolls import day_number
from case_manager.entitlements.screening import Screening
from case_manager.entitlements.system import system
from case_manager.models import Death
from case_manager.vocabulary import EnrolmentStatus, IdentifierKind

TODAY = date(2026, 11, 23)


@pytest.fixture
def register(session, keys):
    def of(**options):
        return RegisterRolls(session, keys, system().catalogue, TODAY, **options)

    return of


@pytest.fixture
def only(register):
    def of():
        (roll,) = register().rolls()
        return roll

    return of


def test_what_it_knows(world, only):
    person = world.person(birth_year=1952)
    world.enrolment(person, "oaa")
    roll = only()
    assert list(roll.keys) == [str(person.id)]
    assert list(roll.areas) == ["302602"]
    assert (roll.oldest[0], roll.youngest[0]) == (
        day_number(date(1952, 1, 1)),
        day_number(date(1952, 12, 31)),
    )
    assert roll.facts["sex"].tolist() == [0]
    assert roll.enrolled["oaa"].since.tolist() == [day_number(date(2020, 7, 1))]
    assert np.isnan(roll.died_on).all()


def test_a_birth_date_where_there_is_one(world, only, session):
    world.person().birth_on = date(1952, 3, 1)
    session.flush()
    roll = only()
    assert roll.oldest[0] == roll.youngest[0] == day_number(date(1952, 3, 1))


@pytest.mark.parametrize(
    ("status", "receives", "is_judged"),
    [
        (EnrolmentStatus.ACTIVE, 1, True),
        (EnrolmentStatus.SUSPENDED, 1, False),
        (EnrolmentStatus.ENDED, 0, False),
    ],
)
def test_who_is_not_paid_is_not_judged(world, only, session, status, receives, is_judged):
    world.enrolment(world.person(), "oaa").status = status
    session.flush()
    roll = only()
    assert roll.receives["oaa"].tolist() == [receives]
    assert roll.enrolled["oaa"].active.tolist() == [is_judged]


def test_of_a_programme_without_a_roll_nobody_knows_who_gets_it(world, only):
    world.enrolment(world.person(), "oaa")
    world.person()
    roll = only()
    assert sorted(roll.receives["oaa"]) == [0, 1]
    assert np.isnan(roll.receives["wda"]).all()


def test_a_programme_that_left_the_catalogue_is_passed_over(world, only):
    world.enrolment(world.person(), "long_gone")
    assert "long_gone" not in only().enrolled


@pytest.mark.parametrize(("revoked_on", "is_dead"), [(None, True), (date(2026, 2, 1), False)])
def test_a_death_unless_it_was_wrong(world, only, session, revoked_on, is_dead):
    person = world.person()
    death = Death(person_id=person.id, died_on=date(2026, 1, 1), revoked_on=revoked_on)
    death.source, death.as_of = "test", TODAY
    session.add(death)
    session.flush()
    assert (not np.isnan(only().died_on[0])) == is_dead


def test_only_people_of_an_area(world, register):
    world.person(area_code="302602")
    inside = world.person(area_code="309302")
    found = register(area="3093")
    assert found.count() == 1
    assert [list(roll.keys) for roll in found.rolls()] == [[str(inside.id)]]


def test_in_portions_everybody_once(world, register):
    people = [world.person() for _ in range(5)]
    for person in people:
        world.enrolment(person, "oaa")
    rolls = list(register(portion=2).rolls())
    assert [len(roll) for roll in rolls] == [2, 2, 1]
    assert {key for roll in rolls for key in roll.keys} == {str(each.id) for each in people}
    assert all(roll.enrolled["oaa"].active.all() for roll in rolls)


def test_nobody_at_all(register):
    assert list(register().rolls()) == []


def test_whoever_is_found_is_called_by_the_number_that_is_valid(world, register):
    person = world.person(beneficiary_id="BEN000000042")
    old = world.number(
        person, IdentifierKind.BENEFICIARY_ID, "BEN000000001", valid_until=date(2021, 1, 1)
    )
    key = str(person.id)
    assert old.valid_until
    assert register().beneficiary_ids([key]) == {key: "BEN000000042"}


def test_nothing_but_what_it_knows_speaks_against_anybody(world, register):
    """Income, land and the like are not in it."""
    for programme in ("oaa", "wda", "pwd"):
        world.enrolment(world.person(birth_year=1950), programme)
    world.enrolment(world.person(birth_year=1990), "oaa")
    programmes = list(system().catalogue.programmes.values())
    (roll,) = register().rolls()
    found = Screening(system(), programmes, TODAY).screen(roll).findings
    assert [(each.programme, each.conditions, len(each.rows)) for each in found] == [
        ("oaa", ("age",), 1)
    ]

"""What the register is asked, with indexes that answer it of ten million people."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from case_manager.people import repository
from case_manager.people.repository import PersonRepository


@pytest.mark.parametrize("table", ["identifiers", "nominees", "deaths"])
def test_all_of_a_person_is_found_by_an_index(session, table):
    """What is not valid any more, too."""
    session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = session.scalars(
        text(f"EXPLAIN SELECT * FROM cases.{table} WHERE person_id = :id"), {"id": uuid4()}
    )
    assert f"ix_{table}_person_id" in "\n".join(plan)


def test_of_a_name_that_very_many_have_not_all_are_read(session, world, monkeypatch):
    for _ in range(3):
        world.person(None)
    people = PersonRepository(session)
    sounds = world.person(None).name_sounds
    assert len(people.sounding_like(sounds, None, 50)) == 4
    monkeypatch.setattr(repository, "_MOST_ALIKE", 2)
    assert len(people.sounding_like(sounds, None, 50)) == 2

"""Nonsense at every question of every form: answered, and nothing of the form is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House, Loop
from conversations.nonsense import NONSENSE, is_answered
from conversations.standing import PLACES, WAYS
from phone import Phone

NewPhone = Callable[..., Phone]
FREE = ("story", "deceased", "more", "reason", "place", "destination")
ANSWERED_BY_ANY_WORDS = {  # which a person reads, also where the question is only offered again
    name for name in PLACES if PLACES[name.partition(",")[0]].question in FREE
}
SIGNS = ["empty", "spaces", "emoji", "null signs"]
COUNTED = {"misread"}
TABLE = [
    pytest.param(name, sent, *WAYS[(row + column) % len(WAYS)], id=f"{name}: {kind}")
    for row, name in enumerate(PLACES)
    for column, (kind, sent) in enumerate(NONSENSE.items())
]


def known(phone: Phone, house: House, loop: Loop) -> dict[str, Any]:
    tracker = loop.run(house.agent.tracker_store.retrieve(phone.sender))
    slots = tracker.current_slot_values()
    kept = {name: value for name, value in slots.items() if name not in COUNTED}
    return {"form": tracker.active_loop_name, **kept}


def without_words(known: dict[str, Any]) -> dict[str, Any]:
    """A complaint may keep what was not understood."""
    draft = known["complaint"] or {}
    words = ("description", "contact_words")
    return {**known, "complaint": {name: draft[name] for name in draft if name not in words}}


@pytest.mark.parametrize(("name", "sent", "language", "channel"), TABLE)
def test_is_answered_and_the_form_stands_where_it_stood(
    new_phone: NewPhone,
    house: House,
    loop: Loop,
    name: str,
    sent: str,
    language: str,
    channel: str,
) -> None:
    place = PLACES[name]
    phone = place.reached_by(new_phone(language=language, channel=channel), house)
    before = known(phone, house, loop)
    is_answered(phone, sent)
    if name not in ANSWERED_BY_ANY_WORDS:
        assert without_words(known(phone, house, loop)) == without_words(before)
        assert not house.fake.messages


@pytest.mark.parametrize("name", sorted(ANSWERED_BY_ANY_WORDS))
@pytest.mark.parametrize("kind", SIGNS)
def test_no_words_tell_a_case_nothing(
    new_phone: NewPhone, house: House, loop: Loop, name: str, kind: str
) -> None:
    phone = PLACES[name].reached_by(new_phone(), house)
    before = known(phone, house, loop)
    is_answered(phone, NONSENSE[kind])
    assert known(phone, house, loop) == before
    assert not house.fake.messages

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import House
from conversations.own_cases import case
from phone import Phone
from rasa.shared.core.events import SlotSet

TWO_DAYS_SECONDS = 2 * 24 * 60 * 60
MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Filed:
    """What the case manager was given: once, unless all of it is asked for."""

    house: House

    def all(self) -> list[dict[str, Any]]:
        return list(self.house.fake.cases.values())

    @property
    def only(self) -> dict[str, Any]:
        (case,) = self.all()
        return case

    @property
    def category(self) -> str:
        return str(self.only["category"])

    @property
    def told(self) -> dict[str, Any]:
        """Whatever it holds beside the words, by the names of the contract."""
        fields = {name: self.only[name] for name in ("programme", "missing_since")}
        told = fields | self.only.get("told", {})
        return {name: value for name, value in told.items() if value is not None}


async def let_two_days_pass(house: House, phone: Phone) -> None:
    await let_pass(house, phone, TWO_DAYS_SECONDS)


async def let_pass(house: House, phone: Phone, seconds: int) -> None:
    store = house.agent.tracker_store
    tracker = await store.retrieve(phone.sender)
    for event in tracker.events:
        event.timestamp -= seconds
        if isinstance(event, SlotSet) and event.key == "settled_at" and event.value:
            event.value -= seconds
    await store.save(tracker)


@pytest.fixture
def filed(house: House) -> Filed:
    return Filed(house)


@pytest.fixture
def stranger(new_phone: Callable[..., Phone], house: House) -> Callable[..., Phone]:
    """A phone that the register does not know."""
    house.fake.state = "unknown_phone"
    return new_phone


@pytest.fixture
def has(house: House) -> Callable[..., None]:
    def remember(*references: str, **differently: Any) -> None:
        for reference in references:
            house.fake.cases[reference] = case(**differently)

    return remember

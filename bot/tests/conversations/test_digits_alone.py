"""A caller who writes no letter: digits reach every end, and every answer has a next digit."""

from collections import deque
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace

import pytest
from conftest import House, Loop
from fake_case_manager import PAID, FakeCaseManager, payment
from phone import Phone
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

NewPhone = Callable[..., Phone]
LONGEST_WALK = 900
NUMBER_ALONE = "utter_ask_eligibility_number"  # no digit of it is an option
TYPED = {
    "utter_ask_identity_number_shared_phone": ("4567",),
    "utter_ask_identity_number_unknown_phone": ("1965269250123",),
    "utter_ask_identity_number_of_another": ("1965269250123",),
    "utter_ask_birth_year": ("1952",),
    "utter_ask_birth_year_of_another": ("1952",),
    NUMBER_ALONE: ("70",),
}
ENDS = {
    "utter_case_opened",
    "utter_case_status",
    "utter_handed_over",
    "utter_language_changed",
    "utter_entitlements",
    "utter_stop_messages",
    "utter_start_messages",
    "utter_ask_about_service",
    "utter_ask_which_programme",
    "utter_programme",
    "utter_eligibility",
    "utter_how_to_apply",
    "utter_goodbye",
}
LOST = {"utter_misread", "utter_ask_rephrase", "utter_apology"}
EARLIER_CASE = {"48219999": {"category": "payment_not_received"}}


def known(**differently: object) -> FakeCaseManager:
    return replace(FakeCaseManager(cases=deepcopy(EARLIER_CASE)), **differently)  # type: ignore[arg-type]


@dataclass(frozen=True)
class State:
    """Where a call stands: what was said last, and what each digit would say back."""

    form: str | None
    wish: str | None
    said: tuple[str, ...]
    options: tuple[str, ...]
    has_ended: bool

    def digits(self) -> Iterator[str]:
        if self.has_ended:
            return
        yield from (str(number) for number in range(1, len(self.options) + 1))
        for name in self.said:
            yield from TYPED.get(name, ())


@dataclass
class Walker:
    """Breadth first over everything that is offered; each path is a call of its own."""

    house: House
    loop: Loop
    new_phone: NewPhone
    register: Callable[[], FakeCaseManager]
    states: dict[State, tuple[str, ...]] = field(default_factory=dict)

    def walk(self) -> "Walker":
        paths = deque([()])
        walked = 0
        while paths:
            path: tuple[str, ...] = paths.popleft()
            walked += 1
            assert walked <= LONGEST_WALK, f"still new after {walked} calls: {path}"
            state = self._call(path)
            if state not in self.states:
                self.states[state] = path
                paths.extend((*path, digit) for digit in state.digits())
        return self

    @property
    def said(self) -> set[str]:
        return {name for state in self.states for name in state.said}

    def _call(self, path: tuple[str, ...]) -> State:
        self.house.fake = self.register()
        phone = self.new_phone(channel="ussd", can_script=False).sends("/greet")
        for digit in path:
            phone.sends(digit)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 200, path
        answers = phone.last_answer.json()["answers"]
        has_ended = any("end_session" in answer.get("custom", {}) for answer in answers)
        tracker = self.loop.run(self.house.agent.processor.get_tracker(phone.sender))
        options = tuple(phone.options)
        form = tracker.active_loop_name
        wish = tracker.get_slot("identity_wish") if form == "identity_form" else None
        if form == "eligibility_form" and tracker.get_slot("eligibility")["named"]:
            wish = "one programme"
        return State(form, wish, said_last(tracker), options, has_ended)


def said_last(tracker: DialogueStateTracker) -> tuple[str, ...]:
    said: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and event.text:
            said.insert(0, event.metadata["said"])
    return tuple(said)


@pytest.fixture
def walk(house: House, loop: Loop, new_phone: NewPhone) -> Callable[..., Walker]:
    return lambda register: Walker(house, loop, new_phone, register).walk()


def of_a_shared_phone() -> FakeCaseManager:
    right = {"nid_last4": "4567", "birth_year": 1952}
    return known(state="shared_phone", right_answer=right, payments=[])


def of_an_unknown_phone() -> FakeCaseManager:
    right = {"identifier": "1965269250123", "birth_year": 1952}
    paid = [payment(1, "2026-07-01", "2026-09-30", "2026-10-20", **PAID)]
    return known(state="unknown_phone", right_answer=right, payments=paid)


class TestDigitsAlone:
    @pytest.mark.parametrize(
        ("register", "facts"),
        [
            (known, "utter_payments_failed"),
            (of_a_shared_phone, "utter_no_payments"),
            (of_an_unknown_phone, "utter_payments"),
        ],
    )
    def test_reach_every_end(
        self, walk: Callable[..., Walker], register: Callable[[], FakeCaseManager], facts: str
    ) -> None:
        walked = walk(register)
        assert walked.said >= ENDS | {facts}
        assert not walked.said & LOST
        waiting = [state for state in walked.states if NUMBER_ALONE not in state.said]
        silent = [walked.states[s] for s in waiting if not s.options and not s.has_ended]
        assert silent == []

    def test_reach_a_person_where_nobody_may_be_known(self, walk: Callable[..., Walker]) -> None:
        assert walk(lambda: known(state="locked")).said >= {
            "utter_handed_over",
            "utter_case_opened",
        }

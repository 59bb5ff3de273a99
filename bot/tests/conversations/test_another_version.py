"""What is kept was written by a version that had other forms, slots, questions and actions."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import House, Loop
from conversations.standing import PLACES
from phone import Phone

from components.tracker import stored_form
from kept_slots import kept_slots

NewPhone = Callable[..., Phone]
Rewritten = Callable[..., Phone]

MENU, MONEY = "কী জানতে বা বলতে চান?", "কোন কিস্তি"
WISH = "আমার টাকা আসে নাই"


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def action(name: str) -> dict[str, Any]:
    return {"event": "action", "name": name, "policy": None, "confidence": 1.0}


@pytest.fixture
def rewritten(house: House, loop: Loop) -> Rewritten:
    """As another version keeps it: with these events at the end, and these fields otherwise."""

    async def rewrite(phone: Phone, *events: dict[str, Any], **fields: Any) -> Phone:
        store = house.agent.tracker_store
        stored = stored_form(await store.retrieve(phone.sender))
        stored["events"].extend({"timestamp": 0, **event} for event in events)
        kept = {**stored, "kept_as": "another version", **fields}
        kept = {name: value for name, value in kept.items() if value is not None}
        await store._records.write(phone.sender, store._sealed(phone.sender, kept))
        return phone

    return lambda *what, **fields: loop.run(rewrite(*what, **fields))


def goes_on(phone: Phone) -> None:
    """Whatever comes next is answered, and anything can be begun anew."""
    for words in ("হ্যাঁ", WISH):
        phone.sends(words)
        assert phone.last_answer is not None
        assert phone.last_answer.status_code == 200
        assert phone.heard
    phone.sends("/go_home").sends("/go_home").sends("/report_missing_payment").hears(MONEY)


class TestWhatThisOneKeeps:
    """Wherever a conversation stands, every slot is as kept_slots.yml says."""

    @pytest.mark.parametrize("name", PLACES)
    def test_is_read_whole_by_a_version_that_keeps_the_same(
        self, new_phone: NewPhone, house: House, loop: Loop, name: str
    ) -> None:
        phone = PLACES[name].reached_by(new_phone(), house)
        tracker = loop.run(house.agent.tracker_store.retrieve(phone.sender))
        slots = {n: v for n, v in tracker.current_slot_values().items() if v is not None}
        known = {
            n: kept_slots().readable(n, v) for n, v in slots.items() if n in kept_slots().names
        }
        assert known == {n: v for n, v in slots.items() if n != "session_started_metadata"}

    def test_is_all_told(self, house: House) -> None:
        slots = {each.name for each in house.agent.domain.slots}
        assert kept_slots().names == slots - {"session_started_metadata"}

    @pytest.mark.parametrize("name", PLACES)
    def test_goes_on_where_another_version_has_written_it(
        self, new_phone: NewPhone, house: House, rewritten: Rewritten, name: str
    ) -> None:
        phone = PLACES[name].reached_by(new_phone(), house)
        asked = phone.heard[-1]
        rewritten(phone)
        assert phone.sends("/greet").heard[-1] == asked


class TestForms:
    def test_that_are_no_more(self, new_phone: NewPhone, rewritten: Rewritten) -> None:
        gone = ({"event": "active_loop", "name": "older_form"}, slot("older", 1))
        phone = rewritten(new_phone().sends("সালাম"), *gone, slot("requested_slot", "older"))
        phone.sends(WISH).hears(MONEY).sends("1").hears("ঠিক আছে?")

    def test_that_were_put_aside(self, new_phone: NewPhone, rewritten: Rewritten) -> None:
        phone = new_phone().sends(WISH).sends("1").hears("ঠিক আছে?")
        rewritten(phone, slot("aside", [{"form": "older_form", "slots": {"older": 1}}]))
        phone.sends("1").hears("জমা হয়েছে").sends("সালাম").hears("সালাম")

    def test_of_which_one_alone_can_be_read(
        self, new_phone: NewPhone, rewritten: Rewritten
    ) -> None:
        phone = new_phone().sends("/check_eligibility").sends("/report_food_problem")
        older = {"form": "complaint_form", "slots": {"complaint": ["older"]}}
        tracked = phone.hears("আগে এটি")
        rewritten(tracked, slot("aside", [older, {"form": "eligibility_form"}, older]))
        phone.sends("/go_back").hears(MENU)


class TestComplaints:
    def test_kept_with_more(
        self, new_phone: NewPhone, house: House, loop: Loop, rewritten: Rewritten
    ) -> None:
        phone = new_phone().sends(WISH).sends("1").hears("ঠিক আছে?")
        tracker = loop.run(house.agent.tracker_store.retrieve(phone.sender))
        older = {**tracker.get_slot("complaint"), "asked": "older", "aside": [], "older": True}
        rewritten(phone, slot("complaint", older))
        phone.sends("সালাম").hears("ঠিক আছে?").sends("1").hears("জমা হয়েছে")

    def test_of_a_wish_that_is_no_more(self, new_phone: NewPhone, rewritten: Rewritten) -> None:
        phone = new_phone().sends(WISH).sends("1").hears("ঠিক আছে?")
        gone = {"wish": "report_weather", "description": "", "answers": {}}
        rewritten(phone, slot("complaint", gone))
        phone.sends("হ্যাঁ").hears(MENU).sends("সালাম").hears("সালাম")

    def test_with_a_payment_that_is_not_offered(
        self, new_phone: NewPhone, rewritten: Rewritten
    ) -> None:
        phone = new_phone().sends(WISH)
        rewritten(
            phone,
            slot("complaint", {"wish": "report_missing_payment", "answers": {"payment": "7"}}),
        )
        goes_on(phone)


OTHERWISE: dict[str, dict[str, Any]] = {
    "complaint: read back": {
        "text": {"complaint": "older"},
        "list": {"complaint": ["report_missing_payment"]},
        "without a wish": {"complaint": {"description": "older"}},
        "payments of another shape": {
            "complaint": {"wish": "report_missing_payment", "payments": [{"id": 1}]}
        },
        "answers of another type": {
            "complaint": {"wish": "report_missing_payment", "answers": {"place": 302614}}
        },
        "steps of another shape": {
            "complaint": {"wish": "report_missing_payment", "trail": [{"older": 1}]}
        },
        "gone": {"complaint": None},
        "another question": {"requested_slot": "older"},
    },
    "interview: a choice": {
        "text": {"eligibility": "older"},
        "without its question": {"eligibility": {"named": None, "main": [], "facts": {}}},
        "a question of another shape": {
            "eligibility": {
                **dict.fromkeys(("main", "answered", "left_open"), ()),
                **{"named": None, "facts": {}, "question": {"id": "age"}},
            }
        },
        "gone": {"eligibility": None},
    },
    "case: more": {
        "text": {"follow_up": "older"},
        "another wish": {"follow_up": {"wish": "older"}},
        "no case": {
            "follow_up": {
                **{"wish": "update_case", "offered": [], "words": ""},
                **{"says_enough": False, "asked": "more"},
            }
        },
        "another question": {
            "follow_up": {
                **{"wish": "update_case", "words": "", "says_enough": False, "asked": "older"},
                "offered": [{"reference": "48210934", "opened_on": "2026-11-23", "is_open": True}],
            }
        },
        "gone": {"follow_up": None},
    },
    "call": {
        "a number": {"call_back": 48210934},
        "mapping": {"call_back": {"reference": "48210934"}},
        "gone": {"call_back": None},
        "another time": {"wished_call": {"part": "night", "on": None, "after": None}},
    },
    "identity: year": {
        "a number": {"identity_number": 1965269250123},
        "a year in words": {"birth_year": "1952"},
        "another state": {"identity": "half_known"},
        "another wish": {"identity_wish": "weather"},
        "gone": {"identity": None, "identity_number": None},
    },
    "complaint: year": {
        "another state": {"identity": ["verified"]},
        "gone": {"identity": None, "identity_number": None},
    },
    "complaint: safety": {
        "answers of another type": {
            "complaint": {"wish": "report_abuse", "is_guarded": True, "answers": {"safety": 1}}
        },
        "how to reach somebody": {"safe_contact": "no"},
    },
}


@pytest.mark.parametrize(
    ("name", "slots"),
    [
        pytest.param(name, slots, id=f"{name}: {how}")
        for name, others in OTHERWISE.items()
        for how, slots in others.items()
    ],
)
def test_a_slot_kept_otherwise_breaks_nothing(
    new_phone: NewPhone, house: House, rewritten: Rewritten, name: str, slots: dict[str, Any]
) -> None:
    phone = PLACES[name].reached_by(new_phone(), house)
    house.fake.state = "verified"
    goes_on(rewritten(phone, *(slot(key, value) for key, value in slots.items())))


class TestWhatLasts:
    @pytest.mark.parametrize(
        "kept",
        [
            {"awaiting_case": 48210934},
            {"awaited_about": {"older": True}},
            {"heard_events": "event-1"},
            {"safe_contact": ["no"]},
            {"misread": "two"},
            {"aside": {"form": "complaint_form"}},
        ],
    )
    @pytest.mark.parametrize("before", [(), (WISH,)])
    def test_kept_otherwise_breaks_nothing(
        self,
        new_phone: NewPhone,
        rewritten: Rewritten,
        kept: dict[str, Any],
        before: tuple[str, ...],
    ) -> None:
        phone = new_phone().sends("সালাম")
        for words in before:
            phone.sends(words)
        rewritten(phone, *(slot(name, value) for name, value in kept.items()))
        assert phone.is_asked_by_caseworker("48210934", "event-2").status_code == 200
        goes_on(phone)

    def test_a_form_goes_on_without_it(self, new_phone: NewPhone, rewritten: Rewritten) -> None:
        phone = new_phone().sends(WISH).sends("1").hears("ঠিক আছে?")
        rewritten(phone, slot("heard_events", "event-1"))
        phone.sends("1").hears("জমা হয়েছে")


class TestEvents:
    @pytest.mark.parametrize(
        "events",
        [
            [action("action_of_an_older_version")],
            [action("utter_older"), action("action_listen")],
            [{"event": "followup", "name": "action_of_an_older_version"}],
            [{"event": "older", "name": "nothing"}],
            [{"event": "topic", "topic": "older"}],
            [{"event": "slot"}],
            [{"event": "user", "text": "x", "parse_data": {"intent": {"name": "older"}}}],
            [
                {
                    "event": "user",
                    "text": "x",
                    "parse_data": {
                        "intent": {"name": "greet", "confidence": 1.0},
                        "entities": [{"entity": "older", "value": 1}],
                    },
                }
            ],
        ],
    )
    @pytest.mark.parametrize("before", [("সালাম",), (WISH,)])
    def test_that_nobody_knows_any_more_break_nothing(
        self,
        new_phone: NewPhone,
        rewritten: Rewritten,
        events: list[dict[str, Any]],
        before: tuple[str, ...],
    ) -> None:
        phone = new_phone()
        for words in before:
            phone.sends(words)
        goes_on(rewritten(phone, *events))

    def test_answers_that_were_not_kept_yet(
        self, new_phone: NewPhone, rewritten: Rewritten
    ) -> None:
        goes_on(rewritten(new_phone().sends(WISH), answered=None, kept_as=None))

"""Which messages are followed as a new wish while a caseworker's answer is awaited."""

import pytest

from actions.wishes import clear_wish
from complaint.catalogue import read_catalogue
from turn import Turn, read_turn

COMPLAINTS = read_catalogue().wishes


def turn(text: str, intent: str, confidence: float) -> Turn:
    said = {"text": text, "intent": {"name": intent, "confidence": confidence}}
    return read_turn("conversation", said)


@pytest.mark.parametrize(
    ("intent", "action"),
    [
        ("ask_menu", "utter_menu"),
        ("check_entitlement", "action_check_entitlement"),
        ("check_payment", "action_check_payment"),
        ("greet", "utter_greet"),
        ("report_abuse", "action_begin_complaint"),
        ("talk_to_human", "action_hand_over"),
        ("track_case", "utter_case_status"),
        ("appeal_case", "action_begin_follow_up"),
        ("withdraw_case", "action_begin_follow_up"),
    ],
)
def test_a_wish_needs_confidence(intent: str, action: str) -> None:
    assert clear_wish(turn("words", intent, 0.95), COMPLAINTS) == action
    assert clear_wish(turn("words", intent, 0.94), COMPLAINTS) is None


@pytest.mark.parametrize(
    "intent",
    [
        *("affirm", "deny", "inform", "report_missing_payment", "update_case"),
        *("out_of_scope", "nlu_fallback"),
    ],
)
def test_everything_else_is_the_answer(intent: str) -> None:
    assert clear_wish(turn("words", intent, 1.0), COMPLAINTS) is None


def test_thanks_alone_are_no_answer_and_with_more_they_are() -> None:
    assert clear_wish(turn("ধন্যবাদ আপা", "thank", 0.95), COMPLAINTS) == "utter_thank"
    assert clear_wish(turn("ধন্যবাদ, কাল অফিসে যাব", "thank", 0.95), COMPLAINTS) is None


def test_digits_are_an_answer() -> None:
    assert clear_wish(turn("৪৮২১-০৯৩৪", "track_case", 1.0), COMPLAINTS) is None


@pytest.mark.parametrize("wish", COMPLAINTS)
def test_a_picked_complaint_is_a_wish(wish: str) -> None:
    picked = turn(f"/{wish}", wish, 1.0)
    assert clear_wish(picked, COMPLAINTS) == "action_begin_complaint"


def test_so_is_a_case_that_was_picked_to_be_told_more() -> None:
    picked = turn('/update_case{"reference": "48210934"}', "update_case", 1.0)
    assert clear_wish(picked, COMPLAINTS) == "action_begin_follow_up"

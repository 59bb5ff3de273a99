"""Every wish of docs/conversations.md, by digits and by SMS, in each language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import House, Loop
from conversations.test_digits_alone import said_last
from phone import Phone

from wording import LANGUAGES, read_wording

NewPhone = Callable[..., Phone]

DOCUMENT = Path(__file__).parents[3] / "docs" / "conversations.md"
LINES = [line.strip("| \n").split(" | ") for line in DOCUMENT.read_text("utf-8").splitlines()]
ROWS = {row[0]: row for row in LINES if len(row) == 5 and row[0] != "wish"}
WORDING = read_wording()
SAID = {
    "greet": "utter_greet",
    "goodbye": "utter_goodbye",
    "ask_menu": "utter_menu",
    "ask_about_service": "utter_ask_about_service",
    "check_payment": "utter_payments_failed",
    "check_entitlement": "utter_entitlements",
    "check_eligibility": "utter_eligibility_begins",
    "ask_how_to_apply": "utter_how_to_apply",
    "track_case": "utter_case_status",
    "talk_to_human": "utter_ask_call_back",
    "change_language": "utter_language_changed",
    "stop_messages": "utter_stop_messages",
    "start_messages": "utter_start_messages",
}


@pytest.fixture
def follows(house: House, loop: Loop) -> Callable[[Phone, str], None]:
    """That a wish is followed, whatever is still to be asked for it."""

    def check(phone: Phone, wish: str) -> None:
        tracker = loop.run(house.agent.processor.get_tracker(phone.sender))
        told = [tracker.get_slot(name) or {} for name in ("complaint", "follow_up")]
        said = said_last(tracker)
        is_begun = any(kept.get("wish") == wish for kept in told)
        assert is_begun or SAID.get(wish, "utter_handed_over") in said, said

    return check


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", ROWS)
class TestEveryWish:
    def test_by_digits(
        self,
        new_phone: NewPhone,
        house: House,
        follows: Callable[[Phone, str], None],
        wish: str,
        language: str,
    ) -> None:
        prepare(house, wish)
        is_carried = language == "bn"
        phone = new_phone(channel="ussd", language=language, can_script=is_carried).sends("/greet")
        for step in ROWS[wish][1].split(", ") if wish != "greet" else ():
            if step.isdigit():
                phone.sends(step)
            else:
                phone.picks(WORDING.button(step, language)["title"])
        follows(phone, wish)

    def test_by_sms(
        self,
        new_phone: NewPhone,
        house: House,
        follows: Callable[[Phone, str], None],
        wish: str,
        language: str,
    ) -> None:
        prepare(house, wish)
        words = ROWS[wish][2 + LANGUAGES.index(language)]
        follows(new_phone(language=language).sends(words), wish)


def prepare(house: House, wish: str) -> None:
    """A complaint of theirs, decided where it is appealed."""
    status = {"status": "closed"} if wish == "appeal_case" else {}
    house.fake.cases["48210934"] = {"category": "wrong_amount", **status}

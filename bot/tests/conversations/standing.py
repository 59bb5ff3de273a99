"""Wherever a conversation may stand: every form, at every question that it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conftest import House, Loop
from guesses import guess
from phone import Phone

A_GUESS = "?"  # words that are hardly understood
AGAIN = {
    "bn": "আবার টাকা কম দিছে, ৫০০ টাকা কম পাইছি",
    "bn-Latn": "abar taka kom dise, 500 taka kom paisi",
    "en": "again they gave me 500 taka less than my allowance",
}
OPEN, CLOSED = "48210934", "48210941"
NID = "1965269250123"
WAYS = (("bn", "sms"), ("bn-Latn", "ussd"), ("en", "sms"), ("bn", "ussd"))


@dataclass(frozen=True)
class Place:
    """By which messages a conversation comes to stand there; `question` is as `asked` tells it."""

    form: str | None
    question: str | None
    messages: tuple[str, ...]
    state: str = "verified"
    other_cases: tuple[str, ...] = ()

    def reached_by(self, phone: Phone, house: House) -> Phone:
        house.fake.state = self.state
        house.fake.cases[OPEN] = {"category": "wrong_amount"}
        house.fake.cases[CLOSED] = {"category": "wrong_amount", "status": "closed"}
        for reference in self.other_cases:
            house.fake.cases[reference] = {"category": "food_quality"}
        for message in self.messages:
            phone.sends(_in_words(message, house, phone.language))
        return phone


def _in_words(message: str, house: House, language: str) -> str:
    if message == A_GUESS:
        return guess(house.agent, language)[0]
    return AGAIN[language] if message == "again" else message


def told(**values: str) -> str:
    (name, value) = next(iter(values.items()))
    return f'/inform{{"{name}": "{value}"}}'


def _complaint(question: str, *messages: str, **more: Any) -> Place:
    return Place("complaint_form", question, messages, **more)


def _interview(question: str, *messages: str) -> Place:
    return Place("eligibility_form", question, messages)


def _offered_again(place: Place) -> Place:
    """Behind a wish for a person, or before that one's own question behind another wish."""
    beside = ("/talk_to_human", told(call_time="morning"))
    if place.form == "call_form":
        beside = ("/report_food_problem", "/go_back")
    return Place(place.form, "aside", (*place.messages, *beside), place.state)


_MONEY, _CUT = "/report_missing_payment", "/report_agent_charge"
_OF_ANOTHER = '/check_payment{"whose": "other"}'
_AGED = ('/check_eligibility{"programme": "oaa"}', "68", told(answer="sex.male"))
_ALL = ("/check_eligibility", "70", told(answer="allowance.none"))
QUESTIONS = {
    "identity: number of a shared phone": Place(
        "identity_form", "identity_number of shared_phone", ("/check_payment",), "shared_phone"
    ),
    "identity: year on a shared phone": Place(
        "identity_form", "birth_year of shared_phone", ("/check_payment", "4567"), "shared_phone"
    ),
    "identity: number": Place(
        "identity_form", "identity_number of unknown_phone", ("/check_payment",), "unknown_phone"
    ),
    "identity: year": Place(
        "identity_form", "birth_year of unknown_phone", ("/check_payment", NID), "unknown_phone"
    ),
    "identity: number of another": Place(
        "identity_form", "identity_number of of_another", (_OF_ANOTHER,)
    ),
    "identity: year of another": Place(
        "identity_form", "birth_year of of_another", (_OF_ANOTHER, NID)
    ),
    "complaint: whose": _complaint(
        "identity_number of unknown_phone", _MONEY, state="unknown_phone"
    ),
    "complaint: year": _complaint(
        "birth_year of unknown_phone", _MONEY, NID, state="unknown_phone"
    ),
    "complaint: payment": _complaint("payment", _MONEY),
    "complaint: programme": _complaint("programme", _MONEY, told(payment="other")),
    "complaint: since": _complaint("since", _MONEY, told(payment="other"), told(programme="oaa")),
    "complaint: amount": _complaint("amount", _CUT),
    "complaint: provider": _complaint("provider", _CUT, "500"),
    "complaint: place": _complaint(
        "place", _CUT, "500", told(provider="nagad"), state="unknown_phone"
    ),
    "complaint: deceased": _complaint("deceased", "/report_death"),
    "complaint: wanted": _complaint("wanted", "/report_death", "4567"),
    "complaint: kind": _complaint("kind", "/report_food_problem"),
    "complaint: detail": _complaint("detail", "/report_data_error", told(kind="data_correction")),
    "complaint: destination": _complaint(
        "destination", "/report_data_error", told(kind="transfer")
    ),
    "complaint: role": _complaint("role", "/report_bribe", told(kind="bribe")),
    "complaint: story": _complaint(
        "story", "/report_wallet_problem", told(kind="sim_pin"), told(provider="nagad")
    ),
    "complaint: whether it is one": _complaint("meant", A_GUESS),
    "complaint: safety": _complaint("safety", "/report_abuse"),
    "complaint: time of a safe call": _complaint(
        "call_time", "/report_abuse", told(safety="no_sms")
    ),
    "complaint: story of danger": _complaint(
        "story", "/report_abuse", told(safety="safe"), told(kind="threat")
    ),
    "complaint: read back": _complaint("read_back", _MONEY, told(payment="1")),
    "complaint: change": _complaint("change", _MONEY, told(payment="1"), "/deny"),
    "complaint: consent": _complaint(
        "consent", _MONEY, told(payment="1"), told(read_back="for_other")
    ),
    "interview: a number": _interview("number", "/check_eligibility"),
    "interview: a choice": _interview("choice", "/check_eligibility", "70"),
    "interview: a number or none": _interview("number or none", *_ALL),
    "interview: a number typed": _interview(
        "number or none, typed", *_ALL, told(answer="own_income_month.type")
    ),
    "interview: yes or no": _interview(
        "yes_no", *_AGED, told(answer="allowance.none"), told(answer="food_card.none"), "500"
    ),
    "case: this one": Place("follow_up_form", "this_case", ("again",)),
    "case: which": Place(
        "follow_up_form", "which_case", ("/update_case",), other_cases=("48210958",)
    ),
    "case: more": Place("follow_up_form", "more", (f'/update_case{{"reference": "{OPEN}"}}',)),
    "case: sure": Place("follow_up_form", "sure", (f'/withdraw_case{{"reference": "{OPEN}"}}',)),
    "case: reason": Place(
        "follow_up_form", "reason", (f'/appeal_case{{"reference": "{CLOSED}"}}',)
    ),
    "call": Place("call_form", "call_back", ("/talk_to_human",)),
}
OFFERED_AGAIN = {
    f"{name}, offered again": _offered_again(QUESTIONS[name])
    for name in (
        "identity: number",
        "complaint: read back",
        "interview: a choice",
        "case: more",
        "call",
    )
}
PLACES = {**QUESTIONS, **OFFERED_AGAIN}
NOWHERE = Place(None, None, ())


def standing(phone: Phone, house: House, loop: Loop) -> tuple[str | None, str | None]:
    """The form and the question at which the conversation stands."""
    tracker = loop.run(house.agent.tracker_store.retrieve(phone.sender))
    if tracker is None:
        return None, None
    return tracker.active_loop_name, asked(tracker.current_slot_values())


def asked(slots: Mapping[str, Any]) -> str | None:
    slot = slots["requested_slot"]
    if slot in ("identity_number", "birth_year"):
        return f"{slot} of {slots['identity']}"
    if slot in ("complaint", "follow_up"):
        return str(slots[slot]["asked"])
    if slot == "eligibility":
        question = slots[slot]["question"]
        may_be_none = question["lowest"] == 0 and question["id"] != "age"
        typed = ", typed" if slots[slot]["is_typed"] else ""
        return f"{question['type']}{' or none' if may_be_none else ''}{typed}"
    return slot

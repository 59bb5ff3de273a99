"""What is done about each wish outside of forms, where no rule may decide it alone."""

from collections.abc import Collection

from turn import CLEAR, Turn

CLEAR_WISHES = {
    "appeal_case": "action_begin_follow_up",
    "ask_about_service": "utter_ask_about_service",
    "ask_complaints": "utter_complaints",
    "ask_how_to_apply": "utter_how_to_apply",
    "ask_menu": "utter_menu",
    "change_language": "utter_change_language",
    "check_eligibility": "action_begin_eligibility",
    "check_entitlement": "action_check_entitlement",
    "check_payment": "action_check_payment",
    "go_back": "utter_menu",
    "go_home": "utter_menu",
    "goodbye": "utter_goodbye",
    "greet": "utter_greet",
    "report_abuse": "action_begin_complaint",  # never into a case that any caseworker reads
    "start_messages": "utter_start_messages",
    "stop_messages": "utter_stop_messages",
    "talk_to_human": "action_hand_over",
    "track_case": "utter_case_status",
    "withdraw_case": "action_begin_follow_up",
}
PICKED_WISHES = {"update_case": "action_begin_follow_up"}
_ANSWERS = {
    "affirm": "utter_all_right",
    "deny": "utter_all_right",
    "inform": "action_inform",
    "thank": "utter_thank",
}
_NOT_UNDERSTOOD = "action_not_understood"


def clear_wish(turn: Turn, complaints: Collection[str]) -> str | None:
    """The action of a wish that cannot be meant as an answer; that one is still awaited then."""
    if not turn.is_written and turn.intent in complaints:
        return "action_begin_complaint"
    if not turn.is_written and turn.intent in PICKED_WISHES:
        return PICKED_WISHES[turn.intent]
    if turn.says("thank", at_least=CLEAR) and not turn.is_sentence:
        return "utter_thank"
    return CLEAR_WISHES[turn.intent] if turn.says(*CLEAR_WISHES, at_least=CLEAR) else None


def action_of(turn: Turn, complaints: Collection[str]) -> str:
    """As the rules have it where nothing is awaited (nlu_data/rules)."""
    if turn.intent in complaints:
        return "action_begin_complaint"
    known = {**_ANSWERS, **PICKED_WISHES, **CLEAR_WISHES}
    return known.get(turn.intent, _NOT_UNDERSTOOD)

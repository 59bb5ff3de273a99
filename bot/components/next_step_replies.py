"""What to say where nothing was understood: of the answer just given, or where else to go."""

import asides
import elsewhere
from components.reply import Conversation

_SAY_NOTHING = frozenset(
    {
        "utter_all_right",
        "utter_ask_rephrase",
        "utter_case_status",
        "utter_goodbye",
        "utter_inform",
        "utter_menu",
        "utter_offer_choices",
        "utter_stop_messages",
    }
)
_OF_MONEY = frozenset(
    {"utter_payments", "utter_payments_failed", "utter_payments_of_several"}
    | {"utter_payments_with_trouble"}
)
_OF_A_CASE = frozenset(
    {"utter_case_opened", "utter_case_opened_unknown", "utter_case_status", "utter_handed_over"}
    | {"utter_matter_status", "utter_words_passed_on"}
)


def next_step(name: str, conversation: Conversation) -> str:
    """What to say instead of a reply that knows of nothing."""
    turn = conversation.turn
    is_asked = turn.is_written and asides.asked_in(turn.text) is not None
    is_sure = turn.says("stop_messages")
    if name not in _SAY_NOTHING or conversation.is_in_form or is_sure:
        return name
    if topic := elsewhere.spoken_of(turn):
        return f"utter_about_{topic}"
    if not is_asked:
        return name
    if conversation.said_before & _OF_MONEY:
        return "utter_payments"
    return "utter_next_step" if conversation.said_before & _OF_A_CASE else name

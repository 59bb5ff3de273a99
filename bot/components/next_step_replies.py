"""What to say where nothing was understood: of the answer just given, or where else to go."""

from components.reply import Conversation
from phrases import asides, elsewhere, giving_up, message_wishes, plans
from turn import CLEAR, Turn

_SAY_NOTHING = frozenset(
    {
        "utter_all_right",
        "utter_ask_rephrase",
        "utter_case_status",
        "utter_goodbye",
        "utter_menu",
        "utter_offer_choices",
        "utter_start_messages",
        "utter_stop_messages",
    }
)
_NOT_UNDERSTOOD = "utter_ask_rephrase"
_GUESSES = {"utter_stop_messages": "stop_messages", "utter_start_messages": "start_messages"}
_ASKED_ALIKE = frozenset({"utter_ask_about_service", "utter_how_to_apply"})
_OF_MONEY = frozenset(
    {"utter_payments", "utter_payments_failed", "utter_payments_of_several"}
    | {"utter_payments_with_trouble"}
)
_OF_A_CASE = frozenset(
    {"utter_case_opened", "utter_case_opened_nameless", "utter_case_opened_of_another"}
    | {"utter_case_opened_unknown"}
    | {"utter_case_status", "utter_handed_over", "utter_matter_status", "utter_matter_opened"}
    | {"utter_words_passed_on", "utter_name_guarded", "utter_name_guarded_restricted"}
)
_OF_DANGER_LEFT = frozenset({"utter_come_back", "utter_matter_kept"})
NOT_FOUND = frozenset({"utter_no_cases", "utter_reference_mistyped"})
_BEHIND = {  # a question of asides.yml, behind which answers it means something, and what is said
    "complain": (frozenset[str](), "utter_complain_of"),
    asides.APPLY_COST: (frozenset[str](), "utter_applying_is_free"),
    "keep_name": (frozenset[str](), "utter_keeps_name"),
    "name_told": (frozenset[str](), "utter_keeps_name"),
    "number_lost": (NOT_FOUND, "utter_no_number"),
}


def next_step(name: str, conversation: Conversation) -> str:
    """What to say instead of a reply that knows of nothing."""
    turn = conversation.turn
    asked = asides.asked_in(turn.text) if turn.is_written else None
    says_nothing = name in _SAY_NOTHING and not turn.says(*_GUESSES.values())
    if conversation.is_in_form or not (says_nothing or _is_hardly_meant(name, turn, asked)):
        return name
    if says_nothing and (topic := elsewhere.spoken_of(turn)):
        return f"utter_about_{topic}"
    if says_nothing and _goes_on_in_danger(conversation):
        return "utter_goes_on"
    if says_nothing and turn.is_written and plans.is_to_go(turn.text):
        return "utter_will_go"
    if said := says_nothing and _BEHIND.get(asked or ""):
        behind, instead = said
        return instead if not behind or conversation.said_before & behind else name
    if says_nothing and _is_from_elsewhere(conversation):
        return "utter_sent_from_elsewhere"
    if asked is None:
        return _instead_of_a_guess(name, turn)
    if asked == "whom":
        return "utter_whom"
    if asked == "if_nothing" and conversation.said_before & _OF_A_CASE:
        return "utter_if_nothing"
    if conversation.said_before & _OF_MONEY:
        return "utter_payments"
    if conversation.said_before & _OF_A_CASE:
        return "utter_next_step"
    return _NOT_UNDERSTOOD if name in _GUESSES else name


def _goes_on_in_danger(conversation: Conversation) -> bool:
    """Whether somebody who had to leave says in a sentence that it is well now. To less than that
    nothing is said of it on a phone that others may hold.
    """
    turn = conversation.turn
    is_back = turn.is_written and turn.is_sentence and turn.is_yes
    return is_back and bool(conversation.said_before & _OF_DANGER_LEFT)


def _is_from_elsewhere(conversation: Conversation) -> bool:
    """Whether the complaint that was not found is said to be another phone's."""
    turn, before = conversation.turn, conversation.said_before & {*NOT_FOUND, "utter_no_number"}
    return bool(before) and turn.is_written and asides.tells_from_where(turn.text)


def _is_hardly_meant(name: str, turn: Turn, asked: str | None) -> bool:
    """ "Where do I go?" sounds like a question about applying, "whom do I tell" about us."""
    is_guess = turn.confidence < CLEAR or asked == "whom"
    return name in _ASKED_ALIKE and is_guess and turn.entity("programme") is None


def _instead_of_a_guess(name: str, turn: Turn) -> str:
    """Who says only "leave it" may mean a complaint; who names no messages means none."""
    wish = _GUESSES.get(name)
    if wish is None and name != _NOT_UNDERSTOOD:
        return name
    if (how := giving_up.told(turn)) is not None:
        return "utter_all_right" if how == giving_up.ASKED else "utter_ask_what_to_leave"
    is_named = wish is None or message_wishes.is_named(turn.text, wish)
    return name if is_named or not turn.is_written else _NOT_UNDERSTOOD

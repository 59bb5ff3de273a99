"""What was settled a moment ago: more words for it still come, and how it was may be asked."""

from datetime import timedelta

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import (
    call_times,
    following_up,
    forms,
    passing_on,
    promised_calls,
    rating_words,
)
from actions.base import Events, TurnAction, set_slots
from actions.passing_on import NO_MORE
from actions.wishes import action_of, clear_wish
from awaited import CALL, RATING, RATING_AGAIN, REOPENED
from case_manager_client import CaseAlreadyClosed, UnknownReference, WishedCall
from complaint.call_wish import (
    UnclearTime,
    UnusableTime,
    as_slot,
    is_refused,
    names_a_time,
    read_call,
    read_change,
    rings_elsewhere,
    speaks_of_a_call,
)
from phrases import giving_up, remedy_words
from phrases.spoken_of import SAY_NOTHING
from phrases.taken_back import begins_with_no
from turn import CLEAR, SURE, Turn

SOON = timedelta(hours=1)
_MOST_WORDS_OF_AN_OPTION = 2
_OF_A_NUMBER = "request_number_change"
_MAY_TELL_A_TIME = (*SAY_NOTHING, "affirm", "deny")


async def hear(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """What is none of this is followed as if nothing were awaited."""
    if not turn.says("talk_to_human", at_least=CLEAR) and action.telling.tells_of_danger(turn):
        return [*NO_MORE, FollowupAction("action_begin_complaint")]
    about = tracker.get_slot("awaited_about")
    if about in (RATING, RATING_AGAIN):
        return await _hear_rating(action, dispatcher, tracker, turn)
    if about == CALL:
        return _hear_call_time(action, dispatcher, tracker, turn)
    if about == REOPENED and remedy_words.tells_it_came(turn):
        return await passing_on.answer_remedy(action, dispatcher, tracker, turn, came=True)
    return await _hear_more(action, dispatcher, tracker, turn)


async def _hear_rating(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Nobody is made to say it: what is neither an answer nor a wish is asked about once more."""
    reference, score = tracker.get_slot("awaiting_case"), rating_words.score(turn)
    if score is not None and not _is_a_matter(action, turn):
        await following_up.rate(action, dispatcher, turn, reference, score)
        return NO_MORE
    wishes = action.telling.catalogue.wishes
    is_wish = not turn.is_written or clear_wish(turn, wishes) or turn.is_no
    is_wish = is_wish or (turn.says(*wishes) and turn.is_sentence)
    if is_wish or tracker.get_slot("awaited_about") == RATING_AGAIN:
        return _let_go(action, turn)
    dispatcher.utter_message(response="utter_misread")
    dispatcher.utter_message(response="utter_ask_satisfaction", reference=reference)
    return set_slots(awaited_about=RATING_AGAIN)


def _is_a_matter(action: TurnAction, turn: Turn) -> bool:
    """Two months without money are no two of five."""
    if not turn.is_written or len(turn.text.split()) <= _MOST_WORDS_OF_AN_OPTION:
        return giving_up.told(turn) is not None
    return turn.says(*action.telling.catalogue.wishes) or giving_up.told(turn) is not None


def _hear_call_time(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """Another time than the one just told, or none; one that is not clear or cannot be is asked
    for.
    """
    times, reference = action.telling.call_times, tracker.get_slot("awaiting_case")
    if not _is_soon(tracker):
        return _let_go(action, turn)
    if is_refused(turn, times, action.today()):
        promised = set_slots(**{promised_calls.PROMISED: reference})
        return [*promised, FollowupAction("action_cancel_call")]
    if _is_number_to_ring(action, turn):
        return ring_elsewhere(action, tracker, turn, reference)
    if not _is_of_the_call(action, turn):
        return _let_go(action, turn)
    asked = [*NO_MORE, *set_slots(call_back=reference), FollowupAction(call_times.FORM)]
    try:
        wished = read_change(turn, times, action.today())
    except UnclearTime:
        return asked
    except UnusableTime as refused:
        dispatcher.utter_message(response=refused.said)
        return asked
    if wished is None:
        return asked if times.is_unclear(turn) else _let_go(action, turn)
    told = set_slots(**{call_times.SLOT: reference, call_times.WISHED: as_slot(wished)})
    return [*NO_MORE, *told, FollowupAction("action_ask_for_call")]


def _is_number_to_ring(action: TurnAction, turn: Turn) -> bool:
    """Where money is to go is another matter, unless a call is spoken of."""
    if turn.says(_OF_A_NUMBER, at_least=CLEAR):
        return rings_elsewhere(turn)
    is_wish = turn.says(*action.telling.catalogue.wishes, at_least=CLEAR)
    return turn.entity("phone") is not None and not is_wish


def _is_of_the_call(action: TurnAction, turn: Turn) -> bool:
    """In more than a few words only what speaks of a call, or begins with no, and is no other wish,
    however unsure.
    """
    times = action.telling.call_times
    if turn.says("talk_to_human"):
        return names_a_time(turn, times, action.today())
    if clear_wish(turn, action.telling.catalogue.wishes):
        return False
    if turn.is_short:
        return True
    is_change, is_of_a_call = begins_with_no(turn.text), speaks_of_a_call(turn.text)
    is_answer = turn.says("inform") or is_of_a_call or is_change
    surest = CLEAR if is_of_a_call and is_change else SURE
    return is_answer and (turn.intent in _MAY_TELL_A_TIME or turn.confidence < surest)


def ring_elsewhere(action: TurnAction, tracker: Tracker, turn: Turn, reference: str) -> Events:
    """Another number to ring, at the time that was agreed where no other comes with it."""
    agreed = tracker.get_slot(call_times.WISHED)
    try:
        wished = read_call(turn, action.telling.call_times, action.today())
    except (UnclearTime, UnusableTime):
        wished = None
    told = as_slot(wished) if wished else agreed or as_slot(WishedCall())
    slots = set_slots(**{call_times.SLOT: reference, call_times.WISHED: told})
    return [*NO_MORE, *slots, FollowupAction("action_ask_for_call")]


async def _hear_more(
    action: TurnAction, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
) -> Events:
    """An answer comes in several messages, each within an hour of the one before; a clear wish
    ends it, and a courtesy does not.
    """
    if clear := clear_wish(turn, action.telling.catalogue.wishes):
        ended = [] if turn.says(*forms.COURTESIES) else NO_MORE
        return [*ended, FollowupAction(clear)]
    if not await _is_more(action, tracker, turn):
        return _let_go(action, turn)
    reference = tracker.get_slot("awaiting_case")
    try:
        await action.case_manager.append_to_case(turn, reference, turn.text)
    except (CaseAlreadyClosed, UnknownReference):
        return _let_go(action, turn)
    dispatcher.utter_message(response="utter_answer_passed_on")
    return passing_on.settled(tracker, reference, tracker.get_slot("awaited_about"))


async def _is_more(action: TurnAction, tracker: Tracker, turn: Turn) -> bool:
    """A bare yes or no to what was just opened again says nothing."""
    if not turn.has_words or passing_on.is_option(turn) or not _is_soon(tracker):
        return False
    is_bare = len(turn.text.split()) <= _MOST_WORDS_OF_AN_OPTION and turn.says("affirm", "deny")
    if is_bare and tracker.get_slot("awaited_about") == REOPENED:
        return False
    return not await passing_on.is_of_another_matter(action, tracker, turn)


def _let_go(action: TurnAction, turn: Turn) -> Events:
    return [*NO_MORE, FollowupAction(action_of(turn, action.telling.catalogue.wishes))]


def _is_soon(tracker: Tracker) -> bool:
    """Whether the last of it came within the hour."""
    settled_at = tracker.get_slot("settled_at")
    if settled_at is None:
        return False
    return passing_on.heard_at(tracker) - float(settled_at) <= SOON.total_seconds()

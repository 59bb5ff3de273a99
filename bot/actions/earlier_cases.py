"""The case of one's own that a complaint may be about: an open one of which somebody tells again,
or one that was closed lately.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rasa_sdk import Tracker

from actions.base import TurnAction
from case_manager_client import Case
from citizen_text.normalisation import fold
from citizen_text.patterns import LEFT, RIGHT
from citizen_text.patterns import words as any_word
from complaint.catalogue import Wish
from follow_up import APPEAL, UPDATE, FollowUp, own_case
from turn import Turn, read_turn

LATELY = timedelta(days=14)
_AGAIN = re.compile(
    LEFT + any_word("abar আবার again punoray পুনরায় ফের fer ekhono ekhno এখনো এখনও এহনো still") + RIGHT
)


async def offered(action: TurnAction, tracker: Tracker, turn: Turn, wish: Wish) -> FollowUp | None:
    """Danger is told to no case that is there already, and what waits comes first."""
    is_danger = wish.is_always_guarded or action.telling.tells_of_danger(turn)
    is_sure = turn.is_written and turn.says(wish.id)
    if is_danger or not is_sure or tracker.get_slot("aside"):
        return None
    return meant(await action.case_manager.cases(turn), wish, turn, action.today())


def meant(cases: Sequence[Case], wish: Wish, turn: Turn, today: date) -> FollowUp | None:
    """What was decided is appealed against, and what is still open is told more."""
    is_again = _AGAIN.search(fold(turn.text).text) is not None
    near = [case for case in cases if _is_near(case, wish, is_again=is_again, today=today)]
    of_kind = [case for case in near if case.category in wish.kinds]
    found = next(iter(of_kind or near), None)
    if found is None:
        return None
    return FollowUp(
        wish=UPDATE if found.is_open else APPEAL,
        offered=(own_case(found),),
        words=turn.text,
        says_enough=True,
        instead_of=wish.id,
    )


def told_first(tracker: Tracker, follow_up: FollowUp) -> Turn | None:
    """The message that is a complaint of its own after all."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            turn = read_turn(tracker.sender_id, event.get("parse_data") or {})
            if turn.is_written and turn.intent == follow_up.instead_of:
                return turn
    return None


def _is_near(case: Case, wish: Wish, *, is_again: bool, today: date) -> bool:
    is_of_kind = case.category in wish.kinds
    if case.is_open:
        return is_again and is_of_kind
    is_late = case.closed_on is None or today - case.closed_on > LATELY
    return not is_late and (is_again or is_of_kind)

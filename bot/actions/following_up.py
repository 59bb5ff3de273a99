"""What a citizen does to a case of theirs: tell it more, withdraw it, appeal, judge it."""

from collections.abc import Collection
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import follow_up_words, forms, passing_on
from actions.base import Events, TurnAction, go_on_with_what_waits, set_slots
from awaited import RATING, RATING_AGAIN
from case_manager_client import (
    CaseAlreadyClosed,
    CaseManager,
    CaseStillOpen,
    MistypedReference,
    NoHigherTier,
    NotDecidedYet,
    TooLateToRate,
    UnknownReference,
)
from citizen_text.digits import to_latin
from follow_up import (
    APPEAL,
    IS_SURE,
    SLOT,
    THIS_CASE,
    UPDATE,
    WITHDRAW,
    FollowUp,
    OwnCase,
    fitting,
    own_case,
)
from phrases import behind_the_number, giving_up, safe_again, withdrawing
from turn import CLEAR, SURE, Turn

FORM = "follow_up_form"
NOTHING = "nothing"
NEW = "new_complaint"
PASSED_ON = "utter_words_passed_on"
PASSED_ON_IN_DANGER = "utter_matter_added_to"
WANTS_CALL = "wants_call"
SAYINGS = ("not_solved", "got_worse", WANTS_CALL, "not_heard", "no_reason_told")
FREE = ("more", "reason")
SCORES = range(1, 6)
_SAID_OF = {
    behind_the_number.MORE: PASSED_ON,
    behind_the_number.GOES_ON: "utter_to_go_on_noted",
    behind_the_number.OWN_NAME: "utter_name_guarded",
}


class NoSuchCase(Exception):
    """`said` is the text that tells the citizen."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class ActionBeginFollowUp(TurnAction):
    """Finds the case that is meant, keeps the words, and asks for what is missing."""

    def name(self) -> str:
        return "action_begin_follow_up"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        is_danger = turn.intent == UPDATE and self.telling.tells_of_danger(turn)
        if (how := turn.entity(behind_the_number.TOLD)) and not is_danger:
            return await self._told(dispatcher, tracker, turn, how)
        if turn.intent == UPDATE and follow_up_words.takes_back(turn):
            turn = replace(turn, intent=WITHDRAW)
        try:
            follow_up = await begun(self.case_manager, turn, self.telling.catalogue.danger.kinds)
        except NoSuchCase as none:
            if is_danger:
                return [FollowupAction("action_begin_complaint")]
            dispatcher.utter_message(response=none.said)
            return go_on_with_what_waits(tracker)
        if is_danger and not follow_up.is_of_danger:
            return [FollowupAction("action_begin_complaint")]
        following = FORM if follow_up.asked else "action_follow_up"
        return [*set_slots(misread=0, **{SLOT: follow_up.slot}), FollowupAction(following)]

    async def _told(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn, how: str
    ) -> Events:
        """Right behind the number, also where the case is closed: nothing is left to ask."""
        said, reference = _SAID_OF[how], turn.entity("reference")
        try:
            await self.case_manager.append_to_case(turn, reference, turn.text)
        except (CaseAlreadyClosed, UnknownReference):
            said = "utter_case_already_closed"
        dispatcher.utter_message(response=said, reference=reference)
        return go_on_with_what_waits(tracker)


class ValidateFollowUpForm(forms.FormValidation):
    form = FORM
    remembers = (SLOT,)
    back = "utter_back_to_follow_up"
    dropped = left = "utter_left_as_it_is"

    def question(self, tracker: Tracker) -> str:
        return SLOT

    def takes_any_words(self, tracker: Tracker) -> bool:
        return True

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        follow_up = FollowUp.of(tracker.slots)
        if follow_up is None:
            return self.over(dispatcher, tracker, "utter_menu")
        if _is_asked_whether(tracker, follow_up) and _may_mean_the_question(turn):
            return self.not_understood(dispatcher, tracker)
        if _is_wish(turn, *forms.WAYS_OUT, asked=follow_up.asked):
            left = self.way_out(dispatcher, tracker, turn)
            if left:
                return left
        if follow_up.asked == THIS_CASE and (turn.entity("said") == NEW or turn.is_no):
            return self.over(
                dispatcher, tracker, "action_begin_complaint", **{SLOT: follow_up.slot}
            )
        if self._is_another_wish(turn, follow_up):
            return await self.follow(dispatcher, tracker, turn)
        if _drops(turn, follow_up):
            return self.over(dispatcher, tracker, self.dropped)
        try:
            told = await self._answered(turn, follow_up)
        except NoSuchCase as none:
            dispatcher.utter_message(response=none.said)
            return self.asked_again(tracker)
        if told is None:
            return await self.misread(dispatcher, tracker, turn)
        if told.asked is None:
            return self.over(dispatcher, tracker, "action_follow_up", **{SLOT: told.slot})
        return forms.asking(SLOT, **{SLOT: told.slot})

    def given_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """Where it is asked whether to withdraw, such words may mean the complaint as well."""
        if _is_asked_whether(tracker, FollowUp.of(tracker.slots)):
            return None
        return super().given_up(dispatcher, tracker, turn)

    def _is_another_wish(self, turn: Turn, follow_up: FollowUp) -> bool:
        """Abuse is never told to a case that any caseworker reads; words that are asked for may
        sound like a complaint.
        """
        if follow_up.wish == UPDATE and self.telling.tells_of_danger(turn):
            return not follow_up.is_of_danger
        catalogue, asked = self.telling.catalogue, follow_up.asked
        wishes = {
            *forms.ANSWERED_BESIDE,
            *forms.BEGUN_BESIDE,
            catalogue.danger.id,
            "greet",
        } - {follow_up.wish, catalogue.danger.id if follow_up.is_of_danger else None}
        is_free = asked in FREE and turn.is_written
        complaints = () if is_free else catalogue.wishes
        return _is_wish(turn, *wishes, *complaints, asked=asked)

    async def _answered(self, turn: Turn, follow_up: FollowUp) -> FollowUp | None:
        """With the answer in it; None where the words answer nothing that was asked."""
        if follow_up.asked == THIS_CASE:
            is_meant = turn.entity("said") == THIS_CASE or turn.is_yes
            return replace(follow_up, instead_of=None) if is_meant else None
        if follow_up.asked == "which_case":
            case = await self._picked(turn, follow_up)
            return follow_up.about(case) if case else None
        if follow_up.asked == IS_SURE:
            return replace(follow_up, is_sure=True) if withdrawing.is_sure(turn) else None
        option = turn.entity("said")
        if option in SAYINGS:
            said = self.wording.button(f"button_{option}", turn.language)["title"]
            return replace(follow_up.saying(said), wants_call=option == WANTS_CALL)
        is_bare = turn.says("affirm") and len(turn.text.split()) == 1  # answers none of several
        return follow_up.saying(turn.text) if turn.has_words and not is_bare else None

    async def _picked(self, turn: Turn, follow_up: FollowUp) -> OwnCase | None:
        reference = turn.entity("reference")
        if reference is not None:
            known = [case for case in follow_up.offered if case.reference == reference]
            return known[0] if known else await _case(self.case_manager, turn, follow_up.wish)
        number = to_latin(turn.text).strip(" .)(")
        is_offered = number.isdecimal() and 1 <= int(number) <= len(follow_up.offered)
        return follow_up.offered[int(number) - 1] if is_offered else None


class ActionFollowUp(TurnAction):
    """Nothing is said to be done before the case manager has done it."""

    def name(self) -> str:
        return "action_follow_up"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        follow_up = FollowUp.of(tracker.slots)
        assert follow_up is not None  # noqa: S101 - it was settled a moment ago
        act = {UPDATE: self._update, WITHDRAW: self._withdraw, APPEAL: self._appeal}
        try:
            said, values = await act[follow_up.wish](turn, follow_up)
        except (CaseAlreadyClosed, UnknownReference):
            said, values = "utter_case_already_closed", {}
        dispatcher.utter_message(response=said, **values)
        slots = set_slots(misread=0, **{SLOT: None})
        if follow_up.wants_call and said in (PASSED_ON, PASSED_ON_IN_DANGER):
            called = set_slots(call_back=follow_up.case.reference)
            return [*slots, *called, FollowupAction("call_form")]
        return [*slots, *go_on_with_what_waits(tracker)]

    async def _update(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        reference = follow_up.case.reference
        await self.case_manager.append_to_case(turn, reference, follow_up.words)
        said = PASSED_ON_IN_DANGER if follow_up.is_of_danger else PASSED_ON
        return said, {"reference": reference}

    async def _withdraw(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        """The same words also where the case stays open: nobody who pressed for it learns that."""
        reference = follow_up.case.reference
        await self.case_manager.withdraw_case(turn, reference, follow_up.words or None)
        return "utter_withdrawal_noted", {"reference": reference}

    async def _appeal(self, turn: Turn, follow_up: FollowUp) -> tuple[str, dict[str, str]]:
        reference = follow_up.case.reference
        words = follow_up.words or self.wording.button("button_appeal_case", turn.language)["title"]
        try:
            appeal = await self.case_manager.appeal_case(turn, reference, words)
        except NotDecidedYet as error:
            due_on = error.decision_due_on.isoformat()
            return "utter_not_decided_yet", {"reference": reference, "decision_due_on": due_on}
        except NoHigherTier:
            return "utter_no_higher_tier", {}
        return "utter_appeal_opened", passing_on.result_of(appeal)


class ActionRateCase(TurnAction):
    """By the digit that was picked."""

    def name(self) -> str:
        return "action_rate_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        reference, score = turn.entity("reference"), str(turn.entity("score"))
        if reference is None or score not in map(str, SCORES):
            dispatcher.utter_message(response="utter_menu")
            return []
        await rate(self, dispatcher, turn, reference, int(score))
        is_asked = tracker.get_slot("awaited_about") in (RATING, RATING_AGAIN)
        return passing_on.NO_MORE if is_asked else []


async def rate(
    action: TurnAction, dispatcher: CollectingDispatcher, turn: Turn, reference: str, score: int
) -> None:
    try:
        await action.case_manager.rate_case(turn, reference, score)
    except (CaseStillOpen, TooLateToRate, UnknownReference, MistypedReference):
        dispatcher.utter_message(response="utter_not_rated")
    else:
        dispatcher.utter_message(response="utter_rated")


async def begun(case_manager: CaseManager, turn: Turn, danger: Collection[str]) -> FollowUp:
    """Who comes back to a matter of danger is asked for more; nobody else who tells of it is."""
    is_words = turn.is_written and not turn.is_only_digits
    if turn.entity("reference") is not None:
        offered: tuple[OwnCase, ...] = (await _case(case_manager, turn, turn.intent, danger),)
    else:
        offered = await _cases(case_manager, turn, danger)
    follow_up = FollowUp(
        wish=turn.intent,
        offered=offered,
        words=turn.text if is_words else "",
        says_enough=follow_up_words.says_more(turn),
    )
    is_told = follow_up.is_of_danger and is_words
    return replace(follow_up, says_enough=not safe_again.is_told(turn)) if is_told else follow_up


async def _case(
    case_manager: CaseManager, turn: Turn, wish: str, danger: Collection[str] = ()
) -> OwnCase:
    """The one whose reference was said."""
    try:
        case = own_case(await case_manager.case(turn, turn.entity("reference")), danger)
    except (MistypedReference, UnknownReference) as error:
        raise NoSuchCase("utter_case_status") from error
    if not fitting(wish, [case]):
        raise NoSuchCase("utter_case_already_closed")
    return case


async def _cases(
    case_manager: CaseManager, turn: Turn, danger: Collection[str]
) -> tuple[OwnCase, ...]:
    cases = [own_case(case, danger) for case in await case_manager.cases(turn)]
    found = fitting(turn.intent, cases)
    if not found:
        raise NoSuchCase("utter_case_already_closed" if cases else "utter_no_cases")
    return found


def _is_wish(turn: Turn, *wishes: str, asked: str | None) -> bool:
    """Where free words are asked for, most of what sounds like a wish is the answer."""
    return turn.says(*wishes, at_least=CLEAR if asked in FREE else SURE)


def _is_asked_whether(tracker: Tracker, follow_up: FollowUp | None) -> bool:
    """Whether to withdraw, and not whether to go on with that."""
    is_of_case = follow_up is not None and follow_up.asked == IS_SURE
    return is_of_case and forms.asked_slot(tracker) == SLOT


def _may_mean_the_question(turn: Turn) -> bool:
    """ "Cancel it" means the case or the question whether to withdraw it."""
    is_given_up = giving_up.told_in(turn.key_words or turn.text) is not None
    return is_given_up and not withdrawing.is_sure(turn)


def _drops(turn: Turn, follow_up: FollowUp) -> bool:
    """A bare no; one with reasons behind it is words for the case."""
    if turn.entity("said") == NOTHING:
        return True
    return turn.is_no and not (follow_up.asked in FREE and len(turn.text.split()) > 1)

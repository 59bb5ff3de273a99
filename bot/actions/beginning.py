"""The first message of a complaint: what is meant by it, and what it tells already."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import earlier_cases, identity
from actions.base import Events, set_slots
from actions.complaint_action import SLOT, ComplaintAction
from actions.complaints import FORM
from actions.identity import IdentityTalk
from citizen_text.lookups import Lookup
from complaint.catalogue import Wish
from complaint.closing import FOR_OTHER, in_this_way
from complaint.draft import draft_from
from follow_up import SLOT as FOLLOW_UP
from follow_up import FollowUp
from phrases import drawn_for_the_dead, elsewhere
from phrases.people import OWN
from turn import SURE, Turn

_OF_WHOM = (  # who is named in these has the complaint, and is neither dead nor complained of
    *("report_agent_charge", "report_bribe", "report_exclusion", "report_food_problem"),
)
OF_A_RECORD, OF_A_DEATH = "report_data_error", "report_death"
_SOUNDS_SO = ("report_death", "report_exclusion")  # where somebody says that they are alive
_NO_MONEY = "report_missing_payment"
_LIFE = Lookup(
    {
        "alive": [
            *("jibito achi", "jibito asi", "beche achi", "beche asi", "baicha achi", "baicha asi"),
            *("=mori nai", "mara jai nai", "still alive", "am alive", "জীবিত আছি", "বেঁচে আছি"),
            *("বাঁইচা আছি", "বাইচা আছি", "জিন্দা আছি", "=মরি নাই", "মারা যাই নাই"),
        ],
        "said_to_be_dead": [
            *(
                "=i am dead",
                "=i'm dead",
                "=im dead",
                "=me dead",
                "=as dead",
                "mara gechi",
                "mara gesi",
            ),
            *("morse bole", "=mrito bole", "=mrito dekhay", "=mrito dekhaise", "=mrito likhse"),
            *("মারা গেছি", "=মৃত বলে", "=মৃত দেখায়", "=মৃত দেখাইছে", "=মৃত লিখছে"),
        ],
    }
)


class ActionBeginComplaint(ComplaintAction):
    """Keeps what this message already says, and starts asking. One of the same wish that waits is
    taken up again.
    """

    def name(self) -> str:
        return "action_begin_complaint"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        catalogue = self.telling.catalogue
        offered = FollowUp.of(tracker.slots)
        if offered and offered.instead_of:
            turn = earlier_cases.told_first(tracker, offered) or turn
        wish = catalogue.wishes.get(turn.intent, catalogue.danger)
        if turn.is_written and _is_of_a_living_person(wish, turn.text):
            wish = catalogue.wishes[OF_A_RECORD]
        elif drawn_for_the_dead.is_told(turn) and not wish.is_always_guarded:
            wish = catalogue.wishes[OF_A_DEATH]
        if not offered and (known := await earlier_cases.offered(self, tracker, turn, wish)):
            slot = {FOLLOW_UP: known.slot}
            return [*set_slots(misread=0, **slot), FollowupAction("follow_up_form")]
        talk = await self._talk(tracker, turn, wish)
        waiting = [*(tracker.get_slot("aside") or [])]
        kept = next((form for form in waiting if _is_about(form, wish)), None)
        if kept is not None:
            waiting.remove(kept)
        earlier = draft_from(kept["slots"][SLOT], self.telling.catalogue) if kept else None
        if earlier is not None:
            draft = self.telling.told_again(earlier, turn)
        else:
            draft = self.telling.begun(wish, turn)
        if wish.id in _OF_WHOM and self.people.whose(turn) not in (None, OWN):
            draft = in_this_way(draft, [FOR_OTHER]) or draft
        if elsewhere.tells_of_hunger(turn) and not draft.is_guarded:
            dispatcher.utter_message(response="utter_hunger_heard")
        is_guess = earlier is None and wish.id == turn.intent and turn.confidence < SURE
        asking = self.telling.asking_whether if is_guess else self.telling.asking_next
        draft = asking(draft)
        if earlier is None:
            draft = await self.prepared(dispatcher, draft, turn, talk)
            draft = draft if is_guess else self.telling.asking_next(draft)
        slots = {**talk.slots, SLOT: draft.as_slot(), "aside": waiting or None, FOLLOW_UP: None}
        return [*set_slots(misread=0, **slots), FollowupAction(FORM)]

    async def _talk(self, tracker: Tracker, turn: Turn, wish: Wish) -> IdentityTalk:
        """Who it is was perhaps asked a moment ago, in the complaint that waits. Of what needs
        nobody's payments the words may name anybody.
        """
        waiting = tracker.get_slot("aside") or []
        if waiting and waiting[-1]["form"] == FORM:
            return IdentityTalk.of_slots(tracker)
        if wish.asks_who:
            return await identity.begun_talk(self, tracker, turn)
        known = await self.case_manager.identity(turn)
        of = tracker.get_slot("identity_of") if known.is_proven else None
        return IdentityTalk(known.state, home=known.home, of=of)


def _is_about(form: Mapping[str, Any], wish: Wish) -> bool:
    draft = form["slots"].get(SLOT)
    return draft is not None and draft["wish"] == wish.id


def _is_of_a_living_person(wish: Wish, text: str) -> bool:
    """Who is alive and gets no money is written down as dead; "alive" alone may be a sigh."""
    said = {span.value for span in _LIFE.find(text)}
    return "alive" in said and (
        wish.id in _SOUNDS_SO or (wish.id == _NO_MONEY and "said_to_be_dead" in said)
    )

"""What every action about a complaint that is being told needs."""

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.advising import AdvisingAction
from actions.identity import IdentityTalk
from complaint import payments
from complaint.closing import Meant
from complaint.draft import Draft, draft_from
from turn import Turn

SLOT = "complaint"  # asked for by this name, whichever of its questions it is


class ComplaintAction(AdvisingAction):
    """What both the first message of a complaint and a later one may need."""

    def draft_of(self, tracker: Tracker) -> Draft | None:
        return draft_from(tracker.get_slot(SLOT), self.telling.catalogue)

    async def prepared(
        self, dispatcher: CollectingDispatcher, draft: Draft, turn: Turn, talk: IdentityTalk
    ) -> Draft:
        """A complaint that begins: what is said first, and the payments to pick from."""
        wish = draft.wish
        if wish.asks_who and talk.state == "locked" and not draft.is_anonymous:
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        if wish.says_first and draft.asked != Meant.name:
            dispatcher.utter_message(response=wish.says_first)
        if draft.is_undecided:
            dispatcher.utter_message(response="utter_undecided_at_once")
        self.tell_helpline(dispatcher, draft)
        return await self.with_payments(draft, turn, talk)

    async def with_payments(self, draft: Draft, turn: Turn, talk: IdentityTalk) -> Draft:
        if talk.state != "verified":
            return draft
        known = replace(draft, is_known=True, home=talk.home or draft.home).near_home()
        if "payment" not in draft.wish.asks:
            return known
        found = await self.case_manager.payments(turn)
        return replace(known, payments=payments.offer(found, draft.programme, self.today()))

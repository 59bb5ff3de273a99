"""A complaint that was confirmed becomes a case."""

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import passing_on, promised_calls
from actions.base import Events, go_on_with_what_waits, set_slots
from actions.complaint_action import ComplaintAction
from case_manager_client import Case, Complaint
from complaint.description import description_of
from complaint.draft import LATER, Draft, is_written_to
from turn import Turn

ORDINARY = (
    *("utter_case_opened", "utter_case_opened_nameless"),
    *("utter_case_opened_of_another", "utter_case_opened_unknown"),
)
FORGOTTEN = set_slots(complaint=None, identity_number=None, birth_year=None)


class ActionOpenCase(ComplaintAction):
    """The reference is told only after the case manager has committed the case."""

    def name(self) -> str:
        return "action_open_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        draft = self.draft_of(tracker)
        assert draft is not None  # noqa: S101 - it was confirmed a moment ago
        contact = draft.contact or tracker.get_slot("safe_contact") or {}
        words = description_of(draft, self.wording, turn.language)
        complaint = draft.as_complaint(words)
        complaint = replace(complaint, told={**complaint.told, **contact})
        if draft.for_other and tracker.get_slot("identity_of") is None:
            await self.case_manager.forget_identity(turn)
            complaint = _of_somebody_unknown(complaint, draft)
        case = await self.case_manager.open_case(turn, complaint, "open_case")
        said = _opened(draft, case, contact)
        dispatcher.utter_message(
            response=said,
            reference=case.reference,
            first_answer_on=case.first_answer_on.isoformat(),
            contact=contact,
            helplines=self.telling.helplines_of(draft) if draft.is_guarded else (),
        )
        if said in ORDINARY and not tracker.get_slot("aside"):
            passing_on.remind(dispatcher, tracker)
        kept = [*set_slots(safe_contact=contact or None), *promised_calls.promised(case, contact)]
        if draft.is_unspoken or self.telling.holds_danger(draft):
            kept += set_slots(heard_too=None)
        return [*FORGOTTEN, *kept, *go_on_with_what_waits(tracker)]


def _of_somebody_unknown(complaint: Complaint, draft: Draft) -> Complaint:
    """Of whoever proved a moment ago who they are themselves nothing is taken for the other's."""
    programme = draft.payment.programme if draft.payment else complaint.programme
    return replace(complaint, payment_id=None, programme=programme)


def _opened(draft: Draft, case: Case, contact: Mapping[str, str]) -> str:
    if draft.asked == LATER:
        return "utter_matter_kept"
    if draft.is_guarded or not is_written_to(contact):
        return "utter_matter_opened"
    if not case.needs_identity:
        return "utter_case_opened"
    if draft.is_anonymous:
        return "utter_case_opened_nameless"
    return "utter_case_opened_of_another" if draft.for_other else "utter_case_opened_unknown"

"""The complaint that money did not come: asked for, read back, opened."""

from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, complaint_draft, forms, identity
from actions.answers import LONGER
from actions.base import Events, TurnAction, set_slots
from actions.complaint_draft import Draft, draft_from, slots_of
from actions.identity import IdentityTalk
from case_manager_client import ASKABLE, Payment
from turn import Turn

OFFERED_PAYMENTS = 4
FORM = "missing_payment_form"
WISH = "report_missing_payment"
WISH_BUTTON = "button_report_missing_payment"


class ActionBeginComplaint(TurnAction):
    """Forgets the last complaint, keeps what this message already says, and starts asking."""

    def name(self) -> str:
        return "action_begin_complaint"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        state = (await self.case_manager.identity(turn)).state
        if state == "locked":
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        draft = await self._with_payments(self._first_words(turn), turn, state)
        talk = IdentityTalk(state=state, number=None, birth_year=None)
        return [
            *set_slots(outcome=None, change=None, misread=0),
            *set_slots(**talk.slots, **slots_of(draft)),
            FollowupAction(FORM),
        ]

    def _first_words(self, turn: Turn) -> Draft:
        written = turn.text if turn.is_written else None
        title = self.wording.button(WISH_BUTTON, turn.language)["title"]
        return Draft(
            description=written or title,
            payments=(),
            payment_choice=None,
            programme=turn.entity("programme"),
            missing_since=answers.read_month(turn),
            confirmed=None,
        )

    async def _with_payments(self, draft: Draft, turn: Turn, state: str) -> Draft:
        if state != "verified":
            return draft
        return with_offer(draft, await self.case_manager.payments(turn), self)


class ValidateMissingPaymentForm(forms.FormValidation):
    def name(self) -> str:
        return f"validate_{FORM}"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        asked = forms.asked_slot(tracker)
        talk, draft = IdentityTalk.of(tracker), draft_from(tracker.slots)
        if asked is None or forms.comes_back_from_another_wish(tracker, FORM):
            return forms.ask(asked or talk.next_question or draft.next_question)
        if turn.intent == "go_back" and (earlier := _question_before(talk, draft, asked)):
            return earlier
        if left := forms.way_out(turn):
            return forms.end(left)
        if forms.is_new_wish(turn):
            return []
        if turn.entity("change") == "stop":
            return forms.end("dropped")
        if asked in ("identity_number", "birth_year"):
            return await self._hear_identity(dispatcher, tracker, turn, talk, draft)
        changed = complaint_draft.answered(draft, asked, turn)
        if changed is None and forms.says_surely(turn, WISH):
            changed = complaint_draft.told_again(draft, turn)
        if changed is None and forms.wants_a_person(turn):
            return []
        if changed is None:
            return forms.misread(dispatcher, tracker, asked)
        return go_on(talk, changed)

    async def _hear_identity(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        talk: IdentityTalk,
        draft: Draft,
    ) -> Events:
        asked = forms.asked_slot(tracker) or ""
        if not identity.read_into(talk, turn, asked, self.today().year):
            if forms.says_surely(turn, WISH):
                return go_on(talk, complaint_draft.told_again(draft, turn))
            if forms.wants_a_person(turn):
                return []
            return forms.misread(dispatcher, tracker, asked)
        wrong = await identity.settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKABLE:
            identity.say_wrong(dispatcher, wrong)
        elif wrong:
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        if talk.state == "verified":
            draft = with_offer(draft, await self.case_manager.payments(turn), self)
        return go_on(talk, draft)


class ActionOpenCase(TurnAction):
    """The reference is told only after the case manager has committed the case."""

    def name(self) -> str:
        return "action_open_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        draft = draft_from(tracker.slots)
        complaint = draft.as_complaint()
        if draft.missing_since == LONGER:
            told = self.wording.say("complaint_for_long", turn.language)
            complaint = replace(complaint, description=f"{complaint.description}\n{told}")
        case = await self.case_manager.open_case(turn, complaint, "open_case")
        dispatcher.utter_message(
            response="utter_case_opened",
            reference=case.reference,
            first_answer_on=case.first_answer_on.isoformat(),
        )
        return FORGOTTEN


FORGOTTEN = set_slots(
    description=None,
    payments=None,
    payment_choice=None,
    programme=None,
    missing_since=None,
    confirmed=None,
    trail=None,
    change=None,
    identity_number=None,
    birth_year=None,
)


def with_offer(draft: Draft, payments: list[Payment], action: TurnAction) -> Draft:
    """Offers the named programme's payments where there are any, else all of the person's."""
    named = [payment for payment in payments if payment.programme == draft.programme]
    offer = answers.plausible_first(named or payments, action.today(), OFFERED_PAYMENTS)
    rows = tuple(_as_row(payment) for payment in offer)
    return draft_from({**slots_of(draft), "payments": rows})


def go_on(talk: IdentityTalk, draft: Draft) -> Events:
    question = talk.next_question or draft.next_question
    slots = {**talk.slots, **slots_of(draft)}
    if question is None:
        return forms.end("confirmed", **slots)
    return [*set_slots(misread=0, **slots), *forms.ask(question)]


def _question_before(talk: IdentityTalk, draft: Draft, asked: str) -> Events | None:
    if identity.went_back(talk, asked):
        return go_on(talk, draft)
    earlier = complaint_draft.gone_back(draft)
    if earlier is None:
        return None
    question, as_it_was = earlier
    return [*set_slots(misread=0, **slots_of(as_it_was)), *forms.ask(question)]


def _as_row(payment: Payment) -> dict[str, Any]:
    row = asdict(payment)
    for day in ("period_from", "period_to", "status_on"):
        row[day] = row[day].isoformat()
    return {**row, "programme_name": dict(payment.programme_name)}

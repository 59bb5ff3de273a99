"""Who is asking: no personal fact is told before it is settled."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, forms
from actions.base import Events, TurnAction, set_slots
from case_manager_client import ASKABLE, CaseManager, Identity, IdentityAnswer
from turn import Turn

REFUSED = "refused"
QUESTIONS = ("identity_number", "birth_year")
ENTITLEMENTS = "entitlements"


@dataclass
class IdentityTalk:
    """What the answers so far say, and what the case manager made of them."""

    state: str
    number: str | None
    birth_year: int | None

    @classmethod
    def of(cls, tracker: Tracker) -> "IdentityTalk":
        return cls(
            state=tracker.get_slot("identity") or "",
            number=tracker.get_slot("identity_number"),
            birth_year=tracker.get_slot("birth_year"),
        )

    @property
    def next_question(self) -> str | None:
        if self.state not in ASKABLE:
            return None
        return "identity_number" if self.number is None else "birth_year"

    @property
    def slots(self) -> dict[str, Any]:
        return {
            "identity": self.state,
            "identity_number": self.number,
            "birth_year": self.birth_year,
        }

    @property
    def is_complete(self) -> bool:
        return self.number is not None and self.birth_year is not None

    def answer(self) -> IdentityAnswer:
        assert self.birth_year is not None  # noqa: S101 - guarded by is_complete
        is_last4 = self.state == "shared_phone"
        return IdentityAnswer(
            nid_last4=self.number if is_last4 else None,
            identifier=None if is_last4 else self.number,
            birth_year=self.birth_year,
        )

    def forget_answers(self) -> None:
        self.number = self.birth_year = None


class ActionCheckPayment(TurnAction):
    def name(self) -> str:
        return "action_check_payment"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        state = (await self.case_manager.identity(turn)).state
        if state == "verified":
            dispatcher.utter_message(response="utter_payments")
            return []
        if tracker.active_loop_name:
            dispatcher.utter_message(response="utter_identity_first")
            return []
        return begin_identity(dispatcher, state, wish="payments")


class ActionProveIdentity(TurnAction):
    """Wished for by whoever picks it: to hear of a complaint sent from another phone, or, where
    none is named, of the own allowance.
    """

    def name(self) -> str:
        return "action_prove_identity"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        state = (await self.case_manager.identity(turn)).state
        reference = turn.entity("reference")
        if reference is None:
            return self._own_allowance(dispatcher, state)
        if state == "verified":
            dispatcher.utter_message(response="utter_case_status")
            return []
        return begin_identity(dispatcher, state, wish="case", reference=reference)

    def _own_allowance(self, dispatcher: CollectingDispatcher, state: str) -> Events:
        """What everybody may know is told in any case."""
        if state in ASKABLE:
            return begin_identity(dispatcher, state, wish=ENTITLEMENTS)
        dispatcher.utter_message(response="utter_entitlements")
        return []


class ValidateIdentityForm(forms.FormValidation):
    def name(self) -> str:
        return "validate_identity_form"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        asked = forms.asked_slot(tracker)
        talk = IdentityTalk.of(tracker)
        if asked is None or forms.comes_back_from_another_wish(tracker, "identity_form"):
            return forms.ask(asked or talk.next_question)
        if turn.says(*self.telling.catalogue.told_here):
            return forms.end("complain")
        if turn.intent == "talk_to_human":
            return forms.end("hand_over")
        if turn.intent == "go_back" and went_back(talk, asked):
            return [*set_slots(misread=0, **talk.slots), *forms.ask(talk.next_question)]
        if left := forms.way_out(turn):
            return forms.end(left)
        if forms.is_new_wish(turn):
            return []
        if not read_into(talk, turn, asked, self.today().year):
            if forms.wants_a_person(turn):
                return forms.end("hand_over")
            if forms.asks_beside(turn):
                return []
            return forms.misread(dispatcher, tracker, asked)
        wrong = await settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKABLE:
            say_wrong(dispatcher, wrong)
        if talk.next_question is None:
            return forms.end(_outcome(talk, tracker), **talk.slots)
        return [*set_slots(misread=0, **talk.slots), *forms.ask(talk.next_question)]


def _outcome(talk: IdentityTalk, tracker: Tracker) -> str:
    wish = tracker.get_slot("identity_wish")
    if talk.state == "verified" or wish == ENTITLEMENTS:
        return f"{talk.state}_for_{wish}"
    return talk.state


def begin_identity(
    dispatcher: CollectingDispatcher, state: str, *, wish: str, reference: str | None = None
) -> Events:
    if state == "locked":
        dispatcher.utter_message(response="utter_identity_locked")
        return []
    return [
        *set_slots(
            identity=state,
            identity_number=None,
            birth_year=None,
            identity_wish=wish,
            reference=reference,
            outcome=None,
            misread=0,
        ),
        FollowupAction("identity_form"),
    ]


def went_back(talk: IdentityTalk, asked: str) -> bool:
    """From the year of birth to the number; False where no question was asked before."""
    if asked != "birth_year":
        return False
    talk.forget_answers()
    return True


def read_into(talk: IdentityTalk, turn: Turn, asked: str, this_year: int) -> bool:
    """False when the words answer neither question."""
    if turn.intent == "deny" and not any(letter.isdigit() for letter in turn.text):
        talk.state = REFUSED
        return True
    if asked == "birth_year":
        talk.birth_year = answers.read_birth_year(turn.text, this_year)
        return talk.birth_year is not None
    words = answers.read_identity(turn.text, talk.state, this_year)
    talk.number = words.number or talk.number
    talk.birth_year = words.birth_year or talk.birth_year
    return words.number is not None or words.birth_year is not None


async def settle(case_manager: CaseManager, talk: IdentityTalk, turn: Turn) -> Identity | None:
    """Checks complete answers. Gives back what the case manager said when they fit nobody."""
    if talk.state not in ASKABLE or not talk.is_complete:
        return None
    checked = await case_manager.check_identity(turn, talk.answer())
    talk.state = checked.state
    talk.forget_answers()
    return None if checked.state == "verified" else checked


def say_wrong(dispatcher: CollectingDispatcher, wrong: Identity) -> None:
    dispatcher.utter_message(response="utter_identity_wrong", attempts_left=wrong.attempts_left)

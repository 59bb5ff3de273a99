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
    home: str = ""

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
    form = "identity_form"
    remembers = ("identity_wish", "reference")
    back = "utter_back_to_identity"

    def question(self, tracker: Tracker) -> str:
        return IdentityTalk.of(tracker).next_question or QUESTIONS[0]

    def asks_who(self, tracker: Tracker) -> bool:
        return True

    async def taken_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Who it is may have come out meanwhile."""
        state = (await self.case_manager.identity(turn)).state
        talk = IdentityTalk(state=state, number=None, birth_year=None)
        return self._go_on(dispatcher, tracker, talk)

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        talk = IdentityTalk.of(tracker)
        asked = self.question(tracker)
        if turn.intent == "go_back" and went_back(talk, asked):
            return self._go_on(dispatcher, tracker, talk)
        if left := self.way_out(dispatcher, tracker, turn):
            return left
        if self._is_another_wish(turn):
            return await self.follow(dispatcher, tracker, turn)
        if not read_into(talk, turn, asked, self.today().year):
            if forms.is_beside(turn):
                return await self.follow(dispatcher, tracker, turn)
            return await self.misread(dispatcher, tracker, turn)
        wrong = await settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKABLE:
            say_wrong(dispatcher, wrong)
        return self._go_on(dispatcher, tracker, talk)

    def _is_another_wish(self, turn: Turn) -> bool:
        catalogue = self.telling.catalogue
        is_complaint = turn.says(*catalogue.wishes)
        return is_complaint or forms.is_new_wish(turn)

    def _go_on(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, talk: IdentityTalk
    ) -> Events:
        if talk.next_question is not None:
            return forms.asking(talk.next_question, **talk.slots)
        wish = tracker.get_slot("identity_wish")
        reference = tracker.get_slot("reference")
        if talk.state == "locked" and wish == ENTITLEMENTS:
            dispatcher.utter_message(response="utter_identity_locked_for_now")
        then = _answer_to(wish, talk.state)
        return self.over(dispatcher, tracker, then, reference=reference, **talk.slots)


def _answer_to(wish: str, state: str) -> str:
    """What everybody may know is told in any case."""
    if wish == ENTITLEMENTS:
        return "utter_entitlements"
    if state != "verified":
        return "utter_identity_locked" if state == "locked" else "utter_identity_refused"
    return "utter_proven_case_status" if wish == "case" else "utter_payments"


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
    talk.state, talk.home = checked.state, checked.home
    talk.forget_answers()
    return None if checked.state == "verified" else checked


def say_wrong(dispatcher: CollectingDispatcher, wrong: Identity) -> None:
    dispatcher.utter_message(response="utter_identity_wrong", attempts_left=wrong.attempts_left)

"""What somebody tells although nothing was asked: who they are, or an allowance."""

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, identity, not_understood
from actions.base import Events, TurnAction, set_slots
from actions.following_up import FORM, NoSuchCase, begun
from case_manager_client import ASKABLE, Case
from follow_up import SLOT, WITHDRAW
from phrases.remedy_words import tells_it_came
from phrases.secret_told import ENTITY as SECRET
from turn import Turn

UNKNOWN_PHONE = "unknown_phone"


class ActionInform(TurnAction):
    """Who they are goes to the case that waits for it; where none does, it opens what only they
    may hear. A bare reference asks what became of it, and the rest answers nothing that was asked.
    """

    def name(self) -> str:
        return "action_inform"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        if turn.entity(SECRET) is not None:
            dispatcher.utter_message(response="utter_secret_told")
            return []
        is_other_number = turn.entity("reference") or turn.entity("phone")
        tells_who = turn.is_written and answers.tells_who(turn.text, self.today().year)
        if tells_who and not is_other_number:
            waiting = await self._waiting(turn)
            if waiting is not None:
                await self.case_manager.append_to_case(turn, waiting.reference, turn.text)
                dispatcher.utter_message(
                    response="utter_words_passed_on", reference=waiting.reference
                )
                return []
            told = await self._proving(dispatcher, tracker, turn)
            if told is not None:
                return told
        if tells_it_came(turn) and (done := await self._done(turn)):
            return done
        if turn.is_written and turn.entity("programme") is not None:
            return [FollowupAction("action_check_entitlement")]
        if turn.entity("reference") is not None:
            dispatcher.utter_message(response="utter_case_status")
            return []
        if turn.is_written:
            return [FollowupAction(not_understood.NAME)]
        dispatcher.utter_message(response="utter_menu")
        return []

    async def _done(self, turn: Turn) -> Events:
        """Asks whether the complaint is to end, where there is one and it is of no danger."""
        danger = self.telling.catalogue.danger.kinds
        try:
            follow_up = await begun(self.case_manager, replace(turn, intent=WITHDRAW), danger)
        except NoSuchCase:
            return []
        if any(case.is_of_danger for case in follow_up.offered):
            return []
        return [*set_slots(misread=0, **{SLOT: follow_up.slot}), FollowupAction(FORM)]

    async def _waiting(self, turn: Turn) -> Case | None:
        """The latest of this phone that no office decides before it is known whose it is, and that
        was not told without a name.
        """
        cases = await self.case_manager.cases(turn)
        waiting = (case for case in cases if case.is_open and case.needs_identity)
        return next((case for case in waiting if not case.is_anonymous), None)

    async def _proving(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """None where the words hold no number. Whose phone tells who it is needs none, but for
        somebody else whom the words name.
        """
        named = [span.value for span in self.people.named(turn.text)]
        if named and answers.tells_card(turn.text, self.today().year):
            other = await identity.begun_talk(self, tracker, turn, named[0])
            return await identity.begin_with_what_is_told(
                self, dispatcher, turn, other, wish="payments"
            )
        known = await self.case_manager.identity(turn)
        is_known = known.state == "verified"
        talk = identity.IdentityTalk(UNKNOWN_PHONE if is_known else known.state, home=known.home)
        identity.read_into(talk, turn, identity.QUESTIONS[0], self.today().year)
        if talk.number is None and talk.state != "locked":
            return None
        if is_known:
            dispatcher.utter_message(response="utter_known_already")
            return []
        if talk.birth_year is None and talk.state in ASKABLE:
            dispatcher.utter_message(response="utter_number_opens")
        wrong = await identity.settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKABLE:
            identity.say_wrong(dispatcher, wrong)
        if talk.state == "verified":
            return [*set_slots(**talk.slots), FollowupAction("action_check_payment")]
        return identity.begin_identity(dispatcher, talk, wish="payments")

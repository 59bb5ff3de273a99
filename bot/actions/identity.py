"""Who is asking: no personal fact is told before it is settled."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import answers, forms
from actions.base import Events, TurnAction, set_slots
from case_manager_client import ASKABLE, CaseManager, Identity, IdentityAnswer
from phrases.people import OTHER, OWN
from phrases.taken_back import is_own_mistake
from turn import CLEAR, Turn

REFUSED = "refused"
OF_ANOTHER = "of_another"  # the phone tells who calls, and somebody else is asked for
ASKED = ASKABLE | {OF_ANOTHER}
QUESTIONS = ("identity_number", "birth_year")
ENTITLEMENTS = "entitlements"


@dataclass
class IdentityTalk:
    """What the answers so far say, and what the case manager made of them. `of` is whom they are
    about where that is not the caller.
    """

    state: str
    number: str | None = None
    birth_year: int | None = None
    home: str = ""
    of: str | None = None

    @classmethod
    def of_slots(cls, tracker: Tracker) -> "IdentityTalk":
        return cls(
            state=tracker.get_slot("identity") or "",
            number=tracker.get_slot("identity_number"),
            birth_year=tracker.get_slot("birth_year"),
            of=tracker.get_slot("identity_of"),
        )

    @property
    def next_question(self) -> str | None:
        if self.state not in ASKED:
            return None
        return "identity_number" if self.number is None else "birth_year"

    @property
    def is_of_another(self) -> bool:
        """Whether it is asked who somebody else is, with the number of their own card."""
        return self.of is not None and self.state in (OF_ANOTHER, "unknown_phone")

    @property
    def slots(self) -> dict[str, Any]:
        return {
            "identity": self.state,
            "identity_number": self.number,
            "birth_year": self.birth_year,
            "identity_of": self.of,
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


async def begun_talk(
    action: TurnAction, tracker: Tracker, turn: Turn, named: str | None = None
) -> IdentityTalk:
    """Whom the words ask for. Whoever was asked for before is forgotten when it is another's turn,
    or the caller's own.
    """
    named = named or action.people.whose(turn)
    known = await action.case_manager.identity(turn)
    of = tracker.get_slot("identity_of") if known.is_proven else None
    if named is None or (named == of and named != OTHER) or (named == OWN and of is None):
        return IdentityTalk(known.state, home=known.home, of=of)
    if known.is_proven:
        known = await action.case_manager.forget_identity(turn)
    if named == OWN:
        return IdentityTalk(known.state, home=known.home)
    return IdentityTalk(_as_asked_of(known.state, named), of=named)


async def state_to_ask(case_manager: CaseManager, turn: Turn, of: str | None) -> str:
    """Of whoever did not say who it is, and is asked once more."""
    return _as_asked_of((await case_manager.identity(turn)).state, of)


def _as_asked_of(state: str, of: str | None) -> str:
    """The phone tells only who calls."""
    return OF_ANOTHER if of is not None and state == "verified" else state


class ActionCheckPayment(TurnAction):
    def name(self) -> str:
        return "action_check_payment"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        talk = await begun_talk(self, tracker, turn)
        if talk.state == "verified":
            dispatcher.utter_message(response="utter_payments")
            return set_slots(**talk.slots)
        if tracker.active_loop_name:
            dispatcher.utter_message(response="utter_identity_first")
            return []
        return await begin_with_what_is_told(self, dispatcher, turn, talk, wish="payments")


class ActionCheckEntitlement(TurnAction):
    """Asks who it is only where somebody else than the caller is asked for."""

    def name(self) -> str:
        return "action_check_entitlement"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        talk = await begun_talk(self, tracker, turn)
        if talk.state == OF_ANOTHER:
            return await begin_with_what_is_told(self, dispatcher, turn, talk, wish=ENTITLEMENTS)
        dispatcher.utter_message(response="utter_entitlements")
        return set_slots(**talk.slots)


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
        talk = IdentityTalk(state)
        return begin_identity(dispatcher, talk, wish="case", reference=reference)

    def _own_allowance(self, dispatcher: CollectingDispatcher, state: str) -> Events:
        """What everybody may know is told in any case."""
        if state in ASKABLE:
            return begin_identity(dispatcher, IdentityTalk(state), wish=ENTITLEMENTS)
        dispatcher.utter_message(response="utter_entitlements")
        return []


class ValidateIdentityForm(forms.FormValidation):
    form = "identity_form"
    remembers = ("identity_wish", "reference", "identity_of")
    back = "utter_back_to_identity"

    def question(self, tracker: Tracker) -> str:
        return IdentityTalk.of_slots(tracker).next_question or QUESTIONS[0]

    def asks_who(self, tracker: Tracker) -> bool:
        return True

    async def taken_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Who it is may have come out meanwhile."""
        known, of = await self.case_manager.identity(turn), tracker.get_slot("identity_of")
        is_by_phone = known.state == "verified" and not known.is_proven
        state = OF_ANOTHER if of and is_by_phone else known.state
        return self._go_on(dispatcher, tracker, IdentityTalk(state, of=of))

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        talk = IdentityTalk.of_slots(tracker)
        asked = self.question(tracker)
        if turn.intent == "go_back" and went_back(talk, asked):
            return self._go_on(dispatcher, tracker, talk)
        if left := self.way_out(dispatcher, tracker, turn):
            return left
        is_own = is_own_instead(self, talk, turn) and not self._is_clear_complaint(turn)
        if self._is_another_wish(turn) and not (is_own or cannot_say(turn) or puts_right(turn)):
            return await self.follow(dispatcher, tracker, turn)
        if is_own:
            talk = await begun_talk(self, tracker, turn)
        elif not read_into(talk, turn, asked, self.today().year):
            if forms.is_beside(turn):
                return await self.follow(dispatcher, tracker, turn)
            return await self.misread(dispatcher, tracker, turn)
        say_half(dispatcher, talk)
        wrong = await settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKED:
            say_wrong(dispatcher, wrong)
        return self._go_on(dispatcher, tracker, talk)

    def _is_clear_complaint(self, turn: Turn) -> bool:
        """ "The agent took my money" is no own payment."""
        return turn.says(*self.telling.catalogue.wishes, at_least=CLEAR) and turn.is_sentence

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
        then = _answer_to(wish, talk)
        return self.over(dispatcher, tracker, then, reference=reference, **talk.slots)


def _answer_to(wish: str, talk: IdentityTalk) -> str:
    """What everybody may know is told in any case."""
    if wish == ENTITLEMENTS:
        is_not_known = talk.of is not None and talk.state != "verified"
        return "utter_programmes" if is_not_known else "utter_entitlements"
    if talk.state != "verified":
        return "utter_identity_locked" if talk.state == "locked" else "utter_identity_refused"
    return "utter_proven_case_status" if wish == "case" else "utter_payments"


def begin_identity(
    dispatcher: CollectingDispatcher, talk: IdentityTalk, *, wish: str, reference: str | None = None
) -> Events:
    if talk.state == "locked":
        dispatcher.utter_message(response="utter_identity_locked")
        return []
    return [
        *set_slots(**talk.slots, identity_wish=wish, reference=reference, misread=0),
        FollowupAction("identity_form"),
    ]


async def begin_with_what_is_told(
    action: TurnAction,
    dispatcher: CollectingDispatcher,
    turn: Turn,
    talk: IdentityTalk,
    *,
    wish: str,
) -> Events:
    """A card's number and a year in the wish itself are not asked for again."""
    is_told = turn.is_written and talk.state in ASKED
    if is_told and answers.tells_card(turn.text, action.today().year):
        read_into(talk, turn, QUESTIONS[0], action.today().year)
        wrong = await settle(action.case_manager, talk, turn)
        if wrong and talk.state in ASKED:
            say_wrong(dispatcher, wrong)
        if talk.state == "verified":
            return [*set_slots(**talk.slots), FollowupAction(_answer_to(wish, talk))]
    return begin_identity(dispatcher, talk, wish=wish)


def is_own_instead(action: TurnAction, talk: IdentityTalk, turn: Turn) -> bool:
    """Whether somebody who was asked for whom they call says that it is for themselves."""
    return talk.is_of_another and action.people.whose(turn) == OWN


def is_of_whom(action: TurnAction, talk: IdentityTalk, turn: Turn) -> bool:
    """Whether words without a number say whose complaint it is: somebody else's, or the own."""
    is_number = any(letter.isdigit() for letter in turn.text)
    named = None if is_number else action.people.whose(turn)
    is_of_another = named is not None and named != OWN
    return is_of_another or is_own_instead(action, talk, turn)


def went_back(talk: IdentityTalk, asked: str) -> bool:
    """From the year of birth to the number; False where no question was asked before."""
    if asked != "birth_year":
        return False
    talk.forget_answers()
    return True


def read_into(talk: IdentityTalk, turn: Turn, asked: str, this_year: int) -> bool:
    """False when the words answer neither question."""
    if cannot_say(turn):
        talk.state = REFUSED
        return True
    if asked == "birth_year":
        talk.birth_year = answers.read_birth_year(turn.text, this_year)
        corrected = answers.read_whole_number(turn.text, this_year)
        talk.number = corrected or talk.number
        return talk.birth_year is not None or corrected is not None
    words = answers.read_identity(turn.text, talk.state, this_year)
    talk.number = words.number or talk.number
    talk.birth_year = words.birth_year or talk.birth_year
    return words.number is not None or words.birth_year is not None


def cannot_say(turn: Turn) -> bool:
    """Whether somebody does not know the answer, or has no card."""
    if turn.is_written and answers.lacks_number(turn.text):
        return True
    return turn.is_no and not any(letter.isdigit() for letter in turn.text)


def puts_right(turn: Turn) -> bool:
    """Whether a number or a year is told instead of one that was written wrong."""
    return turn.is_written and is_own_mistake(turn.text) and any(map(str.isdigit, turn.text))


async def settle(case_manager: CaseManager, talk: IdentityTalk, turn: Turn) -> Identity | None:
    """Checks complete answers. Gives back what the case manager said when they fit nobody: the
    phone may still tell who calls, which is not who was asked for. A year stays where the number
    may have been the wrong one.
    """
    if talk.state not in ASKED or not talk.is_complete:
        return None
    checked = await case_manager.check_identity(turn, talk.answer())
    if checked.is_proven or checked.state != "verified":
        talk.state, talk.home = checked.state, checked.home
    year = talk.birth_year
    talk.forget_answers()
    if not checked.is_proven and talk.state in ASKED:
        talk.birth_year = year
    return None if checked.is_proven else checked


def say_half(dispatcher: CollectingDispatcher, talk: IdentityTalk) -> None:
    """A year alone is written down; the question for the number follows once more."""
    if talk.next_question == QUESTIONS[0] and talk.birth_year is not None:
        dispatcher.utter_message(response="utter_birth_year_noted")


def say_wrong(dispatcher: CollectingDispatcher, wrong: Identity) -> None:
    dispatcher.utter_message(response="utter_identity_wrong", attempts_left=wrong.attempts_left)

"""Complaints: asked for, read back, opened."""

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import forms, identity
from actions.base import Events, TurnAction, set_slots
from actions.identity import IdentityTalk
from case_manager_client import ASKABLE
from complaint import payments
from complaint.catalogue import Wish
from complaint.draft import CONFIRMED, DROPPED, LONGER, Draft, draft_from
from turn import CLEAR, SURE, Turn

FORM = "complaint_form"
FEWEST_WORDS = 3
SLOT = "complaint"  # asked for by this name, whichever of its questions it is
FORGOTTEN = set_slots(complaint=None, identity_number=None, birth_year=None)


class ComplaintAction(TurnAction):
    """What both the first message of a complaint and a later one may need."""

    def draft_of(self, tracker: Tracker) -> Draft | None:
        return draft_from(tracker.get_slot(SLOT), self.telling.catalogue)

    def wish_of(self, turn: Turn, at_least: float) -> Wish | None:
        catalogue = self.telling.catalogue
        is_said = turn.says(*catalogue.told_here, at_least=at_least)
        return catalogue.wishes[turn.intent] if is_said else None

    async def prepared(
        self, dispatcher: CollectingDispatcher, draft: Draft, turn: Turn, talk: IdentityTalk
    ) -> Draft:
        """A complaint that begins: what is said first, and the payments to pick from."""
        wish = draft.wish
        if wish.asks_who and talk.state == "locked":
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        if wish.says_first:
            dispatcher.utter_message(response=wish.says_first)
        self.tell_helpline(dispatcher, draft)
        return await self.with_payments(draft, turn, talk)

    def tell_helpline(self, dispatcher: CollectingDispatcher, draft: Draft) -> None:
        number = self.telling.catalogue.helplines.get(str(draft.known("provider")))
        if draft.wish.says_first and number:
            provider = draft.known("provider")
            dispatcher.utter_message(response="utter_helpline", provider=provider, number=number)

    async def with_payments(self, draft: Draft, turn: Turn, talk: IdentityTalk) -> Draft:
        if talk.state != "verified":
            return draft
        known = replace(draft, is_known=True)
        if "payment" not in draft.wish.asks:
            return known
        found = await self.case_manager.payments(turn)
        return replace(known, payments=payments.offer(found, draft.programme, self.today()))

    def go_on(self, talk: IdentityTalk, draft: Draft) -> Events:
        slots = {**talk.slots, SLOT: draft.as_slot()}
        if draft.asked == CONFIRMED:
            return forms.end("confirmed", **slots)
        return [*set_slots(misread=0, **slots), *forms.ask(asked_of(talk, draft))]


class ActionBeginComplaint(ComplaintAction):
    """Forgets the last complaint, keeps what this message already says, and starts asking."""

    def name(self) -> str:
        return "action_begin_complaint"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        state = (await self.case_manager.identity(turn)).state
        talk = IdentityTalk(state=state, number=None, birth_year=None)
        begun = self.telling.begun(self.telling.catalogue.wishes[turn.intent], turn)
        draft = self.telling.asking_next(await self.prepared(dispatcher, begun, turn, talk))
        return [
            *set_slots(outcome=None, misread=0, **talk.slots, complaint=draft.as_slot()),
            FollowupAction(FORM),
        ]


class ValidateComplaintForm(ComplaintAction, forms.FormValidation):
    def name(self) -> str:
        return f"validate_{FORM}"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        asked = forms.asked_slot(tracker)
        talk, draft = IdentityTalk.of(tracker), self.draft_of(tracker)
        if draft is None:
            return forms.end("went_home")
        if asked is None or forms.comes_back_from_another_wish(tracker, FORM):
            return forms.ask(asked or asked_of(talk, draft))
        if turn.intent == "go_back" and (earlier := self._question_before(talk, draft, asked)):
            return earlier
        if left := forms.way_out(turn):
            return forms.end(left, complaint=None)
        if self._is_another_wish(turn, draft, asked):
            return []
        return await self._heard(dispatcher, tracker, turn, talk, draft)

    async def _heard(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        talk: IdentityTalk,
        draft: Draft,
    ) -> Events:
        """A clear wish is followed before the answer is read, a sure one where nothing else is."""
        asked = forms.asked_slot(tracker) or ""
        if wish := self._clear_complaint(turn, draft):
            return await self._follow(dispatcher, turn, talk, draft, wish)
        if asked in identity.QUESTIONS:
            told = await self._hear_identity(dispatcher, turn, talk, draft, asked)
        else:
            told = self.telling.heard(draft, turn)
        if told is None and (wish := self._other_complaint(turn, draft, SURE)):
            return await self._follow(dispatcher, turn, talk, draft, wish)
        if told is None and (forms.wants_a_person(turn) or forms.asks_beside(turn)):
            return []
        if told is None:
            return forms.misread(dispatcher, tracker, asked)
        if told.asked == DROPPED:
            return self._drop(dispatcher, talk, told)
        if told.known("provider") != draft.known("provider"):
            self.tell_helpline(dispatcher, told)
        if told.is_undecided and not draft.is_undecided:
            dispatcher.utter_message(response="utter_undecided_without_name")
        return self.go_on(talk, told)

    async def _hear_identity(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        talk: IdentityTalk,
        draft: Draft,
        asked: str,
    ) -> Draft | None:
        if not identity.read_into(talk, turn, asked, self.today().year):
            return self.telling.told_again(draft, turn) if turn.says(draft.wish.id) else None
        wrong = await identity.settle(self.case_manager, talk, turn)
        if wrong and talk.state in ASKABLE:
            identity.say_wrong(dispatcher, wrong)
        elif wrong:
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        return self.telling.asking_next(await self.with_payments(draft, turn, talk))

    async def _follow(
        self,
        dispatcher: CollectingDispatcher,
        turn: Turn,
        talk: IdentityTalk,
        draft: Draft,
        wish: Wish,
    ) -> Events:
        dispatcher.utter_message(response="utter_this_one_first")
        followed = self.telling.followed(draft, wish, turn)
        if all(waiting["wish"] != wish.id for waiting in draft.aside):
            followed = await self.prepared(dispatcher, followed, turn, talk)
        return self.go_on(talk, self.telling.asking_next(followed))

    def _drop(self, dispatcher: CollectingDispatcher, talk: IdentityTalk, draft: Draft) -> Events:
        earlier = self.telling.resumed(draft)
        if earlier is None:
            return forms.end("dropped", complaint=None)
        dispatcher.utter_message(response="utter_complaint_dropped")
        return self.go_on(talk, earlier)

    def _question_before(self, talk: IdentityTalk, draft: Draft, asked: str) -> Events | None:
        if identity.went_back(talk, asked):
            return self.go_on(talk, draft)
        earlier = None if asked in identity.QUESTIONS else draft.gone_back()
        earlier = earlier or self.telling.resumed(draft)
        return self.go_on(talk, earlier) if earlier else None

    def _is_another_wish(self, turn: Turn, draft: Draft, asked: str) -> bool:
        """In the middle of a story it must be clear; abuse is never told to more than may know."""
        if turn.says(*self.telling.catalogue.for_a_person, at_least=CLEAR):
            return True
        if turn.says(*forms.ASKED_BESIDE, at_least=CLEAR) and draft.asked != "programme":
            return True
        if self.telling.way_told(turn):
            return False
        is_story = asked == SLOT and draft.asked == "story" and turn.is_written
        return forms.is_new_wish(turn) and (turn.confidence >= CLEAR or not is_story)

    def _other_complaint(self, turn: Turn, draft: Draft, at_least: float) -> Wish | None:
        is_story = draft.asked == "story" and turn.is_written
        wish = None if is_story else self.wish_of(turn, at_least)
        return wish if wish and wish.id != draft.wish.id else None

    def _clear_complaint(self, turn: Turn, draft: Draft) -> Wish | None:
        """ "No, the chairman" sounds like another one, too."""
        is_sentence = not turn.is_written or len(turn.text.split()) >= FEWEST_WORDS
        return self._other_complaint(turn, draft, CLEAR) if is_sentence else None


class ActionOpenCase(ComplaintAction):
    """The reference is told only after the case manager has committed the case."""

    def name(self) -> str:
        return "action_open_case"

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        draft = self.draft_of(tracker)
        assert draft is not None  # noqa: S101 - it was confirmed a moment ago
        complaint = draft.as_complaint(self._description(draft, turn))
        case = await self.case_manager.open_case(turn, complaint, "open_case")
        earlier = self.telling.resumed(draft)
        dispatcher.utter_message(
            response="utter_case_opened_unknown" if case.needs_identity else "utter_case_opened",
            reference=case.reference,
            first_answer_on=case.first_answer_on.isoformat(),
            goes_on=earlier is not None,
        )
        if earlier is None:
            return FORGOTTEN
        slots = set_slots(outcome=None, misread=0, complaint=earlier.as_slot())
        return [*slots, FollowupAction(FORM)]

    def _description(self, draft: Draft, turn: Turn) -> str:
        """The own words; before them the kind where the first of them was an option, and what no
        field of a case holds.
        """
        words = [draft.description] if draft.description else []
        if draft.kind and (not words or draft.known("story")):
            words.insert(0, self.wording.say(f"kind_{draft.kind.id}", turn.language))
        if draft.answers.get("since") == LONGER:
            words.append(self.wording.say("since_for_long", turn.language))
        return "\n".join(words)


def asked_of(talk: IdentityTalk, draft: Draft) -> str:
    return (talk.next_question if draft.wish.asks_who else None) or SLOT

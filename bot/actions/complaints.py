"""Complaints: asked for, read back, given up."""

from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import forms, identity, passing_on
from actions.advising import OF_ADVICE
from actions.base import Events, set_slots
from actions.complaint_action import SLOT, ComplaintAction
from actions.identity import IdentityTalk
from actions.other_wishes import (
    asked_of_an_allowance,
    clear_complaint,
    complaint_of,
    is_another_wish,
    is_named,
    other_complaint,
    sure_of,
)
from complaint.beside import names_somebody, tells_something
from complaint.catalogue import Wish
from complaint.closing import ANONYMOUS, FOR_OTHER, Change, Meant, ReadBack, in_this_way
from complaint.draft import (
    ANOTHER,
    CONFIRMED,
    DROPPED,
    LATER,
    Draft,
)
from follow_up import WITHDRAW, fitting, own_case
from phrases import asides, giving_up, nameless
from phrases.people import OWN
from phrases.taken_back import begins_with_no
from turn import CLEAR, FEWEST_WORDS, Turn

FORM = "complaint_form"
OF_A_WALLET = "report_wallet_problem"  # "how do I set the PIN?"
_OF_THE_MONEY = ("programme", "payment", "since", "amount", Change.name)


class ValidateComplaintForm(ComplaintAction, forms.FormValidation):
    form = FORM
    remembers = (SLOT,)
    back = "utter_back_to_complaint"
    dropped = "utter_complaint_dropped"

    def question(self, tracker: Tracker) -> str:
        draft = self.draft_of(tracker)
        return asked_of(IdentityTalk.of_slots(tracker), draft) if draft else SLOT

    def asks_who(self, tracker: Tracker) -> bool:
        draft = self.draft_of(tracker)
        return draft is not None and draft.wish.asks_who

    def takes_any_words(self, tracker: Tracker) -> bool:
        draft = self.draft_of(tracker)
        return draft is not None and draft.takes_any_words

    def advises(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> bool:
        draft = self.draft_of(tracker)
        is_wish = turn.says(*forms.SOUND_LIKE_ANSWERS)
        if draft is None or is_wish or asides.asked_in(turn.text) not in OF_ADVICE:
            return False
        wish = complaint_of(self.telling, turn, CLEAR)
        is_same = wish is None or wish.id in (draft.wish.id, OF_A_WALLET)
        return is_same and self.advised_again(dispatcher, draft)

    def matter(self, tracker: Tracker) -> str | None:
        draft = self.draft_of(tracker)
        return None if draft is None or draft.is_unspoken else draft.wish.id

    def may_be_passed_on(self, tracker: Tracker, turn: Turn) -> bool:
        draft = self.draft_of(tracker)
        is_guarded = draft is not None and draft.is_guarded
        return not is_guarded and super().may_be_passed_on(tracker, turn)

    def given_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events | None:
        """In danger only who refuses the complaint itself files none, and where it is asked how to
        be reached, that may be meant.
        """
        how, draft = giving_up.told(turn), self.draft_of(tracker)
        if how is None or draft is None or self.telling.is_about_contact(draft, turn):
            return None
        if draft.is_guarded and how in (giving_up.LEAVES, giving_up.ASKED):
            return forms.until_it_is_safe(draft)
        is_of_messages = how == giving_up.UNSENT and self.telling.question_of(draft).comes_first
        return None if is_of_messages else self._dropped(dispatcher, tracker, draft)

    async def follow(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Who withdraws and has no case that may be meant gives up this one."""
        draft = self.draft_of(tracker)
        is_said = not turn.is_written or turn.says(WITHDRAW, at_least=CLEAR)
        may_be_meant = turn.intent == WITHDRAW and turn.entity("reference") is None and is_said
        if may_be_meant and draft is not None and not draft.is_guarded:
            cases = await self.case_manager.cases(turn)
            if not fitting(WITHDRAW, [*map(own_case, cases)]):
                return self._dropped(dispatcher, tracker, draft)
        return await super().follow(dispatcher, tracker, turn)

    async def taken_up(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """Who it is may have come out meanwhile."""
        talk, draft = IdentityTalk.of_slots(tracker), self.draft_of(tracker)
        if draft is None:
            return self.over(dispatcher, tracker, "utter_menu")
        known = draft if draft.is_known else await self.with_payments(draft, turn, talk)
        return self._go_on(dispatcher, tracker, talk, self.telling.asking_next(known))

    async def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn) -> Events:
        """A clear wish is followed before the answer is read, a sure one where nothing else is."""
        talk, draft = IdentityTalk.of_slots(tracker), self.draft_of(tracker)
        if draft is None:
            return self.over(dispatcher, tracker, "utter_menu")
        asked = self.question(tracker)
        if self._is_read_back_of_another(draft, talk, turn):
            told = self.telling.for_another(draft, turn)
            return self._told(dispatcher, tracker, talk, draft, told)
        is_of_contact = asked == SLOT and self.telling.is_about_contact(draft, turn)
        if is_of_contact and not turn.says("goodbye", at_least=CLEAR):
            return await self._heard(dispatcher, tracker, turn, talk, draft)
        if turn.intent == "go_back":
            earlier = await self._question_before(tracker, turn, talk, draft)
            if earlier is not None:
                return earlier
        is_answer = asked == SLOT and is_named(self.telling, draft, turn)
        is_left = not is_answer and not nameless.is_wished(turn)
        if is_left and (left := self.way_out(dispatcher, tracker, turn)):
            return left
        if asked_between := asked_of_an_allowance(self.telling, draft, turn):
            return await self.follow(dispatcher, tracker, asked_between)
        if is_another_wish(self.telling, draft, turn) and not self._says_who(asked, talk, turn):
            followed = await self.follow(dispatcher, tracker, turn)
            return self._keeping(tracker, turn, followed) if draft.is_guarded else followed
        return await self._heard(dispatcher, tracker, turn, talk, draft)

    async def _heard(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        talk: IdentityTalk,
        draft: Draft,
    ) -> Events:
        asked = self.question(tracker)
        is_answer = asked == SLOT and self.telling.tells_contact(draft, turn)
        wish = None if is_answer else clear_complaint(self.telling, draft, turn)
        if wish and not self._says_who(asked, talk, turn):
            return await self._other(dispatcher, tracker, turn, draft, wish)
        if asked in identity.QUESTIONS:
            told = await self._hear_identity(dispatcher, tracker, turn, draft, talk)
        else:
            told = self.telling.heard(draft, turn)
        if told is not None:
            self._note(dispatcher, asked, talk, draft, told)
            return self._told(dispatcher, tracker, talk, draft, told)
        sure = sure_of(draft)
        is_unclear = asked == SLOT and self.telling.is_unclear(draft, turn)
        if is_unclear or self._says_who(asked, talk, turn):
            return await self.misread(dispatcher, tracker, turn)
        if wish := other_complaint(self.telling, draft, turn, sure):
            return await self._other(dispatcher, tracker, turn, draft, wish)
        if forms.is_beside(turn, sure):
            return await self.follow(dispatcher, tracker, turn)
        return await self.misread(dispatcher, tracker, turn)

    async def misread(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, turn: Turn
    ) -> Events:
        """What was written stays with a complaint where it tells something, and whatever it is
        with one of danger and one that was read back.
        """
        events = await super().misread(dispatcher, tracker, turn)
        is_passed_on = passing_on.is_awaited(tracker) and self.may_be_passed_on(tracker, turn)
        is_of_who = self.question(tracker) != SLOT and not tells_something(turn, of_who=True)
        if is_passed_on or is_of_who or turn.says(*forms.COURTESIES):
            return events
        return self._keeping(tracker, turn, events)

    def said_to(self, tracker: Tracker, turn: Turn) -> str:
        is_kept = tells_something(turn, of_who=self.question(tracker) != SLOT)
        return "utter_noted_unspoken" if is_kept else super().said_to(tracker, turn)

    def _keeping(self, tracker: Tracker, turn: Turn, events: Events) -> Events:
        draft = self.draft_of(tracker)
        kept = self.telling.unread(draft, turn).as_slot() if draft else None
        return [*set_slots(**{SLOT: kept}), *events]

    async def _other(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        draft: Draft,
        wish: Wish,
    ) -> Events:
        """Another complaint; danger is told of the same matter where that is guarded, too, and what
        was only a guess is forgotten.
        """
        if draft.asked == Meant.name:
            return forms.end("action_begin_complaint", **{SLOT: None})
        if not (wish.is_always_guarded and draft.wish.guarded):
            return await self.follow(dispatcher, tracker, turn)
        moved = self.telling.moved(draft.with_words(turn), turn)
        return self._go_on(dispatcher, tracker, IdentityTalk.of_slots(tracker), moved)

    def _told(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        talk: IdentityTalk,
        draft: Draft,
        told: Draft,
    ) -> Events:
        if told.asked == DROPPED:
            return self._dropped(dispatcher, tracker, told)
        if told.asked == ANOTHER:
            return self.over(dispatcher, tracker, "utter_complaints")
        if told.asked == LATER:
            return forms.until_it_is_safe(told)
        if draft.asked == Meant.name and told.wish.says_first:
            dispatcher.utter_message(response=told.wish.says_first)
        if told.known("provider") != draft.known("provider"):
            self.tell_helpline(dispatcher, told)
        self.tell_reason(dispatcher, draft.payment, told)
        if told.is_undecided and not draft.is_undecided:
            dispatcher.utter_message(response="utter_undecided_without_name")
        return self._go_on(dispatcher, tracker, talk, told)

    def _says_who(self, asked: str, talk: IdentityTalk, turn: Turn) -> bool:
        """Whether words are about who it is, however they sound ("my card is lost")."""
        if asked not in identity.QUESTIONS:
            return False
        is_said = identity.is_of_whom(self, talk, turn) or identity.cannot_say(turn)
        return is_said or identity.puts_right(turn) or names_somebody(turn)

    def _is_read_back_of_another(self, draft: Draft, talk: IdentityTalk, turn: Turn) -> bool:
        """Whether what was read back is said to be somebody else's: "not mine, my uncle's". Where
        something is asked yet, only who says whose it is may mean that.
        """
        if draft.for_other is not None or talk.of is not None or not turn.is_written:
            return False
        if draft.asked in _OF_THE_MONEY:
            return self.people.is_not_mine(turn.text) and bool(self.people.named(turn.text))
        if draft.asked != ReadBack.name:
            return False
        is_somebody = self.people.whose(turn) not in (None, OWN)
        is_corrected = turn.is_short or begins_with_no(turn.text)
        return self.people.is_not_mine(turn.text) or (is_somebody and is_corrected)

    def _note(
        self,
        dispatcher: CollectingDispatcher,
        asked: str,
        talk: IdentityTalk,
        draft: Draft,
        told: Draft,
    ) -> None:
        """Says that something is written down where the same question follows once more."""
        is_same = asked_of(talk, told) == asked and (asked != SLOT or told.asked == draft.asked)
        new = self.telling.told_newly(draft, told)
        is_read_back = asked_of(talk, told) == SLOT and told.asked == ReadBack.name
        if new and is_read_back and not told.is_unspoken:
            return  # it is read at once
        is_other_way = told.is_anonymous and not (draft.is_anonymous or told.is_undecided)
        words = told.description.removeprefix(draft.description).split()
        is_story = len(words) >= FEWEST_WORDS
        if not (is_same and (new or is_other_way or is_story)):
            return
        if draft.is_guarded:
            dispatcher.utter_message(response="utter_noted_unspoken")
        else:
            dispatcher.utter_message(response="utter_noted", complaint=told.as_slot(), facts=new)

    def _dropped(self, dispatcher: CollectingDispatcher, tracker: Tracker, draft: Draft) -> Events:
        """Who may be in danger hears whom to ring, and of no complaint."""
        if not draft.is_guarded:
            return self.over(dispatcher, tracker, self.dropped)
        dispatcher.utter_message(response="utter_nothing_filed")
        return forms.end("utter_come_back", aside=None, complaint=None, heard_too=None)

    def _go_on(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        talk: IdentityTalk,
        draft: Draft,
    ) -> Events:
        slots = {**talk.slots, SLOT: draft.as_slot()}
        if draft.asked == CONFIRMED:
            return self.over(dispatcher, tracker, "action_open_case", **slots)
        return forms.asking(asked_of(talk, draft), **slots)

    async def _hear_identity(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        turn: Turn,
        draft: Draft,
        talk: IdentityTalk,
    ) -> Draft | None:
        asked, is_of_another = asked_of(talk, draft), talk.is_of_another
        if ANONYMOUS in self.telling.ways_told(turn):
            return self.telling.told_again(draft, turn)
        if identity.is_of_whom(self, talk, turn):
            draft = draft.with_words(turn)
            own = await identity.begun_talk(self, tracker, turn)
            talk.state, talk.home, talk.of = own.state, own.home, own.of
        elif not identity.read_into(talk, turn, asked, self.today().year):
            beside = self.telling.told_beside(draft, turn)
            is_same = beside or turn.says(draft.wish.id)
            return self.telling.told_again(beside or draft, turn) if is_same else None
        elif talk.state == identity.REFUSED:
            draft = self.telling.told_beside(draft, turn) or draft
        identity.say_half(dispatcher, talk)
        wrong = await identity.settle(self.case_manager, talk, turn)
        if wrong and talk.state in identity.ASKED:
            identity.say_wrong(dispatcher, wrong)
        elif wrong:
            dispatcher.utter_message(response="utter_identity_locked_in_complaint")
        known = await self.with_payments(draft, turn, talk)
        if is_of_another and talk.state in (identity.REFUSED, "locked"):
            known = in_this_way(known, [FOR_OTHER]) or known
        return self.telling.asking_next(known)

    async def _question_before(
        self, tracker: Tracker, turn: Turn, talk: IdentityTalk, draft: Draft
    ) -> Events | None:
        """Who does not say who they are is asked that first, and may go back to it."""
        asked = self.question(tracker)
        if identity.went_back(talk, asked):
            return forms.asking(asked_of(talk, draft), **talk.slots)
        earlier = None if asked in identity.QUESTIONS else draft.gone_back()
        if earlier is None and draft.wish.asks_who and talk.state == identity.REFUSED:
            talk.state = await identity.state_to_ask(self.case_manager, turn, talk.of)
            unasked = replace(draft, for_other=None) if talk.of else draft
            return forms.asking(asked_of(talk, draft), **talk.slots, **{SLOT: unasked.as_slot()})
        if earlier is None:
            return self.asked_again(tracker) if draft.moved_from else None
        return forms.asking(asked_of(talk, earlier), **{SLOT: earlier.as_slot()})


def asked_of(talk: IdentityTalk, draft: Draft) -> str:
    """Nobody is asked who they are for what is to go out without a name, or is for somebody else
    of whom they have not said who it is.
    """
    is_for_them = not draft.is_anonymous and not (draft.for_other and talk.of is None)
    is_asked = draft.wish.asks_who and is_for_them and draft.asked != Meant.name
    return (talk.next_question if is_asked else None) or SLOT

"""What a message means behind the answers before it, and whether it holds two wishes."""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from rasa.core.actions.action import Action, create_bot_utterance
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from awaited import LATELY
from complaint.call_wish import is_refused, rings_elsewhere
from complaint.catalogue import read_catalogue
from complaint.draft import NEVER
from complaint.places import is_move
from complaint.safety import CallTimes
from complaint.telling import Telling
from components.entity_extractors import local_date
from components.next_step_replies import NOT_FOUND
from eligibility.interview import interview_from
from eligibility.told import read_told
from follow_up import APPEAL, UPDATE, WITHDRAW
from phrases import (
    asides,
    courtesies,
    despair,
    elsewhere,
    giving_up,
    greetings,
    may_get,
    place_in_a_list,
    plans,
    safe_again,
    short_commands,
    stipends,
)
from phrases.behind_the_number import MORE, TOLD, BehindTheNumber, of_the_case
from phrases.people import People
from phrases.spoken_of import (
    ELIGIBILITY,
    ENTITLEMENT,
    HOW_TO_APPLY,
    NOT_UNDERSTOOD,
    SAY_NOTHING,
    FollowOns,
    SpokenOf,
)
from phrases.two_wishes import Heard, sentences, two_wishes, within
from turn import CLEAR, SURE, Turn, read_turn

DEATH, GREET = "report_death", "greet"
HEARD_TOO = "heard_too"
PROMISED_CALL = "promised_call"
OFFER, OFFER_AGAIN = "utter_ask_heard_too", "action_offer_again"
TURNS_REMEMBERED = 2
_LEAVING = frozenset({"deny", "goodbye", "stop_messages", "thank", WITHDRAW})
_SOUND_LIKE_FOOD = ("report_food_problem", "check_entitlement")
NUMBER_CHANGE, RECORD = "request_number_change", "report_data_error"
_SOUND_LIKE_A_NUMBER = ("talk_to_human", NUMBER_CHANGE)
_SOUND_LIKE_A_MOVE = SAY_NOTHING | {NUMBER_CHANGE, RECORD}
_MISS_DANGER = frozenset(
    {*SAY_NOTHING, "affirm", APPEAL, "check_entitlement", "check_payment", "deny", "greet"}
)
_GUESSED_MISS_DANGER = frozenset({"ask_about_service", "track_case", WITHDRAW})
_NOTHING_BEHIND = frozenset({"utter_goodbye", "utter_stop_messages", "utter_thank"})
FEWEST_OFFERED = 2
_OF_A_CASE = re.compile(r'/(\w+)\{"reference": "(\d+)"\}')
_TELL_MORE = SAY_NOTHING | {"report_abuse"}
_ANSWERED_AT_ONCE = frozenset(
    {
        *("affirm", "ask_about_service", "ask_complaints", "ask_how_to_apply", "ask_menu"),
        *("change_language", "check_eligibility", "check_entitlement", "check_payment", "deny"),
        *("go_back", "go_home", "goodbye", "greet", "stop_messages", "talk_to_human", "thank"),
        *("track_case", WITHDRAW),
    }
)
_KEPT = ("text", "intent", "entities")
Parse = Callable[[str], Awaitable[Heard]]


class Context:
    """A form reads what is said in it, and a caseworker who waits for an answer gets it. Where
    more for a case may follow, only whole wishes are heard as such.
    """

    def __init__(self, parse: Parse) -> None:
        self._parse = parse
        people = People()
        self._follow_ons = FollowOns(people)
        self._behind_the_number = BehindTheNumber(people)
        self._telling = Telling(read_catalogue(), helplines={})
        self._told = read_told()

    async def meant(self, heard: Heard, tracker: DialogueStateTracker) -> Heard:
        heard = await self._behind_a_greeting(heard)
        return await self._in_context(stipends.by_class(heard), tracker)

    async def _behind_a_greeting(self, heard: Heard) -> Heard:
        """Where a greeting is heard and more is said, that is meant."""
        rest = greetings.behind(heard["text"]) if heard["intent"]["name"] == GREET else None
        if rest is None:
            return heard
        meant = await self._parse(rest)
        is_more = meant["intent"]["name"] not in (GREET, *SAY_NOTHING)
        return within(meant, heard["text"]) if is_more else heard

    async def _in_context(self, heard: Heard, tracker: DialogueStateTracker) -> Heard:
        if self._refuses_a_call(heard, tracker):
            return _refusal_of_a_call(heard)
        if picked := _case_picked(heard["text"], tracker):
            return {**heard, **picked}
        if self._rings_elsewhere(heard, tracker):
            return _of_a_call(heard)
        if _is_settled_first(tracker):
            return heard
        if _is_yes(heard) and (offered := _offered(heard, tracker)):
            return offered
        if heard["text"].startswith("/"):
            return heard
        is_awaited = bool(tracker.get_slot("awaiting_case"))
        before = None if is_awaited else _spoken_of(tracker)
        if before and self._tells_on(heard, tracker, before):
            return _for_the_allowance(heard, before.programme)
        meant = self._behind(heard, tracker, before) if before else heard
        if meant is heard and not is_awaited:
            meant = self._follow_ons.returned(heard)
        meant = self._follow_ons.named_alone(heard) if meant is heard else meant
        if meant is not heard:
            return meant
        if _misses_danger(heard["intent"]) and self._tells_of_danger(heard, tracker):
            return self._as_danger(heard)
        if _asks_for_a_dead_ones(heard, heard["text"]):
            return _for_the_allowance(heard, None)
        if _only_loses_a_number(heard, tracker):
            return _not_understood(heard)
        if not is_awaited and _asks_elsewhere(heard):
            return _not_understood(heard)
        if _moves_a_record(heard):
            return {**heard, "intent": {"name": RECORD, "confidence": 1.0}}
        return _unless_guessed(await self._first_of_two(heard, tracker))

    def _refuses_a_call(self, heard: Heard, tracker: DialogueStateTracker) -> bool:
        """Whatever else such words sound like: a promised call that comes all the same may harm."""
        if tracker.active_loop_name or not tracker.get_slot(PROMISED_CALL):
            return False
        turn = read_turn(tracker.sender_id, heard)
        if not turn.is_written or giving_up.told(turn) or self._telling.tells_of_danger(turn):
            return False
        return is_refused(turn, self._telling.call_times, local_date())

    def _rings_elsewhere(self, heard: Heard, tracker: DialogueStateTracker) -> bool:
        """A number for the call that was promised, when other things were spoken of since."""
        is_asked = tracker.active_loop_name or tracker.get_slot("awaiting_case")
        if is_asked or not tracker.get_slot(PROMISED_CALL):
            return False
        turn = read_turn(tracker.sender_id, heard)
        is_wish = turn.says(*self._telling.catalogue.wishes)
        return rings_elsewhere(turn) and not is_wish and not self._telling.tells_of_danger(turn)

    def _behind(self, heard: Heard, tracker: DialogueStateTracker, before: SpokenOf) -> Heard:
        turn = read_turn(tracker.sender_id, heard)
        is_of_danger = self._telling.tells_of_danger(turn) or despair.is_told(turn)
        meant = heard if is_of_danger else self._behind_the_number.read(heard, turn, before)
        meant = self._follow_ons.read(heard, before) if meant is heard else meant
        if before.is_guarded and before.reference and self._is_more(heard, meant, turn):
            return of_the_case(heard, UPDATE, before.reference)
        return meant

    def _is_more(self, heard: Heard, meant: Heard, turn: Turn) -> bool:
        """Of somebody in danger every sentence that is no clear wish tells more of it."""
        if meant is not heard:
            is_for_the_case = meant["intent"]["name"] == UPDATE
            return is_for_the_case and read_turn("", meant).entity(TOLD) in (None, MORE)
        if safe_again.is_told(turn):
            return True
        if not turn.has_words or turn.is_only_digits or turn.entity("reference"):
            return False
        if self._telling.tells_of_danger(turn):
            return not turn.says("talk_to_human", at_least=CLEAR)
        is_answered = turn.intent in _ANSWERED_AT_ONCE and turn.says(turn.intent)
        is_other = turn.intent not in _TELL_MORE and turn.says(turn.intent, at_least=CLEAR)
        return turn.is_sentence and not is_answered and not is_other

    def _tells_of_danger(self, heard: Heard, tracker: DialogueStateTracker) -> bool:
        return self._telling.tells_of_danger(read_turn(tracker.sender_id, heard))

    def _as_danger(self, heard: Heard) -> Heard:
        return {**heard, "intent": {"name": self._telling.catalogue.danger.id, "confidence": 1.0}}

    def _tells_on(self, heard: Heard, tracker: DialogueStateTracker, before: SpokenOf) -> bool:
        """Whether more is told, or another fact, of the one who may have an allowance or not; or
        who it is, behind the answer of how to have one.
        """
        is_offered = before.wish in (ENTITLEMENT, HOW_TO_APPLY) and before.programme
        is_asked = before.wish == ELIGIBILITY or (is_offered and not before.is_own)
        if not is_asked or self._tells_of_danger(heard, tracker):
            return False
        turn = read_turn(tracker.sender_id, heard)
        if is_offered:
            return self._told.says_who(turn)
        interview = interview_from(tracker.get_slot("eligibility"))
        is_right = interview is not None and self._told.put_right(
            turn, interview, local_date().year
        )
        return bool(is_right) or self._told.says_only(turn)

    async def _first_of_two(self, heard: Heard, tracker: DialogueStateTracker) -> Heard:
        parts = [await self._parse(each) for each in sentences(heard["text"])]
        two = two_wishes(heard, parts)
        if two is None:
            return heard
        first, second = two
        if _asks_for_a_dead_ones(first, heard["text"]):
            return _for_the_allowance(heard, None)
        tracker.update(SlotSet(HEARD_TOO, {name: second[name] for name in _KEPT}))
        return first


class OfferHeardToo(Action):
    """The other wish, by its name: a yes is enough to follow it, if that comes next."""

    def name(self) -> str:
        return OFFER

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        message = await nlg.generate(OFFER, tracker, output_channel.name())
        offered = {**message, "utter_action": OFFER, HEARD_TOO: tracker.get_slot(HEARD_TOO)}
        return [create_bot_utterance(offered), SlotSet(HEARD_TOO, None)]


def _misses_danger(intent: Mapping[str, Any]) -> bool:
    name, is_guess = intent["name"], intent["confidence"] < CLEAR
    return name in _MISS_DANGER or (is_guess and name in _GUESSED_MISS_DANGER)


def _asks_for_a_dead_ones(heard: Heard, text: str) -> bool:
    """Who asks whether somebody may have an allowance reports no death, whoever died."""
    return bool(heard["intent"]["name"] == DEATH) and may_get.asks(text)


def _refusal_of_a_call(heard: Heard) -> Heard:
    """As if it had been picked."""
    picked = {"entity": CallTimes.name, "value": NEVER}
    return _of_a_call({**heard, "entities": [*heard["entities"], picked]})


def _of_a_call(heard: Heard) -> Heard:
    return {**heard, "intent": {"name": "talk_to_human", "confidence": 1.0}}


def _case_picked(text: str, tracker: DialogueStateTracker) -> Heard | None:
    """By its place among those just offered, as if it had been picked by a digit."""
    last = next(_last_uttered(tracker), None)
    payloads = [button["payload"] for button in (last and last.data.get("buttons")) or ()]
    if len(payloads) < FEWEST_OFFERED or not all(map(_OF_A_CASE.fullmatch, payloads)):
        return None
    picked = _OF_A_CASE.fullmatch(place_in_a_list.meant(text, payloads) or "")
    if picked is None:
        return None
    wish, reference = picked.groups()
    intent = {"name": wish, "confidence": 1.0}
    return {"intent": intent, "entities": [{"entity": "reference", "value": reference}]}


def _last_uttered(tracker: DialogueStateTracker) -> Iterator[BotUttered]:
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered | SessionStarted):
            return
        if isinstance(event, BotUttered):
            yield event


def _for_the_allowance(heard: Heard, programme: str | None) -> Heard:
    intent = {"name": ELIGIBILITY, "confidence": 1.0}
    meant = [{"entity": "programme", "value": programme}] if programme else []
    return {**heard, "intent": intent, "entities": [*heard["entities"], *meant]}


def waits_for_its_turn(tracker: DialogueStateTracker) -> bool:
    """Whether nothing is asked any more, and a second wish was heard."""
    return tracker.get_slot(HEARD_TOO) is not None and tracker.active_loop_name is None


def is_offered_again(tracker: DialogueStateTracker) -> bool:
    """Whether nothing is asked, and what was left half-told waits for who has come back."""
    if not tracker.get_slot("aside") or tracker.active_loop_name is not None:
        return False
    said = [str(each.metadata.get("said")) for each in _last_uttered(tracker)]
    return not any(name in _NOTHING_BEHIND or name.startswith("utter_ask_") for name in said)


def _unless_guessed(heard: Heard) -> Heard:
    """Nobody who calls out or asks is told goodbye, who wants an office's number no person, and
    who only fears for their name complains of nothing.
    """
    text, intent = heard["text"], heard["intent"]
    meant = "greet" if short_commands.is_call(text) else courtesies.small_talk(text)
    if meant is not None:
        return {**heard, "intent": {"name": meant, "confidence": 1.0}}
    name, sureness = intent["name"], intent["confidence"]
    is_guess = courtesies.confidence(text, name, sureness) < SURE
    is_given_up = sureness < CLEAR and _only_leaves(name, text)
    is_fear = sureness < CLEAR and asides.only_guards_the_name(text)
    is_only_a_number = name in _SOUND_LIKE_A_NUMBER and _asks_for_office_phone(text)
    is_of_hunger = sureness < CLEAR and name in _SOUND_LIKE_FOOD and elsewhere.asks_for_food(text)
    is_else = is_given_up or is_fear or is_only_a_number or is_of_hunger
    if is_else or (name in courtesies.WISHES and is_guess):
        return _not_understood(heard)
    return heard


def _asks_for_office_phone(text: str) -> bool:
    return elsewhere.asked_in_parts(text) == elsewhere.OFFICE_PHONE


def _asks_elsewhere(heard: Heard) -> bool:
    """Where an office is, whether a message is real, a house that is wanted, a way that somebody
    will go: it sounds like much else.
    """
    programmes = {each["value"] for each in heard["entities"] if each["entity"] == "programme"}
    return plans.is_to_go(heard["text"]) or elsewhere.is_asked(heard["text"], programmes)


def _not_understood(heard: Heard) -> Heard:
    return {**heard, "intent": {**heard["intent"], "name": NOT_UNDERSTOOD}}


def _only_loses_a_number(heard: Heard, tracker: DialogueStateTracker) -> bool:
    """Where a complaint was not found, its number is meant, and no phone's or account's."""
    said = {each.get("said") for each in _told(tracker, turns=1)}
    is_clear = heard["intent"]["confidence"] >= CLEAR
    return bool(said & NOT_FOUND) and not is_clear and asides.loses_a_number(heard["text"])


def _moves_a_record(heard: Heard) -> bool:
    """Who takes an allowance along wants no other number for its money."""
    intent = heard["intent"]
    is_guess = intent["name"] in _SOUND_LIKE_A_MOVE and intent["confidence"] < CLEAR
    is_of_money = any(each["entity"] in ("phone", "provider") for each in heard["entities"])
    return is_guess and not is_of_money and is_move(read_turn("", heard))


def _only_leaves(name: str, text: str) -> bool:
    """Whether the words give up; those that name no complaint withdraw none."""
    told = giving_up.told_in(text)
    is_withdrawn = name == WITHDRAW and told == giving_up.LEAVES
    return told is not None and (is_withdrawn or name not in _LEAVING)


def _is_settled_first(tracker: DialogueStateTracker) -> bool:
    waits = tracker.get_slot("awaiting_case") and tracker.get_slot("awaited_about") not in LATELY
    is_in_form = tracker.active_loop_name is not None
    return bool(is_in_form or waits or tracker.get_slot(HEARD_TOO))


def _is_yes(heard: Heard) -> bool:
    intent = heard["intent"]
    return bool(intent["name"] == "affirm" and intent["confidence"] >= SURE)


def _offered(heard: Heard, tracker: DialogueStateTracker) -> Heard | None:
    """The other wish, or the one thing that the answer offered, as if it had been picked."""
    last = next(_told(tracker, turns=1), {})
    if picked := last.get("picked_by_yes"):
        intent = {"name": picked.removeprefix("/"), "confidence": 1.0}
        return {**heard, "text": picked, "intent": intent, "entities": []}
    return last.get(HEARD_TOO)


def _spoken_of(tracker: DialogueStateTracker) -> SpokenOf | None:
    told = _told(tracker, turns=TURNS_REMEMBERED)
    found = (each["spoken_of"] for each in told if each.get("spoken_of"))
    last = next(found, None)
    return SpokenOf(**last) if last else None


def _told(tracker: DialogueStateTracker, turns: int) -> Iterator[Mapping[str, Any]]:
    """What the answers of the last turns carry, the latest first."""
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            yield event.metadata
        elif isinstance(event, UserUttered):
            turns -= 1
        if turns == 0 or isinstance(event, SessionStarted):
            return

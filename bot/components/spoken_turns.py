"""Turns as a tracker tells them: what a message was answered, and what a caseworker asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from awaited import LATELY
from citizen_text import sms
from citizen_text.secrets import REDACTED
from components.gateway_messages import CaseworkerAsked
from components.tracker import Answers
from wording import Button

APOLOGY = "utter_apology"
CALL = "ussd"
_LEADING_OVER = ("utter_back_to_", "utter_this_one_first")
_GOOD_TO_KNOW = ("utter_identity_locked_in_complaint",)
MOST_SEGMENTS = (2, 3)  # with the longer introduction, with the short one
REMEMBERED_EVENTS = 20


def answers_to(tracker: DialogueStateTracker, message_id: str) -> Answers:
    """Empty when the message is unknown, was not answered, or was answered with the apology."""
    events = list(tracker.events)
    position = _position_of(events, message_id)
    if position is None:
        return []
    uttered = [event for event in _until_next_message(events, position) if _is_spoken(event)]
    if not uttered or any(event.metadata.get("said") == APOLOGY for event in uttered):
        return []
    metadata = events[position].metadata
    warnings = [{"text": text} for text in metadata.get("warnings", ())]
    answers = _with_room(warnings, uttered)
    if introduction := _introduction(metadata, answers):
        # The first screen of a call is for what was dialled for.
        place = len(answers) if metadata.get("channel") == CALL else 0
        answers.insert(place, {"text": introduction})
    commands = _commands(metadata, uttered)
    if tracker.get_slot("awaiting_case") and tracker.get_slot("awaited_about") not in LATELY:
        commands["awaits_number"] = True
    return [*answers, {"custom": commands}] if commands else answers


def _commands(metadata: Mapping[str, Any], uttered: Sequence[BotUttered]) -> dict[str, Any]:
    """A language that was asked for goes before the one that was written in."""
    commands = {name: metadata[name] for name in ("set_language",) if name in metadata}
    for event in uttered:
        commands.update(event.data.get("custom") or {})
    return commands


def _introduction(metadata: Mapping[str, Any], answers: Answers) -> str | None:
    """The longest for which there is room: on a screen the options need it."""
    offered = metadata.get("introductions", ())
    shown = [*zip(offered, MOST_SEGMENTS[-len(offered) :], strict=False)]
    for text, most in shown[-1:] if metadata.get("channel") == CALL else shown:
        if sms.measure(as_sms([{"text": text}, *answers])).segments <= most:
            return str(text)
    return None


def as_sms(answers: Answers) -> str:
    """As the gateway sends them: the options numbered below what is said."""
    buttons = [button for said in answers for button in said.get("buttons", ())]
    options = [f"{n}. {button['title']}" for n, button in enumerate(buttons, 1)]
    return "\n".join([*(said["text"] for said in answers if "text" in said), *options])


def is_introduced(tracker: DialogueStateTracker) -> bool:
    """False until an answer has had room to say who we are."""
    heard = [event for event in tracker.events if isinstance(event, UserUttered)]
    return any(not _is_postponed(tracker, event) for event in heard)


def _is_postponed(tracker: DialogueStateTracker, event: UserUttered) -> bool:
    offered = event.metadata.get("introductions")
    if offered is None:
        return False
    answers = answers_to(tracker, event.metadata["message_id"])
    return not any(said.get("text") in offered for said in answers)


def said_before(tracker: DialogueStateTracker) -> frozenset[str]:
    """The names of what the message before the latest was answered."""
    said, is_before = set(), False
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            if is_before:
                break
            is_before = True
        elif is_before and _is_spoken(event):
            said.add(str(event.metadata.get("said", "")))
    return frozenset(said)


def has_heard_secret(tracker: DialogueStateTracker) -> bool:
    """In the last turns, which are what a tracker keeps."""
    return any(
        isinstance(event, UserUttered) and REDACTED in (event.text or "")
        for event in tracker.events
    )


def hear_question(tracker: DialogueStateTracker, asked: CaseworkerAsked) -> bool:
    """The next free answer belongs to the case that was asked about. False when heard before."""
    heard = tracker.get_slot("heard_events") or []
    if asked.event_id in heard:
        return False
    tracker.update(SlotSet("awaiting_case", asked.case_reference))
    tracker.update(SlotSet("awaited_about", asked.about))
    tracker.update(SlotSet("heard_events", [*heard, asked.event_id][-REMEMBERED_EVENTS:]))
    return True


def offered_before(tracker: DialogueStateTracker) -> Sequence[Button]:
    """What the citizen could choose from when they wrote this; nothing of an earlier session."""
    events = list(tracker.events)
    asked = [n for n, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(asked) < 2:
        return []
    between = events[asked[-2] : asked[-1]]
    spoken = [event for event in between if isinstance(event, BotUttered)]
    if not spoken or any(isinstance(event, SessionStarted) for event in between):
        return []
    return spoken[-1].data.get("buttons") or []


def on_offer(tracker: DialogueStateTracker) -> list[Button]:
    """What the citizen can choose from now, by what was answered last."""
    offered: list[Button] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered | SessionStarted):
            break
        if _is_spoken(event):
            offered = [*(event.data.get("buttons") or ()), *offered]
    return offered


def _position_of(events: Sequence[Event], message_id: str) -> int | None:
    for position in reversed(range(len(events))):
        event = events[position]
        if isinstance(event, UserUttered) and event.metadata.get("message_id") == message_id:
            return position
    return None


def _until_next_message(events: Sequence[Event], position: int) -> list[Event]:
    following: list[Event] = []
    for event in events[position + 1 :]:
        if isinstance(event, UserUttered):
            break
        following.append(event)
    return following


def _is_spoken(event: Event) -> bool:
    return isinstance(event, BotUttered) and bool(event.text)


def _with_room(warnings: Answers, uttered: Sequence[BotUttered]) -> Answers:
    """Where it is too long, without what only leads over, then with questions put shortly, and then
    without what would be good to know as well.
    """
    needed = [event for event in uttered if not _said_as(event, _LEADING_OVER)]
    asked = [event for event in needed if not _said_as(event, _GOOD_TO_KNOW)]
    short, shortest = ([_answer(each) | _in_short(each) for each in of] for of in (needed, asked))
    answers = [*warnings, *map(_answer, uttered)]
    for less in ([*map(_answer, needed)], short, shortest):
        shorter = [*warnings, *less]
        if sms.measure(as_sms(answers)).segments > MOST_SEGMENTS[-1]:
            answers = shorter
    return answers


def _in_short(event: BotUttered) -> dict[str, str]:
    short = event.metadata.get("in_short")
    return {"text": short} if short else {}


def _said_as(event: BotUttered, names: tuple[str, ...]) -> bool:
    return str(event.metadata.get("said", "")).startswith(names)


def _answer(event: BotUttered) -> dict[str, Any]:
    buttons = event.data.get("buttons") or []
    if not buttons:
        return {"text": event.text}
    shown = [{"title": button["title"], "payload": button["payload"]} for button in buttons]
    return {"text": event.text, "buttons": shown}

"""Turns as a tracker tells them: what a message was answered, and what a caseworker asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from citizen_text.secrets import REDACTED
from components.gateway_messages import CaseworkerAsked
from components.tracker import Answers

APOLOGY = "utter_apology"
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
    answers = [_answer(event) for event in uttered]
    if "introduction" in metadata:
        answers.insert(0, {"text": metadata["introduction"]})
    commands = _commands(metadata, uttered)
    return [*answers, {"custom": commands}] if commands else answers


def _commands(metadata: Mapping[str, Any], uttered: Sequence[BotUttered]) -> dict[str, Any]:
    """A language that was asked for goes before the one that was written in."""
    commands = {name: metadata[name] for name in ("set_language",) if name in metadata}
    for event in uttered:
        commands.update(event.data.get("custom") or {})
    return commands


def has_spoken(tracker: DialogueStateTracker) -> bool:
    return any(isinstance(event, UserUttered) for event in tracker.events)


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


def _answer(event: BotUttered) -> dict[str, Any]:
    buttons = event.data.get("buttons") or []
    if not buttons:
        return {"text": event.text}
    shown = [{"title": button["title"], "payload": button["payload"]} for button in buttons]
    return {"text": event.text, "buttons": shown}

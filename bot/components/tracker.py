"""A conversation as the next turn needs it: what is known, the last turns, the last answers."""

import copy
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import structlog
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from kept_slots import kept_slots

logger = structlog.get_logger(__name__)

T = TypeVar("T")
Answers = list[dict[str, Any]]
REMEMBERED_ANSWERS = 8
OF_THE_LAST_TURNS = frozenset({"eligibility"})  # answers of an interview that is over


class Tracker(DialogueStateTracker):
    """`answered` holds the answers to the last messages, by message id, oldest first."""

    def __init__(self, sender_id: str, slots: Iterable[Slot]) -> None:
        super().__init__(sender_id, ())
        self.slots = {slot.name: _twin(slot) for slot in slots}
        self._reset_slots()
        self.answered: dict[str, Answers] = {}

    def init_copy(self) -> "Tracker":
        return Tracker(self.sender_id, self.slots.values())

    def copy(self) -> "Tracker":
        """As it stands; Rasa replays everything that happened, before each action."""
        twin = _twin(self)
        twin.events = self.events.copy()
        twin.active_loop = copy.copy(self.active_loop)
        twin.slots = {name: _twin(slot) for name, slot in self.slots.items()}
        return twin

    def remember(self, message_id: str, answers: Answers) -> None:
        self.answered[message_id] = answers
        while len(self.answered) > REMEMBERED_ANSWERS:
            self.answered.pop(next(iter(self.answered)))


def _twin(original: T) -> T:
    """What `copy.copy` gives, at a fifth of its price."""
    twin = object.__new__(type(original))
    vars(twin).update(vars(original))
    return twin


def stored_form(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {
        "events": [event.as_dict() for event in shorten(list(tracker.events))],
        "answered": getattr(tracker, "answered", {}),
        "kept_as": kept_slots().version,
    }


def from_stored(sender_id: str, stored: dict[str, Any], domain: Domain) -> Tracker:
    """What another version kept, and this one does not know or cannot read, is forgotten."""
    tracker = Tracker(sender_id, domain.slots)
    for event in _readable_events(stored["events"]):
        if isinstance(event, SlotSet) and event.key not in tracker.slots:
            continue
        tracker.update(event)
        if isinstance(event, ActiveLoop) and event.name not in (None, *domain.form_names):
            _end_form(tracker)
    if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME):
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    if stored.get("kept_as") != kept_slots().version:
        _forget_what_is_unreadable(tracker)
    tracker.answered = stored.get("answered", {})
    return tracker


def _readable_events(rows: Iterable[dict[str, Any]]) -> Iterator[Event]:
    for row in rows:
        try:
            yield _type_of(row["event"])._from_parameters(row)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            logger.warning("tracker.event_of_another_version", error=type(error).__name__)


def _forget_what_is_unreadable(tracker: Tracker) -> None:
    kept = kept_slots()
    for name in kept.names & tracker.slots.keys():
        value = tracker.get_slot(name)
        readable = None if value is None else kept.readable(name, value)
        if readable != value:
            logger.warning("tracker.slot_of_another_version", slot=name)
            tracker.update(SlotSet(name, readable))
            if name in kept.of_forms:
                _end_form(tracker)


def _end_form(tracker: Tracker) -> None:
    tracker.update(ActiveLoop(None))
    tracker.update(SlotSet(REQUESTED_SLOT, None))


@lru_cache
def _type_of(event: str) -> type[Event]:
    """Rasa looks through all classes of events each time."""
    found: type[Event] = Event.resolve_by_type(event)
    return found


def shorten(events: Sequence[Event]) -> list[Event]:
    """What is known, and the last turns: two, and all since the form that runs began.

    Rasa replays the whole history at every turn. A form looks back to its beginning, "not
    understood" to the turn before.
    """
    cut = _last_quiet_message(events)
    if cut is None:
        return list(events)
    return [
        ActionExecuted(ACTION_SESSION_START_NAME),
        SessionStarted(),
        *(SlotSet(name, value) for name, value in _known(events[:cut]).items()),
        ActionExecuted(ACTION_LISTEN_NAME),
        *events[cut:],
    ]


def _known(events: Sequence[Event]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for event in events:
        if isinstance(event, SessionStarted):
            known.clear()
        elif isinstance(event, SlotSet):
            known[event.key] = event.value
    return {
        name: value
        for name, value in known.items()
        if value is not None and name not in OF_THE_LAST_TURNS
    }


def _last_quiet_message(events: Sequence[Event]) -> int | None:
    """Where the last but one message stands, or an earlier one, at which no form was running."""
    form = quiet = latest = None
    for position, event in enumerate(events):
        if isinstance(event, UserUttered):
            quiet = quiet if latest is None else latest
            latest = position if form is None else None
        elif isinstance(event, ActiveLoop):
            form = event.name
        elif isinstance(event, SessionStarted):
            form = None
    return quiet

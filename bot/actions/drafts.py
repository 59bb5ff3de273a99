"""The complaints of a conversation that are not filed yet: being told, or waiting."""

from collections.abc import Iterator

from rasa_sdk import Tracker

from complaint.catalogue import Catalogue
from complaint.draft import Draft, draft_from

SLOT = "complaint"


def told(tracker: Tracker, catalogue: Catalogue, *, waiting: bool = True) -> Iterator[Draft]:
    """The latest first."""
    aside = reversed(tracker.get_slot("aside") or ()) if waiting else ()
    for slots in (tracker.slots, *(form["slots"] for form in aside)):
        draft = draft_from(slots.get(SLOT), catalogue)
        if draft is not None:
            yield draft


def guarded(tracker: Tracker, catalogue: Catalogue, *, waiting: bool = True) -> Draft | None:
    """Of somebody who may be in danger."""
    drafts = told(tracker, catalogue, waiting=waiting)
    return next((draft for draft in drafts if draft.is_guarded), None)

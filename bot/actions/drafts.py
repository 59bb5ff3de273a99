"""The complaints of a conversation that are not filed yet: being told, or waiting."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rasa_sdk import Tracker

from complaint.catalogue import Catalogue
from complaint.closing import Meant
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


def worth_keeping(
    forms: Iterable[Mapping[str, Any]], catalogue: Catalogue
) -> list[Mapping[str, Any]]:
    """Those in which something was told that may be spoken of by whoever has the phone next."""
    drafts = ((form, draft_from(form["slots"].get(SLOT), catalogue)) for form in forms)
    return [form for form, draft in drafts if draft is not None and _is_worth_keeping(draft)]


def _is_worth_keeping(draft: Draft) -> bool:
    kinds = [draft.kind] if draft.kind else draft.wish.kinds.values()
    is_sensitive = draft.is_guarded or any(kind.is_sensitive for kind in kinds)
    return bool(draft.description) and draft.asked != Meant.name and not is_sensitive

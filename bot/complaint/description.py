"""What whoever works on a complaint reads of it first."""

from complaint.draft import LONGER, Draft
from wording import Wording


def description_of(draft: Draft, wording: Wording, language: str) -> str:
    """The own words; before them the kind where the first of them was an option, and what no field
    of a case holds.
    """
    words = [draft.description] if draft.description else []
    if draft.kind and (not words or draft.known("story")):
        words.insert(0, wording.say(f"kind_{draft.kind.id}", language))
    if draft.moved_from:
        words.insert(0, wording.say(draft.moved_from, language))
    if draft.answers.get("since") == LONGER:
        words.append(wording.say("since_for_long", language))
    if draft.contact_words:
        words.append(draft.contact_words)
    if draft.ring_at:
        words.insert(0, wording.say("ring_the_number_told", language))
    return "\n".join(words)

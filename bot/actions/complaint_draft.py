"""The complaint while it is being told: what is known, what is asked next, what changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions import answers
from actions.answers import LONGER, OTHER, UNKNOWN
from case_manager_client import Complaint, Payment, payment_from
from turn import Turn

CATEGORY = "payment_not_received"
LONGEST_TRAIL = 10
_TOLD = ("payment_choice", "programme", "missing_since", "confirmed")


@dataclass(frozen=True)
class Draft:
    """`trail` holds the questions answered so far, each with what was known before its answer."""

    description: str
    payments: tuple[Mapping[str, Any], ...]
    payment_choice: str | None
    programme: str | None
    missing_since: str | None
    confirmed: bool | None
    trail: tuple[Mapping[str, Any], ...] = ()

    @property
    def offered(self) -> list[Payment]:
        return [payment_from(row) for row in self.payments]

    @property
    def payment(self) -> Payment | None:
        if self.payment_choice in (None, OTHER):
            return None
        return self.offered[int(self.payment_choice) - 1]

    @property
    def next_question(self) -> str | None:
        if self.payments and self.payment_choice is None:
            return "payment_choice"
        if self.payment is None and self.programme is None:
            return "programme"
        if self.missing_since is None:
            return "missing_since"
        if self.confirmed is None:
            return "confirmed"
        return None if self.confirmed else "change"

    def as_complaint(self) -> Complaint:
        payment = self.payment
        return Complaint(
            category=CATEGORY,
            description=self.description,
            payment_id=payment.payment_id if payment else None,
            programme=payment.programme if payment else _known(self.programme),
            missing_since=_known(self.missing_since),
        )


def draft_from(slots: Mapping[str, Any]) -> Draft:
    return Draft(
        description=slots.get("description") or "",
        payments=tuple(slots.get("payments") or ()),
        payment_choice=slots.get("payment_choice"),
        programme=slots.get("programme"),
        missing_since=slots.get("missing_since"),
        confirmed=slots.get("confirmed"),
        trail=tuple(slots.get("trail") or ()),
    )


def slots_of(draft: Draft) -> dict[str, Any]:
    return {
        "description": draft.description,
        "payments": list(draft.payments),
        "payment_choice": draft.payment_choice,
        "programme": draft.programme,
        "missing_since": draft.missing_since,
        "confirmed": draft.confirmed,
        "trail": list(draft.trail),
    }


def answered(draft: Draft, asked: str, turn: Turn) -> Draft | None:
    """The draft with the answer in it; None when the words answer nothing that was asked."""
    told = _READERS[asked](draft, turn)
    if told is None:
        return None
    step = {"asked": asked, **{name: getattr(draft, name) for name in _TOLD}}
    return replace(told, trail=(*draft.trail, step)[-LONGEST_TRAIL:])


def gone_back(draft: Draft) -> tuple[str, Draft] | None:
    """The question answered last, and the draft from before that answer; its words stay."""
    if not draft.trail:
        return None
    *earlier, step = draft.trail
    known = {name: step[name] for name in _TOLD}
    return step["asked"], replace(draft, trail=tuple(earlier), **known)


def told_again(draft: Draft, turn: Turn) -> Draft:
    """The same complaint in other words, by somebody who left off in the middle or was not sure of
    being heard.
    """
    return _corrected(draft, turn) or _with_words(draft, turn)


def _pick_payment(draft: Draft, turn: Turn) -> Draft | None:
    choice = answers.read_payment_choice(turn, draft.offered)
    return None if choice is None else with_payment(draft, choice)


def with_payment(draft: Draft, choice: str) -> Draft:
    """A payment tells since when; an earlier month that the citizen has said stays."""
    picked = replace(draft, payment_choice=choice, confirmed=None)
    payment = picked.payment
    if payment is None or draft.missing_since == LONGER:
        return picked
    first = payment.period_from.isoformat()[:7]
    said = _known(draft.missing_since)
    return replace(picked, missing_since=min(said, first) if said else first)


def _name_programme(draft: Draft, turn: Turn) -> Draft | None:
    programme = turn.entity("programme")
    if programme is None and turn.intent not in ("deny", "inform"):
        return None
    return replace(_with_words(draft, turn), programme=programme or UNKNOWN)


def _say_since(draft: Draft, turn: Turn) -> Draft | None:
    is_longer = turn.entity("missing_since") == LONGER
    since = LONGER if is_longer else answers.read_month(turn)
    if since is None and turn.intent != "deny":
        return None
    return replace(_with_words(draft, turn), missing_since=since or UNKNOWN, confirmed=None)


def _confirm(draft: Draft, turn: Turn) -> Draft | None:
    corrected = _corrected(draft, turn)
    if corrected is not None:
        return corrected
    if turn.intent == "affirm":
        return replace(draft, confirmed=True)
    return replace(draft, confirmed=False) if turn.intent == "deny" else None


def _change(draft: Draft, turn: Turn) -> Draft | None:
    wanted = turn.entity("change")
    if wanted == "payment":
        choice = replace(draft, payment_choice=None, confirmed=None, missing_since=None)
        return choice if draft.payments else replace(choice, programme=None)
    if wanted == "since":
        return replace(draft, missing_since=None, confirmed=None)
    return _corrected(draft, turn)


def _corrected(draft: Draft, turn: Turn) -> Draft | None:
    """A payment or a month named outright: "no, since July"."""
    since = answers.read_month(turn)
    if since is not None:
        return _since_corrected(_with_words(draft, turn), since)
    programme = turn.entity("programme")
    if programme is not None:
        choice = answers.read_payment_choice(turn, draft.offered) or OTHER
        named = replace(_with_words(draft, turn), programme=programme, confirmed=None)
        return with_payment(named, choice)
    return None


def _since_corrected(draft: Draft, since: str) -> Draft:
    corrected = replace(draft, missing_since=since, confirmed=None)
    if draft.payment is None or answers.covering([draft.payment], since):
        return corrected
    return replace(corrected, payment_choice=answers.covering(draft.offered, since) or OTHER)


def _with_words(draft: Draft, turn: Turn) -> Draft:
    """The citizen's own words go to the caseworker; a picked option has none."""
    if not turn.is_written or turn.is_only_digits:
        return draft
    return replace(draft, description="\n".join(filter(None, [draft.description, turn.text])))


def _known(value: str | None) -> str | None:
    return None if value in (UNKNOWN, LONGER) else value


_READERS = {
    "payment_choice": _pick_payment,
    "programme": _name_programme,
    "missing_since": _say_since,
    "confirmed": _confirm,
    "change": _change,
}

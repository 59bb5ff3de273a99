"""The complaint while it is being told: what is known so far. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from case_manager_client import Complaint, Payment, payment_from
from citizen_text.places import nearest
from complaint.catalogue import Catalogue, Kind, Wish
from turn import Turn

UNKNOWN = "unknown"
OTHER = "other"
LONGER = "longer"
CONFIRMED, DROPPED, ANOTHER, LATER = "confirmed", "dropped", "another", "later"
SAFE, NO_SMS, NOT_NOW = "safe", "no_sms", "not_now"
ANY_TIME, NEVER = "any_time", "never"
AGREED, NOT_AGREED, UNASKED = "agreed", "not_agreed", "unasked"
LONGEST_TRAIL = 10
BESIDE = ("programme", "amount", "place")
_UNDONE_BY_GOING_BACK = ("asked", "answers", "for_other", "is_anonymous")
_PLACES = ("place", "destination")
_TOLD_AS_IT_IS = ("role", "provider", "wanted")

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """`description` holds the citizen's own words, one message a line, and `answers` what is known
    by question; `contact_words` tell only how somebody can be reached, `ring_at` the number to ring
    instead of this phone. `trail` holds the questions
    answered so far, each with what was known before. Of somebody who `is_guarded` it is asked first
    how they can talk; `moved_from` is the text that names what they were telling before they told
    of danger, and is None where that was it from the beginning.
    """

    wish: Wish
    description: str = ""
    contact_words: str = ""
    answers: Told = field(default_factory=dict)
    payments: tuple[Told, ...] = ()
    is_known: bool = False
    home: str = ""
    for_other: str | None = None
    is_anonymous: bool = False
    is_guarded: bool = False
    ring_at: str | None = None
    moved_from: str | None = None
    asked: str | None = None
    trail: tuple[Told, ...] = ()

    @property
    def kind(self) -> Kind | None:
        """What follows from a fact, else what was told or picked, else the general or only one; of
        who does not know, the last.
        """
        for kind in self.wish.kinds.values():
            if kind.when and all(self._fact(name) == value for name, value in kind.when):
                return kind
        offered = self.wish.offered.values
        told = self.answers.get("kind") or (self.wish.general if self.description else None)
        if told is None and len(offered) > 1:
            return None
        return self.wish.kinds[told if told in offered else offered[-1]]

    @property
    def asks(self) -> tuple[str, ...]:
        return (*self._kinds_own, _PLACES[0]) if self.asks_whose_office else self._kinds_own

    @property
    def asks_whose_office(self) -> bool:
        """Whether the place is asked only since no register tells it of somebody unknown."""
        is_placed = self.is_known or not {*self._kinds_own}.isdisjoint(_PLACES)
        return self.wish.asks_who and not is_placed

    @property
    def beside(self) -> tuple[str, ...]:
        """What was told without being asked for by this kind."""
        names = (*BESIDE, "role")
        return tuple(name for name in self.answers if name in names and name not in self.asks)

    @property
    def is_of_the_dead(self) -> bool:
        """For whoever has died nobody can say that they agree."""
        return "deceased" in self.asks

    @property
    def offered(self) -> list[Payment]:
        return [payment_from(row) for row in self.payments]

    @property
    def payment(self) -> Payment | None:
        choice = self.known("payment")
        if choice in (None, OTHER) or int(choice) > len(self.payments):
            return None
        return self.offered[int(choice) - 1]

    @property
    def programme(self) -> str | None:
        return self.payment.programme if self.payment else self.known("programme")

    @property
    def contact(self) -> dict[str, str]:
        """How somebody may be answered: not at all who is guarded and has not said it yet."""
        careful = {"contact_safely": "no"} if self.is_guarded else {}
        contact = contact_of(self.answers) or careful
        return {**contact, "ring_at": self.ring_at} if contact and self.ring_at else contact

    @property
    def takes_any_words(self) -> bool:
        return self.asked == "story"

    @property
    def is_undecided(self) -> bool:
        """No office decides it as long as nobody knows whose complaint it is."""
        return self.is_anonymous and self.kind is not None and self.kind.needs_identity

    @property
    def is_unspoken(self) -> bool:
        """Nothing of it is read back: abuse never, the rest where others may read it later."""
        is_safe = self.answers.get("safety") == SAFE
        return self.is_guarded and (self.wish.is_always_guarded or not is_safe)

    def known(self, question: str) -> Any:
        value = self.answers.get(question)
        return None if value in (UNKNOWN, LONGER) else value

    def answer(self, **told: Any) -> "Draft":
        return replace(self, answers={**self.answers, **told})

    def without(self, *questions: str) -> "Draft":
        kept = {name: told for name, told in self.answers.items() if name not in questions}
        return replace(self, answers=kept)

    def near_home(self) -> "Draft":
        """Of several places of one name that were told the one nearest to the person's own."""
        told = {
            name: {**place, "code": nearest([place["code"], *place["others"]], self.home)}
            for name in _PLACES
            if (place := self.known(name)) and place.get("others")
        }
        return self.answer(**told)

    def with_words(self, turn: Turn) -> "Draft":
        """The citizen's own words go to the caseworker; a picked option has none."""
        if not turn.is_written:
            return self
        return replace(self, description=_lines(self.description, turn.text))

    def with_contact_words(self, turn: Turn) -> "Draft":
        """A number in them is the one to ring."""
        if not turn.is_written:
            return self
        return replace(
            self,
            contact_words=_lines(self.contact_words, turn.text),
            ring_at=turn.entity("phone") or self.ring_at,
        )

    def after(self, before: "Draft") -> "Draft":
        """With the step from there to here remembered, where there was one. Nothing leads back
        over the move to a matter of danger.
        """
        if self.wish.id != before.wish.id:
            return self
        step = {name: getattr(before, name) for name in _UNDONE_BY_GOING_BACK}
        if all(getattr(self, name) == was for name, was in step.items()):
            return self
        return replace(self, trail=(*before.trail, step)[-LONGEST_TRAIL:])

    def gone_back(self) -> "Draft | None":
        """As before the answer that was given last; its words stay."""
        if not self.trail:
            return None
        *earlier, step = self.trail
        return replace(self, trail=tuple(earlier), **step)

    def as_complaint(self, description: str) -> Complaint:
        kind = self.kind
        assert kind is not None  # noqa: S101 - nothing is read back before the kind is known
        payment = self.payment
        told = {name: self.known(name) for name in (*self.asks, *self.beside, *self._brought)}
        return Complaint(
            category=kind.id,
            description=description,
            payment_id=payment.payment_id if payment else None,
            programme=self.programme if "programme" in told else None,
            missing_since=told.get("since"),
            told={**_as_the_contract_says(told, self.for_other), **self.contact},
            is_anonymous=self.is_anonymous,
        )

    def as_slot(self) -> dict[str, Any]:
        return {
            "wish": self.wish.id,
            "description": self.description,
            "contact_words": self.contact_words,
            "answers": dict(self.answers),
            "payments": list(self.payments),
            "is_known": self.is_known,
            "home": self.home,
            "for_other": self.for_other,
            "is_anonymous": self.is_anonymous,
            "is_guarded": self.is_guarded,
            "ring_at": self.ring_at,
            "moved_from": self.moved_from,
            "asked": self.asked,
            "trail": list(self.trail),
        }

    @property
    def _brought(self) -> Told:
        """What was told before it moved to a kind that does not ask for it."""
        return self.answers if self.moved_from else {}

    @property
    def _kinds_own(self) -> tuple[str, ...]:
        return self.kind.ask if self.kind else self.wish.asks

    def _fact(self, name: str) -> str | None:
        if name == "payment":
            return self.payment.status if self.payment else None
        return self.programme if name == "programme" else None


_FIELDS = tuple(each.name for each in fields(Draft))
_LISTS = {"payments", "trail"}


def draft_from(slot: Told | None, catalogue: Catalogue) -> Draft | None:
    """None where nothing is being told. What an earlier version kept beside is left out."""
    if slot is None or slot["wish"] not in catalogue.wishes:
        return None
    known = {name: slot[name] for name in _FIELDS if name in slot}
    known["wish"] = catalogue.wishes[slot["wish"]]
    for name in _LISTS & known.keys():
        known[name] = tuple(known[name])
    return Draft(**known)


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _as_the_contract_says(told: Told, for_other: str | None) -> dict[str, Any]:
    amount, place = told.get("amount"), told.get("destination") or told.get("place")
    detail = told.get("detail")
    fields = {
        "amount_paisa": amount * 100 if amount else None,
        "area_code": place["code"] if place else None,
        "detail": [detail] if isinstance(detail, str) else detail,
        **{name: told.get(name) for name in _TOLD_AS_IT_IS},
        "for_other": NOT_AGREED if for_other == UNASKED else for_other,
    }
    return {name: value for name, value in fields.items() if value is not None}


def is_written_to(contact: Told) -> bool:
    """False where messages on that phone do harm."""
    return bool(contact.get("contact_safely", "sms") == "sms")


def contact_of(answers: Told) -> dict[str, str]:
    """How somebody may be answered without harm, as the contract says it."""
    safety, call_time = answers.get("safety"), answers.get("call_time")
    if safety is None:
        return {}
    if safety == SAFE:
        return {"contact_safely": "sms"}
    if call_time in (None, NEVER):
        return {"contact_safely": "no"}
    time = {} if call_time == ANY_TIME else {"call_time": str(call_time)}
    return {"contact_safely": "call", **time}

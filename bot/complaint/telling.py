"""How a complaint is told: what a message changes in it, and what is asked next."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from complaint.beside import tells_something
from complaint.catalogue import Catalogue, Wish
from complaint.closing import ANONYMOUS, FOR_OTHER, Change, Meant, ReadBack, in_this_way
from complaint.consent import Consent
from complaint.draft import BESIDE, LATER, Draft
from complaint.facts import (
    AmountQuestion,
    ChoiceQuestion,
    DeceasedQuestion,
    DetailQuestion,
    KindQuestion,
    RoleQuestion,
    StoryQuestion,
    WantedQuestion,
)
from complaint.helplines import Helpline
from complaint.payment_questions import PaymentQuestion, ProgrammeQuestion, SinceQuestion
from complaint.places import DestinationQuestion, PlaceQuestion
from complaint.question import Question
from complaint.safety import CallTimeQuestion, CallTimes, SafetyQuestion
from phrases import drawn_for_the_dead, nameless
from turn import Turn

SAFETY = (SafetyQuestion.name, CallTimeQuestion.name)
WANTED = "wanted"


class Telling:
    def __init__(self, catalogue: Catalogue, helplines: Mapping[str, Helpline]) -> None:
        self.catalogue = catalogue
        self.helplines = helplines
        self.call_times = CallTimes(catalogue.choices[CallTimes.name])
        call_time = CallTimeQuestion(catalogue.choices["call_time"])
        facts = [
            *(KindQuestion(), PaymentQuestion(), ProgrammeQuestion(catalogue.programmes)),
            *(SinceQuestion(), AmountQuestion(), PlaceQuestion(), DestinationQuestion()),
            *(StoryQuestion(), DeceasedQuestion()),
            ChoiceQuestion("provider", catalogue.choices["provider"]),
            DetailQuestion(catalogue.choices[DetailQuestion.name]),
            RoleQuestion(catalogue.choices[RoleQuestion.name]),
            WantedQuestion(WANTED, catalogue.choices[WANTED]),
            *(SafetyQuestion(catalogue.choices["safety"], call_time), call_time),
        ]
        self.questions: dict[str, Question] = {question.name: question for question in facts}
        closing = [
            *(ReadBack(self.questions), Change(self.questions, catalogue.choices[Change.name])),
            Consent(),
            Meant(),
        ]
        self.questions |= {question.name: question for question in closing}

    def begun(self, wish: Wish, turn: Turn) -> Draft:
        """With what its first message already says."""
        begun = self.told_again(Draft(wish), turn)
        names = ("programme", "role") if drawn_for_the_dead.is_told(turn) else ("programme",)
        for name in names:
            told = self.questions[name].told(begun, nameless.without_it(turn))
            if told is not None and name not in begun.asks:
                begun = begun.answer(**{name: told})
        return begun

    def told_again(self, draft: Draft, turn: Turn) -> Draft:
        """More words and facts for the same complaint."""
        rest = nameless.without_it(turn)
        told = (self._facts(draft, rest) or draft).with_words(turn)
        told = in_this_way(told, self.ways_told(turn)) or told
        return self.asking_next(self._guarded(told, turn))

    def for_another(self, draft: Draft, turn: Turn) -> Draft:
        """What was told is somebody else's."""
        told = in_this_way(draft.with_words(turn), [FOR_OTHER]) or draft
        return self.asking_next(told).after(draft)

    def heard(self, draft: Draft, turn: Turn) -> Draft | None:
        """None where the words mean nothing to this complaint.

        An answer comes first, then facts that were asked before or not yet, then a bare yes or no,
        then the same complaint in other words.
        """
        question = self.question_of(draft)
        before = replace(draft, asked=None)
        rest = nameless.without_it(turn)
        told = question.answered(before, rest)
        told = self._facts(told or before, rest, question) or told
        if told is None and question.name != Meant.name:
            told = self.told_beside(before, rest)
        if told is None or told.asked != LATER:
            told = in_this_way(told or before, self.ways_told(turn)) or told
        is_bare = told is None and (turn.is_yes or turn.is_no) and turn.is_short
        if told is None:
            told = question.otherwise(before, turn)
        is_same = turn.says(*self._same_matter(draft)) or self.tells_of_danger(turn)
        if told is None and is_same:
            told = before
        if told is None:
            return None
        told = self._guarded(told if is_bare else self._with_words(told, turn, question), turn)
        return replace(told, asked=told.asked or self._next_question(told)).after(draft)

    def told_beside(self, draft: Draft, turn: Turn) -> Draft | None:
        """Facts in words that answer nothing which is asked; None where there are none, or where
        the words are another complaint.
        """
        is_other = turn.says(*self.catalogue.wishes.keys() - {*self._same_matter(draft)})
        if is_other or not turn.is_written or _is_a_number_of_nothing(turn):
            return None
        told = self._facts(draft, turn)
        for name in BESIDE:
            is_asked = name in draft.asks or name in draft.answers
            value = None if is_asked else self.questions[name].told(told or draft, turn)
            if value is not None:
                told = (told or draft).answer(**{name: value})
        return told

    def is_correction(self, draft: Draft, turn: Turn) -> bool:
        """Whether somebody takes back what they said and tells a fact of this complaint instead."""
        return turn.takes_back and self._facts(draft, turn, self.question_of(draft)) is not None

    def told_newly(self, before: Draft, told: Draft) -> list[str]:
        """Of which questions something is known that was not known before."""
        names = dict.fromkeys((*told.asks, *BESIDE))
        return [name for name in names if told.known(name) != before.known(name)]

    def unread(self, draft: Draft, turn: Turn) -> Draft:
        """With the words that answered nothing: of danger they may tell what happened, or how
        somebody can be reached, of what was read back what is wrong with it, and anywhere a fact
        that nobody asked for.
        """
        is_told = tells_something(turn)
        if not is_told and (turn.is_only_digits or not turn.has_words):
            return draft
        question = self.question_of(draft)
        if question.comes_first:
            return draft.with_contact_words(turn)
        is_kept = is_told or draft.is_guarded or question.name == ReadBack.name
        return draft.with_words(turn) if is_kept else draft

    def question_of(self, draft: Draft) -> Question:
        """The one that is asked; of a draft that another version asked otherwise, the next one."""
        return self.questions.get(draft.asked or "") or self.questions[self._next_question(draft)]

    def is_about_contact(self, draft: Draft, turn: Turn) -> bool:
        """Whether words tell how somebody can be reached, clearly or not, where that is asked."""
        return self.tells_contact(draft, turn) or self.question_of(draft).is_unclear(turn)

    def tells_contact(self, draft: Draft, turn: Turn) -> bool:
        question = self.question_of(draft)
        return question.comes_first and question.told(draft, turn) is not None

    def is_unclear(self, draft: Draft, turn: Turn) -> bool:
        return self.question_of(draft).is_unclear(turn) and not self.tells_of_danger(turn)

    def asking_next(self, draft: Draft) -> Draft:
        return replace(draft, asked=self._next_question(draft))

    def asking_whether(self, draft: Draft) -> Draft:
        """Whether it was understood at all; of who may be in danger nothing comes before safety."""
        return draft if draft.is_guarded else replace(draft, asked=Meant.name)

    def moved(self, draft: Draft, turn: Turn) -> Draft:
        """All that was told, now a matter of danger; how somebody can talk is asked next."""
        name = f"kind_{draft.kind.id}" if draft.kind else f"button_{draft.wish.id}"
        danger = self.catalogue.danger
        moved = replace(
            draft.answer(kind=danger.offered.told(turn.text)),
            wish=danger,
            is_guarded=True,
            moved_from=draft.moved_from or name,
            asked=None,
            trail=(),
        )
        return self.asking_next(moved)

    def _with_words(self, told: Draft, turn: Turn, question: Question) -> Draft:
        """How to talk is not what happened, unless danger is told with it."""
        if _is_a_number_of_nothing(turn) and not question.keeps_digits:
            return told
        is_answer = question.comes_first and question.name in told.answers
        if is_answer and not self.tells_of_danger(turn):
            return told.with_contact_words(turn)
        return told.with_words(turn)

    def _guarded(self, draft: Draft, turn: Turn) -> Draft:
        """What is not restricted moves where danger is told; what is keeps its place."""
        if draft.is_guarded:
            return draft
        is_danger = self.tells_of_danger(turn)
        if is_danger and draft.wish.restricted is None:
            return self.moved(draft, turn)
        is_guarded = is_danger or draft.wish.is_guarded(draft.known("role"))
        return replace(draft, is_guarded=True) if is_guarded else draft

    def tells_of_danger(self, turn: Turn) -> bool:
        return turn.is_written and self.catalogue.danger.offered.told(turn.text) is not None

    def holds_danger(self, draft: Draft) -> bool:
        """Whether danger was told in it, of whatever matter."""
        danger = self.catalogue.danger
        return draft.wish is danger or danger.offered.told(draft.description) is not None

    def helplines_of(self, draft: Draft) -> tuple[str, ...]:
        """Where danger was told of another matter, those for danger."""
        danger = self.catalogue.danger
        told = None if draft.wish is danger else danger.offered.told(draft.description)
        kind = danger.kinds[told] if told else draft.kind
        return kind.helplines if kind else ()

    def _same_matter(self, draft: Draft) -> list[str]:
        """Whoever tells of danger tells also of what it is about."""
        wishes = self.catalogue.wishes.values()
        more = [wish.id for wish in wishes if draft.wish.is_always_guarded and wish.guarded]
        return [draft.wish.id, *more]

    def ways_told(self, turn: Turn) -> set[str]:
        """For whom, or without a name."""
        ways = self.catalogue.choices[ReadBack.name]
        found = ways.found(turn.text) if turn.is_written else set()
        return found | {ANONYMOUS} if nameless.is_wished(turn) else found

    def _next_question(self, draft: Draft) -> str:
        before = SAFETY if draft.is_guarded else ()
        if name := next((name for name in before if self.questions[name].is_open(draft)), None):
            return name
        if self.questions[Consent.name].is_open(draft):
            return Consent.name
        if draft.kind is None:
            return KindQuestion.name
        opened = (name for name in draft.asks if self.questions[name].is_open(draft))
        return next(opened, ReadBack.name)

    def _facts(self, draft: Draft, turn: Turn, asked: Question | None = None) -> Draft | None:
        """What a message tells beside the answer; None where it tells nothing."""
        if not turn.is_written or _is_a_number_of_nothing(turn):
            return None
        covered = {asked.name, *asked.covers} if asked else ()
        told = None
        for name in self._tellable(draft, asked):
            value = None if name in covered else self.questions[name].told(told or draft, turn)
            if value is not None:
                told = self.questions[name].write(told or draft, value)
        return told

    def _tellable(self, draft: Draft, asked: Question | None) -> Iterator[str]:
        """Of a known kind only a correction tells another: an answer may hold a word of it."""
        if draft.kind is None or (asked and asked.name in (ReadBack.name, Change.name)):
            yield KindQuestion.name
        yield from draft.asks


def _is_a_number_of_nothing(turn: Turn) -> bool:
    """Digits that are no phone's: they may be anything."""
    return turn.is_only_digits and turn.entity("phone") is None

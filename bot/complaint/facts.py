"""The questions that ask for a fact: what, how much, who, in whose own words."""

import re
from collections.abc import Iterator
from typing import Any

from citizen_text.normalisation import fold
from citizen_text.numerals import QUANTITY, value_of
from citizen_text.patterns import words
from citizen_text.phones import find_phones
from complaint.catalogue import Choices
from complaint.draft import OTHER, UNKNOWN, Draft
from complaint.places import is_move
from complaint.question import Question
from components.reply import Conversation
from phrases import asides, may_get, staff, sums_that_came
from phrases.spoken_of import SAY_NOTHING
from phrases.taken_back import NO, is_entity_taken_back, is_taken_back
from turn import CLEAR, Turn
from wording import Button

COURTESIES = ("greet", "thank", "affirm")
LONGEST_OPTION = 2  # digits
LEAST_TAKA = 10  # a single digit is a number that no option has
MOST_TAKA = 1_000_000
MOST_WORDS_OF_A_PERSON = 6  # "the guard of the union's office"
MOST_WORDS_OF_A_CORRECTION = 6  # "I meant that he should explain"
_BEFORE = words(f"no nope nai not nay it its is was eta ota নাই ন এটা ওটা {NO}")
_BEHIND = words("hobe hoibo chilo chhilo হবে হইব ছিল")
_NOT = words(f"nay no not ন {NO}") + rf"(?:\s{words('bahe vai bhai apa বাহে ভাই আপা')})?"
_AROUND = r"[\s.,;:!?\u0964/=-]*"
_ONLY_A_NUMBER = re.compile(  # "1,500", "no 1500", "200 na, 300 hobe", "300 not 200"
    rf"{_AROUND}(?:{_BEFORE}{_AROUND})*(?:{QUANTITY}{_AROUND}{_NOT}{_AROUND})?"
    rf"(?P<quantity>{QUANTITY}){_AROUND}(?:{_BEHIND}{_AROUND})?(?:not\s{QUANTITY}{_AROUND})?"
)
_NEW_NUMBER, _LOST_NUMBER, _WHAT_CAME = "account_update", "sim_pin", "wrong_amount"


_UNDERWEIGHT, _TRANSFER = "food_underweight", "transfer"
_WEIGHT = re.compile(rf"(?P<weight>{QUANTITY})\s?{words('keji kezi kg kgs kilo kilos কেজি কিলো')}")


class KindQuestion(Question):
    """Which of the wish's kinds: asked where it has several and the words do not tell."""

    name = "kind"

    def may_change(self, draft: Draft) -> bool:
        return len(draft.wish.offered.values) > 1

    def told(self, draft: Draft, turn: Turn) -> str | None:
        picked = _picked(draft.wish.offered, self.name, turn)
        if picked is not None or not turn.is_written:
            return picked
        kinds = draft.wish.kinds
        if _UNDERWEIGHT in kinds and _are_two_weights(turn):
            return _UNDERWEIGHT
        return _TRANSFER if _TRANSFER in kinds and is_move(turn) else None

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for kind in draft.wish.offered.values:
            yield self.option(conversation, kind)


class ChoiceQuestion(Question):
    """One of a list of the catalogue, by digits, by a word of the list, or by an entity."""

    def __init__(self, name: str, choices: Choices) -> None:
        self.name = name
        self._choices = choices

    def told(self, draft: Draft, turn: Turn) -> str | None:
        return _picked(self._choices, self.name, turn)

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        for value in self._choices.values:
            yield self.option(conversation, value)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        value = draft.known(self.name)
        return "" if value in (None, OTHER) else conversation.say(f"{self.name}_{value}")


_JOINS = words("ar r er ta o and also ebong sathe & আর ও এবং সাথে টা")
_IS_WRONG = words("vul bhul vhul wrong ভুল amar my the is are আমার")
_BETWEEN = re.compile(
    rf"(?:\S*\s)?(?:{_IS_WRONG}\s*)*(?:{_JOINS}|[,;\u0964])\W*(?:(?:{_JOINS}|{_IS_WRONG})\W+)*"
)


class DetailQuestion(ChoiceQuestion):
    """Several where the words list them: "name and date of birth"."""

    name = "detail"

    def __init__(self, choices: Choices) -> None:
        super().__init__(self.name, choices)

    def told(self, draft: Draft, turn: Turn) -> Any:
        listed = self._listed(turn) if turn.is_written and not turn.takes_back else []
        return listed if len(listed) > 1 else super().told(draft, turn)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        value = draft.known(self.name)
        details = value if isinstance(value, list) else [value]
        known = (each for each in details if each not in (None, OTHER))
        return ", ".join(conversation.say(f"{self.name}_{each}") for each in known)

    def _listed(self, turn: Turn) -> list[str]:
        """As long as nothing else stands between one and the next."""
        text = turn.text
        found = sorted(self._choices.words.find(text), key=lambda span: span.start)
        spans = [span for span in found if not is_taken_back(text, span.start, span.end)]
        joined = spans[:1]
        for span in spans[1:]:
            between = fold(text[joined[-1].end : span.start]).text
            if _BETWEEN.fullmatch(between) is None:
                break
            joined.append(span)
        return [*dict.fromkeys(span.value for span in joined)]


_IS_NAMED = re.compile(r"[a-z\u0980-\u09fe .,'()\u0964-]{3,60}", re.IGNORECASE)


class RoleQuestion(ChoiceQuestion):
    """Who is none of the list is told in the own words, and takes the place of who was told."""

    name = "role"

    def __init__(self, choices: Choices) -> None:
        super().__init__(self.name, choices)

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """ "Not the secretary, the guard", "not the member, the member's son"."""
        value = super().told(draft, turn)
        named = [found for found in turn.entities if found["entity"] == self.name]
        are_denied = all(is_entity_taken_back(turn.text, found) for found in named)
        is_the_same = turn.takes_back and value == draft.known(self.name)
        if named:
            return UNKNOWN if are_denied or is_the_same else value
        is_of_staff = turn.is_written and self.is_open(draft) and staff.is_named(turn.text)
        return UNKNOWN if value is None and is_of_staff else value

    def otherwise(self, draft: Draft, turn: Turn) -> Draft | None:
        is_wish = turn.intent not in SAY_NOTHING and turn.confidence >= CLEAR
        is_wish = is_wish or turn.says(*COURTESIES) or asides.asked_in(turn.text) is not None
        are_few = len(turn.text.split()) <= MOST_WORDS_OF_A_PERSON
        is_wish = is_wish or (turn.says("out_of_scope", at_least=CLEAR) and turn.is_sentence)
        is_person = _IS_NAMED.fullmatch(turn.text) and are_few and not is_wish
        return self.write(draft, UNKNOWN) if is_person else super().otherwise(draft, turn)


class WantedQuestion(ChoiceQuestion):
    """Its words ("let it be put right") answer the question, and elsewhere only a few of them that
    are sure tell that another answer is meant.
    """

    def told(self, draft: Draft, turn: Turn) -> str | None:
        value = super().told(draft, turn)
        is_few = len(turn.text.split()) <= MOST_WORDS_OF_A_CORRECTION
        is_told_anew = draft.known(self.name) is not None and is_few and value != OTHER
        return value if is_told_anew or not turn.is_written else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        value = super().told(draft, turn)
        return None if value is None else self.write(draft, value)


class AmountQuestion(Question):
    """In whole taka. Of two different sums the words do not tell which one is meant, unless one is
    said to have come; what lacks has not. A bare number behind a no is a sum where one was asked
    or told: in other talk it may be anything.
    """

    name = "amount"

    def told(self, draft: Draft, turn: Turn) -> int | None:
        found = [each for each in turn.entities if each["entity"] == self.name]
        if _is_of_what_came(draft):
            sums = sums_that_came.came(turn.text, found)
        else:
            sums = {each["value"] for each in found}
        if len(sums) == 1:
            return sums.pop()
        is_correction = draft.known(self.name) is not None and not turn.is_only_digits
        return number_alone(turn) if is_correction and not found else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        taka = self.told(draft, turn) or number_alone(turn)
        return self.write(draft, taka) if taka else None

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        taka = draft.known(self.name)
        if taka is None:
            return ""
        amount = conversation.taka(taka * 100)
        return conversation.say(self.own(conversation, draft, "amount"), amount=amount)


class StoryQuestion(Question):
    """Free words, of somebody who has only picked an option so far, or has not told the number to
    which they want to change.
    """

    name = "story"
    keeps_digits = True  # a number to pay to

    def is_open(self, draft: Draft) -> bool:
        is_untold = _is_new_number(draft) and not find_phones(draft.description)
        return (is_untold or not draft.description) and self.name not in draft.answers

    def told(self, draft: Draft, turn: Turn) -> str | None:
        """A number to pay to is told anywhere, and a later one corrects it."""
        return turn.entity("phone") if _is_of_a_number(draft) else None

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        """Whatever is written; the words themselves are kept with all others."""
        return self.write(draft, self.told(draft, turn) or "told") if turn.has_words else None

    def options(self, conversation: Conversation, draft: Draft) -> Iterator[Button]:
        if draft.is_guarded:
            yield conversation.button("button_rather_not")

    def dont_know(self, draft: Draft) -> bool:
        return not draft.is_guarded

    def may_change(self, draft: Draft) -> bool:
        return _is_new_number(draft)

    def fact(self, conversation: Conversation, draft: Draft) -> str:
        """The number that it is about, whole: only its owner can check it."""
        phones = find_phones(draft.description)
        if not (_is_of_a_number(draft) and phones):
            return ""
        number = conversation.number(_as_dialled(phones[-1].value))
        return conversation.say(self.own(conversation, draft, "number_read_back"), number=number)


def _are_two_weights(turn: Turn) -> bool:
    """ "30 kejir chal 25 keji dey" tells of less, without a word for it."""
    told = _WEIGHT.finditer(fold(turn.text).text)
    return len({value_of(found["weight"]) for found in told}) > 1


def _is_of_what_came(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id == _WHAT_CAME


def _is_new_number(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id == _NEW_NUMBER


def _is_of_a_number(draft: Draft) -> bool:
    return draft.kind is not None and draft.kind.id in (_NEW_NUMBER, _LOST_NUMBER)


def _as_dialled(number: str) -> str:
    return number.removeprefix("+88")


class DeceasedQuestion(Question):
    """Who has died, in the words of whoever tells it: a name, a number, whose father."""

    name = "deceased"
    keeps_digits = True
    is_changeable = False

    def answered(self, draft: Draft, turn: Turn) -> Draft | None:
        is_option = turn.is_only_digits and len(turn.text.strip()) <= LONGEST_OPTION
        is_told = turn.has_words and not is_option and not _only_asks(turn.text)
        return self.write(draft, "told") if is_told else None


def _only_asks(text: str) -> bool:
    """Or protests that it is no death that is reported."""
    is_wish = may_get.asks(text) or may_get.only_wants_to_know(text)
    return is_wish or asides.asked_of_an_allowance(text) is not None


def number_alone(turn: Turn) -> int | None:
    """Of a message that is a number and perhaps a no before it."""
    said = fold(turn.text).text if turn.is_written else ""
    found = _ONLY_A_NUMBER.fullmatch(said)
    number = value_of(found["quantity"]) if found else 0
    return number if LEAST_TAKA <= number <= MOST_TAKA else None


def _picked(choices: Choices, name: str, turn: Turn) -> str | None:
    value = turn.entity(name)
    if value in choices.values:
        return str(value)
    return choices.told(turn.text) if turn.is_written else None

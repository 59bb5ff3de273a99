"""With whom people of the demo live, and who is paid after their death."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from case_manager.demo.names import Faith, Name, compose_name
from case_manager.demo.outcomes import Choice
from case_manager.vocabulary import NomineeRelation, Sex

_HAVE_A_NOMINEE = 0.6
_RELATIONS = Choice(
    {
        NomineeRelation.CHILD: 62.0,
        NomineeRelation.SPOUSE: 24.0,
        NomineeRelation.SIBLING: 8.0,
        NomineeRelation.PARENT: 4.0,
        NomineeRelation.OTHER: 2.0,
    }
)
_YEARS_OLDER = {NomineeRelation.CHILD: -24, NomineeRelation.PARENT: 24}
_OTHER_SEX = {Sex.FEMALE: Sex.MALE, Sex.MALE: Sex.FEMALE}
_YOUNGEST = 18


@dataclass(frozen=True, slots=True)
class Household:
    """Those who share a phone live together; `head` is the id of the first who was met."""

    id: str
    number: str
    union_code: str
    head: str


@dataclass(frozen=True, slots=True)
class NomineeRow:
    name: Name
    relation: NomineeRelation


def nominees_of(faith: Faith, sex: Sex, age: int, random: Random) -> Sequence[NomineeRow]:
    """One or none."""
    if random.random() > _HAVE_A_NOMINEE:
        return ()
    relation = _RELATIONS.pick(random)
    theirs = random.choice((Sex.FEMALE, Sex.MALE))
    if relation is NomineeRelation.SPOUSE:
        theirs = _OTHER_SEX.get(sex, theirs)
    their_age = max(age + _YEARS_OLDER.get(relation, 0), _YOUNGEST)
    return (NomineeRow(compose_name(faith, theirs, their_age, random), relation),)

"""Which programmes people of the demo are on, and who is on them."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from case_manager.vocabulary import Sex

_AGE_OF_THE_HIGHER_RATE = 90
_LEVELS = (  # youngest age first
    (6, "primary"),
    (12, "secondary"),
    (17, "higher_secondary"),
    (19, "higher"),
)


@dataclass(frozen=True, slots=True)
class Roll:
    """Ages are those at enrolment; `longest_years` is how long ago the oldest enrolment began."""

    programme: str
    share: float
    women: float
    youngest: int
    oldest: int
    commonest: int
    longest_years: int
    duration_years: int | None = None
    youngest_woman: int | None = None

    def sex(self, random: Random) -> Sex:
        if self.programme == "hijra":
            return Sex.OTHER
        return Sex.FEMALE if random.random() < self.women else Sex.MALE

    def entry_age(self, sex: Sex) -> int:
        if sex is Sex.FEMALE and self.youngest_woman is not None:
            return self.youngest_woman
        return self.youngest


ROLLS = (
    Roll("oaa", 52.0, 0.50, 65, 93, 68, 12, youngest_woman=62),
    Roll("wda", 24.0, 1.00, 24, 86, 52, 12),
    Roll("pwd", 15.0, 0.45, 7, 80, 36, 10),
    Roll("mcbp", 4.5, 1.00, 20, 35, 25, 3, duration_years=3),
    Roll("pwd_stipend", 2.2, 0.45, 6, 22, 11, 3),
    Roll("backward", 1.2, 0.45, 50, 84, 56, 7),
    Roll("bede", 0.7, 0.45, 50, 84, 56, 7),
    Roll("hijra", 0.4, 0.00, 50, 78, 54, 9),
)
_BY_ID = {roll.programme: roll for roll in ROLLS}
_STEPS = list(accumulate(roll.share for roll in ROLLS))


def roll_of(programme: str) -> Roll:
    return _BY_ID[programme]


def pick_roll(random: Random) -> Roll:
    return ROLLS[bisect(_STEPS, random.random() * _STEPS[-1])]


def rate_group(programme: str, age: int) -> str | None:
    """The catalogue's `applies_to` for somebody of this age; none means the general rate."""
    if programme in {"oaa", "wda"} and age >= _AGE_OF_THE_HIGHER_RATE:
        return "age_90_or_more"
    if programme == "pwd_stipend":
        return [level for youngest, level in _LEVELS if age >= youngest][-1]
    return None

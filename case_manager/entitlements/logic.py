"""Three values for what may not be known, in numbers that whole rolls are reckoned with at once.

Kleene's strong logic: `and` is the smaller, `or` the larger, `not` the mirror image. Whatever more
is told, a NO or a YES stays what it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

NO, UNKNOWN, YES = 0, 1, 2

Values = NDArray[Any]  # facts in numbers: not a number where nothing was told
Answers = NDArray[Any]  # NO, UNKNOWN or YES


def known(values: Values, holds: NDArray[np.bool_]) -> Answers:
    """Whether it holds, where the value was told."""
    return np.where(np.isnan(values), UNKNOWN, np.where(holds, YES, NO))


def all_of(answers: Sequence[Answers] | Answers) -> Answers:
    smallest: Answers = np.minimum.reduce(answers)
    return smallest


def any_of(answers: Sequence[Answers] | Answers) -> Answers:
    largest: Answers = np.maximum.reduce(answers)
    return largest


def opposite(answers: Answers) -> Answers:
    return YES - answers


def no_refusal(answers: Answers) -> Answers:
    softened: Answers = np.maximum(answers, UNKNOWN)
    return softened


def by_choice(choice: Values, answers: Mapping[int, Answers]) -> Answers:
    """The answer of the option that was told; without one, what all options agree on."""
    low, high = all_of(list(answers.values())), any_of(list(answers.values()))
    found = np.where(low == high, low, UNKNOWN)
    for place, answer in answers.items():
        found = np.where(choice == place, answer, found)
    return found

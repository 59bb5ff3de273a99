"""Pieces of regular expressions over folded text (see `normalisation.fold`)."""

from collections.abc import Iterable, Mapping

from citizen_text.normalisation import fold

LEFT = r"(?<![a-z0-9\u0980-\u09fe])"
RIGHT = r"(?![a-z0-9\u0980-\u09fe])"


def any_of(words: Iterable[str]) -> str:
    """Longest first, so that a word is not taken for its own beginning."""
    return (
        "(?:" + "|".join(sorted((fold(word).text for word in words), key=len, reverse=True)) + ")"
    )


def words(line: str) -> str:
    return any_of(line.split())


def table(lines: Mapping[int, str]) -> dict[str, int]:
    """Turns {2: "dui two"} into {"dui": 2, "two": 2}, folded."""
    return {fold(word).text: value for value, line in lines.items() for word in line.split()}


# A case ending that may follow a word and is not part of it: taka|r, mash|e, টাকা|র, মাস|ে
_ENDINGS = (
    "'s er ero r e ei eo te ta tar to o ke re i টা টার টাই ের এর র ে য়ের য়ে তে ও কে রে ই েই েও েরও রও"
)
ENDING = rf"(?=-?{words(_ENDINGS)}?{RIGHT})"

"""What a citizen's words say of who they are. Values in, values out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citizen_text.digits import to_latin
from citizen_text.lookups import Lookup
from citizen_text.phones import find_phones

_IDENTIFIER_LENGTHS = frozenset({10, 13, 17})
_EARLIEST_BIRTH_YEAR = 1900
_BENEFICIARY_ID = re.compile(r"(?=.*\d)[A-Za-z0-9-]{6,20}")
_NEAR = 12  # letters between "was born in" and the year
_LONGEST_DAY_OR_MONTH = 2
_BIRTH = Lookup(
    {"birth": ["jonmo", "জন্ম", "=birth", "=born", "=dob", "=sal", "=sale", "=সাল", "=সালে"]}
)
_NAME = Lookup(
    {"name": ["amar nam", "আমার নাম", "=my name", "=name is", "=nam holo", "মোর নাম", "mor nam"]}
)
_SHORTEST_NAME = 4  # letters
_LONGEST_EXCUSE = 8  # words; who tells more tells something else
_CARD, _LACK, _LACKING = "card", "lack", "lacking"
_EXCUSES = Lookup(
    {
        _CARD: [
            *("=nid", "=id", "=card", "=kard", "=number", "=nombor", "=nambar", "=nomber"),
            *("=এনআইডি", "=আইডি", "=কার্ড", "=কাড", "=নম্বর", "=নাম্বার", "=voter", "=ভোটার"),
        ],
        _LACK: [
            *("=nai", "=nei", "=nay", "=naai", "=নাই", "=নেই", "=নাইকা", "=lost", "=stolen"),
            *("harai", "=harae", "=haray", "hariye", "haraise", "haraiya", "haraia", "=churi"),
            *("=হারাই", "হারিয়ে", "হারায়ে", "হারাইছে", "হারাইয়া", "=চুরি", "চুরি হইছে"),
        ],
        _LACKING: [
            *("mone nai", "mone nei", "মনে নাই", "মনে নেই"),
            *("bhule gechi", "bhuila gesi", "ভুলে গেছি", "ভুইলা গেছি", "=kache nai", "=kache nei"),
            *("=kase nai", "=kase nei", "কাছে নাই", "কাছে নেই", "sathe nai", "sathe nei"),
            *("সাথে নাই", "সাথে নেই", "সঙ্গে নাই", "সঙ্গে নেই", "=jani na", "=janina", "জানি না"),
            *("=jana nai", "জানা নাই", "জানা নেই", "=no nid", "=no id", "=no card", "=lost it"),
            *("=not have", "=don't have", "=dont have", "=not with me", "=don't know"),
            *("=dont know", "=not know", "=forgot", "=not remember", "=don't remember"),
        ],
    }
)


@dataclass(frozen=True)
class IdentityWords:
    number: str | None
    birth_year: int | None


NOTHING = IdentityWords(None, None)


def read_identity(text: str, state: str, this_year: int) -> IdentityWords:
    """The last four digits (shared phone) or a whole number, and a year of birth.

    What can be read in two ways is not read at all, and a number to ring or to pay to is nobody's.
    """
    text = " ".join(word for word in text.split() if not _is_to_dial(word))
    groups = re.findall(r"\d+", to_latin(text))
    if state != "shared_phone":
        return _whole_number_and_year(text, groups, this_year)
    if all(len(group) <= 4 for group in groups) and len(groups) <= 3:
        year = next((g for g in reversed(groups) if _is_birth_year(g, this_year)), None)
        return _last_four_and_year(groups, year)
    whole = _whole_number_and_year(text, groups, this_year)
    return IdentityWords(whole.number and whole.number[-4:], whole.birth_year)


def lacks_number(text: str) -> bool:
    """Whether somebody says that they have no card, or not with them, or do not know its number."""
    if len(text.split()) > _LONGEST_EXCUSE or any(letter.isdigit() for letter in text):
        return False
    found = {span.value for span in _EXCUSES.find(text)}
    return _LACKING in found or {_CARD, _LACK} <= found


def tells_who(text: str, this_year: int) -> bool:
    """Whether words tell who somebody is: a card's number, or a name, perhaps with a year."""
    groups = re.findall(r"\d+", to_latin(text))
    year = next((group for group in groups if _is_birth_year(group, this_year)), None)
    if year is not None and [len(group) for group in groups] == [4, 4] and not has_letters(text):
        return True  # the last four digits
    if any(_is_number([group]) for group in groups) or _is_number([*filter(year.__ne__, groups)]):
        return True
    letters = sum(letter.isalpha() for letter in text)
    return bool(_NAME.find(text)) or (year is not None and letters >= _SHORTEST_NAME)


def tells_card(text: str, this_year: int) -> bool:
    """Whether a card's whole number is told as such: with a year, or with a word for a card."""
    words = read_identity(text, "", this_year)
    is_named = words.birth_year is not None or bool(_EXCUSES.find(text))
    return read_whole_number(text, this_year) is not None and is_named


def read_whole_number(text: str, this_year: int) -> str | None:
    number = read_identity(text, "", this_year).number
    return number if number is not None and _is_number([number]) and number.isdigit() else None


def has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def read_birth_year(text: str, this_year: int) -> int | None:
    groups = re.findall(r"\d+", to_latin(text))
    return next((int(g) for g in groups if _is_birth_year(g, this_year)), None)


def _is_to_dial(word: str) -> bool:
    """Thirteen bare digits may be a card's."""
    phones = find_phones(word)
    return bool(phones) and to_latin(phones[0].of(word)).startswith(("+", "0"))


def _whole_number_and_year(text: str, groups: Sequence[str], this_year: int) -> IdentityWords:
    """The number is asked for first, so a year comes last, or stands by a word for birth. One that
    comes first belongs to a number in groups as well as not.
    """
    if not groups:
        return NOTHING
    marked = _position_of_marked_year(text, this_year)
    if marked is None and _is_birth_year(groups[-1], this_year):
        marked = len(groups) - 1
        if len(groups) > 1 and _number(text, groups[:-1]) is None and _is_number(groups):
            return IdentityWords("".join(groups), None)
    if marked is None and _is_birth_year(groups[0], this_year) and not _is_number(groups):
        number = _number(text, groups[1:])
        return IdentityWords(number, int(groups[0])) if len(groups) == 2 and number else NOTHING
    if marked is None:
        return IdentityWords(_number(text, groups), None)
    rest = [*groups[:marked], *groups[marked + 1 :]]
    return IdentityWords(_number(text, rest), int(groups[marked]))


def _number(text: str, groups: Sequence[str]) -> str | None:
    """An identity card's, however it is spaced, else a beneficiary id that stands alone."""
    if _is_number(groups):
        return "".join(groups)
    words: list[str] = re.findall(r"[A-Za-z0-9][A-Za-z0-9-]*", to_latin(text))
    for word in words:
        own = re.findall(r"\d+", word)
        beside = [group for group in groups if group not in own]
        is_id = _BENEFICIARY_ID.fullmatch(word) is not None and {*own} <= {*groups}
        if is_id and all(len(each) <= _LONGEST_DAY_OR_MONTH for each in beside):
            return word.upper()
    return None


def _is_number(groups: Sequence[str]) -> bool:
    return len("".join(groups)) in _IDENTIFIER_LENGTHS


def _position_of_marked_year(text: str, this_year: int) -> int | None:
    """Of the group that stands right after or before a word for birth."""
    places = [match.span() for match in re.finditer(r"\d+", to_latin(text))]
    words = [(span.start, span.end) for span in _BIRTH.find(text)]
    for position, (start, end) in enumerate(places):
        is_near = any(0 <= start - e <= _NEAR or 0 <= s - end <= 2 for s, e in words)
        if is_near and _is_birth_year(to_latin(text)[start:end], this_year):
            return position
    return None


def _last_four_and_year(groups: Sequence[str], year: str | None) -> IdentityWords:
    fours = [group for group in groups if len(group) == 4]
    if len(fours) >= 2:
        first, second = fours[0], fours[-1]
        if year == second or year is None:
            return IdentityWords(first, int(year) if year else None)
        return IdentityWords(second, int(year))
    if year is not None and len(groups) == 1:
        return IdentityWords(None, int(year))
    return IdentityWords(fours[0] if fours else None, None)


def _is_birth_year(group: str, this_year: int) -> bool:
    return len(group) == 4 and _EARLIEST_BIRTH_YEAR <= int(group) <= this_year

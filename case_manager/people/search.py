"""People of the register by a number or by their name, for staff and inside the viewer's area."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.errors import FilterRefused
from case_manager.kit.keys import Keys
from case_manager.models import Person, User
from case_manager.people import identifiers, names
from case_manager.people.repository import PersonRepository
from case_manager.vocabulary import IdentifierKind
from citizen_text.digits import to_latin

LONGEST_QUERY = 200
MOST_FOUND = 50
_BETWEEN = re.compile(r"[\s-]")
_PHONE = re.compile(r"(?:\+?88)?(01[3-9]\d{8})")
_NUMBER = re.compile(r"(?=.*\d)[0-9A-Za-z]{6,20}")


def search_people(
    session: Session, viewer: User, query: str, *, keys: Keys, now: datetime
) -> Sequence[Person]:
    """At most `MOST_FOUND`, by name. A number is looked for among those that were given up, too.

    Every word of a name has to be there, by its sound; if nobody has them all, names that are
    written alike count. Raises FilterRefused.
    """
    asked = to_latin(" ".join(query.replace("\x00", " ").split()))
    if len(asked) > LONGEST_QUERY:
        raise FilterRefused(f"no more than {LONGEST_QUERY} characters", "search.too_long")
    people = PersonRepository(session)
    if indexes := _indexes(asked, keys):
        found = people.once_holding(indexes, viewer.area_code, MOST_FOUND)
    else:
        found = _named(people, asked, viewer.area_code)
    audit_service.record(
        session,
        "people_searched",
        subject_kind="search",
        subject_id="people",
        actor=viewer,
        now=now,
        data={"rows": str(len(found))},
    )
    return found


def _named(people: PersonRepository, asked: str, area_code: str | None) -> Sequence[Person]:
    sounds = names.sounds(asked)
    if not sounds:
        raise FilterRefused("write a name or a number", "people.empty")
    return people.sounding_like(sounds, area_code, MOST_FOUND) or people.written_like(
        asked, area_code, MOST_FOUND
    )


def _indexes(asked: str, keys: Keys) -> list[bytes]:
    """Of all kinds of numbers that it may be; none where it is a name.

    A beneficiary's own number may have hyphens: it is looked for with them, too.
    """
    number = _BETWEEN.sub("", asked)
    if phone := _PHONE.fullmatch(number):
        kinds = (IdentifierKind.PHONE, IdentifierKind.WALLET)
        return [identifiers.index(kind, f"+88{phone[1]}", keys) for kind in kinds]
    if not _NUMBER.fullmatch(number):
        return []
    indexes = [identifiers.index(kind, number, keys) for kind in identifiers.IDENTIFYING]
    own = asked.replace(" ", "")
    if own == number:
        return indexes
    return [*indexes, identifiers.index(IdentifierKind.BENEFICIARY_ID, own, keys)]

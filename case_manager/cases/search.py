"""Cases by reference, by the citizen's name and by the words of the thread, the newest first."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.audit import service as audit_service
from case_manager.cases import case_words, reading
from case_manager.cases.queues import Position
from case_manager.cases.reading import PAGE_SIZE, CasePage
from case_manager.cases.repository import CaseRepository
from case_manager.cases.word_repository import WordRepository
from case_manager.errors import FilterRefused, Malformed
from case_manager.kit.keys import Keys
from case_manager.kit.references import is_reference
from case_manager.models import Case, User
from citizen_text.digits import to_latin

LONGEST_QUERY = 200
MOST_WORDS = 8
_REFERENCE_LENGTHS = (8, 10)


def search_cases(
    session: Session,
    viewer: User,
    query: str,
    cursor: str | None = None,
    *,
    keys: Keys,
    now: datetime,
    limit: int = PAGE_SIZE,
) -> CasePage:
    """Every word has to be there, by its sound. If none are, names that are written alike count.

    Only what `viewer` may see. Eight or ten digits are a reference. Raises FilterRefused.
    """
    asked = to_latin(" ".join(query.replace("\x00", " ").split()))
    if len(asked) > LONGEST_QUERY:
        raise FilterRefused(f"no more than {LONGEST_QUERY} characters", "search.too_long")
    repository = CaseRepository(session)
    digits = asked.replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdigit() and len(digits) in _REFERENCE_LENGTHS:
        return _by_reference(session, repository, digits, viewer, keys, now)
    words = case_words.hashes([asked], keys)
    if not words:
        raise FilterRefused("write a word, a name or a number", "search.empty")
    if len(words) > MOST_WORDS:
        raise FilterRefused(f"no more than {MOST_WORDS} words", "search.too_many_words")
    after = _position(cursor) if cursor else None
    word_repository = WordRepository(session)
    found = word_repository.with_words(sorted(words), viewer, after, limit=limit + 1)
    if not found and after is None:
        found = word_repository.with_name_like(asked, viewer, limit=limit)
    shown = found[:limit]
    return CasePage(
        items=reading.items(session, shown, keys=keys, now=now),
        next_cursor=_cursor(shown[-1]) if len(found) > limit else None,
    )


def is_number(query: str) -> bool:
    return not any(character.isalpha() for character in query)


def record_search(session: Session, rows: int, viewer: User, *, now: datetime) -> None:
    """Not what was asked for: that may be a name."""
    audit_service.record(
        session,
        "cases_searched",
        subject_kind="search",
        subject_id="cases",
        actor=viewer,
        now=now,
        data={"rows": str(rows)},
    )


def _by_reference(
    session: Session,
    repository: CaseRepository,
    reference: str,
    viewer: User,
    keys: Keys,
    now: datetime,
) -> CasePage:
    if not is_reference(reference):
        raise FilterRefused("there is a mistake in the number", "search.mistyped_reference")
    case = repository.find_visible(reference, viewer)
    found = [case] if case else []
    return CasePage(items=reading.items(session, found, keys=keys, now=now), next_cursor=None)


def _cursor(case: Case) -> str:
    return f"{case.opened_at.isoformat()}_{case.id}"


def _position(cursor: str) -> Position:
    opened_at, _, case_id = cursor.partition("_")
    try:
        return Position(datetime.fromisoformat(opened_at), UUID(case_id))
    except ValueError as error:
        raise Malformed("this page does not exist") from error

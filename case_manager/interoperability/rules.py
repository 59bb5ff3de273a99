"""What a message must be like to be answered; each refusal has the reason code of the standards."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

MOST_QUESTIONS = 20
MOST_ERRORS = 10
CLOCKS_DIFFER = timedelta(minutes=10)
VERSIONS = ("1.0.0",)
LONGEST_ID = 99

Refusal = tuple[str, str]
"""A reason code and words for it."""


def refusal_of_header(
    header: Mapping[str, Any], actions: Collection[str], count: int, now: datetime
) -> Refusal | None:
    if header.get("version", VERSIONS[0]) not in VERSIONS:
        return "rjct.version.invalid", "the version is not 1.0.0"
    sent_at = moment(header.get("message_ts"))
    if sent_at is None or abs(now - sent_at) > CLOCKS_DIFFER:
        return "rjct.message_ts.invalid", "message_ts is no time with a zone, or not of now"
    action = header.get("action")
    if not isinstance(action, str) or not action:
        return "rjct.action.invalid", "an action is a word"
    if action not in actions:
        return "rjct.action.not_supported", "this action is not answered here"
    return _refusal_of_count(header.get("total_count"), count)


def _refusal_of_count(said: Any, count: int) -> Refusal | None:
    """The samples of DCI write a number as a text."""
    if isinstance(said, bool) or str(said) != str(count) or count < 1:
        return "rjct.total_count.invalid", "total_count is not the number of questions"
    if count > MOST_QUESTIONS:
        return "rjct.total_count.limit_exceeded", f"no more than {MOST_QUESTIONS} at once"
    return None


def refusal_of_question(question: Mapping[str, Any], seen: Collection[str]) -> Refusal | None:
    reference = question.get("reference_id")
    if not is_id(reference):
        return "rjct.reference_id.invalid", "a reference_id is a text of 1 to 99 characters"
    if reference in seen:
        return "rjct.reference_id.duplicate", "this reference_id was in the message before"
    if moment(question.get("timestamp")) is None:
        return "rjct.timestamp.invalid", "timestamp is no time with a zone"
    return None


def refusal_of_criteria(criteria: Mapping[str, Any]) -> Refusal | None:
    """Of what stands around the query: order and pages."""
    if criteria.get("query_type") in ("expression", "predicate", "namedQuery"):
        return "rjct.filter.invalid", "only idtype-value is answered here"
    if criteria.get("query_type") not in ("idtype-value", "idtype"):
        return "rjct.search_criteria.invalid", "query_type is not known"
    if not _is_sort(criteria.get("sort") or []):
        return "rjct.sort.invalid", "sort is a list of attribute_name and sort_order"
    if not _is_pagination(criteria.get("pagination") or {"page_size": 1}):
        return "rjct.pagination.invalid", "page_size and page_number are counted from 1"
    return None


def purpose_of(criteria: Mapping[str, Any]) -> str:
    """Why it is asked, by the authorisation or the consent that comes with the question."""
    for place in ("authorize", "consent"):
        given = criteria.get(place)
        purpose = given.get("purpose") if isinstance(given, Mapping) else None
        code = purpose.get("code") if isinstance(purpose, Mapping) else None
        if isinstance(code, str) and code:
            return code
    return ""


def moment(text: Any) -> datetime | None:
    """Without a zone it is no moment."""
    try:
        read = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo else None


def is_id(text: Any) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST_ID and text.isprintable()


def _is_sort(sort: Any) -> bool:
    return isinstance(sort, Sequence) and all(
        isinstance(each, Mapping)
        and isinstance(each.get("attribute_name"), str)
        and each.get("sort_order", "asc") in ("asc", "desc")
        for each in sort
    )


def _is_pagination(pagination: Any) -> bool:
    return isinstance(pagination, Mapping) and all(
        isinstance(number, int | float) and not isinstance(number, bool) and number >= 1
        for number in (pagination.get("page_size"), pagination.get("page_number", 1))
    )

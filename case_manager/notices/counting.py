"""Who a notice would reach and what that takes, before anybody releases it: some thousands of
people a transaction, from where the last one ended."""

from collections import Counter
from datetime import datetime

from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.models import Notice
from case_manager.notices import rules, texts, turns
from case_manager.notices.audience import Reachable, sift
from case_manager.notices.repository import NoticeRepository
from case_manager.notices.rules import LeftOut
from case_manager.vocabulary import NoticeStatus

_BATCH = 2000


def count_batch(
    session: Session, notice: Notice, *, keys: Keys, now: datetime, limit: int = _BATCH
) -> None:
    """The locked `notice`; at the end of its audience it is counted."""
    repository = NoticeRepository(session)
    person_ids = repository.candidates(notice, limit)
    sifted = sift(session, notice, person_ids, keys)
    people = {each.message_id: each.person_id for each in sifted.reachable.values()}
    added = repository.add_recipients(notice, people)
    counts = Counter(notice.counts)
    counts.update({reason.value: count for reason, count in sifted.left_out.items()})
    counts[LeftOut.SAME_PHONE] += len(people) - len(added)
    counts[rules.LOOKED_AT] += len(person_ids)
    for message_id in added:
        counts.update(_counted(sifted.reachable[message_id]))
    notice.counts = dict(counts)
    if len(person_ids) == limit:
        notice.counted_to = person_ids[-1]
        turns.take_next(session, notice)
    else:
        notice.status, notice.counted_at = NoticeStatus.COUNTED, now


def _counted(reachable: Reachable) -> dict[str, int]:
    return {
        rules.REACHED: 1,
        rules.SHARED: int(reachable.is_shared),
        rules.SEGMENTS: texts.segments(reachable.texts[reachable.language]),
    }

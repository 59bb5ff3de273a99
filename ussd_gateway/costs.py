"""What sending costs, summed up by day, channel and budget in the transaction that records it.

So a year is read from some thousand rows, however many messages went out.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

BANGLADESH = ZoneInfo("Asia/Dhaka")

_BOOK = text("""
INSERT INTO gateway.daily_costs AS kept
    (on_date, channel, cost_tag, messages, segments, cost_paisa, sent_at)
SELECT :on_date, sum.channel, sum.cost_tag, sum.messages, sum.segments, sum.cost_paisa, :now
FROM unnest(CAST(:channels AS text[]), CAST(:cost_tags AS text[]), CAST(:messages AS bigint[]),
            CAST(:segments AS bigint[]), CAST(:costs AS bigint[]))
    AS sum (channel, cost_tag, messages, segments, cost_paisa)
ORDER BY sum.channel, sum.cost_tag
ON CONFLICT (on_date, channel, cost_tag) DO UPDATE SET
    messages = kept.messages + excluded.messages,
    segments = kept.segments + excluded.segments,
    cost_paisa = kept.cost_paisa + excluded.cost_paisa,
    sent_at = greatest(kept.sent_at, excluded.sent_at)
""")

_BY_MONTH = text("""
SELECT CAST(date_trunc('month', on_date) AS date) AS month, channel, cost_tag,
    sum(messages) AS messages, sum(segments) AS segments, sum(cost_paisa) AS cost_paisa
FROM gateway.daily_costs WHERE on_date BETWEEN :first AND :last
GROUP BY 1, channel, cost_tag ORDER BY 1 DESC, channel, cost_tag
""")


@dataclass(frozen=True)
class Spent:
    """One message that a provider took. Without a budget its `cost_tag` is empty."""

    channel: str
    cost_tag: str
    segments: int
    cost_paisa: int


@dataclass(frozen=True)
class MonthlyCost:
    month: date
    channel: str
    cost_tag: str
    messages: int
    segments: int
    cost_paisa: int


async def book(session: AsyncSession, spent: Sequence[Spent], now: datetime) -> None:
    """Rows are taken in one order, so that two workers never wait for each other in a circle."""
    if not spent:
        return
    messages = Counter((each.channel, each.cost_tag) for each in spent)
    segments: Counter[tuple[str, str]] = Counter()
    costs: Counter[tuple[str, str]] = Counter()
    for each in spent:
        segments[each.channel, each.cost_tag] += each.segments
        costs[each.channel, each.cost_tag] += each.cost_paisa
    await session.execute(
        _BOOK,
        {
            "on_date": now.astimezone(BANGLADESH).date(),
            "now": now,
            "channels": [channel for channel, _ in messages],
            "cost_tags": [cost_tag for _, cost_tag in messages],
            "messages": list(messages.values()),
            "segments": [segments[line] for line in messages],
            "costs": [costs[line] for line in messages],
        },
    )


async def by_month(session: AsyncSession, first: date, last: date) -> list[MonthlyCost]:
    """Newest first; a month that is cut by the dates counts the days within them."""
    rows = await session.execute(_BY_MONTH, {"first": first, "last": last})
    return [
        MonthlyCost(
            month=row.month,
            channel=row.channel,
            cost_tag=row.cost_tag,
            messages=int(row.messages),
            segments=int(row.segments),
            cost_paisa=int(row.cost_paisa),
        )
        for row in rows
    ]

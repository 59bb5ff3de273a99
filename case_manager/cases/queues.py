"""Which cases somebody wants to see."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Queue(StrEnum):
    """The lists on the left of the desk, each a question somebody asks every morning."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    UNREAD = "unread"
    OVERDUE = "overdue"
    CLOSED = "closed"


class Order(StrEnum):
    DEADLINE = "deadline"
    NEWEST = "newest"


@dataclass(frozen=True)
class CaseFilter:
    queue: Queue = Queue.OPEN
    order: Order = Order.DEADLINE

    @property
    def is_newest_first(self) -> bool:
        """What is closed has no deadline any more."""
        return self.order is Order.NEWEST or self.queue is Queue.CLOSED


@dataclass(frozen=True)
class Position:
    """Where a page ended: its last row's place in the order."""

    on: date | datetime
    id: UUID

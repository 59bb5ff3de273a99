"""Which cases somebody wants to see."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from case_manager.vocabulary import CaseStatus, Channel, MovementKind

NONE = "none"  # as an area: of no known place; as a programme: about none


class Queue(StrEnum):
    """The lists on the left of the desk, each a question somebody asks every morning."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING_FOR_CITIZEN = "waiting_for_citizen"
    ANSWERED = "answered"
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


class Order(StrEnum):
    DEADLINE = "deadline"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True)
class CaseFilter:
    """`area` is the code of any level or NONE; periods hold both of their days.

    With `counted`, a movement in the books and its days, or `open_on`, at the end of a day, the
    place and the kind are those where the case stood then.
    """

    queue: Queue = Queue.OPEN
    order: Order = Order.DEADLINE
    area: str | None = None
    programme: str | None = None
    category: str | None = None
    channel: Channel | None = None
    status: CaseStatus | None = None
    assignee: UUID | None = None
    is_restricted: bool | None = None
    received_from: date | None = None
    received_to: date | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    counted: MovementKind | None = None
    counted_from: date | None = None
    counted_to: date | None = None
    open_on: date | None = None

    @property
    def is_of_the_books(self) -> bool:
        return self.counted is not None or self.open_on is not None

    @property
    def orders(self) -> tuple[Order, ...]:
        """Those worth offering: what is closed has no deadline any more."""
        match self.queue:
            case Queue.CLOSED:
                return ()
            case Queue.ALL:
                return (Order.NEWEST, Order.OLDEST)
        return tuple(Order)

    @property
    def sorting(self) -> "Sorting":
        """The newest of what is closed is what was closed last."""
        if self.order is Order.OLDEST:
            return Sorting("opened_at", descending=False)
        if self.queue is Queue.CLOSED:
            return Sorting("closed_at", descending=True)
        if self.order is Order.NEWEST or self.queue is Queue.ALL:
            return Sorting("opened_at", descending=True)
        return Sorting("next_due_on", descending=False)


@dataclass(frozen=True)
class Sorting:
    column: str
    descending: bool

    @property
    def is_by_day(self) -> bool:
        return self.column == "next_due_on"


@dataclass(frozen=True)
class Position:
    """Where a page ended: its last row's place in the order."""

    on: date | datetime
    id: UUID


@dataclass(frozen=True)
class Days:
    """The days that the queues are about."""

    today: date
    soon: date

from datetime import date

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base
from case_manager.vocabulary import Channel


class MovementSum(Base):
    """Movements of one month in one district, added up; what is unknown is an empty word.

    The database adds a line with every movement, in its transaction; now and then the lines of one
    place are merged into one. So the sum over the lines is right at any moment.
    """

    __tablename__ = "movement_sums"
    __table_args__ = (
        Index(
            "uq_movement_sums_merged",
            "category",
            "channel",
            "programme",
            "district",
            "month",
            unique=True,
            postgresql_where="is_merged",
        ),
        Index("ix_movement_sums_to_merge", "id", postgresql_where="NOT is_merged"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    month: Mapped[date] = mapped_column(comment="its first day")
    on: Mapped[date | None] = mapped_column(comment="its day, until it is merged")
    district: Mapped[str] = mapped_column(String(4), comment="the area's code, cut to a district's")
    programme: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    channel: Mapped[Channel]
    received: Mapped[int]
    reopened: Mapped[int]
    disposed: Mapped[int]
    moved_in: Mapped[int]
    moved_out: Mapped[int]
    is_merged: Mapped[bool] = mapped_column(default=False)


class MovementTotal(Base):
    """Merged lines added up again, told apart by one thing for each day or by two for each month.

    `folded` has a bit, as GROUPING in PostgreSQL, for each thing that is not told apart; the column
    of such a thing is empty. Lines that are not merged yet have to be added from `MovementSum`.
    """

    __tablename__ = "movement_totals"

    folded: Mapped[int] = mapped_column(
        SmallInteger,
        primary_key=True,
        autoincrement=False,
        comment="a bit for each of district, programme, category, channel not told apart",
    )
    on: Mapped[date] = mapped_column(primary_key=True, comment="the day, or a month's first")
    district: Mapped[str] = mapped_column(String(4), primary_key=True)
    programme: Mapped[str] = mapped_column(String(40), primary_key=True)
    category: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    received: Mapped[int]
    reopened: Mapped[int]
    disposed: Mapped[int]
    moved_in: Mapped[int]
    moved_out: Mapped[int]

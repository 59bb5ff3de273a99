from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from case_manager.models.base import Base


class Holiday(Base):
    """A public holiday of the gazette; Fridays and Saturdays are never working days.

    A provisional one waits for the moon or for the gazette.
    """

    __tablename__ = "holidays"

    on: Mapped[date] = mapped_column(primary_key=True)
    name_en: Mapped[str]
    name_bn: Mapped[str]
    source: Mapped[str]
    is_provisional: Mapped[bool] = mapped_column(default=False)

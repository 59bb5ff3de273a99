from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from case_manager import vocabulary

SCHEMA = "cases"

Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]


def _names(kind: type) -> Enum:
    """Enums are stored as their words with a check constraint: a new word is a migration."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda words: [word.value for word in words],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own declaration)
        word: _names(word)
        for word in (
            vocabulary.ActorKind,
            vocabulary.AreaLevel,
            vocabulary.CaseStatus,
            vocabulary.Channel,
            vocabulary.DeliveryStatus,
            vocabulary.EnrolmentStatus,
            vocabulary.EventKind,
            vocabulary.IdentifierKind,
            vocabulary.ImportKind,
            vocabulary.ImportStatus,
            vocabulary.IncidentEventKind,
            vocabulary.IncidentKind,
            vocabulary.Language,
            vocabulary.MessageKind,
            vocabulary.MovementKind,
            vocabulary.NomineeRelation,
            vocabulary.NoticeStatus,
            vocabulary.OfficeDecision,
            vocabulary.PaymentStatus,
            vocabulary.ReturnReason,
            vocabulary.Role,
            vocabulary.Sex,
        )
    }

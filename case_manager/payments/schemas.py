from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from case_manager.vocabulary import Language, PaymentStatus, ReturnReason


class PaymentRead(BaseModel):
    payment_id: UUID
    programme: str
    programme_name: Mapping[Language, str]
    period_from: date
    period_to: date
    amount_paisa: int
    status: PaymentStatus
    status_on: date
    reason: ReturnReason | None
    provider: str
    heard_on: date | None = Field(description="when another system said so; null of a file")


class PaymentsRead(BaseModel):
    payments: list[PaymentRead]
    is_heard: bool = Field(
        description="false where a system that alone knows of payments has not told of them yet"
    )

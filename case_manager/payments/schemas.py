from collections.abc import Mapping
from datetime import date
from uuid import UUID

from pydantic import BaseModel

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


class PaymentsRead(BaseModel):
    payments: list[PaymentRead]

from fastapi import APIRouter

from case_manager.callers import ConversationDep
from case_manager.db import ClockDep, KeysDep, SessionDep
from case_manager.models import Payment
from case_manager.payments import service
from case_manager.payments.heard import HeardDep
from case_manager.payments.schemas import PaymentRead, PaymentsRead
from case_manager.payments.states import FROM_A_PEER
from case_manager.programmes import service as programmes_service

router = APIRouter(prefix="/conversations", tags=["payments"])


@router.get("/{conversation_id}/payments")
def list_payments(
    conversation_id: ConversationDep,
    is_heard: HeardDep,
    session: SessionDep,
    clock: ClockDep,
    keys: KeysDep,
) -> PaymentsRead:
    payments = service.payments_of_conversation(session, conversation_id, keys=keys, now=clock())
    return PaymentsRead(payments=[_read(payment) for payment in payments], is_heard=is_heard)


def _read(payment: Payment) -> PaymentRead:
    return PaymentRead(
        payment_id=payment.id,
        programme=payment.programme,
        programme_name=programmes_service.spoken_names(payment.programme),
        period_from=payment.period_from,
        period_to=payment.period_to,
        amount_paisa=payment.amount_paisa,
        status=payment.status,
        status_on=payment.status_on,
        reason=payment.return_reason,
        provider=payment.provider,
        heard_on=payment.as_of if payment.source.startswith(FROM_A_PEER) else None,
    )

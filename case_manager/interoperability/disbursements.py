"""Asks what became of payments: by G2P Connect, or of OpenG2P's bridge, which has its own form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol
from uuid import uuid4

from pydantic import ValidationError

from case_manager.interoperability.errors import UNREADABLE, AnswerNotTrusted
from case_manager.interoperability.messages import Heard, RecordAnswer, RequestStatus, day_told
from case_manager.interoperability.peer import Peer
from case_manager.vocabulary import PaymentStatus, ReturnReason

STATUS_PATH, BRIDGE_PATH = "/disburse/sync/txn/status", "/get_disbursement_status"
_STATUS = {
    RequestStatus.RECEIVED: PaymentStatus.SENT,
    RequestStatus.PENDING: PaymentStatus.SENT,
    RequestStatus.SUCCEEDED: PaymentStatus.CREDITED,
    RequestStatus.REJECTED: PaymentStatus.RETURNED,
}
_TAKA, _PAISA_IN_A_TAKA, _LARGEST_PAISA = "BDT", 100, 10_000_000 * 100
_PROVIDER = re.compile(r"[a-z][a-z0-9_]{0,19}")
_REASON = {"rjct.payee_fa.invalid": ReturnReason.WRONG_NUMBER}


@dataclass(frozen=True)
class Disbursement:
    """`status` is None where the payer knows of no such payment, or not yet how it went.

    `code` is the payer's own word for why it did not arrive. How much it was, and through whom, is
    told by some only.
    """

    reference: str
    status: PaymentStatus | None
    status_on: date | None = None
    reason: ReturnReason | None = None
    code: str = ""
    amount_paisa: int | None = None
    provider: str | None = None


class Disbursements(Protocol):
    def statuses(self, references: Sequence[str], *, now: datetime) -> Mapping[str, Disbursement]:
        """By reference; every one that was asked for is in it. Raises PeerError."""


@dataclass(frozen=True)
class G2PConnectDisbursements:
    peer: Peer
    path: str = STATUS_PATH

    def statuses(self, references: Sequence[str], *, now: datetime) -> Mapping[str, Disbursement]:
        request = {
            "reference_id": str(uuid4()),
            "txn_type": "disburse",
            "attribute_type": "reference_id_list",
            "attribute_value": list(references),
            "locale": "eng",
        }
        message = {"transaction_id": str(uuid4()), "txnstatus_request": request}
        heard = self.peer.ask(self.path, "search", message, count=len(references), now=now)
        try:
            told = _StatusAnswer.model_validate(heard).txnstatus_response.txn_status
        except ValidationError:
            raise AnswerNotTrusted(UNREADABLE, "txnstatus_response") from None
        found = {each.reference_id: _disbursement(each, now) for each in told.disbursements_status}
        return _all_of(references, found)


@dataclass(frozen=True)
class BridgeDisbursements:
    peer: Peer
    path: str = BRIDGE_PATH

    def statuses(self, references: Sequence[str], *, now: datetime) -> Mapping[str, Disbursement]:
        action = "get_disbursement_status"
        heard = self.peer.ask(self.path, action, list(references), count=len(references), now=now)
        try:
            told = [_BridgeStatus.model_validate(each) for each in heard or []]
        except (ValidationError, TypeError):
            raise AnswerNotTrusted(UNREADABLE, "message") from None
        return _all_of(references, {each.disbursement_id: _of_bridge(each, now) for each in told})


class _DisbursementStatus(RecordAnswer):
    amount: str | int | float | None = None
    currency_code: str | None = None
    payee_fa: str | None = None


class _Disbursed(Heard):
    disbursements_status: tuple[_DisbursementStatus, ...] = ()


class _Transaction(Heard):
    txn_status: _Disbursed


class _StatusAnswer(Heard):
    txnstatus_response: _Transaction


class _Remittance(Heard):
    remittance_value_date: datetime | None = None
    reversal_found: bool | None = None
    reversal_value_date: datetime | None = None
    reversal_reason: str | None = None


class _RemittanceError(Heard):
    value_date: datetime | None = None
    error_reason: str | None = None


class _Reconciled(Heard):
    disbursement_recon_payloads: list[_Remittance] | None = None
    disbursement_error_recon_payloads: list[_RemittanceError] | None = None


class _BridgeStatus(Heard):
    disbursement_id: str
    disbursement_recon_records: _Reconciled | None = None


def _disbursement(told: _DisbursementStatus, now: datetime) -> Disbursement:
    code = told.status_reason_code
    is_rejected = told.status is RequestStatus.REJECTED
    if is_rejected and code.startswith("rjct.reference_id."):
        return Disbursement(told.reference_id, None, code=code)
    return Disbursement(
        reference=told.reference_id,
        status=_STATUS[told.status],
        status_on=day_told(told.timestamp, now),
        reason=_REASON.get(code, ReturnReason.LIMIT_OR_TECH) if is_rejected else None,
        code=code,
        amount_paisa=_paisa(told),
        provider=_provider(told.payee_fa or ""),
    )


def _paisa(told: _DisbursementStatus) -> int | None:
    if (told.currency_code or _TAKA).upper() != _TAKA:
        return None
    try:
        paisa = Decimal(str(told.amount)) * _PAISA_IN_A_TAKA
    except ArithmeticError:  # no number, or none that a sum can be
        return None
    is_sum = paisa.is_finite() and paisa == paisa.to_integral_value()
    return int(paisa) if is_sum and 0 < paisa <= _LARGEST_PAISA else None


def _provider(address: str) -> str | None:
    name = address.rpartition("@")[2].lower()
    return name if _PROVIDER.fullmatch(name) else None


def _of_bridge(told: _BridgeStatus, now: datetime) -> Disbursement:
    """The bank's statement says it: money that went, and money that came back."""
    records = told.disbursement_recon_records or _Reconciled()
    for failed in records.disbursement_error_recon_payloads or []:
        day = day_told(failed.value_date, now)
        return Disbursement(told.disbursement_id, None, day, code=failed.error_reason or "")
    for remittance in records.disbursement_recon_payloads or []:
        return _of_remittance(told.disbursement_id, remittance, now)
    return Disbursement(told.disbursement_id, None)


def _of_remittance(reference: str, remittance: _Remittance, now: datetime) -> Disbursement:
    if not remittance.reversal_found:
        credited_on = day_told(remittance.remittance_value_date, now)
        return Disbursement(reference, PaymentStatus.CREDITED, credited_on)
    return Disbursement(
        reference,
        PaymentStatus.RETURNED,
        day_told(remittance.reversal_value_date, now),
        ReturnReason.LIMIT_OR_TECH,
        remittance.reversal_reason or "",
    )


def _all_of(
    references: Sequence[str], found: Mapping[str, Disbursement]
) -> Mapping[str, Disbursement]:
    return dict(_one_of(reference, found) for reference in references)


def _one_of(reference: str, found: Mapping[str, Disbursement]) -> tuple[str, Disbursement]:
    return reference, found.get(reference, Disbursement(reference, None))

"""https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes"""

import re
from collections.abc import Mapping
from typing import Any

from ussd_gateway.channels.requests import failure
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutboxState

GROUPS = {
    "PENDING": OutboxState.SENT,
    "DELIVERED": OutboxState.DELIVERED,
    "UNDELIVERABLE": OutboxState.FAILED,
    "EXPIRED": OutboxState.FAILED,
    "REJECTED": OutboxState.FAILED,
}
# In the group of what is delivered, and is not; of what expired, and only its report did.
WITH_AN_OPERATOR = {"DELIVERED_TO_OPERATOR", "EXPIRED_DLR_UNKNOWN"}
# Of answers and reports, by the name of the status or of the error; all else is the message's.
_FAULTS = {
    Fault.OPTED_OUT: {"REJECTED_DESTINATION_BLOCKLISTED"},
    Fault.OTHER_OPERATOR: {"EC_UNKNOWN_SUBSCRIBER", "REJECTED_NETWORK"},
    Fault.PASSING: {
        "REJECTED_FLOODING_FILTER",
        "REJECTED_SYSTEM_ERROR",
        "UNDELIVERABLE_REJECTED_PLATFORM",
    },
    Fault.OPERATOR: {
        "REJECTED_DESTINATION_NOT_REGISTERED",
        "REJECTED_NOT_ENOUGH_CREDITS",
        "REJECTED_PREPAID_PACKAGE_EXPIRED",
        "REJECTED_ROUTE_NOT_AVAILABLE",
        "REJECTED_SENDER",
        "REJECTED_SOURCE",
    },
}
_FAULT_OF = {name: fault for fault, names in _FAULTS.items() for name in names}
_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,47}")


def check_accepted(status: Mapping[str, Any]) -> None:
    """Raises SendRefused or SendDeferred when the message was not taken."""
    group, name = status.get("groupName"), str(status.get("name"))
    if group in ("PENDING", "DELIVERED"):
        return
    if group not in ("REJECTED", "UNDELIVERABLE", "EXPIRED"):
        raise SendDeferred("answer_without_status")
    reason = reason_of({}, name) or f"infobip:{group}"
    raise failure(fault_of({}, name), reason)


def fault_of(report: Mapping[str, Any], name: str) -> Fault:
    """Of the state, or else of the error where there is one."""
    return _FAULT_OF.get(name) or _FAULT_OF.get(_error_in(report), Fault.MESSAGE)


def reason_of(report: Mapping[str, Any], name: str) -> str | None:
    """The error says more than the state, where there is one."""
    for word in (_error_in(report), name):
        if _NAME.fullmatch(word) and word != "NO_ERROR":
            return f"infobip:{word}"
    return None


def _error_in(report: Mapping[str, Any]) -> str:
    error = report.get("error")
    return str(error.get("name")) if isinstance(error, dict) else ""

"""https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes"""

import re
from collections.abc import Mapping
from typing import Any

from ussd_gateway.errors import SendDeferred, SendRefused
from ussd_gateway.messages import OutboxState

GROUPS = {
    "PENDING": OutboxState.SENT,
    "DELIVERED": OutboxState.DELIVERED,
    "UNDELIVERABLE": OutboxState.FAILED,
    "EXPIRED": OutboxState.FAILED,
    "REJECTED": OutboxState.FAILED,
}
DELIVERED_TO_OPERATOR = "DELIVERED_TO_OPERATOR"  # in the group of what is delivered, and is not
OPTED_OUT = "REJECTED_DESTINATION_BLOCKLISTED"
NOT_THEIRS = {"EC_UNKNOWN_SUBSCRIBER", "REJECTED_NETWORK"}
MAY_PASS = {
    "REJECTED_FLOODING_FILTER",
    "REJECTED_SYSTEM_ERROR",
    "UNDELIVERABLE_REJECTED_PLATFORM",
}
OPERATORS = {
    "REJECTED_DESTINATION_NOT_REGISTERED",
    "REJECTED_NOT_ENOUGH_CREDITS",
    "REJECTED_PREPAID_PACKAGE_EXPIRED",
    "REJECTED_ROUTE_NOT_AVAILABLE",
    "REJECTED_SENDER",
    "REJECTED_SOURCE",
}
_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,47}")


def check_accepted(status: Mapping[str, Any]) -> None:
    """Raises SendRefused or SendDeferred when the message was not taken."""
    group, name = status.get("groupName"), str(status.get("name"))
    if group in ("PENDING", "DELIVERED"):
        return
    if group not in ("REJECTED", "UNDELIVERABLE", "EXPIRED"):
        raise SendDeferred("answer_without_status")
    reason = reason_of({}, name) or f"infobip:{group}"
    if name in OPERATORS or name in MAY_PASS:
        raise SendDeferred(reason, needs_operator=name in OPERATORS)
    raise SendRefused(reason, opted_out=name == OPTED_OUT, other_operator=name in NOT_THEIRS)


def is_anothers(report: Mapping[str, Any], name: str) -> bool:
    """The operator that they asked knows no such number, or they have no way to it."""
    error = report.get("error")
    error_name = error.get("name") if isinstance(error, dict) else None
    return name in NOT_THEIRS or (isinstance(error_name, str) and error_name in NOT_THEIRS)


def reason_of(report: Mapping[str, Any], name: str) -> str | None:
    """The error says more than the state, where there is one."""
    error = report.get("error")
    error_name = error.get("name") if isinstance(error, dict) else None
    for word in (error_name, name):
        if isinstance(word, str) and _NAME.fullmatch(word) and word != "NO_ERROR":
            return f"infobip:{word}"
    return None

"""bdapps answers HTTP 200 whatever happened; its own code in the body says what did."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ussd_gateway.channels.requests import failure
from ussd_gateway.errors import SendDeferred
from ussd_gateway.messages import Fault, OutboxState

_FAULT_OF = {
    "E1318": Fault.THROTTLED,  # more in a second than the contract allows
    "E1342": Fault.OPTED_OUT,  # on the blacklist
}
_FILE = Path(__file__).parent / "status_codes.json"
_CODE = re.compile(r"[A-Z][0-9]{4}")
_FAULTS_OF_CLASSES = {
    "transient": Fault.PASSING,
    "configuration": Fault.OPERATOR,
    "client": Fault.MESSAGE,
    "user_state": Fault.MESSAGE,
}
_STATES = {
    "sent": OutboxState.SENT,
    "delivered": OutboxState.DELIVERED,
    "failed": OutboxState.FAILED,
}


@dataclass(frozen=True)
class Codes:
    """`reports` has both spellings of every state."""

    success: dict[str, str]
    classes: Mapping[str, str]
    reports: Mapping[str, OutboxState]


@cache
def codes() -> Codes:
    content = json.loads(_FILE.read_text("utf-8"))
    reports = {word: _STATES[state] for word, state in content["dlr_status_map"].items()}
    return Codes(content["ack"], content["status_code_class"], reports)


def check(code: object) -> None:
    """Raises SendRefused or SendDeferred unless it says success; a code not known yet may pass."""
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise SendDeferred("answer_without_code")
    kind = codes().classes.get(code, "transient")
    if kind != "success":
        raise failure(_FAULT_OF.get(code, _FAULTS_OF_CLASSES[kind]), f"bdapps:{code}")

"""Every command_status of SMPP 3.4 (5.1.3), by what it means for a message that was submitted."""

import pytest

from ussd_gateway.channels.smpp.errors import SubmitDeferred, SubmitRefused, Throttled
from ussd_gateway.channels.smpp.statuses import FINAL, RETRYABLE, THROTTLING, failure, name_of

SLOW_DOWN = {0x14: "ESME_RMSGQFUL", 0x58: "ESME_RTHROTTLED"}
NEVER = {
    0x01: "ESME_RINVMSGLEN",
    0x02: "ESME_RINVCMDLEN",
    0x03: "ESME_RINVCMDID",
    0x06: "ESME_RINVPRTFLG",
    0x07: "ESME_RINVREGDLVFLG",
    0x0A: "ESME_RINVSRCADR",
    0x0B: "ESME_RINVDSTADR",
    0x15: "ESME_RINVSERTYP",
    0x33: "ESME_RINVNUMDESTS",
    0x40: "ESME_RINVDESTFLAG",
    0x42: "ESME_RINVSUBREP",
    0x43: "ESME_RINVESMCLASS",
    0x48: "ESME_RINVSRCTON",
    0x49: "ESME_RINVSRCNPI",
    0x50: "ESME_RINVDSTTON",
    0x51: "ESME_RINVDSTNPI",
    0x53: "ESME_RINVSYSTYP",
    0x54: "ESME_RINVREPFLAG",
    0x61: "ESME_RINVSCHED",
    0x62: "ESME_RINVEXPIRY",
    0x63: "ESME_RINVDFTMSGID",
    0x65: "ESME_RX_P_APPN",
    0xC0: "ESME_RINVOPTPARSTREAM",
    0xC1: "ESME_ROPTPARNOTALLWD",
    0xC2: "ESME_RINVPARLEN",
    0xC3: "ESME_RMISSINGOPTPARAM",
    0xC4: "ESME_RINVOPTPARAMVAL",
}
LATER = {
    0x04: "ESME_RINVBNDSTS",
    0x05: "ESME_RALYBND",
    0x08: "ESME_RSYSERR",
    0x0D: "ESME_RBINDFAIL",
    0x0E: "ESME_RINVPASWD",
    0x0F: "ESME_RINVSYSID",
    0x44: "ESME_RCNTSUBDL",
    0x45: "ESME_RSUBMITFAIL",
    0x64: "ESME_RX_T_APPN",
    0x66: "ESME_RX_R_APPN",
    0xFE: "ESME_RDELIVERYFAILURE",
    0xFF: "ESME_RUNKNOWNERR",
}
# Of requests that we do not make: cancel, query, replace, distribution lists.
ELSEWHERE = [0x11, 0x13, 0x34, 0x55, 0x67]


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        *((status, name, Throttled) for status, name in SLOW_DOWN.items()),
        *((status, name, SubmitRefused) for status, name in NEVER.items()),
        *((status, name, SubmitDeferred) for status, name in LATER.items()),
    ],
)
def test_every_status(status: int, name: str, kind: type[Exception]) -> None:
    assert (type(failure(status)), failure(status).reason) == (kind, name)


@pytest.mark.parametrize("status", [*ELSEWHERE, 0x400, 0x4FF, 0x0C, 0x7FFFFFFF])
def test_a_status_nobody_knows_gives_no_message_up(status: int) -> None:
    assert type(failure(status)) is SubmitDeferred
    assert failure(status).reason == name_of(status) == f"0x{status:08X}"


def test_no_other_status_has_a_meaning() -> None:
    assert {**THROTTLING, **FINAL, **RETRYABLE} == SLOW_DOWN | NEVER | LATER

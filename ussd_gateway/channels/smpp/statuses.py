"""What a command_status means for the message that got it (SMPP 3.4, 5.1.3).

Unknown ones, the vendors' own from 0x400 on among them, count as worth another try: a message
tried too often is found by an operator, a message given up by mistake by nobody.
"""

from enum import IntEnum

from ussd_gateway.channels.smpp.errors import (
    SubmitDeferred,
    SubmitFailed,
    SubmitRefused,
    Throttled,
)


class Status(IntEnum):
    OK = 0x00
    INVALID_COMMAND_LENGTH = 0x02
    INVALID_COMMAND_ID = 0x03
    RECEIVER_TEMPORARY = 0x64
    RECEIVER_PERMANENT = 0x65


THROTTLING = {0x14: "ESME_RMSGQFUL", 0x58: "ESME_RTHROTTLED"}  # so answers praekelt/vumi#636 too

FINAL = {
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

RETRYABLE = {
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

NOT_OURS = "ESME_RINVDSTADR"  # an operator's centre of a number that moved to another

_NAMES = {**THROTTLING, **FINAL, **RETRYABLE}


def name_of(status: int) -> str:
    return _NAMES.get(status, f"0x{status:08X}")


def failure(status: int) -> SubmitFailed:
    """Why a submit_sm with this answer, other than zero, was not taken."""
    if status in THROTTLING:
        return Throttled(name_of(status))
    if status in FINAL:
        return SubmitRefused(name_of(status))
    return SubmitDeferred(name_of(status))

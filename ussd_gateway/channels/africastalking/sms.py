"""https://developers.africastalking.com/docs/sms/notifications"""

import re
from datetime import datetime

from ussd_gateway.channels.reading import (
    read_address,
    read_form,
    read_id,
    read_sender,
    read_text,
)
from ussd_gateway.errors import UnknownStatus
from ussd_gateway.messages import (
    Fault,
    InboundMessage,
    OutboxState,
    SessionEvent,
    StatusUpdate,
    Webhook,
)

STATUS = {
    "Sent": OutboxState.SENT,
    "Submitted": OutboxState.SENT,
    "Buffered": OutboxState.SENT,
    "Success": OutboxState.DELIVERED,
    "Rejected": OutboxState.FAILED,
    "Failed": OutboxState.FAILED,
    "AbsentSubscriber": OutboxState.FAILED,
    "Expired": OutboxState.FAILED,
}
# By the failureReason, which is written in two ways. None of them passes: they have tried by then.
_FAULTS = {
    "userinblacklist": Fault.OPTED_OUT,
    "notnetworksubscriber": Fault.OTHER_OPERATOR,
}
_WORD = re.compile(r"[A-Za-z]{1,40}")


def read_message(webhook: Webhook, channel: str, received_at: datetime) -> InboundMessage:
    """`date` comes in two forms and is kept as it is: what counts is when it came to us."""
    form = read_form(webhook.body)
    sender, recipient = read_sender(form, "from"), read_address(form, "to")
    return InboundMessage(
        channel=channel,
        provider_message_id=read_id(form, "id"),
        sender=sender,
        recipient=recipient,
        text=read_text(form, "text"),
        session=None,
        session_event=SessionEvent.NONE,
        received_at=received_at,
        raw={name: value for name, value in form.items() if name != "text"},
    )


def read_report(webhook: Webhook) -> StatusUpdate:
    form = read_form(webhook.body)
    status, why = form.get("status", ""), form.get("failureReason", "")
    if status not in STATUS:
        raise UnknownStatus("status is missing or unknown")
    state = STATUS[status]
    word = why if _WORD.fullmatch(why) else status
    return StatusUpdate(
        message_id=None,
        provider_message_id=read_id(form, "id"),
        state=state,
        reason=f"africastalking:{word}" if state is OutboxState.FAILED else None,
        fault=_FAULTS.get(why.lower()),
    )

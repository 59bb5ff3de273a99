"""Messages to as many contacts, queued as the case manager's notices are."""

from uuid import uuid4

import psycopg

from ussd_gateway.db import utc_now
from ussd_gateway.ids import uuid7
from ussd_gateway.messages import OutboxKind, OutboxState, Priority
from ussd_gateway.outbox import text_place
from ussd_gateway.places import address_place
from ussd_gateway.sealing import Sealer
from ussd_gateway.settings import Settings

CHANNEL = "null"
TEXT = "Apnar nalish 48210934 er uttor esheche. *16236# dial korun."  # one segment
_BUDGETS = ("case_reply", "payment_notice", "reminder")
_CONTACTS = "id, phone_sealed, phone_index, channel, language, created_at"
_MESSAGES = (
    "id, created_at, contact_id, channel, kind, priority, source_message_id, expects_reply,"
    " cost_tag, language, text_sealed, segments, state, attempts, next_attempt_at, changed_at"
)


def fill(settings: Settings, messages: int, text: str, segments: int) -> None:
    """In an emptied outbox."""
    sealer = Sealer.from_settings(settings)
    with psycopg.connect(settings.database_url) as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE gateway.contacts, gateway.outbox, gateway.events")
        contacts = [uuid4() for _ in range(messages)]
        with cursor.copy(f"COPY gateway.contacts ({_CONTACTS}) FROM STDIN") as copy:
            for number, contact in enumerate(contacts):
                phone = f"+8801{710000000 + number}"
                sealed = sealer.seal(phone, address_place(contact))
                index = sealer.index(phone, "contacts.phone")
                copy.write_row((contact, sealed, index, CHANNEL, "bn-Latn", utc_now()))
        with cursor.copy(f"COPY gateway.outbox ({_MESSAGES}) FROM STDIN") as copy:
            for number, contact in enumerate(contacts):
                copy.write_row(_message(sealer, number, contact, text, segments))
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE gateway.contacts, gateway.outbox")


def _message(
    sealer: Sealer, number: int, contact: object, text: str, segments: int
) -> tuple[object, ...]:
    now = utc_now()
    id_ = uuid7(now)
    return (
        id_,
        now,
        contact,
        CHANNEL,
        OutboxKind.CASE_MESSAGE.value,
        int(Priority.NOTICE),
        uuid4(),
        False,
        _BUDGETS[number % len(_BUDGETS)],
        "bn-Latn",
        sealer.seal(text, text_place(id_)),
        segments,
        OutboxState.QUEUED.value,
        0,
        now,
        now,
    )

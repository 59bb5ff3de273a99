"""Puts what came in into the journal: any number of messages by one statement."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg
import structlog
from psycopg import DataError, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from citizen_text.scripts import detect_language
from citizen_text.secrets import REDACTED, bare_number, names_secret, redact
from ussd_gateway import traces
from ussd_gateway.batches import Batches
from ussd_gateway.db import libpq_url
from ussd_gateway.ids import uuid7
from ussd_gateway.messages import InboundMessage, InboxState, Language
from ussd_gateway.metrics import count_repeated
from ussd_gateway.models import Contact
from ussd_gateway.places import address_place, raw_place, text_place
from ussd_gateway.sealing import Sealer
from ussd_gateway.shutdown import Shutdown

log = structlog.get_logger(__name__)
_UNSTORABLE = (DataError, UnicodeError)
_CONNECTIONS = 2  # one commits, one wakes the workers
_LONGEST_WAIT_SECONDS = 5.0  # for a connection
_RINGS_EVERY_SECONDS = 0.1
_WAKE = "BEGIN; SET LOCAL synchronous_commit = off; NOTIFY gateway, 'inbox'; COMMIT"


class Entry(NamedTuple):
    """A message as it will lie in the journal: without secrets, sealed.

    `due_at` is when a worker answers it if nobody did, `reachable_by` the channel of their SMS.
    An SMS that is nothing but a number lies there with `text_hidden` where the one before it named
    a secret, and nobody had asked for a number.
    """

    inbox_id: UUID
    received_at: datetime
    due_at: datetime
    channel: str
    provider_message_id: str
    recipient: str
    session: str | None
    session_event: str
    text_sealed: bytes
    raw_sealed: bytes
    text_hidden: bytes | None
    names_secret: bool
    contact_id: UUID
    phone_sealed: bytes
    phone_index: bytes
    language: str
    reachable_by: str
    is_sms: bool
    state: str
    answered_at: datetime | None
    trace_id: UUID | None


def without_secrets(message: InboundMessage) -> InboundMessage:
    text, raw = _redacted(message)
    return replace(message, text=text, raw=raw)


def _redacted(message: InboundMessage) -> tuple[str, Mapping[str, str]]:
    safe = {value: redact(value) for value in {message.text, *message.raw.values()}}
    return safe[message.text], {name: safe[value] for name, value in message.raw.items()}


def without_number(message: InboundMessage) -> InboundMessage | None:
    """One that is nothing but a number, without it."""
    return None if bare_number(message.text) is None else replace(message, text=REDACTED)


def awaits_secret(contact: Contact, now: datetime) -> bool:
    """Whether a number alone would be the secret that was named before it, as `_RECORD` has it."""
    named_at, asked_at = contact.secret_named_at, contact.number_asked_at
    is_named = named_at is not None and named_at > now - SECRET_AWAITED
    return is_named and (asked_at is None or asked_at < now - NUMBER_AWAITED)


def prepare(
    message: InboundMessage,
    sealer: Sealer,
    *,
    reachable_by: str,
    due_at: datetime,
    inbox_id: UUID | None = None,
    in_call: bool = False,
) -> Entry:
    text, raw = _redacted(message)
    inbox_id, contact_id = inbox_id or uuid7(message.received_at), uuid4()
    sender, is_sms = message.sender, message.session is None
    hidden = without_number(message) if is_sms else None
    return Entry(
        inbox_id=inbox_id,
        received_at=message.received_at,
        due_at=due_at,
        channel=message.channel,
        provider_message_id=message.provider_message_id,
        recipient=message.recipient,
        session=message.session,
        session_event=message.session_event.value,
        text_sealed=sealer.seal(text, text_place(inbox_id)),
        raw_sealed=sealer.seal(json.dumps(raw), raw_place(inbox_id)),
        text_hidden=sealer.seal(hidden.text, text_place(inbox_id)) if hidden else None,
        names_secret=is_sms and names_secret(text),
        contact_id=contact_id,
        phone_sealed=sealer.seal(sender.text, address_place(contact_id)),
        phone_index=sealer.index(sender.text, "contacts.phone"),
        language=_guess_language(text, in_call=not is_sms),
        reachable_by=sender.channel or reachable_by,
        is_sms=is_sms,
        state=InboxState.IN_CALL.value if in_call else _state(message),
        answered_at=message.received_at if message.is_answered else None,
        trace_id=traces.current(),
    )


def prepare_sms(message: InboundMessage, sealer: Sealer) -> Entry:
    return prepare(message, sealer, reachable_by=message.channel, due_at=message.received_at)


def _state(message: InboundMessage) -> str:
    if not message.sender.is_of_a_person:
        return InboxState.AUTOMATIC.value
    return (InboxState.ANSWERED if message.is_answered else InboxState.PENDING).value


def _guess_language(words: str, *, in_call: bool) -> str:
    """For the first message only; from then on the assistant says which it is."""
    wordless = Language.BANGLA if in_call else Language.BANGLISH
    return detect_language(words) or wordless.value


# Keys first, then contacts, each in one order: two batches never wait for each other in a circle.
# A contact stays locked until the commit, so that the order of messages is that of commits.
# The SMS before a number is one of those that are new here or, as `old` tells, the last one before
# them. For five minutes a number may be its secret; for a day one that we asked for is none, as
# long as the assistant remembers its question.
SECRET_AWAITED = timedelta(minutes=5)
NUMBER_AWAITED = timedelta(days=1)
_RECORD = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(
        %(inbox_id)b::uuid[], %(received_at)b::timestamptz[],
        %(due_at)b::timestamptz[], %(channel)b::text[],
        %(provider_message_id)b::text[], %(recipient)b::text[],
        %(session)b::text[], %(session_event)b::text[],
        %(text_sealed)b::bytea[], %(raw_sealed)b::bytea[],
        %(text_hidden)b::bytea[], %(names_secret)b::boolean[],
        %(contact_id)b::uuid[], %(phone_sealed)b::bytea[],
        %(phone_index)b::bytea[], %(language)b::text[],
        %(reachable_by)b::text[], %(is_sms)b::boolean[],
        %(state)b::text[], %(answered_at)b::timestamptz[], %(trace_id)b::uuid[]
    ) WITH ORDINALITY AS given (
        inbox_id, received_at, due_at, channel, provider_message_id, recipient, session,
        session_event, text_sealed, raw_sealed, text_hidden, names_secret,
        contact_id, phone_sealed, phone_index, language, reachable_by,
        is_sms, state, answered_at, trace_id, place
    )
), fresh AS (
    INSERT INTO gateway.inbound_keys (channel, provider_message_id, inbox_id, received_at)
    SELECT channel, provider_message_id, inbox_id, received_at FROM given
    ORDER BY channel, provider_message_id, place
    ON CONFLICT DO NOTHING
    RETURNING inbox_id
), new AS MATERIALIZED (
    SELECT given.*, lag(names_secret) OVER (
        PARTITION BY phone_index, is_sms ORDER BY place
    ) AS follows_secret
    FROM given JOIN fresh USING (inbox_id)
), known AS (
    INSERT INTO gateway.contacts AS contact
        (id, phone_sealed, phone_index, channel, language, created_at, newest_message_id,
        secret_named_at)
    SELECT DISTINCT ON (phone_index)
        contact_id, phone_sealed, phone_index, reachable_by, language, received_at,
        first_value(inbox_id) OVER newest_first,
        first_value(CASE WHEN names_secret THEN received_at END) OVER newest_sms_first
    FROM new WINDOW
        newest_first AS (PARTITION BY phone_index ORDER BY place DESC),
        newest_sms_first AS (PARTITION BY phone_index ORDER BY is_sms DESC, place DESC)
    ORDER BY phone_index, is_sms DESC, place
    ON CONFLICT (phone_index) DO UPDATE SET channel = CASE
        WHEN EXISTS (
            SELECT FROM new WHERE new.phone_index = excluded.phone_index AND new.is_sms
        ) THEN excluded.channel ELSE contact.channel END,
        newest_message_id = excluded.newest_message_id,
        secret_named_at = CASE
        WHEN EXISTS (
            SELECT FROM new WHERE new.phone_index = excluded.phone_index AND new.is_sms
        ) THEN excluded.secret_named_at ELSE contact.secret_named_at END
    RETURNING contact.id, contact.phone_index, contact.number_asked_at,
        old.secret_named_at AS named_before
)
INSERT INTO gateway.inbox (
    id, received_at, contact_id, channel, provider_message_id, recipient, session, session_event,
    text_sealed, raw_sealed, state, attempts, next_attempt_at, answered_at, trace_id
)
SELECT new.inbox_id, new.received_at, known.id, new.channel, new.provider_message_id,
    new.recipient, new.session, new.session_event,
    CASE WHEN is_secret THEN new.text_hidden ELSE new.text_sealed END, new.raw_sealed,
    new.state, 0, new.due_at, new.answered_at, new.trace_id
FROM new JOIN known USING (phone_index) CROSS JOIN LATERAL (
    SELECT new.text_hidden IS NOT NULL AND coalesce(
        new.follows_secret,
        known.named_before > new.received_at - %(secret_awaited)b::interval,
        false
    ) AND coalesce(
        known.number_asked_at < new.received_at - %(number_awaited)b::interval, true
    ) AS is_secret
) AS number
ORDER BY new.place
RETURNING id
"""


async def record(session: AsyncSession, entry: Entry) -> bool:
    """As a part of the session's transaction; False when it was recorded before."""
    connection = await session.connection()
    return (await connection.exec_driver_sql(_RECORD, _columns([entry]))).rowcount == 1


@dataclass(frozen=True)
class Recorded:
    """What one call brought, which of it was there before, and which PostgreSQL refuses for a value
    in it, again and again."""

    entries: Sequence[Entry]
    repeated: list[Entry] = field(default_factory=list)
    refused: list[Entry] = field(default_factory=list)


def _columns(entries: Sequence[Entry]) -> dict[str, object]:
    columns = dict(zip(Entry._fields, map(list, zip(*entries, strict=True)), strict=True))
    return columns | {"secret_awaited": SECRET_AWAITED, "number_awaited": NUMBER_AWAITED}


def _count_repeated(calls: Sequence[Recorded]) -> None:
    repeated = Counter(each.channel for call in calls for each in call.repeated)
    for channel, messages in repeated.items():
        count_repeated(channel, messages)


class Recorder:
    """Messages that come while a commit is under way share the next one.

    So the disk is waited for once for all of them, and none waits for company.
    """

    def __init__(self, database_url: str) -> None:
        self._pool = AsyncConnectionPool(
            libpq_url(database_url),
            min_size=_CONNECTIONS,
            kwargs={"autocommit": True, "connect_timeout": 5},
            timeout=_LONGEST_WAIT_SECONDS,
            open=False,
        )
        self._batches = Batches(self._commit)
        self._bell = asyncio.Event()

    @asynccontextmanager
    async def opened(self, shutdown: Shutdown) -> AsyncIterator[None]:
        """Closes once everything that waits is committed, or when the time for that is over: what
        is not committed was acknowledged to nobody."""
        await self._pool.open()
        ringing = asyncio.create_task(self._ring())
        try:
            yield
        finally:
            shutdown.begin()
            await shutdown.finish(self._batches.finish())
            ringing.cancel()
            await shutdown.finish(ringing)
            await shutdown.finish(self._pool.close())

    async def record(self, entries: Sequence[Entry]) -> Recorded:
        """Returns once all are committed but those refused, or raises why they are not."""
        call = Recorded(entries)
        await self._batches.put(call)
        return call

    async def _commit(self, batch: Sequence[Recorded]) -> None:
        try:
            repeated = await self._insert([*chain.from_iterable(call.entries for call in batch)])
            if repeated:
                for call in batch:
                    call.repeated.extend(each for each in call.entries if each.inbox_id in repeated)
        except _UNSTORABLE:
            for call in batch:
                await self._insert_one_by_one(call)
        _count_repeated(batch)

    async def _insert_one_by_one(self, call: Recorded) -> None:
        """To find those to blame. The next batch waits, so that all stay in their order."""
        for entry in call.entries:
            try:
                if await self._insert([entry]):
                    call.repeated.append(entry)
            except _UNSTORABLE as error:
                name = type(error).__name__
                log.error("message_not_storable", channel=entry.channel, error=name)
                call.refused.append(entry)

    async def _insert(self, entries: Sequence[Entry]) -> Collection[UUID]:
        """The ids of those that were there before. Again where a connection was cut: what had been
        committed is not recorded twice."""
        connections_left = _CONNECTIONS
        while True:
            try:
                return await self._insert_once(entries)
            except OperationalError as error:
                if isinstance(error, PoolTimeout) or not connections_left:
                    raise
                connections_left -= 1

    async def _insert_once(self, entries: Sequence[Entry]) -> Collection[UUID]:
        async with self._pool.connection() as connection:
            done = await connection.execute(_RECORD, _columns(entries))
            repeated: set[UUID] = set()
            if done.rowcount < len(entries):
                fresh = {row[0] for row in await done.fetchall()}
                repeated = {each.inbox_id for each in entries} - fresh
        self._bell.set()
        return repeated

    async def _ring(self) -> None:
        """Wakes the workers, not for every message: PostgreSQL lets those that notify commit one
        after the other. A worker whom a notice does not reach looks by itself a second later."""
        while await self._bell.wait():
            self._bell.clear()
            try:
                async with self._pool.connection() as connection:
                    await connection.execute(_WAKE)
            except psycopg.Error as error:
                log.warning("workers_not_woken", error=type(error).__name__)
            await asyncio.sleep(_RINGS_EVERY_SECONDS)

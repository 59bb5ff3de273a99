"""Peers are asked, with no transaction open while they answer; also while a citizen waits."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from time import monotonic
from uuid import UUID

import structlog
from sqlalchemy.orm import Session, sessionmaker
from starlette.concurrency import run_in_threadpool

from case_manager.interoperability import asking, service
from case_manager.interoperability.asking import Question, Subject
from case_manager.interoperability.peers import Peers
from case_manager.interoperability.service import Awaited
from case_manager.kit.keys import Keys

log = structlog.get_logger()

PATIENCE_SECONDS = 2.0
_AT_ONCE = 8

_Key = tuple[UUID, str, Subject]


def put(
    sessions: sessionmaker[Session], peers: Peers, keys: Keys, question: Question, now: datetime
) -> None:
    """And keeps what was answered."""
    reply = asking.put(peers, question, now=now)
    if reply.failed_with:
        log.warning("peer not heard", peer=question.peer, reason=reply.failed_with)
    with sessions.begin() as session:
        service.keep_reply(session, peers, question, reply, keys=keys, now=now)


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, "peers")


@dataclass(frozen=True)
class Hearing:
    """Of one process, for citizens, who do not wait longer than they can bear: what comes later is
    kept for the next time. Whoever asks what is asked already waits for the same answer.
    """

    sessions: sessionmaker[Session]
    peers: Peers
    keys: Keys
    patience_seconds: float = PATIENCE_SECONDS
    _threads: ThreadPoolExecutor = field(default_factory=_threads)
    _on_their_way: dict[_Key, Future[None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    async def hear(self, conversation_id: UUID, now: datetime) -> bool:
        """False while somebody who alone knows something has never told it."""
        ends_at = monotonic() + self.patience_seconds
        awaited = await run_in_threadpool(self._awaited, conversation_id, now)
        while awaited.questions and (left := ends_at - monotonic()) > 0:
            futures = [self._put(each, conversation_id, now) for each in awaited.questions]
            done, _ = await asyncio.wait(map(asyncio.wrap_future, futures), timeout=left)
            if failed := [error for each in done if (error := each.exception())]:
                log.error("hearing_failed", errors=[type(error).__name__ for error in failed])
                return False
            awaited = await run_in_threadpool(self._awaited, conversation_id, now)
        return awaited.is_heard

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
        self.peers.close()

    def _awaited(self, conversation_id: UUID, now: datetime) -> Awaited:
        with self.sessions.begin() as session:
            return self._awaited_by(session, conversation_id, now)

    def _awaited_by(self, session: Session, conversation_id: UUID, now: datetime) -> Awaited:
        return service.questions_of_citizen(
            session, self.peers.config, conversation_id, keys=self.keys, now=now
        )

    def _put(self, question: Question, conversation_id: UUID, now: datetime) -> Future[None]:
        key = _key(question)
        with self._lock:
            if future := self._on_their_way.get(key):
                return future
            future = self._threads.submit(self._ask, key, conversation_id, now)
            self._on_their_way[key] = future
        future.add_done_callback(lambda _: self._forget(key))
        return future

    def _ask(self, key: _Key, conversation_id: UUID, now: datetime) -> None:
        """Unless it was answered since somebody wanted to know."""
        with self.sessions.begin() as session:
            questions = self._awaited_by(session, conversation_id, now).questions
            question = next((each for each in questions if _key(each) == key), None)
            if question is None:
                return
            service.record_asked(session, question.person_id, conversation_id, now=now)
        put(self.sessions, self.peers, self.keys, question, now)

    def _forget(self, key: _Key) -> None:
        with self._lock:
            del self._on_their_way[key]


def _key(question: Question) -> _Key:
    return question.person_id, question.programme, question.subject

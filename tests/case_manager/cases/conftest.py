"""Who works on a case, the case, and what is done to it, where a test says nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from case_manager.cases import follow_ups, reading, service
from case_manager.cases.schemas import AppendWords, RateCase
from case_manager.models import OutgoingMessage
from case_manager.vocabulary import Language, OfficeDecision, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def supervisor(world):
    return world.user(Role.SUPERVISOR, "30")


@pytest.fixture
def caseworker(world):
    return world.user(Role.CASEWORKER, "3026")


@pytest.fixture
def case(world):
    world.person()
    return world.case()


@pytest.fixture
def assigned(session, case, caseworker):
    return service.assign_case(
        session, case.reference, assignee=caseworker, actor=caseworker, now=NOW
    )


@pytest.fixture
def kinds(session):
    """What the history of a case says, in order."""
    return lambda case: [entry.event_kind for entry in reading.history(session, case)]


@pytest.fixture
def thread(session, keys):
    return lambda case: reading.thread(session, case, keys=keys)


@pytest.fixture
def said(thread):
    return lambda case: [
        (entry.message_kind, entry.text) for entry in thread(case) if entry.message_kind
    ]


@pytest.fixture
def sent(session, keys):
    def sent(case):
        rows = session.scalars(
            select(OutgoingMessage).where(OutgoingMessage.case_id == case.id)
        ).all()
        return [keys.sealer.open(row.text_sealed, "outgoing_messages.text") for row in rows]

    return sent


@pytest.fixture
def append(session, keys):
    def append(case, words, conversation_id=None, key="k", language=Language.BANGLISH):
        command = AppendWords(
            conversation_id=conversation_id or case.conversation_id, text=words, language=language
        )
        return service.append_citizen_words(
            session, case.reference, command, source_key=key, keys=keys, now=NOW
        )

    return append


@pytest.fixture
def reply(session, keys, caseworker):
    def reply(case, words="Peyechhen ki?", actor=caseworker, **options):
        return service.reply_to_citizen(
            session, case.reference, words, actor=actor, keys=keys, now=NOW, **options
        )

    return reply


@pytest.fixture
def close(session, keys, caseworker):
    def close(case, message="Apnar taka eshechhe.", actor=caseworker, **options):
        return service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message=message,
            actor=actor,
            keys=keys,
            now=NOW,
            **options,
        )

    return close


@pytest.fixture
def follow_up(session, keys):
    def follow_up(act, command, case, *, conversation_id=None, now=LATER, **facts):
        if "source_key" not in facts and act is not follow_ups.rate_case:
            facts["source_key"] = f"test:{uuid4()}"
        words = {} if command is RateCase else {"language": Language.BANGLISH}
        said = {name: facts.pop(name) for name in list(facts) if name in command.model_fields}
        sent = command(conversation_id=conversation_id or case.conversation_id, **(words | said))
        return act(session, case.reference, sent, keys=keys, now=now, **facts)

    return follow_up

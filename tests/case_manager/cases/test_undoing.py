from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from case_manager.cases import changes, reading, service, undoing
from case_manager.cases.records import CaseState
from case_manager.cases.schemas import AppendWords
from case_manager.errors import (
    AppError,
    MessageHasLeft,
    NothingToTakeBack,
    TooLateToTakeBack,
    UnknownReference,
)
from case_manager.messages import service as messages_service
from case_manager.models import CaseMovement, CasePause
from case_manager.vocabulary import CaseStatus, EventKind, Language, OfficeDecision, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=4)
WINDOW = timedelta(seconds=10)


@pytest.fixture
def case(world, session, supervisor):
    world.person()
    return service.assign_case(
        session,
        world.case().reference,
        assignee=supervisor,
        actor=supervisor,
        now=NOW - timedelta(days=1),
    )


@pytest.fixture
def close(session, keys, supervisor):
    def close(case, now=NOW):
        return service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="shesh",
            leaves_after=WINDOW,
            actor=supervisor,
            keys=keys,
            now=now,
        )

    return close


@pytest.fixture
def reply(session, keys, supervisor):
    return lambda case: service.reply_to_citizen(
        session,
        case.reference,
        "Kobe?",
        leaves_after=WINDOW,
        actor=supervisor,
        keys=keys,
        now=NOW,
    )


@pytest.fixture
def acts(session, world, keys, supervisor, close, reply):
    """Every act that can be taken back, by its name."""
    world.area("302604")
    colleague = world.user(Role.CASEWORKER, "3026")

    def by(do, *arguments, **options):
        return lambda case: do(
            session, case.reference, *arguments, actor=supervisor, now=NOW, **options
        )

    return {
        "assigned": by(service.assign_case, assignee=colleague),
        "unassigned": by(changes.unassign_case),
        "note_written": by(service.write_note, "Phone korechhi", keys=keys),
        "reply_sent": reply,
        "closed": close,
        "reclassified": by(changes.reclassify_case, "information", "oaa"),
        "moved": by(changes.move_case, "302604"),
        "reopened": by(changes.reopen_case, "Taka nai", keys=keys),
    }


@pytest.fixture
def last_act(session, supervisor):
    def last_act(case, actor=supervisor, now=SOON):
        return undoing.last_act(session, case.reference, actor=actor, now=now, window=WINDOW)

    return last_act


@pytest.fixture
def undo(session, supervisor):
    def undo(case, act, actor=supervisor, now=SOON):
        return undoing.undo(session, case.reference, act.id, actor=actor, now=now, window=WINDOW)

    return undo


@pytest.fixture
def balance(session):
    """Each place of the books that does not come out at nothing."""

    def balance(case):
        signs = {"received": 1, "reopened": 1, "disposed": -1, "moved_in": 1, "moved_out": -1}
        lines = session.scalars(select(CaseMovement).where(CaseMovement.case_id == case.id)).all()
        places = {}
        for line in lines:
            place = (line.category, line.programme, line.area_code)
            places[place] = places.get(place, 0) + signs[line.kind] * line.count
        return {place: count for place, count in places.items() if count}

    return balance


KINDS = sorted(kind.value for kind in undoing.TAKEN_BACK)


class TestUndo:
    @pytest.mark.parametrize("kind", KINDS)
    def test_everything_is_as_it_was(
        self, session, case, acts, close, last_act, undo, balance, kind
    ):
        if kind == "reopened":
            close(case, now=NOW - timedelta(hours=1))
        before, books = CaseState.model_validate(case), balance(case)
        acts[kind](case)
        act = last_act(case)
        assert (act.kind, act.seconds_left) == (kind, 6)
        undo(case, act)
        session.flush()
        session.refresh(case)
        assert CaseState.model_validate(case) == before
        assert balance(case) == books
        assert last_act(case) is None

    @pytest.mark.parametrize("kind", ["note_written", "reply_sent", "closed"])
    def test_what_was_written_leaves_the_thread(
        self, session, keys, case, acts, last_act, undo, kind
    ):
        acts[kind](case)
        undo(case, last_act(case))
        assert [entry.text for entry in reading.thread(session, case, keys=keys) if entry.text] == [
            "taka pai nai"
        ]

    def test_history_keeps_both(self, session, case, acts, last_act, undo):
        acts["closed"](case)
        undo(case, last_act(case))
        acts["note_written"](case)
        undo(case, last_act(case))
        kinds = [entry.event_kind for entry in reading.history(session, case)]
        assert kinds[-5:] == [
            EventKind.DECISION_RECORDED,
            EventKind.CLOSED,
            EventKind.CLOSING_UNDONE,
            EventKind.NOTE_WRITTEN,
            EventKind.TAKEN_BACK,
        ]

    def test_an_undone_closing_is_booked_back(self, session, case, acts, last_act, undo):
        acts["closed"](case)
        undo(case, last_act(case))
        lines = session.execute(
            select(CaseMovement.kind, CaseMovement.count)
            .where(CaseMovement.case_id == case.id)
            .order_by(CaseMovement.id)
        ).all()
        assert [tuple(line) for line in lines[1:]] == [("disposed", 1), ("disposed", -1)]

    def test_a_closing_that_ended_a_pause_leaves_it_running(
        self, session, case, reply, close, last_act, undo
    ):
        reply(case)
        close(case)
        assert session.scalar(select(func.count(CasePause.id))) == 1
        undo(case, last_act(case))
        assert (case.status, case.paused_on) == (
            CaseStatus.WAITING_FOR_CITIZEN,
            date(2026, 11, 23),
        )
        assert session.scalar(select(func.count(CasePause.id))) == 0

    def test_twice_is_once(self, session, case, acts, last_act, undo, balance):
        acts["closed"](case)
        act = last_act(case)
        books = undo(case, act) and balance(case)
        undo(case, act)
        assert balance(case) == books

    def test_a_note_that_is_gone_was_no_first_action(self, session, world, keys, undo, last_act):
        world.person()
        case, worker = world.case(), world.user(Role.CASEWORKER, "3026")
        service.write_note(session, case.reference, "x", actor=worker, keys=keys, now=NOW)
        undo(case, last_act(case, worker), worker)
        assert case.first_action_at is None

    def test_who_moved_it_out_of_their_sight_may_still_take_that_back(
        self, session, world, case, supervisor, last_act, undo
    ):
        world.area("100602")
        changes.move_case(session, case.reference, "100602", actor=supervisor, now=NOW)
        undo(case, last_act(case))
        assert reading.find_case(session, case.reference, supervisor).assignee_id == supervisor.id


class TestRefusals:
    def test_after_the_window(self, case, acts, last_act, undo):
        acts["closed"](case)
        act = last_act(case)
        late = NOW + timedelta(seconds=11)
        assert last_act(case, now=late) is None
        with pytest.raises(TooLateToTakeBack):
            undo(case, act, now=late)

    def test_once_something_else_has_happened(self, session, case, keys, acts, last_act, undo):
        acts["reply_sent"](case)
        act = last_act(case)
        words = AppendWords(
            conversation_id=case.conversation_id, text="kal", language=Language.BANGLISH
        )
        service.append_citizen_words(
            session, case.reference, words, source_key="a", keys=keys, now=NOW
        )
        assert last_act(case) is None
        with pytest.raises(NothingToTakeBack):
            undo(case, act)

    def test_by_somebody_else(self, world, case, acts, last_act, undo):
        acts["closed"](case)
        act, other = last_act(case), world.user(Role.ADMINISTRATOR)
        assert last_act(case, other) is None
        with pytest.raises(UnknownReference):
            undo(case, act, other)

    def test_once_the_gateway_may_have_it(self, session, case, keys, acts, last_act, undo):
        message = acts["reply_sent"](case)
        act = last_act(case)
        assert messages_service.message_to_hand_over(
            session, message.outgoing_id, keys=keys, now=SOON
        )
        with pytest.raises(MessageHasLeft):
            undo(case, act)

    def test_what_was_taken_back_never_leaves(self, session, case, keys, acts, last_act, undo):
        message = acts["reply_sent"](case)
        undo(case, last_act(case))
        later = NOW + timedelta(minutes=1)
        assert (
            messages_service.message_to_hand_over(
                session, message.outgoing_id, keys=keys, now=later
            )
            is None
        )

    def test_switched_off_there_is_nothing_to_take_back(self, session, case, supervisor, acts):
        acts["closed"](case)
        off = timedelta(0)
        assert (
            undoing.last_act(session, case.reference, actor=supervisor, now=NOW, window=off) is None
        )


class TestRace:
    def test_either_it_leaves_or_it_is_taken_back(self, live_world, live_sessions, keys):
        """Both sides want the message's row; whoever has it first decides."""
        live_world.person()
        supervisor = live_world.user(Role.SUPERVISOR)
        case = live_world.case()
        reply = service.reply_to_citizen(
            live_world.session,
            case.reference,
            "Kobe?",
            leaves_after=WINDOW,
            actor=case_worker(live_world, case, supervisor),
            keys=keys,
            now=NOW,
        )
        act = undoing.last_act(
            live_world.session, case.reference, actor=supervisor, now=NOW, window=WINDOW
        )
        live_world.session.commit()

        def leave():
            with live_sessions.begin() as session:
                return bool(
                    messages_service.message_to_hand_over(
                        session, reply.outgoing_id, keys=keys, now=SOON
                    )
                )

        def take_back():
            try:
                with live_sessions.begin() as session:
                    undoing.undo(
                        session,
                        case.reference,
                        act.id,
                        actor=supervisor,
                        now=SOON,
                        window=WINDOW,
                    )
            except AppError as refusal:
                return type(refusal)
            return None

        with ThreadPoolExecutor(2) as pool:
            left, refusal = pool.submit(leave), pool.submit(take_back)
        assert (left.result(), refusal.result()) in [(True, MessageHasLeft), (False, None)]


def case_worker(world, case, user):
    service.assign_case(world.session, case.reference, assignee=user, actor=user, now=NOW)
    return user

"""The figures against a naive model of what happened, under random histories and filters."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from case_manager.cases import changes, follow_ups, rules, service, undoing
from case_manager.cases.schemas import AnswerRemedy, AppealCase, RateCase, WithdrawCase
from case_manager.errors import AppError, FilterNotYours, FilterRefused
from case_manager.models import Case, CaseMovement, MovementSum, MovementTotal
from case_manager.statistics import service as statistics
from case_manager.statistics.filters import FigureFilter, read_filter
from case_manager.statistics.rules import Balance, By, Flows, Kept, Period, Ratings
from case_manager.ui.languages import PAGE_LANGUAGES
from case_manager.ui.texts import texts
from case_manager.vocabulary import Channel, Language, OfficeDecision, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = NOW.date()
BEGAN = datetime(2026, 9, 20, 6, 0, tzinfo=UTC)
WINDOW = timedelta(seconds=10)
AREAS = ("302602", "302606", "101502")
CATEGORIES = ("payment_not_received", "payment_late", "suggestion")
PROGRAMMES = ("oaa", "wda", None)


@dataclass(frozen=True)
class Line:
    """One change of the balance as somebody with pencil and paper would write it down."""

    on: date
    kind: str
    area: str | None
    programme: str | None
    category: str
    channel: str

    def fits(self, filter_: FigureFilter) -> bool:
        here = filter_.area is None or (self.area or "").startswith(filter_.area)
        same = all(
            getattr(filter_, name) in (None, getattr(self, name))
            for name in ("programme", "category", "channel")
        )
        return here and same


@dataclass
class Notebook:
    lines: list[Line] = field(default_factory=list)

    def write(self, kind, case, at):
        place = case.area_code, case.programme, case.category, case.channel
        self.lines.append(Line(at.date(), kind, *place))

    def balance(self, filter_, first, last):
        def count(kind, start, end):
            return sum(
                line.kind == kind and start <= line.on <= end and line.fits(filter_)
                for line in self.lines
            )

        kinds = ("received", "reopened", "disposed", "moved_in", "moved_out")
        before = Flows(*(count(kind, date.min, first - timedelta(days=1)) for kind in kinds))
        return Balance(before.net, Flows(*(count(kind, first, last) for kind in kinds)))


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("open", "reclassify", "move", "close", "reopen", "wait", "wait", "merge"),
                *("withdraw", "miss", "appeal"),
            ]
        ),
        st.integers(0, 2),
        st.booleans(),
    ),
    min_size=4,
    max_size=14,
)
CITIZENS_OWN = ("withdraw", "miss", "appeal")
FILTERS = st.tuples(
    st.sampled_from([None, "30", "3026", *AREAS]),
    st.sampled_from([None, "oaa", "wda"]),
    st.sampled_from([None, *CATEGORIES[:2]]),
    st.sampled_from([None, Channel.SMS, Channel.USSD]),
    st.integers(0, 64),
    st.integers(0, 64),
)


class History:
    """Lives the acts through the product's services and keeps the notebook beside them."""

    def __init__(self, world, keys):
        self.world, self.session, self.keys = world, world.session, keys
        self.actor = world.user(Role.SUPERVISOR)
        self.notebook, self.cases, self.at = Notebook(), [], BEGAN

    def live(self, acts):
        for act, choice, is_undone in acts:
            self.at += timedelta(minutes=1)
            if act == "wait":
                self.at += timedelta(days=5 + 9 * choice)
            elif act == "open":
                self.open(choice)
            elif act == "merge":
                statistics.merge_sums(self.session)
            elif self.cases:
                self.change(act, self.cases[choice % len(self.cases)], choice, is_undone)

    def open(self, choice):
        case = self.world.case(
            CATEGORIES[choice],
            conversation=self.world.conversation(),
            channel=Channel.USSD if choice else Channel.SMS,
            programme=PROGRAMMES[choice],
            now=self.at,
        )
        self.cases.append(case)
        self.notebook.write("received", case, self.at)

    def change(self, act, case, choice, is_undone):
        before = len(self.notebook.lines)
        place = Line(self.at.date(), "moved_out", *self.place(case))
        try:
            self.do(act, case, choice)
        except AppError:
            return
        if act in ("reclassify", "move"):
            if self.place(case) == (place.area, place.programme, place.category, place.channel):
                return
            self.notebook.lines.append(place)
            self.notebook.write("moved_in", case, self.at)
        elif act != "appeal":
            settled = act in ("close", "withdraw")
            self.notebook.write("disposed" if settled else "reopened", case, self.at)
        if is_undone and act not in CITIZENS_OWN:
            self.undo(case)
            del self.notebook.lines[before:]

    def do(self, act, case, choice):
        if act == "close":
            self.take(case)
        known = {"actor": self.actor, "now": self.at}
        match act:
            case "reclassify":
                changes.reclassify_case(
                    self.session, case.reference, CATEGORIES[choice], PROGRAMMES[choice], **known
                )
            case "move":
                self.world.area(AREAS[choice])
                changes.move_case(self.session, case.reference, AREAS[choice], **known)
            case "close":
                known |= {"keys": self.keys, "decision": OfficeDecision.UPHELD, "message": "done"}
                service.close_case(self.session, case.reference, leaves_after=WINDOW, **known)
            case "reopen":
                changes.reopen_case(
                    self.session, case.reference, "not yet", keys=self.keys, **known
                )
            case "withdraw" | "miss" | "appeal":
                self.follow_up(act, case)

    def follow_up(self, act, case):
        known = {"source_key": f"test:{uuid4()}", "keys": self.keys, "now": self.at}
        said = {"conversation_id": case.conversation_id, "language": Language.BANGLISH}
        if act == "withdraw":
            command = WithdrawCase(**said)
            follow_ups.withdraw_case(self.session, case.reference, command, **known)
        elif act == "miss":
            rules.check_closed(case.status)
            command = AnswerRemedy(**said, came=False)
            follow_ups.answer_remedy(self.session, case.reference, command, **known)
        else:
            command = AppealCase(**said, text="no", channel=case.channel)
            appeal = follow_ups.appeal_case(self.session, case.reference, command, **known)
            if isinstance(appeal, Case) and appeal not in self.cases:
                self.cases.append(appeal)
                self.notebook.write("received", appeal, self.at)

    def take(self, case):
        service.assign_case(
            self.session, case.reference, assignee=self.actor, actor=self.actor, now=self.at
        )
        self.at += timedelta(minutes=1)

    def undo(self, case):
        act = undoing.last_act(
            self.session, case.reference, actor=self.actor, now=self.at, window=WINDOW
        )
        assert act is not None
        undoing.undo(
            self.session, case.reference, act.id, actor=self.actor, now=self.at, window=WINDOW
        )

    @staticmethod
    def place(case):
        return case.area_code, case.programme, case.category, case.channel


def chosen(values):
    area, programme, category, channel, start, length = values
    first = BEGAN.date() + timedelta(days=start)
    period = Period(first, first + timedelta(days=length))
    return FigureFilter(period, area, programme, category, channel)


def figures(session, viewer, filter_, now=NOW):
    return statistics.balance(session, viewer, filter_, fewest=5, now=now)


class TestBalance:
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(acts=ACTS, filters=st.lists(FILTERS, min_size=6, max_size=6))
    def test_it_is_what_a_notebook_says(self, world, session, keys, acts, filters):
        """Merged or not, at any moment; a case counts where it stood at each date."""
        with session.begin_nested() as before:
            history = History(world, keys)
            history.live(acts)
            for filter_ in map(chosen, filters):
                self.check(session, history, filter_)
            before.rollback()

    def check(self, session, history, filter_):
        first, last = filter_.period.first, filter_.period.last
        expected = history.notebook.balance(filter_, first, last)
        found = figures(session, history.actor, filter_)
        assert found.now == expected
        assert found.before.closing == found.now.opening
        steps = statistics.trend(session, history.actor, filter_)
        assert sum((step.balance.flows for step in steps), Flows()) == expected.flows
        assert steps[-1].balance.closing == expected.closing
        for by in (By.PROGRAMME, By.CATEGORY, By.CHANNEL):
            parts = statistics.by_dimension(session, history.actor, filter_, by)
            assert sum((part.balance for part in parts), Balance(0, Flows())) == expected
        if len(filter_.area or "") < 6:
            parts = statistics.by_area(session, history.actor, filter_, now=NOW)
            assert sum((part.balance for part in parts), Balance(0, Flows())) == expected


class TestMergeSums:
    def test_lines_of_one_place_become_one_again_and_again(self, world, session):
        for _ in range(2):
            world.case()
            world.case()
            statistics.merge_sums(session)
        (line,) = session.scalars(select(MovementSum)).all()
        assert (line.received, line.disposed, line.is_merged) == (4, 0, True)

    def test_it_says_whether_there_is_more(self, world, session):
        world.case()
        assert statistics.merge_sums(session) is False
        assert session.scalar(select(func.count()).select_from(MovementSum)) == 1


@pytest.fixture
def filter_of(session):
    def read(viewer, **values):
        values = {name.removesuffix("_"): value for name, value in values.items()}
        return read_filter(session, viewer, values, today=TODAY)

    return read


class TestConfidential:
    def test_whoever_leads_counts_them_all(self, world, session, filter_of):
        viewer = world.user(Role.SUPERVISOR)
        world.case("harassment_sea")
        assert figures(session, viewer, filter_of(viewer)).now.flows.received == 1

    @pytest.mark.parametrize(("confidential", "received"), [(4, 1), (5, 6)])
    def test_a_caseworker_learns_of_them_by_the_month_and_when_they_are_many(
        self, world, session, filter_of, confidential, received
    ):
        viewer = world.user()
        month = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
        world.case(now=month)
        for _ in range(confidential):
            world.case("harassment_sea", now=month)
        whole = filter_of(viewer, from_="2026-10-01", to="2026-10-31")
        found = figures(session, viewer, whole)
        assert found.now.flows.received == received
        assert found.counts_confidential is (received > 1)
        by_days = filter_of(viewer, from_="2026-10-02", to="2026-10-31")
        assert figures(session, viewer, by_days).now.flows.received == 1
        one_kind = filter_of(viewer, from_="2026-10-01", to="2026-10-31", channel="sms")
        assert figures(session, viewer, one_kind).now.flows.received == 1

    def test_no_breakdown_tells_a_caseworker_of_them(self, world, session, filter_of):
        viewer = world.user()
        for _ in range(7):
            world.case("harassment_sea")
        filter_ = filter_of(viewer)
        assert statistics.by_dimension(session, viewer, filter_, By.CATEGORY) == []
        assert statistics.by_area(session, viewer, filter_, now=NOW) == []
        assert (
            sum(part.count for part in statistics.backlog(session, viewer, filter_, now=NOW)) == 0
        )


class TestTimes:
    def test_days_to_first_action_and_to_resolution(self, world, session, keys, filter_of):
        viewer = world.user(Role.SUPERVISOR)
        for days in (1, 3):
            case = world.case(now=NOW - timedelta(days=9))
            acted_at = case.opened_at + timedelta(days=days)
            service.assign_case(
                session, case.reference, assignee=viewer, actor=viewer, now=acted_at
            )
            service.close_case(
                session,
                case.reference,
                decision=OfficeDecision.UPHELD,
                message="done",
                actor=viewer,
                keys=keys,
                now=acted_at + timedelta(days=2),
            )
        filter_ = filter_of(viewer)
        assert statistics.first_action(session, viewer, filter_).now == {1: 1, 3: 1}
        assert statistics.resolution(session, viewer, filter_).now == {3: 1, 5: 1}

    def test_how_many_citizens_answered_and_what_they_gave(self, world, session, keys, filter_of):
        viewer = world.user(Role.SUPERVISOR)
        given = {"actor": viewer, "keys": keys, "decision": OfficeDecision.UPHELD, "message": "x"}
        for score in (5, 4, 4, None):
            case = world.case(now=NOW)
            service.close_case(session, case.reference, now=NOW, **given)
            if score:
                rating = RateCase(conversation_id=case.conversation_id, score=score)
                follow_ups.rate_case(session, case.reference, rating, keys=keys, now=NOW)
        found = statistics.satisfaction(session, viewer, filter_of(viewer))
        assert found.now == Ratings({5: 1, 4: 2}, closed=4)
        assert (found.now.answers, found.now.mean) == (Kept(3, 4), 4.3)
        assert found.before == Ratings({}, closed=0)

    def test_a_deadline_counts_once_it_is_over_and_unless_the_clock_stands(
        self, world, session, keys, filter_of
    ):
        viewer = world.user(Role.SUPERVISOR)
        kept, _missed, waiting = (world.case(now=NOW - timedelta(days=25)) for _ in range(3))
        for case in (kept, waiting):
            service.assign_case(
                session, case.reference, assignee=viewer, actor=viewer, now=case.opened_at
            )
        known = {"actor": viewer, "keys": keys, "now": kept.opened_at}
        service.close_case(
            session, kept.reference, decision=OfficeDecision.UPHELD, message="done", **known
        )
        service.reply_to_citizen(session, waiting.reference, "which month?", **known)
        found = statistics.deadlines(session, viewer, filter_of(viewer), now=NOW).now
        assert (found.kept, found.all) == (1, 2)
        soon = kept.resolution_due_on.isoformat()
        early = filter_of(viewer, to=soon)
        at_noon = datetime.combine(kept.resolution_due_on, NOW.timetz())
        assert statistics.deadlines(session, viewer, early, now=at_noon).now.all == 0

    def test_a_district_is_told_of_that_only_had_deadlines(self, world, session, keys, filter_of):
        viewer = world.user(Role.SUPERVISOR)
        case = world.case(now=NOW - timedelta(days=25))
        case.area_code = world.area().code
        known = {"actor": viewer, "now": case.opened_at}
        service.assign_case(session, case.reference, assignee=viewer, **known)
        decided = {"decision": OfficeDecision.UPHELD, "message": "done", "keys": keys}
        service.close_case(session, case.reference, **decided, **known)
        due = case.resolution_due_on.isoformat()
        filter_ = filter_of(viewer, **{"from": due, "to": due})
        (district,) = statistics.by_area(session, viewer, filter_, now=NOW)
        assert (district.key, district.deadlines) == ("3026", Kept(1, 1))

    def test_the_backlog_is_the_closing_balance_by_age(self, world, session, filter_of):
        viewer = world.user(Role.SUPERVISOR)
        for days in (0, 13, 20, 100):
            world.case(now=NOW - timedelta(days=days))
        filter_ = filter_of(viewer)
        parts = statistics.backlog(session, viewer, filter_, now=NOW)
        assert [part.count for part in parts] == [2, 1, 0, 0, 1]
        assert figures(session, viewer, filter_).now.closing == 4


class TestReadFilter:
    @pytest.mark.parametrize(
        ("values", "key"),
        [
            ({"colour": "red"}, "no_such"),
            ({"opened_from": "2026-11-01"}, "no_such"),
            ({"area": "999999"}, "area_unknown"),
            ({"category": "moon"}, "category_unknown"),
            ({"from_": "2026-02-30"}, "day_unknown"),
            ({"from_": "2026-11-02", "to": "2026-11-01"}, "period_backwards"),
            ({"from_": "2026-11-24"}, "period_to_come"),
        ],
    )
    def test_what_does_not_exist_is_refused_in_words(self, world, filter_of, values, key):
        with pytest.raises(FilterRefused) as refusal:
            filter_of(world.user(), **values)
        assert refusal.value.key == f"filter.{key}"
        assert all(texts(language)(refusal.value.key) for language in PAGE_LANGUAGES)

    @pytest.mark.parametrize(
        ("values", "key"),
        [
            ({"area": "30"}, "area_not_yours"),
            ({"area": "none"}, "area_not_yours"),
            ({"category": "harassment_sea"}, "category_not_yours"),
        ],
    )
    def test_what_is_not_theirs_to_count_is_refused_in_words(self, world, filter_of, values, key):
        with pytest.raises(FilterNotYours) as refusal:
            filter_of(world.user(area_code="302602"), **values)
        assert refusal.value.key == f"filter.{key}"
        assert all(texts(language)(refusal.value.key) for language in PAGE_LANGUAGES)

    def test_days_to_come_are_left_out(self, world, filter_of):
        assert filter_of(world.user(), to="2027-01-01").period == Period(date(2026, 10, 25), TODAY)

    def test_it_is_written_as_it_is_read(self, world, filter_of):
        viewer = world.user(area_code="302602")
        filter_ = filter_of(viewer, area="302602", programme="none", channel="sms")
        written = {name + "_" * (name == "from"): value for name, value in filter_.query().items()}
        assert filter_of(viewer, **written) == filter_


def test_merging_beside_new_movements_loses_none_and_doubles_none(live_sessions, live_world):
    """Two mergers at once, while cases come in: the sum is what the books say."""
    session = live_world.session
    for _ in range(3):
        live_world.case()
    session.commit()
    with live_sessions() as first, live_sessions() as second:
        statistics.merge_sums(first)
        assert second.scalar(select(func.sum(MovementSum.received))) == _booked(session)
        statistics.merge_sums(second)
        second.commit()
        live_world.case()
        session.commit()
        first.commit()
    statistics.merge_sums(session)
    session.commit()
    assert session.scalar(select(func.sum(MovementSum.received))) == _booked(session)
    to_merge = select(func.count()).where(~MovementSum.is_merged)
    assert session.scalar(to_merge) == 0
    totals = select(func.sum(MovementTotal.received)).group_by(MovementTotal.folded)
    assert session.scalars(totals).all() == [_booked(session)] * 10


def _booked(session):
    return session.scalar(select(func.sum(CaseMovement.count)))

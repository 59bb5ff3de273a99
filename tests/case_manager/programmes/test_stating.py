from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from case_manager.errors import AmountInUse, UnknownAmount, UnknownProgramme
from case_manager.models import AuditEntry, StatedAmount
from case_manager.programmes import service, stating
from case_manager.programmes.stating import StateAmount
from case_manager.vocabulary import Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def farida(world):
    return world.user(Role.ADMINISTRATOR, name="Farida")


@pytest.fixture
def state(session, farida):
    def of(programme="oaa", taka=700, now=NOW, **more):
        facts = {"applies_to": None, "first_day": date(2026, 7, 1), "is_uncertain": False}
        facts |= {"source_title": "Circular 12", "source_on": None, "source_url": None}
        facts |= {"reason": "the circular came"} | more
        command = StateAmount(programme=programme, amount=taka, **facts)
        return stating.state_amount(session, command, actor=farida, now=now)

    return of


def rate(session, programme="oaa", day=TODAY, birth_year=None):
    born = (birth_year, None) if birth_year else None
    return service.rate_on(service.amounts(session), day, programme, born)


class TestStateAmount:
    def test_confirming_takes_the_mark(self, session, state):
        assert rate(session).may_change
        state(taka=700)
        assert (rate(session).amount_paisa, rate(session).may_change) == (70_000, False)

    def test_correcting_holds_from_its_day_on(self, session, state):
        state(taka=750, first_day=date(2027, 1, 1))
        assert rate(session, day=date(2026, 12, 31)).amount_paisa == 70_000
        assert rate(session, day=date(2027, 1, 1)).amount_paisa == 75_000

    def test_of_one_group_alone(self, session, state):
        state(taka=1200, applies_to="age_90_or_more")
        assert rate(session).amount_paisa == 70_000
        assert rate(session, birth_year=1930).amount_paisa == 120_000

    def test_of_one_of_several_groups_the_others_go_on(self, session, state):
        state("pwd_stipend", taka=1000, applies_to="primary", first_day=date(2026, 10, 1))
        found = rate(session, "pwd_stipend")
        assert (found.amount_paisa, found.highest_paisa) == (100_000, 135_000)

    def test_what_is_only_reported_stays_marked(self, session, state):
        state(taka=720, is_uncertain=True)
        assert (rate(session).amount_paisa, rate(session).may_change) == (72_000, True)

    def test_where_the_file_knows_no_sum_it_is_one_of_taka_a_month(self, session, state):
        assert rate(session, "govt_pension") is None
        assert state("govt_pension", taka=3000).per == "month"
        assert rate(session, "govt_pension").amount_paisa == 300_000

    def test_what_is_no_money_stays_what_it_is(self, session, state):
        stated = state("vwb", taka=35)
        assert (stated.unit, stated.per) == ("kg rice", "month")
        assert rate(session, "vwb") is None

    def test_sent_twice_it_is_stated_once(self, session, state):
        assert state().id == state().id
        assert len(session.scalars(select(AuditEntry)).all()) == 1

    def test_back_to_what_was_said_before_is_a_new_statement(self, session, state):
        first = state(taka=720)
        state(taka=710)
        assert state(taka=720).id != first.id
        assert rate(session).amount_paisa == 72_000

    def test_the_trail_says_who_and_what(self, session, state, farida):
        stated = state(taka=720)
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.subject_id, entry.actor_id) == (
            "amount_stated",
            "oaa",
            farida.id,
        )
        assert entry.data == {
            "statement": str(stated.id),
            "first_day": "2026-07-01",
            "group": "everybody",
            "amount": "720",
            "is_uncertain": "false",
        }

    def test_a_programme_or_group_that_is_not_there(self, state):
        with pytest.raises(UnknownProgramme):
            state("gold")
        with pytest.raises(UnknownAmount):
            state("oaa", applies_to="kings")


class TestTakeBack:
    def test_what_held_before_holds_again(self, session, state, farida):
        before, stated = rate(session), state(taka=720)
        stating.take_back(session, "oaa", stated.id, actor=farida, now=NOW)
        assert rate(session) == before
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions == ["amount_stated", "amount_taken_back"]

    def test_taken_back_twice_it_is_taken_back_once(self, session, state, farida):
        stated = state()
        for minutes in (1, 2):
            now = NOW + timedelta(minutes=minutes)
            stating.take_back(session, "oaa", stated.id, actor=farida, now=now)
        session.expire_all()
        assert session.get(StatedAmount, stated.id).taken_back_at == NOW + timedelta(minutes=1)

    def test_not_after_a_citizen_was_answered_from_it(self, session, state, farida):
        stated = state()
        service.note_use(session, service.amounts(session), ["oaa"], now=NOW)
        with pytest.raises(AmountInUse):
            stating.take_back(session, "oaa", stated.id, actor=farida, now=NOW)

    @pytest.mark.parametrize(
        ("asked", "first_day"), [("wda", date(2026, 7, 1)), ("oaa", date(2027, 7, 1))]
    )
    def test_an_answer_that_does_not_rest_on_it_uses_nothing(
        self, session, state, farida, asked, first_day
    ):
        stated = state(first_day=first_day)
        service.note_use(session, service.amounts(session), [asked], now=NOW)
        stating.take_back(session, "oaa", stated.id, actor=farida, now=NOW)

    @pytest.mark.parametrize("programme", ["oaa", "wda"])
    def test_one_of_another_programme_or_none_at_all(self, session, state, farida, programme):
        stated_id = state().id + (programme == "oaa")
        with pytest.raises(UnknownAmount):
            stating.take_back(session, programme, stated_id, actor=farida, now=NOW)


class TestAmounts:
    def test_every_transaction_sees_what_another_has_committed(self, live_sessions, live_world):
        """As do other processes: nothing is kept that was not asked for again."""
        farida = live_world.user(Role.ADMINISTRATOR)
        facts = {"first_day": date(2031, 7, 1), "is_uncertain": False, "source_title": "Circular"}
        facts |= {"applies_to": None, "source_on": None, "source_url": None, "reason": "new"}
        with live_sessions() as other:
            stating.state_amount(
                live_world.session,
                StateAmount(programme="tea", amount=900, **facts),
                actor=farida,
                now=NOW,
            )
            assert rate(other, "tea", date(2031, 7, 1)).amount_paisa == 65_000
            live_world.session.commit()
            assert rate(other, "tea", date(2031, 7, 1)).amount_paisa == 90_000

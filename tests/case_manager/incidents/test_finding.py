"""What fails together becomes one incident, with all its cases, until it is mended."""

from datetime import date, timedelta

import pytest

from case_manager.cases import reading
from case_manager.incidents import finding
from case_manager.incidents.repository import IncidentRepository
from case_manager.models import IncidentCase, Payment
from case_manager.vocabulary import (
    EventKind,
    IncidentEventKind,
    IncidentKind,
    PaymentStatus,
    ReturnReason,
    Role,
)
from tests.case_manager.incidents.conftest import NOW

LATER = NOW + timedelta(days=4)


@pytest.fixture
def members(session):
    return lambda incident: set(IncidentRepository(session).open_case_ids(incident.id, None, 99))


class TestWhatIsOneFault:
    def test_a_batch_that_failed(self, failed_batch, look):
        [incident] = look()
        assert (incident.kind, incident.batch) == (IncidentKind.BATCH, "OAA-17")
        assert (incident.people, incident.people_left) == (25, 25)
        assert incident.amount_paisa == 25 * 210_000
        assert incident.area_code == "302602"
        assert incident.due_on == date(2026, 11, 30)

    def test_found_once(self, failed_batch, look):
        look()
        assert look(LATER) == []

    def test_too_few_are_no_fault(self, pay, look):
        pay(9, batch="OAA-17")
        assert look() == []

    def test_a_small_part_of_a_batch_is_none(self, pay, look):
        pay(20, batch="OAA-17", area_code="302602")
        pay(190, PaymentStatus.CREDITED, batch="OAA-17", area_code="302602")
        assert look() == []

    def test_what_failed_long_ago_is_none(self, pay, look):
        pay(25, batch="OAA-17", on=date(2026, 8, 1))
        assert look() == []

    def test_the_same_place_and_programme(self, pay, look):
        for reason in (ReturnReason.LIMIT_OR_TECH, ReturnReason.WRONG_NUMBER):
            pay(6, reason=reason, area_code="30260211")
        pay(20, PaymentStatus.CREDITED, area_code="30260212")
        [incident] = look()
        assert incident.kind is IncidentKind.UNION
        assert (incident.area_code, incident.programme) == ("30260211", "oaa")

    def test_the_same_reason_at_one_provider(self, pay, look, monkeypatch):
        few = finding.thresholds().model_copy(deep=True)
        kinds = {kind: each.model_copy(update={"people": 8}) for kind, each in few.kinds.items()}
        monkeypatch.setattr(finding, "thresholds", lambda: few.model_copy(update={"kinds": kinds}))
        for upazila in ("302602", "302604", "302606"):
            pay(3, area_code=upazila)
            pay(20, PaymentStatus.CREDITED, provider="bkash", area_code=upazila)
        [incident] = look()
        assert incident.kind is IncidentKind.PROVIDER
        assert (incident.provider, incident.return_reason) == ("nagad", ReturnReason.LIMIT_OR_TECH)
        assert incident.area_code == "3026"

    @pytest.mark.parametrize(("people", "others"), [(6, 20), (10, 45)])
    def test_whose_payments_fail_in_two_batches_count_once(
        self, session, pay, look, people, others
    ):
        """For the fewest and for the part of all that make a fault."""
        twice = pay(people, batch="A", area_code="30260211")
        pay(others, PaymentStatus.CREDITED, provider="bkash", area_code="30260211")
        columns = [each.key for each in Payment.__table__.columns if each.key != "id"]
        for payment in twice:
            facts = {name: getattr(payment, name) for name in columns}
            later = payment.period_from + timedelta(days=1)
            session.add(Payment(**facts | {"batch": "B", "period_from": later}))
        session.flush()
        assert look() == []

    def test_what_a_batch_explains_is_no_fault_of_its_union_too(self, pay, look):
        pay(25, batch="OAA-17", area_code="30260211")
        [incident] = look()
        assert incident.kind is IncidentKind.BATCH


class TestOwner:
    def test_the_nearest_who_leads(self, world, failed_batch, look):
        world.user(Role.ADMINISTRATOR)
        world.user(Role.CASEWORKER, "302602")
        near = world.user(Role.SUPERVISOR, "3026")
        world.user(Role.SUPERVISOR, "3027")
        [incident] = look()
        assert incident.owner_id == near.id

    def test_nobody_where_nobody_looks_after_all_of_it(self, world, failed_batch, look):
        world.user(Role.SUPERVISOR, "3027")
        [incident] = look()
        assert incident.owner_id is None


class TestCases:
    def test_those_that_are_there_and_those_that_come(
        self, failed_batch, case_of, look, members, session
    ):
        early = case_of(failed_batch[0])
        [incident] = look()
        assert members(incident) == {early.id}
        late = case_of(failed_batch[1], "+8801712345679")
        look(LATER)
        assert members(incident) == {early.id, late.id}
        assert [entry.event_kind for entry in reading.history(session, late)][-1] is (
            EventKind.INCIDENT_JOINED
        )

    def test_a_case_that_names_only_the_month(self, failed_batch, world, case_of, look, members):
        case = case_of(failed_batch[0], missing_since="2026-08")
        case.payment_id = None
        [incident] = look()
        assert members(incident) == {case.id}

    def test_not_one_about_another_payment(self, pay, failed_batch, case_of, look, members):
        [other] = pay(1)
        case_of(other)
        [incident] = look()
        assert members(incident) == set()

    def test_not_one_that_is_closed(self, session, failed_batch, case_of, look, members):
        case = case_of(failed_batch[0])
        case.status, case.closed_at, case.office_decision = "closed", NOW, "upheld"
        session.flush()
        [incident] = look()
        assert members(incident) == set()

    def test_not_one_that_was_taken_out_by_hand(
        self, session, failed_batch, case_of, look, members
    ):
        case = case_of(failed_batch[0])
        [incident] = look()
        session.get_one(IncidentCase, case.id).removed_at = NOW
        session.flush()
        look(LATER)
        assert members(incident) == set()


class TestMended:
    def test_by_the_ledger_once_hardly_any_are_left(
        self, session, incident, failed_batch, credit, look
    ):
        credit(failed_batch)
        look(LATER)
        assert incident.mended_at == LATER
        assert (incident.people, incident.people_left) == (25, 0)
        kinds = [event.kind for event in IncidentRepository(session).events(incident.id)]
        assert kinds == [IncidentEventKind.OPENED, IncidentEventKind.MENDED]

    def test_not_while_several_are_left(self, incident, failed_batch, credit, look):
        credit(failed_batch[:20])
        look(LATER)
        assert incident.mended_at is None
        assert (incident.people, incident.people_left) == (25, 5)

    def test_what_failed_before_is_no_new_fault(self, incident, look):
        incident.mended_at = NOW
        assert look(LATER) == []

    def test_what_names_no_batch_is_found_though_a_batch_was_mended(
        self, incident, failed_batch, credit, pay, look
    ):
        credit(failed_batch)
        look(LATER)
        pay(12, area_code="30260211", on=date(2026, 11, 20))
        [other] = look(LATER)
        assert (incident.mended_at, other.kind) == (LATER, IncidentKind.UNION)

    def test_what_fails_afterwards_is(
        self, session, incident, failed_batch, look, case_of, members
    ):
        case = case_of(failed_batch[0])
        look()
        incident.mended_at = NOW
        for payment in failed_batch:
            payment.status_on = date(2026, 11, 26)
        session.flush()
        [again] = look(LATER)
        assert again.batch == incident.batch
        assert again.people_left == 25
        assert members(again) == {case.id}

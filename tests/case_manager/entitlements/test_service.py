from datetime import UTC, date, datetime

import pytest

from case_manager.entitlements import service
from case_manager.errors import UnknownProgramme
from case_manager.programmes import service as programmes_service
from case_manager.vocabulary import EnrolmentStatus

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def entitlements(session, world, keys):
    """Those of a person born in the given year, whose only enrolment is as given."""

    def found(birth_year=1952, programme="oaa", status=EnrolmentStatus.ACTIVE):
        world.enrolment(world.person(birth_year=birth_year), programme).status = status
        session.flush()
        conversation = world.conversation()
        return service.entitlements_of_conversation(session, conversation.id, keys=keys, now=NOW)

    return found


class TestEntitlementsOfConversation:
    def test_what_a_month_brings_and_since_when(self, entitlements):
        (own,) = entitlements()
        assert own.enrolment.enrolled_on == date(2020, 7, 1)
        assert (own.rate.amount_paisa, own.rate.fiscal_year) == (70000, "2026-27")

    def test_the_oldest_get_their_own_rate(self, entitlements):
        (own,) = entitlements(birth_year=1930)
        assert own.rate.amount_paisa == 100000

    def test_a_suspended_enrolment_is_still_one(self, entitlements):
        (own,) = entitlements(status=EnrolmentStatus.SUSPENDED)
        assert own.enrolment.status is EnrolmentStatus.SUSPENDED

    def test_one_that_ended_is_not(self, entitlements):
        assert entitlements(status=EnrolmentStatus.ENDED) == []

    @pytest.mark.parametrize("programme", ["tcb", "long_gone"])
    def test_without_a_known_rate(self, entitlements, programme):
        (own,) = entitlements(programme=programme)
        assert own.rate is None

    def test_nobody_known_nothing_personal(self, session, world, keys):
        world.payment(world.person())
        world.person()
        conversation = world.conversation()
        assert (
            service.entitlements_of_conversation(session, conversation.id, keys=keys, now=NOW) == []
        )


class TestToldOfAProgramme:
    def test_one_that_is_none(self):
        with pytest.raises(UnknownProgramme):
            service.told_of_programme("nonsense")

    @pytest.mark.parametrize("programme", programmes_service.programmes().values())
    def test_of_each_that_is_open_where_to_go(self, programme):
        assert programme.not_open or service.application_of(programme.id, now=NOW).offices

    def test_why_nobody_can_apply(self):
        merged = service.told_of_programme("maternity")
        assert "Mother and Child" in service.not_open(merged, now=NOW)["en"]
        assert service.not_open(service.told_of_programme("oaa"), now=NOW) is None

    def test_who_says_so(self):
        assert service.sources_of_application(service.told_of_programme("oaa"))
        assert service.sources_of_application(service.told_of_programme("tcb")) == []

    def test_every_main_allowance_has_a_rate(self, session):
        for programme in programmes_service.main_allowances():
            assert service.rate_today(session, programme, now=NOW)

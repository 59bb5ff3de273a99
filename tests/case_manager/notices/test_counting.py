from datetime import UTC, date, datetime, timedelta

import pytest

from case_manager.cases import records
from case_manager.models import Death
from case_manager.notices import counting
from case_manager.vocabulary import (
    DeliveryStatus,
    EnrolmentStatus,
    IdentifierKind,
    NoticeStatus,
    PaymentStatus,
    Sex,
)

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SOURCED = {"source": "mis.bhata", "as_of": date(2026, 11, 1)}
PLAIN = {"bn": "খবর", "bn-Latn": "khobor", "en": "news"}
ONE, TWO = "+8801712345671", "+8801712345672"


class TestCountBatch:
    def test_who_is_paid_in_the_period_is_reached(self, counted, paid, world, recipients):
        reached = paid(ONE)
        world.payment(world.person(TWO), status=PaymentStatus.CREDITED)
        world.payment(world.person("+8801712345673"), date(2026, 4, 1), status=PaymentStatus.SENT)
        world.payment(world.person("+8801712345674"), status=PaymentStatus.SENT, programme="wda")
        notice = counted()
        assert notice.status is NoticeStatus.COUNTED
        assert [each.person_id for each in recipients(notice)] == [reached.id]
        assert notice.counts["reached"] == 1

    def test_by_enrolment_place_sex_and_age(self, counted, world, recipients):
        fitting = world.person(ONE, birth_year=1950, area_code="302602")
        for number, facts in enumerate(
            ({"birth_year": 1970}, {"area_code": "100409"}, {}), start=10
        ):
            other = world.person(f"+88017123456{number}", **facts)
            enrolment = world.enrolment(other)
            if not facts:
                enrolment.status = EnrolmentStatus.ENDED
        world.enrolment(fitting)
        notice = counted(
            texts=PLAIN,
            programme="oaa",
            enrolment_status=EnrolmentStatus.ACTIVE,
            area_code="3026",
            sex=Sex.FEMALE,
            born_from=1945,
            born_to=1955,
        )
        assert [each.person_id for each in recipients(notice)] == [fitting.id]

    def test_everybody_of_a_place(self, counted, world):
        world.person(ONE, area_code="302602")
        world.person(TWO, area_code="100409")
        assert counted(texts=PLAIN, area_code="30").counts["reached"] == 1

    def test_who_is_left_out_and_why(self, session, counted, paid, world):
        paid(None)
        dead = paid(ONE)
        session.add(Death(person_id=dead.id, died_on=date(2026, 8, 1), **SOURCED))
        paid(TWO)
        world.conversation(TWO).opted_out = True
        unsafe = paid("+8801712345673")
        case = world.case(conversation=world.conversation("+8801712345673"))
        case.told = {"contact_safely": "no"}
        by_person = paid("+8801712345674")
        case = world.case(conversation=world.conversation("+8801712345675"))
        case.person_id, case.told = by_person.id, {"contact_safely": "call"}
        session.flush()
        counts = counted().counts
        assert unsafe.id != by_person.id
        assert {name: counts[name] for name in ("no_phone", "died", "opted_out", "not_safe")} == {
            "no_phone": 1,
            "died": 1,
            "opted_out": 1,
            "not_safe": 2,
        }
        assert "reached" not in counts

    def test_a_phone_that_a_case_of_the_desk_calls_unsafe(
        self, session, counted, paid, world, keys
    ):
        paid(ONE)
        case = world.case(conversation=world.conversation(TWO), told={"contact_safely": "no"})
        case.conversation_id = case.person_id = None
        case.citizen_phone_sealed = keys.sealer.seal(ONE, records.PHONE_PLACE)
        case.citizen_phone_index = keys.sealer.index(ONE, records.PHONE_PLACE)
        session.flush()
        assert counted().counts["not_safe"] == 1

    @pytest.mark.parametrize("place", [0, 1])
    @pytest.mark.parametrize("limit", [1, 2000])
    def test_a_shared_phone_is_safe_only_for_all_of_them(
        self, session, write, paid, world, keys, place, limit
    ):
        holders = sorted((paid(ONE), paid(ONE)), key=lambda one: one.id)
        case = world.case(conversation=world.conversation(TWO), told={"contact_safely": "no"})
        case.person_id = holders[place].id
        session.flush()
        notice = write()
        while notice.status is NoticeStatus.COUNTING:
            counting.count_batch(session, notice, keys=keys, now=NOW, limit=limit)
        assert "reached" not in notice.counts

    @pytest.mark.parametrize("days", [-1, 1])
    def test_whoever_talks_from_the_phone_may_have_said_stop(
        self, session, counted, paid, world, days
    ):
        paid(ONE)
        world.conversation(ONE)
        other = world.conversation(ONE)
        other.created_at, other.opted_out = NOW + timedelta(days), True
        session.flush()
        assert counted().counts["opted_out"] == 1

    def test_a_batch_is_no_longer_where_few_fit(self, session, write, world, keys):
        for phone in (ONE, TWO):
            world.person(phone, birth_year=1990)
        notice = write(texts=PLAIN, born_to=1955)
        counting.count_batch(session, notice, keys=keys, now=NOW, limit=1)
        assert notice.status is NoticeStatus.COUNTING
        assert (notice.counts["looked_at"], notice.counts.get("reached", 0)) == (1, 0)

    def test_a_number_that_is_not_valid_any_more_is_none(self, counted, paid, world):
        someone = paid(None)
        world.number(someone, IdentifierKind.PHONE, ONE, valid_until=date(2026, 1, 1))
        assert counted().counts["no_phone"] == 1

    @pytest.mark.parametrize("limit", [1, 2, 2000])
    def test_a_shared_phone_is_counted_once_in_whatever_batches(
        self, session, write, paid, keys, fresh, recipients, limit
    ):
        for phone in (ONE, ONE, TWO):
            paid(phone)
        notice = write()
        while notice.status is NoticeStatus.COUNTING:
            counting.count_batch(session, notice, keys=keys, now=NOW, limit=limit)
        counts = fresh(notice).counts
        assert (counts["reached"], counts["same_phone"], counts["shared"]) == (2, 1, 1)
        assert counts["looked_at"] == 3
        assert len(recipients(notice)) == 2

    def test_the_segments_are_those_of_what_each_phone_gets(self, counted, paid, world):
        paid(ONE)
        assert counted(texts=PLAIN, programme="oaa").counts["segments"] == 1
        long = dict.fromkeys(PLAIN, "ক" * 71)
        assert counted(texts=long, programme="oaa").counts["segments"] == 2

    def test_a_job_whose_turn_is_over_does_nothing(self, write, mover, fresh, paid):
        paid(ONE)
        notice = write()
        mover().move_on(notice.id, notice.turn - 1, NOW)
        assert fresh(notice).status is NoticeStatus.COUNTING

    def test_nobody_fits(self, counted):
        notice = counted()
        assert (notice.status, notice.counts.get("reached", 0)) == (NoticeStatus.COUNTED, 0)


def test_what_waits_is_looked_for_from_where_it_begins(session, released, step, paid, recipients):
    """What has gone leaves its traces in the index until the next vacuum."""
    for number in range(60):
        paid(f"+88017000000{number:02d}")
    notice = step(released(), segments_per_second=0.5)
    step(notice, segments_per_second=0.5)
    for recipient in recipients(notice):
        recipient.delivery_status = (
            DeliveryStatus.SENT if recipient.handed_at else DeliveryStatus.QUEUED
        )
    session.flush()
    notice = step(notice, segments_per_second=0.5)
    gone = sorted(each.message_id for each in recipients(notice))
    assert notice.waiting_from == gone[50]

from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from sqlalchemy import select, text

from case_manager.errors import Malformed, NoticeNotThere, NoticeOutdated, OwnNotice, UnknownNotice
from case_manager.kit.restraint import Restraint
from case_manager.models import AuditEntry, Conversation, NoticeRecipient
from case_manager.notices import sending, service
from case_manager.vocabulary import (
    DeliveryStatus,
    IdentifierKind,
    Language,
    NoticeStatus,
    PaymentStatus,
    Role,
)

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # noon in Dhaka
ONE, TWO = "+8801712345671", "+8801712345672"
PLAIN = {"bn": "খবর", "bn-Latn": "khobor", "en": "news"}
QUIET = {"from": "21:00", "to": "08:00"}
AUTHORISATION = {"Authorization": "Bearer case-manager-token"}


class TestRelease:
    def test_nobody_releases_their_own(self, session, counted, farida, fresh):
        notice = counted()
        with pytest.raises(OwnNotice):
            service.release(session, notice.id, actor=farida, now=NOW)
        assert fresh(notice).status is NoticeStatus.COUNTED

    def test_nothing_goes_before_it(self, counted, step, paid, fake):
        paid(ONE)
        notice = counted()
        step(notice)
        assert fake.asked == 0

    def test_not_before_it_is_counted(self, session, write, kamal):
        notice = write()
        with pytest.raises(NoticeNotThere):
            service.release(session, notice.id, actor=kamal, now=NOW)

    @pytest.mark.parametrize("last_day", [None, date(2026, 11, 24)], ids=["count", "day"])
    def test_not_once_it_is_outdated(self, session, counted, kamal, last_day):
        notice = counted(texts=PLAIN, born_to=1955, last_day=last_day)
        later = NOW + timedelta(days=2 if last_day else 8)
        with pytest.raises(NoticeOutdated):
            service.release(session, notice.id, actor=kamal, now=later)
        service.release(session, notice.id, actor=kamal, now=NOW + timedelta(days=1))

    def test_not_by_somebody_of_another_area(self, session, counted, world):
        notice = counted()
        elsewhere = world.user(Role.ADMINISTRATOR, area_code="10")
        with pytest.raises(UnknownNotice):
            service.release(session, notice.id, actor=elsewhere, now=NOW)

    def test_all_that_is_done_to_it_is_in_the_trail(self, session, released, kamal, farida):
        notice = released()
        service.pause(session, notice.id, actor=kamal, now=NOW)
        service.go_on(session, notice.id, actor=kamal, now=NOW)
        service.stop(session, notice.id, actor=farida, now=NOW)
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_id == str(notice.id))
            .order_by(AuditEntry.id)
        ).all()
        assert [(each.action, each.actor_id) for each in entries] == [
            ("notice_written", farida.id),
            ("notice_released", kamal.id),
            ("notice_paused", kamal.id),
            ("notice_continued", kamal.id),
            ("notice_stopped", farida.id),
        ]


class TestHandOver:
    def test_each_phone_gets_it_in_its_language(self, released, run, paid, world, fake):
        paid(ONE)
        paid(TWO)
        world.conversation(TWO)
        notice = run(released())
        assert notice.status is NoticeStatus.SENT
        assert sorted(fake.texts) == [
            "Boyosko bhata: 2,100 taka er khobor",
            "বয়স্ক ভাতা: ২,১০০ টাকা",
        ]

    def test_as_bulk_of_its_own_budget_within_hours_and_limit(self, released, run, paid, fake):
        paid(ONE)
        notice = run(released(), restraint=Restraint(QUIET, 3))
        (message,) = fake.taken.values()
        assert (message["priority"], message["cost_tag"]) == ("bulk", f"notice_{notice.number}")
        assert (message["quiet_hours"], message["daily_limit"]) == (QUIET, 3)

    def test_a_phone_of_several_hears_nothing_of_one_of_them(
        self, released, run, paid, world, fake
    ):
        paid(ONE)
        world.person(ONE)
        run(released())
        assert fake.texts == ["এই ফোনের একজনের জন্য খবর আছে। জানতে এই নম্বরে লিখুন।"]

    def test_nor_one_that_others_share_since_it_was_counted(self, released, run, paid, world, fake):
        paid(ONE)
        notice = released()
        world.person(ONE)
        run(notice)
        assert fake.texts == ["এই ফোনের একজনের জন্য খবর আছে। জানতে এই নম্বরে লিখুন।"]

    def test_who_has_just_heard_it_of_another_notice_is_told(
        self, released, run, paid, world, fake, recipients
    ):
        paid(ONE)
        world.person(ONE)
        world.conversation(ONE)
        fake.next_answers = [(409, "SameTextAgain")]
        (recipient,) = recipients(run(released()))
        assert (recipient.delivery_status, recipient.failure_reason) == (DeliveryStatus.SENT, None)

    def test_the_same_words_of_ones_own_are_refused(
        self, released, run, paid, world, fake, recipients
    ):
        paid(ONE)
        world.conversation(ONE)
        fake.next_answers = [(409, "SameTextAgain")]
        (recipient,) = recipients(run(released()))
        assert recipient.failure_reason == "SameTextAgain"

    def test_what_says_nothing_of_anybody_goes_to_it_as_it_is(self, released, run, world, fake):
        world.person(ONE)
        world.person(ONE)
        run(released(texts=PLAIN, area_code="30"))
        assert fake.texts == ["খবর"]

    @pytest.mark.parametrize("status", [PaymentStatus.RETURNED, PaymentStatus.CREDITED])
    def test_what_is_not_so_any_more_is_told_to_nobody(
        self, session, released, run, world, fake, recipients, status
    ):
        payment = world.payment(world.person(ONE), status=PaymentStatus.SENT)
        notice = released()
        payment.status = status
        payment.return_reason = "PIN_INACTIVE" if status is PaymentStatus.RETURNED else None
        notice = run(notice)
        assert (notice.status, fake.texts) == (NoticeStatus.SENT, [])
        assert [each.failure_reason for each in recipients(notice)] == ["changed"]

    def test_a_new_number_of_somebody_is_not_the_one_that_was_released(
        self, released, run, paid, world, fake, session
    ):
        someone = paid(ONE)
        notice = released()
        session.execute(
            text("UPDATE cases.identifiers SET valid_until = '2026-11-22' WHERE kind = 'phone'")
        )
        world.number(someone, IdentifierKind.PHONE, TWO)
        run(notice)
        assert fake.texts == []

    def test_who_becomes_a_contact_by_it_is_one_here_too(self, session, released, run, paid, fake):
        paid(ONE)
        run(released())
        (contact,) = session.scalars(select(Conversation))
        assert str(contact.id) in fake.contacts
        assert contact.language is Language.BANGLA

    def test_who_said_stop_to_the_gateway_gets_nothing(
        self, session, released, run, paid, fake, recipients
    ):
        paid(ONE)
        fake.opted_out.add(ONE)
        notice = run(released())
        assert fake.texts == []
        assert [each.failure_reason for each in recipients(notice)] == ["ContactOptedOut"]
        assert session.scalars(select(Conversation)).one().opted_out

    def test_a_refusal_is_final_and_the_others_go(self, released, run, paid, fake, recipients):
        paid(ONE)
        paid(TWO)
        fake.next_answers = [(409, "NotAddressable")]
        notice = run(released())
        assert len(fake.texts) == 1
        failed = [each for each in recipients(notice) if each.failure_reason]
        assert [each.failure_reason for each in failed] == ["NotAddressable"]

    def test_a_gateway_that_is_away_is_asked_again_later(
        self, released, step, run, paid, fake, recipients
    ):
        paid(ONE)
        fake.next_answers = [httpx.ConnectError("down")]
        notice = step(released())
        assert notice.status is NoticeStatus.SENDING
        assert [each.handed_at for each in recipients(notice)] == [None]
        run(notice)
        assert len(fake.texts) == 1

    def test_one_that_the_gateway_always_fails_at_holds_nobody_up(
        self, released, step, run, paid, world, fake, recipients
    ):
        paid(ONE)
        paid(TWO)
        world.conversation(TWO)
        fake.broken.add(world.conversation(ONE).id)
        notice = step(released())
        assert len(fake.taken) == 1
        assert [each.failure_reason for each in recipients(notice)] == [None, None]
        notice = run(notice)
        assert notice.status is NoticeStatus.SENT
        assert {each.failure_reason for each in recipients(notice)} == {None, "not_taken"}

    def test_a_gateway_that_is_ill_takes_one_with_it_at_most(
        self, released, run, paid, world, fake, recipients
    ):
        for phone in (ONE, TWO):
            paid(phone)
            fake.broken.add(world.conversation(phone).id)
        notice = run(released(), most=12)
        reasons = [each.failure_reason for each in recipients(notice)]
        assert sorted(reasons, key=str) == [None, "not_taken"]

    def test_in_the_quiet_hours_nothing_is_handed_over(self, session, released, step, paid, fake):
        paid(ONE)
        night = NOW.replace(hour=17)  # 23:00 in Dhaka
        notice = step(released(), night, restraint=Restraint(QUIET))
        assert (notice.status, fake.asked) == (NoticeStatus.SENDING, 0)
        waits = session.scalar(
            text(
                "SELECT scheduled_at - now() FROM case_jobs.procrastinate_jobs"
                " WHERE args->>'turn' = :turn AND args->>'notice_id' = :id"
            ),
            {"turn": str(notice.turn), "id": str(notice.id)},
        )
        assert waits == timedelta(hours=9)

    def test_only_so_many_are_given_ahead_as_go_in_a_minute(self, released, run, paid, fake):
        for number in range(60):
            paid(f"+88017000000{number:02d}")
        notice = run(released(), most=5, segments_per_second=0.5)
        assert (notice.status, len(fake.taken)) == (NoticeStatus.SENDING, 50)

    def test_what_the_gateway_never_reports_on_does_not_hold_it_up(self, released, run, paid, fake):
        for number in range(60):
            paid(f"+88017000000{number:02d}")
        notice = run(released(), most=5, segments_per_second=0.5)
        notice = run(notice, NOW + timedelta(minutes=11), segments_per_second=0.5)
        assert (notice.status, len(fake.taken)) == (NoticeStatus.SENT, 60)


class TestCrash:
    def test_the_same_batch_again_reaches_nobody_twice(
        self, session, released, mover, paid, fake, fresh
    ):
        paid(ONE)
        paid(TWO)
        notice = released()
        turn = fresh(notice).turn
        batch = mover().prepare(notice.id, turn, NOW)
        session.commit()
        sending.hand_over(batch, fake.gateway, Restraint())  # and then it dies
        mover().move_on(notice.id, turn, NOW)
        assert len(fake.taken) == 2
        assert fresh(notice).turn == turn + 1

    def test_a_message_that_went_with_other_words_is_not_sent_again(
        self, released, run, paid, fake, recipients
    ):
        paid(ONE)
        paid(TWO)
        fake.next_answers = [None, (409, "MessageIdReused")]
        notice = run(released())
        assert {each.failure_reason for each in recipients(notice)} == {None}


class TestPauseAndStop:
    def test_a_paused_one_waits_and_goes_on(self, session, released, step, run, paid, fake, kamal):
        paid(ONE)
        notice = released()
        service.pause(session, notice.id, actor=kamal, now=NOW)
        step(notice)
        assert fake.asked == 0
        service.go_on(session, notice.id, actor=kamal, now=NOW)
        assert run(notice).status is NoticeStatus.SENT
        assert len(fake.texts) == 1

    def test_a_stopped_one_never_goes(self, session, released, step, paid, fake, kamal):
        paid(ONE)
        notice = released()
        service.stop(session, notice.id, actor=kamal, now=NOW)
        step(notice)
        with pytest.raises(NoticeNotThere):
            service.go_on(session, notice.id, actor=kamal, now=NOW)
        assert fake.asked == 0

    def test_what_the_gateway_took_is_kept_though_it_was_stopped_meanwhile(
        self, session, released, mover, paid, fake, fresh, kamal, recipients, keys
    ):
        paid(ONE)
        notice = released()
        turn = fresh(notice).turn
        batch = mover().prepare(notice.id, turn, NOW)
        session.commit()
        service.stop(session, notice.id, actor=kamal, now=NOW)
        session.commit()
        outcomes = sending.hand_over(batch, fake.gateway, Restraint())
        sending.record(session, notice.id, turn, outcomes, keys=keys, now=NOW)
        assert [each.handed_at for each in recipients(notice)] == [NOW]
        assert fresh(notice).status is NoticeStatus.STOPPED


class TestRecordDelivery:
    def event(self, recipient, status, reason=None, number=1):
        return {
            "event_id": f"00000000-0000-4000-8000-{number:012d}",
            "occurred_at": NOW.isoformat(),
            "kind": "delivery_changed",
            "message_id": str(recipient.message_id),
            "status": status,
            "reason": reason,
        }

    def test_the_gateway_s_events_move_it_on_and_never_back(
        self, client, released, run, paid, recipients, session
    ):
        paid(ONE)
        (recipient,) = recipients(run(released()))
        for number, status in enumerate(("sent", "delivered", "sent"), start=1):
            event = self.event(recipient, status, number=number)
            assert client.post("/api/v1/events", json=event, headers=AUTHORISATION).is_success
        kept = session.get_one(NoticeRecipient, recipient.message_id)
        assert kept.delivery_status is DeliveryStatus.DELIVERED

    def test_what_was_given_up_here_and_went_after_all_has_gone(
        self, session, released, mover, run, world, fake, fresh, recipients
    ):
        payment = world.payment(world.person(ONE), status=PaymentStatus.SENT)
        notice = released()
        batch = mover().prepare(notice.id, fresh(notice).turn, NOW)
        session.commit()
        sending.hand_over(batch, fake.gateway, Restraint())  # and then it dies
        payment.status = PaymentStatus.CREDITED
        (recipient,) = recipients(run(notice))
        assert recipient.failure_reason == "changed"
        service.record_delivery(session, recipient.message_id, DeliveryStatus.SENT, None)
        assert (recipient.delivery_status, recipient.failure_reason) == (DeliveryStatus.SENT, None)

    def test_why_it_failed_is_kept(self, client, released, run, paid, recipients, session):
        paid(ONE)
        (recipient,) = recipients(run(released()))
        event = self.event(recipient, "failed", "absent")
        assert client.post("/api/v1/events", json=event, headers=AUTHORISATION).is_success
        kept = session.get_one(NoticeRecipient, recipient.message_id)
        assert (kept.delivery_status, kept.failure_reason) == (DeliveryStatus.FAILED, "absent")


class TestWriteNotice:
    def test_the_same_form_twice_is_one_notice(self, write, farida):
        first = write()
        assert write(form_id=first.id) is first

    def test_the_form_corrected_and_sent_again_is_another(self, write):
        first = write(texts=PLAIN, area_code=None, born_to=1950)
        corrected = [
            write(texts=PLAIN | {"en": "right"}, born_to=1950, form_id=first.id) for _ in range(2)
        ]
        assert (first.texts["en"], corrected[0].texts["en"]) == ("news", "right")
        assert corrected[0] is corrected[1]

    def test_no_day_that_is_past(self, write):
        with pytest.raises(Malformed):
            write(last_day=date(2026, 11, 22), born_to=1950, texts=PLAIN)
        assert write(last_day=date(2026, 11, 23), born_to=1950, texts=PLAIN).last_day

    def test_another_s_form_is_not_theirs(self, write, kamal):
        first = write()
        with pytest.raises(NoticeNotThere):
            write(form_id=first.id, actor=kamal)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"texts": PLAIN | {"en": ""}, "area_code": "30"},
            {"texts": PLAIN | {"en": "{phone}"}, "area_code": "30"},
            {"texts": PLAIN | {"bn": "ক" * 202}, "area_code": "30"},
            {"texts": PLAIN, "programme": "none"},
            {"texts": PLAIN, "area_code": "99"},
            {"texts": PLAIN, "area_code": "30", "title": " "},
        ],
        ids=["language missing", "unknown placeholder", "four SMS", "programme", "area", "title"],
    )
    def test_what_cannot_be_sent_is_not_kept(self, write, world, wrong):
        world.area("30")
        with pytest.raises(Malformed):
            write(**wrong)

    def test_an_administrator_of_an_area_writes_to_nobody_outside(self, write, world):
        theirs = world.user(Role.ADMINISTRATOR, area_code="3026")
        assert write(texts=PLAIN, area_code="3026", actor=theirs).area_code == "3026"
        for area_code in (None, "30"):
            with pytest.raises(Malformed):
                write(texts=PLAIN, area_code=area_code, actor=theirs)

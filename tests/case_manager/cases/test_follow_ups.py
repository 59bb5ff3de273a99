"""What citizens do to their cases: withdraw, appeal, say what has come and how it was."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from case_manager.cases import (
    changes,
    clocks,
    follow_ups,
    reading,
    rules,
    service,
    undoing,
)
from case_manager.cases.categories import appeal_days
from case_manager.cases.schemas import (
    AnswerRemedy,
    AppealCase,
    NoHigherTier,
    NotDecidedYet,
    RateCase,
    WithdrawCase,
)
from case_manager.errors import (
    CaseAlreadyClosed,
    CaseStillOpen,
    TooLateToRate,
    UnknownReference,
)
from case_manager.models import CaseMovement, OutgoingMessage
from case_manager.vocabulary import (
    CaseStatus,
    Channel,
    EventKind,
    Language,
    MessageKind,
    MovementKind,
    OfficeDecision,
    Role,
)
from citizen_text.references import in_groups

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def leader(world):
    return world.user(Role.ADMINISTRATOR)


@pytest.fixture
def withdraw(follow_up):
    def withdraw(case, text=None, **facts):
        return follow_up(follow_ups.withdraw_case, WithdrawCase, case, text=text, **facts)

    return withdraw


@pytest.fixture
def appeal(follow_up):
    def appeal(case, text="ami mani na", channel=Channel.SMS, **facts):
        return follow_up(
            follow_ups.appeal_case, AppealCase, case, text=text, channel=channel, **facts
        )

    return appeal


@pytest.fixture
def answer(follow_up):
    def answer(case, came, text=None, **facts):
        return follow_up(
            follow_ups.answer_remedy, AnswerRemedy, case, came=came, text=text, **facts
        )

    return answer


@pytest.fixture
def rate(follow_up):
    def rate(case, score, **facts):
        return follow_up(follow_ups.rate_case, RateCase, case, score=score, **facts)

    return rate


@pytest.fixture
def decide(session, keys, leader):
    def decide(case, decision=OfficeDecision.REJECTED, now=NOW):
        return service.close_case(
            session,
            case.reference,
            decision=decision,
            message="Siddhanto",
            actor=leader,
            keys=keys,
            now=now,
        )

    return decide


@pytest.fixture
def open_page(client, sign_in, world):
    worker = sign_in(world.user(Role.SUPERVISOR, "30"))

    def open_page(case, write="note", language=Language.ENGLISH):
        worker.language = language
        return client.get(f"/cases/{case.reference}?write={write}").text

    return open_page


@pytest.fixture
def movements(session):
    def movements(case):
        rows = select(CaseMovement).where(CaseMovement.case_id == case.id)
        return [row.kind for row in session.scalars(rows.order_by(CaseMovement.id))]

    return movements


class TestWithdrawal:
    def test_an_open_case_is_closed_without_a_decision(
        self, withdraw, case, kinds, said, movements
    ):
        withdraw(case, "ar lagbe na")
        assert (case.status, case.office_decision) == (
            CaseStatus.CLOSED,
            OfficeDecision.NO_DECISION,
        )
        assert case.closed_at == LATER
        assert kinds(case)[-1] is EventKind.WITHDRAWN
        assert said(case)[-1] == (MessageKind.CITIZEN, "ar lagbe na")
        assert movements(case) == [MovementKind.RECEIVED, MovementKind.DISPOSED]

    def test_who_works_on_it_learns_of_it(self, withdraw, assigned, case):
        withdraw(case)
        assert case.has_unread_answer

    def test_nobodys_case_does_not_wait_to_be_read(self, withdraw, case):
        withdraw(case)
        assert not case.has_unread_answer

    def test_a_clock_that_stands_goes_on(self, withdraw, assigned, reply, case):
        reply(assigned)
        withdraw(case)
        assert case.paused_on is None

    def test_staff_open_it_again(self, session, keys, withdraw, assigned, caseworker, case):
        withdraw(case)
        changes.reopen_case(
            session, case.reference, "she was pressed", actor=caseworker, keys=keys, now=LATER
        )
        assert (case.status, case.office_decision) == (CaseStatus.IN_PROGRESS, None)

    def test_what_is_sensitive_stays_open_and_is_told_to_those_who_lead(
        self, session, world, keys, withdraw, kinds, said
    ):
        world.person()
        case = world.case("bribe")
        withdraw(case, "ami ar chai na")
        assert case.closed_at is None
        assert case.has_unread_answer
        assert kinds(case)[-1] is EventKind.WITHDRAWAL_ASKED
        assert said(case)[-1] == (MessageKind.CITIZEN, "ami ar chai na")

    def test_what_is_closed_is_closed(self, withdraw, decide, case):
        decide(case)
        with pytest.raises(CaseAlreadyClosed):
            withdraw(case)

    def test_another_conversations_case_is_unknown(self, world, withdraw, case):
        stranger = world.conversation("+8801912345678")
        with pytest.raises(UnknownReference):
            withdraw(case, conversation_id=stranger.id)


class TestAppeal:
    def test_a_case_of_its_own_at_the_next_tier_with_its_limit(
        self, session, appeal, decide, case, kinds, said, movements
    ):
        decide(case)
        second = appeal(case)
        calendar = clocks.calendar(session)
        assert (second.category, second.appeal_of) == ("appeal", case.id)
        assert (case.office_tier, second.office_tier) == ("T2", "T3")
        assert second.office_due_on == calendar.add(date(2026, 11, 26), 20)
        assert (second.person_id, second.area_code) == (case.person_id, case.area_code)
        assert said(second) == [(MessageKind.CITIZEN, "ami mani na")]
        assert kinds(case)[-1] is EventKind.APPEALED
        assert movements(second) == [MovementKind.RECEIVED]
        assert case.status is CaseStatus.CLOSED

    def test_a_second_one_is_more_words_for_the_first(self, appeal, decide, case, said):
        decide(case)
        first = appeal(case)
        assert appeal(case, "ar ekta kotha").id == first.id
        assert said(first)[-1] == (MessageKind.CITIZEN, "ar ekta kotha")

    def test_each_decision_has_its_own(self, session, keys, appeal, decide, leader, case):
        decide(case)
        first = appeal(case)
        changes.reopen_case(
            session, case.reference, "new facts", actor=leader, keys=keys, now=LATER
        )
        decide(case, now=LATER + timedelta(days=1))
        assert appeal(case, now=LATER + timedelta(days=2)).id != first.id

    def test_another_appeal_is_heard_by_the_last_tier_and_then_there_is_none(
        self, appeal, decide, case, said
    ):
        decide(case)
        second = appeal(case)
        decide(second, now=LATER)
        third = appeal(second)
        assert (third.office_tier, third.office_days) == ("T5", 60)
        decide(third, now=LATER)
        assert appeal(third, "tobu mani na") == NoHigherTier()
        assert said(third)[-1] == (MessageKind.CITIZEN, "tobu mani na")

    def test_reopened_it_keeps_its_tiers_limit(self, session, keys, appeal, decide, leader, case):
        decide(case)
        second = appeal(case)
        decide(second, now=LATER)
        third = appeal(second)
        decide(third, now=LATER)
        changes.reopen_case(
            session, third.reference, "new facts", actor=leader, keys=keys, now=LATER
        )
        assert third.resolution_days == 60

    def test_of_a_confidential_case_it_is_confidential(self, world, appeal, decide):
        world.person()
        case = world.case("bribe")
        decide(case)
        assert appeal(case).is_restricted

    def test_calls_where_the_first_said_to(self, world, keys, appeal, decide):
        world.person()
        case = world.case("bribe", told={"contact_safely": "call", "ring_at": "+8801812345678"})
        decide(case)
        assert reading.phone_of(appeal(case), keys) == "+8801812345678"

    def test_what_keeps_the_citizen_safe_goes_along(self, world, appeal, decide, sent):
        case = world.case(told={"contact_safely": "no"}, is_anonymous=True)
        decide(case)
        second = appeal(case, channel=Channel.USSD)
        assert second.is_anonymous
        assert second.told == {"contact_safely": "no"}
        assert sent(second) == []

    def test_who_appeals_by_ussd_hears_the_reference_by_sms(self, appeal, decide, case, sent):
        decide(case)
        second = appeal(case, channel=Channel.USSD)
        [words] = sent(second)
        assert in_groups(second.reference, "bn-Latn") in words

    def test_before_the_decision_the_words_are_kept_and_the_day_is_told(self, appeal, case, said):
        told = appeal(case, "ar koto din")
        assert told == NotDecidedYet(decision_due_on=case.office_due_on)
        assert case.has_unread_answer
        assert said(case)[-1] == (MessageKind.CITIZEN, "ar koto din")

    @pytest.mark.parametrize(
        ("tier", "escalate_to", "after"),
        [
            ("T2", ("MFS", "T3", "T4"), "T3"),
            ("T2", ("T4", "MFS"), "T4"),
            ("T1", (), "T2"),
            ("T3", ("ACC", "T4"), "T4"),
            ("MFS", ("T2", "T3"), "T2"),
            ("VAW", (), "T4"),
            ("T4", ("T5",), "T5"),
            ("T5", (), "T5"),
        ],
    )
    def test_the_tier_after(self, tier, escalate_to, after):
        assert rules.tier_after(tier, escalate_to) == after

    def test_the_limits_are_those_of_the_government(self):
        assert appeal_days() == (20, 60)


class TestRemedy:
    def test_that_it_came_is_kept(self, answer, decide, case, kinds):
        decide(case)
        answer(case, came=True)
        assert case.remedy_confirmed_at == LATER
        assert kinds(case)[-1] is EventKind.REMEDY_CONFIRMED
        assert case.status is CaseStatus.CLOSED

    def test_what_has_not_come_opens_the_case_again(
        self, answer, decide, case, kinds, movements, said
    ):
        decide(case)
        answer(case, came=True)
        answer(case, came=False, text="akhono ashe nai")
        assert (case.status, case.closed_at) == (CaseStatus.IN_PROGRESS, None)
        assert case.remedy_confirmed_at is None
        assert case.has_unread_answer
        assert case.resolution_from_on == date(2026, 11, 26)
        assert kinds(case)[-2:] == [EventKind.REMEDY_MISSED, EventKind.REOPENED]
        assert said(case)[-1] == (MessageKind.CITIZEN, "akhono ashe nai")
        assert movements(case)[-2:] == [MovementKind.DISPOSED, MovementKind.REOPENED]

    def test_on_an_open_case_it_is_told_to_its_caseworker(self, answer, case, kinds, movements):
        answer(case, came=False)
        assert case.has_unread_answer
        assert kinds(case)[-1] is EventKind.REMEDY_MISSED
        assert movements(case) == [MovementKind.RECEIVED]


class TestSatisfaction:
    def test_the_last_answer_counts(self, rate, decide, case, kinds):
        decide(case)
        rate(case, 2)
        rate(case, 5)
        assert (case.satisfaction, case.rated_at) == (5, LATER)
        assert kinds(case)[-2:] == [EventKind.RATED, EventKind.RATED]

    def test_an_open_case_is_not_judged_yet(self, rate, case):
        with pytest.raises(CaseStillOpen):
            rate(case, 3)

    @pytest.mark.parametrize(("days", "is_in_time"), [(30, True), (31, False)])
    def test_for_thirty_days(self, rate, decide, case, days, is_in_time):
        decide(case)
        moment = NOW + timedelta(days=days)
        if is_in_time:
            assert rate(case, 3, now=moment).satisfaction == 3
        else:
            with pytest.raises(TooLateToRate):
                rate(case, 3, now=moment)

    def test_what_is_reopened_is_to_be_judged_anew(self, answer, rate, decide, case):
        decide(case)
        rate(case, 5)
        answer(case, came=False)
        assert (case.satisfaction, case.rated_at) == (None, None)

    def test_a_reopening_that_is_taken_back_gives_it_back(
        self, session, keys, rate, decide, leader, case
    ):
        decide(case)
        rate(case, 4)
        changes.reopen_case(session, case.reference, "why", actor=leader, keys=keys, now=LATER)
        window = timedelta(seconds=10)
        act = undoing.last_act(session, case.reference, actor=leader, now=LATER, window=window)
        undoing.undo(session, case.reference, act.id, actor=leader, now=LATER, window=window)
        assert case.satisfaction == 4


class TestFarewell:
    @pytest.fixture
    def farewell(self, session, keys, decide):
        def farewell(case, decision=OfficeDecision.UPHELD, **moment):
            decide(case, decision, **moment)
            row = session.scalars(
                select(OutgoingMessage).where(OutgoingMessage.case_id == case.id)
            ).one()
            text = keys.sealer.open(row.text_sealed, "outgoing_messages.text")
            return text, row.expects_reply, row.about

        return farewell

    @pytest.mark.parametrize("decision", [OfficeDecision.UPHELD, OfficeDecision.PARTLY_UPHELD])
    def test_where_money_is_to_come_it_asks_whether_it_has(self, case, farewell, decision):
        text, expects_reply, about = farewell(case, decision)
        assert text.endswith(": Siddhanto\nTaka ele HA, na ele NA likhe pathan.")
        assert (expects_reply, about) == (True, "remedy")

    @pytest.mark.parametrize(
        ("category", "decision"),
        [
            ("payment_not_received", OfficeDecision.REJECTED),
            ("suggestion", OfficeDecision.UPHELD),
            ("wrong_account", OfficeDecision.UPHELD),
        ],
    )
    def test_elsewhere_and_in_confidential_cases_it_asks_nothing(
        self, world, farewell, category, decision
    ):
        world.person()
        text, expects_reply, about = farewell(world.case(category), decision)
        assert text.endswith(": Siddhanto\nShiddhanto na manle APPEAL likhun.")
        assert (expects_reply, about) == (False, None)

    @pytest.mark.parametrize(
        ("language", "ending"),
        [
            (Language.BANGLA, "এর উপরে আপিল করা যায় না। কিছু বলার থাকলে লিখুন।"),
            (Language.BANGLISH, "Er upore appeal kora jay na. Kichhu bolar thakle likhun."),
            (Language.ENGLISH, "No higher office can change this. You can still write to us."),
        ],
    )
    def test_after_the_last_tier_names_no_appeal(
        self, appeal, decide, farewell, case, open_page, language, ending
    ):
        decide(case)
        second = appeal(case)
        decide(second, now=LATER)
        last = appeal(second)
        last.language = language
        assert f'name="way_on" value="{ending}"' in open_page(last, "close")
        assert farewell(last, now=LATER)[0].endswith(f": Siddhanto\n{ending}")

    def test_who_has_said_so_already_is_not_asked(self, session, keys, sent, leader, case):
        service.close_case(
            session,
            case.reference,
            decision=OfficeDecision.UPHELD,
            message="Bhalo laglo",
            asks_remedy=False,
            actor=leader,
            keys=keys,
            now=NOW,
        )
        assert [text.partition(": ")[2] for text in sent(case)] == [
            "Bhalo laglo\nShiddhanto na manle APPEAL likhun."
        ]

    def test_what_cannot_be_sent_asks_nothing_either(self, world, decide, said):
        world.person()
        case = world.case(told={"contact_safely": "no"})
        decide(case, OfficeDecision.UPHELD)
        assert said(case)[-1] == (MessageKind.REPLY, "Siddhanto")


class TestThePage:
    def test_says_what_the_citizen_did(self, answer, rate, appeal, decide, case, open_page):
        decide(case)
        answer(case, came=True)
        rate(case, 4)
        second = appeal(case)
        text = open_page(case)
        for words in (
            "The citizen says that it came",
            "The citizen gave 4 of 5",
            ">4 of 5</dd>",
            "The citizen appealed against the decision",
            f'<dt>Appealed</dt><dd><a href="/cases/{second.reference}">',
        ):
            assert words in text
        assert f'<dt>Appeal against</dt><dd><a href="/cases/{case.reference}">' in open_page(second)

    def test_in_bangla_too(self, rate, withdraw, case, open_page):
        withdraw(case)
        rate(case, 4)
        text = open_page(case, language=Language.BANGLA)
        assert "নাগরিক অভিযোগ তুলে নিয়েছেন" in text
        assert "৫-এর মধ্যে ৪" in text

    def test_says_with_which_question_the_farewell_ends(self, case, open_page):
        text = open_page(case, "close")
        asks = re.search(r'<input [^>]*id="asks_remedy"[^>]*>', text)[0]
        assert 'value="Taka ele HA, na ele NA likhe pathan." checked' in asks

    def test_does_not_offer_to_ask_what_the_citizen_has_said(self, answer, case, open_page):
        answer(case, came=True)
        asks = re.search(r'<input [^>]*id="asks_remedy"[^>]*>', open_page(case, "close"))[0]
        assert "checked" not in asks

    def test_counts_the_question_as_part_of_the_sms(self, client, case, open_page):
        open_page(case)
        form = {"csrf_token": "token", "text": "x" * 150, "asks_remedy": "y" * 30}
        rejected = client.post("/sms-sizes", data=form | {"decision": "rejected"}).text
        upheld = client.post("/sms-sizes", data=form | {"decision": "upheld"}).text
        assert "1 SMS" in rejected
        assert "2 SMS" in upheld

    @pytest.mark.parametrize(
        ("decision", "asks", "ending"),
        [
            ("upheld", "yes", "Taka ele HA, na ele NA likhe pathan."),
            ("upheld", "", "Shiddhanto na manle APPEAL likhun."),
            ("rejected", "yes", "Shiddhanto na manle APPEAL likhun."),
        ],
    )
    def test_a_form_that_was_refused_shows_the_whole_sms(
        self, client, case, open_page, decision, asks, ending
    ):
        open_page(case)
        form = {"csrf_token": "token", "text": "Taka ashbe.", "decision": decision}
        refused = client.post(
            f"/cases/{case.reference}/closures", data=form | {"asks_remedy": asks}
        )
        bubble = re.search(r'<div class="sms-bubble"[^>]*>([^<]*)</div>', refused.text)[1]
        heading, words = bubble.split(": ", 1)
        assert refused.status_code == 422
        assert re.fullmatch(r"Nalish \d{4}-\d{4}", heading)
        assert words == f"Taka ashbe.\n{ending}"

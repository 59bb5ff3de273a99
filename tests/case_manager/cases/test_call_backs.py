"""A call that a citizen wishes about a case that is open already."""

from datetime import UTC, date, datetime

import pytest

from case_manager.cases import call_backs, reading, records, service
from case_manager.cases.schemas import AskForCall, CancelCall
from case_manager.errors import Malformed, UnknownReference
from case_manager.kit.office_hours import OfficeHours
from case_manager.vocabulary import CallTime, EventKind, Language, MessageKind, Role

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def ask(follow_up):
    def ask(case, call_time, **facts):
        hours = OfficeHours.read("09:00-17:00")
        told = {"call_time": call_time, "text": "amake phone korun", "hours": hours}
        return follow_up(call_backs.ask_for_call, AskForCall, case, **told, **facts)

    return ask


@pytest.fixture
def cancel(follow_up):
    def cancel(case, **facts):
        words = {"text": "phone diyen na"}
        return follow_up(call_backs.cancel_call, CancelCall, case, **words, **facts)

    return cancel


class TestACallWished:
    def test_is_kept_with_the_case_and_its_words(self, world, ask):
        case = world.case()
        case.told = {"amount_paisa": 50_000, "call_time": "morning", "contact_safely": "sms"}
        found = ask(case, CallTime.AFTERNOON)
        assert found.case.told == {
            "amount_paisa": 50_000,
            "call_time": "afternoon",
            "contact_safely": "sms",
        }
        assert found.case.has_unread_answer

    @pytest.mark.parametrize("wished", [CallTime.AFTERNOON, None])
    @pytest.mark.parametrize("contact", [None, "sms", "call", "no"])
    def test_changes_nothing_of_how_the_citizen_is_safe(self, world, ask, wished, contact):
        case = world.case()
        case.told = {"contact_safely": contact} if contact else {}
        assert ask(case, wished).case.told.get("contact_safely") == contact

    def test_leaves_the_way_by_sms_and_the_citizens_list(self, session, keys, world, ask):
        case = world.case()
        ask(case, CallTime.AFTERNOON)
        assert records.reachable_conversation(session, case).id == case.conversation_id
        [own] = service.cases_of_citizen(session, case.conversation_id, keys=keys, now=NOW)
        assert own.id == case.id

    @pytest.mark.parametrize(
        ("language", "hour"),
        [
            (Language.ENGLISH, "<dt>When to call</dt><dd>In the afternoon</dd>"),
            (Language.BANGLA, "<dt>কখন ফোন করবেন</dt>"),
        ],
    )
    def test_is_shown_at_the_desk(self, client, sign_in, world, ask, language, hour):
        worker = sign_in(world.user(Role.SUPERVISOR, "30"))
        worker.language = language
        world.person()
        case = world.case(conversation=world.conversation())
        ask(case, CallTime.AFTERNOON)
        page = client.get(f"/cases/{case.reference}").text
        assert hour in page
        assert "amake phone korun" in page

    def test_on_a_day_is_kept_and_shown_as_the_citizen_is_told(self, client, sign_in, world, ask):
        worker = sign_in(world.user(Role.SUPERVISOR, "30"))
        worker.language = Language.ENGLISH
        world.person()
        case = world.case(conversation=world.conversation())
        friday = ask(case, CallTime.AFTERNOON, call_on=date(2026, 11, 27), call_after="16:00")
        assert (friday.why_not_then, f"{friday.call_at:%d %H:%M}") == ("closed", "29 16:00")
        told = {"call_time": "afternoon", "call_on": "2026-11-29", "call_after": "16:00"}
        assert friday.case.told == told
        page = client.get(f"/cases/{case.reference}").text
        assert "<dt>When to call</dt><dd>29 November 2026, from 16:00 on</dd>" in page

    def test_at_any_hour_forgets_the_day_wished_before(self, world, ask):
        case = world.case()
        ask(case, None, call_on=date(2026, 11, 24))
        assert ask(case, None).case.told == {}

    def test_on_a_day_of_another_year_is_refused(self, world, ask):
        with pytest.raises(Malformed):
            ask(world.case(), None, call_on=date(9999, 12, 31))

    def test_at_any_hour_forgets_the_hour_wished_before(self, world, ask):
        case = world.case()
        case.told = {"call_time": "morning", "wanted": "pay"}
        assert ask(case, None).case.told == {"wanted": "pay"}

    def test_is_on_the_number_that_is_told(self, world, ask, keys):
        case = ask(world.case(), None, ring_at="+8801812345678").case
        assert reading.phone_of(case, keys) == "+8801812345678"
        assert reading.phone_of(ask(case, CallTime.MORNING).case, keys) == "+8801812345678"

    def test_a_number_told_is_in_the_history_once_and_another_again(self, world, ask, kinds):
        case = world.case(told={"ring_at": "+8801712345678"})
        for number in ("+8801712345678", "+8801812345678", "+8801812345678"):
            ask(case, None, ring_at=number)
        found = [kind for kind in kinds(case) if kind.startswith("number")]
        assert found == [EventKind.NUMBER_TOLD, EventKind.NUMBER_CHANGED]

    def test_in_the_evening_is_answered_the_next_working_day(self, world, ask):
        case = world.case()
        thursday_evening = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
        found = ask(case, None, now=thursday_evening)
        assert not found.is_office_open
        assert found.call_at.isoformat() == "2026-11-29T09:00:00+06:00"


class TestACallThatIsNotWishedAnyMore:
    def test_is_taken_from_what_was_told_and_the_words_are_kept(
        self, world, ask, cancel, said, kinds
    ):
        case = world.case(told={"amount_paisa": 50_000, "contact_safely": "sms"})
        ask(case, CallTime.AFTERNOON, call_on=date(2026, 11, 29), call_after="16:00")
        cancel(case)
        assert case.told == {"amount_paisa": 50_000, "contact_safely": "sms", "no_call": True}
        assert said(case)[-1] == (MessageKind.CITIZEN, "phone diyen na")
        assert kinds(case)[-1] is EventKind.CALL_CANCELLED
        assert case.has_unread_answer

    @pytest.mark.parametrize(
        ("contact", "then"), [(None, None), ("sms", "sms"), ("call", "no"), ("no", "no")]
    )
    def test_leaves_nobody_to_be_called_who_could_be_called_only(
        self, world, ask, cancel, contact, then
    ):
        case = world.case(told={"contact_safely": contact} if contact else None)
        ask(case, None)
        assert cancel(case).told.get("contact_safely") == then

    def test_can_be_wished_again(self, world, ask, cancel):
        case = world.case()
        cancel(case)
        assert ask(case, CallTime.MORNING).case.told == {"call_time": "morning"}

    def test_is_anothers_to_take_back(self, world, ask, cancel):
        case = world.case()
        ask(case, None)
        with pytest.raises(UnknownReference):
            cancel(case, conversation_id=world.conversation("+8801812345678").id)

    @pytest.mark.parametrize(
        ("language", "line", "event"),
        [
            (
                Language.ENGLISH,
                "<dd>Not at all: no call is wanted any more</dd>",
                "The citizen wants no call any more",
            ),
            (
                Language.BANGLA,
                "<dd>করবেন না, নাগরিক আর ফোন চান না</dd>",
                "নাগরিক আর ফোন চান না",
            ),
        ],
    )
    def test_is_said_so_at_the_desk(
        self, client, sign_in, world, ask, cancel, language, line, event
    ):
        worker = sign_in(world.user(Role.SUPERVISOR, "30"))
        worker.language = language
        world.person()
        case = world.case()
        ask(case, CallTime.AFTERNOON, call_on=date(2026, 11, 29))
        cancel(case)
        page = client.get(f"/cases/{case.reference}").text
        assert line in page
        assert page.count(event) >= 2  # the thread and the history
        assert "29 November" not in page

import re
from datetime import date, timedelta

import pytest

from case_manager.cases import service
from case_manager.vocabulary import OfficeDecision, Role
from tests.case_manager.cases.test_pages import (
    AREA,
    case,
    mine,
    now,
    post,
    reloaded,
    sign_in,
    worker,
)

__all__ = ["case", "mine", "now", "post", "worker"]


@pytest.fixture
def supervisor(client, session, world, now):
    return sign_in(client, session, world.user(area_code=AREA, role=Role.SUPERVISOR), now)


@pytest.fixture
def closed(session, mine, worker, app, now):
    return service.close_case(
        session,
        mine.reference,
        decision=OfficeDecision.UPHELD,
        message="The money is on its way.",
        actor=worker,
        keys=app.state.keys,
        now=now,
    )


@pytest.mark.parametrize("place", ["replies", "notes", "closures"])
def test_a_sign_that_cannot_be_kept_loses_nobody_their_words(mine, post, place):
    fields = {"text": "Robibar\0 taka ashbe.", "decision": "upheld", "decided_on": "2026-11-23"}
    answer = post(f"/cases/{mine.reference}/{place}", **fields)
    assert answer.status_code == 422
    assert "cannot be kept" in answer.text
    assert re.search(r"<textarea[^>]*>Robibar taka ashbe\.</textarea>", answer.text)


def offered_act(page):
    """What the page offers to take back."""
    return re.search(r'name="act" value="(\d+)"', page.text)[1]


class TestAssignCase:
    def test_those_who_lead_give_it_to_a_colleague_and_take_it_away(
        self, client, session, world, supervisor, case, post
    ):
        colleague = world.user(area_code=AREA)
        assert colleague.name in client.get(f"/cases/{case.reference}?write=assign").text
        post(f"/cases/{case.reference}/assignments", assignee=str(colleague.id))
        assert reloaded(session, case).assignee_id == colleague.id
        post(f"/cases/{case.reference}/unassignments")
        assert reloaded(session, case).assignee_id is None

    @pytest.mark.parametrize("nobody", ["nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_nobody_is_refused_in_words(self, supervisor, case, post, nobody):
        answer = post(f"/cases/{case.reference}/assignments", assignee=nobody)
        assert answer.status_code == 422
        assert "Choose a colleague." in answer.text

    def test_whoever_may_give_it_to_nobody_else_is_told_so_too(self, worker, mine, post):
        answer = post(f"/cases/{mine.reference}/assignments", assignee="nonsense")
        assert answer.status_code == 422
        assert re.search(r'role="alert">.*Choose a colleague\.', answer.text)

    def test_a_caseworker_gives_nothing_away(self, worker, world, mine, post):
        answer = post(
            f"/cases/{mine.reference}/assignments", assignee=str(world.user(area_code=AREA).id)
        )
        assert answer.status_code == 403
        assert post(f"/cases/{mine.reference}/unassignments").status_code == 403


class TestClassifyCase:
    def test_the_kind_and_its_limits_change(self, client, session, world, worker, post, now):
        world.person()
        case = world.case(conversation=world.conversation())
        service.assign_case(session, case.reference, assignee=worker, actor=worker, now=now)
        post(f"/cases/{case.reference}/classifications", category="information")
        assert reloaded(session, case).category == "information"

    def test_one_that_does_not_exist_comes_back_in_words(self, mine, post):
        answer = post(f"/cases/{mine.reference}/classifications", category="nonsense")
        assert answer.status_code == 422
        assert "There is no such kind or programme." in answer.text


class TestMoveCase:
    def test_out_of_sight_it_can_still_be_taken_back(
        self, client, session, world, supervisor, case, post
    ):
        world.area("100409")
        answer = post(f"/cases/{case.reference}/moves?channel=sms", area="100409")
        assert answer.headers["location"] == f"/cases?channel=sms&left={case.reference}"
        act = offered_act(client.get(answer.headers["location"]))
        post(f"/cases/{case.reference}/undoings", act=act)
        assert reloaded(session, case).area_code == "302602"

    @pytest.mark.parametrize("area", ["", "77", "nonsense"])
    def test_nowhere_comes_back_in_words(self, mine, post, area):
        answer = post(f"/cases/{mine.reference}/moves", area=area)
        assert answer.status_code == 422
        assert "Give the code of an area that exists." in answer.text


class TestReopenCase:
    def test_the_reason_stands_in_the_thread(self, client, closed, post):
        post(f"/cases/{closed.reference}/reopenings", text="The money did not come after all.")
        page = client.get(f"/cases/{closed.reference}")
        assert "The money did not come after all." in page.text
        assert "Close the case" in client.get(f"/cases/{closed.reference}?write=close").text

    def test_a_reason_is_wanted(self, closed, post):
        answer = post(f"/cases/{closed.reference}/reopenings", text=" ")
        assert answer.status_code == 422
        assert "Write something first." in answer.text


class TestUndo:
    def test_an_act_is_offered_and_taken_back(self, client, session, worker, case, post):
        post(f"/cases/{case.reference}/assignments")
        page = client.get(f"/cases/{case.reference}")
        assert "The case is given." in page.text
        post(f"/cases/{case.reference}/undoings", act=offered_act(page))
        assert reloaded(session, case).assignee_id is None
        assert 'name="act"' not in client.get(f"/cases/{case.reference}").text

    def test_too_late_is_said(self, app, client, worker, case, post, now):
        post(f"/cases/{case.reference}/assignments")
        act = offered_act(client.get(f"/cases/{case.reference}"))
        app.state.clock = lambda: now + timedelta(minutes=1)
        answer = post(f"/cases/{case.reference}/undoings", act=act)
        assert answer.status_code == 409
        assert "The time to take this back is over." in answer.text

    def test_somebody_else_s_act_is_not_found(self, client, session, world, mine, post, now):
        act = offered_act(client.get(f"/cases/{mine.reference}"))
        sign_in(client, session, world.user(area_code=AREA), now)
        assert post(f"/cases/{mine.reference}/undoings", act=act).status_code == 404


class TestSentTwice:
    FORM = "6f1c2c1e-3f0e-4c57-9c7a-0c9be6a3b7f1"

    def said(self, client, case):
        page = client.get(f"/cases/{case.reference}").text
        return re.findall(r'class="entry-body"[^>]*>([^<]*)<', page)[1:]

    def test_a_closing_closes_once_and_leads_back(self, client, mine, post):
        fields = {"text": "Solved.", "decision": "upheld", "decided_on": "2026-11-23"}
        for _ in range(2):
            answer = post(f"/cases/{mine.reference}/closures", **fields, form_id=self.FORM)
            assert answer.status_code == 303
        assert self.said(client, mine) == ["Solved.\nShiddhanto na manle APPEAL likhun."]

    def test_another_case_or_another_act_is_not_the_same(self, client, world, mine, post):
        other = world.case(conversation=world.conversation())
        for each in (mine, other):
            post(f"/cases/{each.reference}/notes", text="called", form_id=self.FORM)
        post(f"/cases/{mine.reference}/replies", text="Soon.", form_id=self.FORM)
        assert self.said(client, mine) == ["called", "Soon."]
        assert self.said(client, other) == ["called"]

    def test_what_was_taken_back_may_be_sent_again(self, client, mine, post):
        for _ in range(2):
            post(f"/cases/{mine.reference}/replies", text="Soon.", form_id=self.FORM)
            act = offered_act(client.get(f"/cases/{mine.reference}"))
            post(f"/cases/{mine.reference}/undoings", act=act)
        assert self.said(client, mine) == []
        post(f"/cases/{mine.reference}/replies", text="Soon.", form_id=self.FORM)
        assert self.said(client, mine) == ["Soon."]


class TestCloseCase:
    def test_a_letter_s_decision_may_be_older_than_the_case_here(self, client, session, mine, post):
        reloaded(session, mine).received_on = date(2026, 11, 2)
        page = client.get(f"/cases/{mine.reference}?write=close")
        assert 'min="2026-11-02"' in page.text
        answer = post(
            f"/cases/{mine.reference}/closures",
            text="Solved.",
            decision="upheld",
            decided_on="2026-11-03",
        )
        assert answer.status_code == 303


class TestTheNumberToCall:
    def test_is_given_and_removed_on_the_page(self, client, mine, post):
        page = client.get(f"/cases/{mine.reference}").text
        assert "Remove the number" not in page
        post(f"/cases/{mine.reference}/numbers", phone="01812-345678")
        page = client.get(f"/cases/{mine.reference}").text
        assert "Other number to call" in page
        assert "gave a number to call" in page
        assert "Remove the number" in page
        post(f"/cases/{mine.reference}/numbers", phone="")
        page = client.get(f"/cases/{mine.reference}").text
        assert "Other number to call" not in page
        assert "removed the number to call" in page

    def test_that_is_none_comes_back_with_what_is_wrong(self, mine, post):
        answer = post(f"/cases/{mine.reference}/numbers", phone="0181")
        assert answer.status_code == 422
        assert 'value="0181"' in answer.text
        assert "This is not a mobile number" in answer.text

    def test_is_only_for_whoever_works_on_it(self, client, session, worker, case, post):
        assert "Change the number to call" not in client.get(f"/cases/{case.reference}").text
        post(f"/cases/{case.reference}/numbers", phone="01812-345678")
        assert reloaded(session, case).citizen_phone_sealed is None

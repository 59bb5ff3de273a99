"""The lists of the desk: queues, filters, search and what staff write down."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from case_manager.models import AuditEntry, Case
from citizen_text.digits import to_bangla

from .test_pages import AREA, case, listed, mine, now, post, refresh_of, sign_in, worker

__all__ = ["case", "mine", "now", "post", "worker"]


class TestInbox:
    def test_a_stranger_is_asked_to_sign_in_and_comes_back(self, client):
        answer = client.get("/cases")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?then=/cases")

    def test_a_row_says_who_where_what_and_by_when(self, client, worker, case):
        text = client.get("/cases").text
        for words in ("Rahima B.", "Area 302602", "Payment not received", "1 day left"):
            assert words in text
        assert "amar taka 3 mash dhore pai nai" in text
        assert "Rahima Begum" not in text

    def test_another_area_s_cases_are_not_there(self, client, session, world, case, now):
        sign_in(client, session, world.user(area_code="1004"), now)
        page = client.get("/cases")
        assert listed(page) == []
        assert "There are no open cases" in page.text

    def test_each_queue_is_an_address_of_its_own(self, client, worker, mine, world):
        other = world.case(conversation=world.conversation("+8801712345678"))
        assert listed(client.get("/cases?queue=mine")) == [mine.reference]
        assert listed(client.get("/cases?queue=unassigned")) == [other.reference]
        assert "Nothing is overdue" in client.get("/cases?queue=overdue").text

    def test_the_nearest_deadline_comes_first(self, client, worker, world, case, now):
        world.person("+8801812345678")
        late = world.case(
            conversation=world.conversation("+8801812345678"), now=now - timedelta(days=20)
        )
        assert listed(client.get("/cases")) == [late.reference, case.reference]

    def test_the_newest_come_first_on_request(self, client, worker, world, case, now):
        old = world.case(conversation=world.conversation(), now=now - timedelta(days=20))
        page = client.get("/cases?order=newest")
        assert listed(page) == [case.reference, old.reference]

    @pytest.mark.parametrize("order", ["deadline", "newest"])
    def test_further_pages_are_reached_by_a_link(self, client, worker, world, order):
        world.person()
        conversation = world.conversation()
        references = {world.case(conversation=conversation).reference for _ in range(27)}
        first = client.get(f"/cases?order={order}")
        link = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
        second = client.get(link)
        assert len(listed(first)) == 25
        assert set(listed(first)) | set(listed(second)) == references

    def test_a_page_that_does_not_exist_is_a_page_in_words(self, client, worker):
        answer = client.get("/cases?after=nonsense")
        assert answer.status_code == 422
        assert "Something is wrong with the address" in answer.text

    def test_rows_lead_to_cases_with_the_list_beside_them(self, client, worker, mine):
        row = re.search(r'href="(/cases/\d+\?[^"]+)"', client.get("/cases?queue=mine").text)[1]
        assert listed(client.get(row.replace("&amp;", "&"))) == [mine.reference]
        assert 'aria-current="true"' in client.get(row).text

    def test_the_list_is_one_line_of_the_audit_trail(self, client, session, worker, mine, world):
        world.case(conversation=world.conversation())
        client.get("/cases?queue=open")
        listing = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "cases_listed")
        ).one()
        assert (listing.actor_id, listing.subject_id) == (worker.id, "open")
        assert listing.data == {"rows": "2"}


class TestRefreshList:
    def test_there_is_nothing_to_say_until_something_changes(
        self, client, session, worker, case, world
    ):
        refresh = refresh_of("list", client.get("/cases?queue=unassigned"))
        assert client.get(refresh).status_code == 204
        other = world.case(conversation=world.conversation())
        news = client.get(refresh)
        assert set(listed(news)) == {case.reference, other.reference}
        assert 'id="queues"' in news.text

    def test_the_case_beside_it_stays_chosen(self, client, worker, case, world):
        refresh = refresh_of("list", client.get(f"/cases/{case.reference}?channel=sms"))
        world.case(conversation=world.conversation())
        assert 'aria-current="true"' in client.get(refresh).text

    def test_a_look_is_recorded_only_when_something_is_shown(self, client, session, worker, case):
        refresh = refresh_of("list", client.get("/cases"))
        client.get(refresh)
        looks = select(AuditEntry).where(AuditEntry.action == "cases_listed")
        assert len(session.scalars(looks).all()) == 1


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("queue=nonsense", "There is no such list."),
            ("colour=red", "There is no such filter."),
            ("area=77", "There is no area with this code."),
            ("opened_from=2026-02-30", "There is no such day."),
            ("opened_from=2026-02-02&opened_to=2026-02-01", "The period ends before it begins."),
        ],
    )
    def test_one_that_means_nothing_is_said_where_the_list_would_be(
        self, client, worker, case, query, words
    ):
        answer = client.get(f"/cases?{query}")
        assert answer.status_code == 422
        assert words in answer.text
        assert listed(answer) == []

    @pytest.mark.parametrize("query", ["area=1004", "is_restricted=yes"])
    def test_one_that_is_not_theirs_is_forbidden_in_words(self, client, worker, world, query):
        world.area("1004")
        answer = client.get(f"/cases?{query}")
        assert answer.status_code == 403
        assert 'role="alert"' in answer.text

    def test_they_narrow_the_list_and_each_can_be_taken_away(self, client, worker, case, world):
        world.person("+8801812345678")
        other = world.case(
            conversation=world.conversation("+8801812345678"), category="information"
        )
        page = client.get("/cases?category=information&channel=sms")
        assert listed(page) == [other.reference]
        without = re.findall(r'class="chip" href="([^"]+)"', page.text)
        assert without == ["/cases?channel=sms", "/cases?category=information"]

    def test_what_nothing_fits_is_said_so(self, client, worker, case):
        assert "Nothing fits these filters" in client.get("/cases?channel=hearing").text

    def test_the_form_comes_with_what_is_set(self, client, worker, world):
        world.area("302602")
        page = client.get("/cases/filters?queue=mine&area=302602")
        assert '<option value="302602" selected>' in page.text
        assert '<option value="mine" selected>' in page.text
        assert "is_restricted" not in page.text

    def test_a_refused_one_does_not_hide_the_case_beside_it(self, client, worker, case):
        answer = client.get(f"/cases/{case.reference}?queue=nonsense")
        assert answer.status_code == 422
        assert "There is no such list." in answer.text
        assert "amar taka 3 mash dhore pai nai" in answer.text

    def test_they_stay_after_an_act(self, client, worker, case, post):
        answer = post(f"/cases/{case.reference}/assignments?queue=unassigned&channel=sms")
        where = f"/cases/{case.reference}?queue=unassigned&channel=sms"
        assert answer.headers["location"] == where


class TestSearchCases:
    def test_a_number_as_it_is_read_out_leads_to_the_case(self, post, worker, case):
        spoken = to_bangla(f"{case.reference[:4]} {case.reference[4:]}")
        answer = post("/cases/searches", words=spoken)
        assert answer.headers["location"] == f"/cases/{case.reference}"

    def test_words_and_names_are_not_in_the_address(self, post, worker, case):
        answer = post("/cases/searches", words="dhore")
        assert listed(answer) == [case.reference]

    def test_what_was_found_is_of_no_queue(self, post, worker, case):
        assert (
            'aria-current="page"'
            not in post("/cases/searches", words="dhore").text.partition('class="queues"')[2]
        )

    @pytest.mark.parametrize("words", ["", "!!", "1234 5678", "x" * 300])
    def test_what_cannot_be_looked_for_is_said(self, post, worker, words):
        answer = post("/cases/searches", words=words)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text

    def test_another_area_s_are_not_found(self, client, session, world, case, post, now):
        sign_in(client, session, world.user(area_code="1004"), now)
        answer = post("/cases/searches", words="dhore")
        assert "Nothing found" in answer.text

    def test_of_a_list_that_is_not_shown_no_look_is_recorded(self, post, session, worker, case):
        post("/cases/searches", words="dhore")
        actions = session.scalars(select(AuditEntry.action)).all()
        assert "cases_searched" in actions
        assert "cases_listed" not in actions


class TestRefreshFound:
    @pytest.fixture
    def again(self, post):
        def again(answer, words="dhore"):
            [seen] = re.findall(r'"seen": "(\w+)"', answer.text)
            return post("/cases/searches/news", words=words, seen=seen)

        return again

    def test_there_is_nothing_to_say_until_something_changes(
        self, session, post, worker, case, again
    ):
        found = post("/cases/searches", words="dhore")
        assert again(found).status_code == 204
        session.get(Case, case.id).has_unread_answer = True
        news = again(found)
        assert listed(news) == [case.reference]
        assert "is-unread" in news.text
        assert 'id="queues"' in news.text
        searched = select(AuditEntry).where(AuditEntry.action == "cases_searched")
        assert len(session.scalars(searched).all()) == 2

    def test_what_its_reader_may_no_longer_see_is_gone(self, session, post, worker, case, again):
        found = post("/cases/searches", words="dhore")
        session.get(Case, case.id).is_restricted = True
        news = again(found)
        assert listed(news) == []
        assert "Nothing found" in news.text


class TestRegisterCase:
    FIELDS = {"channel": "walk_in", "category": "information", "words": "He came in person."}  # noqa: RUF012

    def test_a_visit_becomes_a_case_at_once(self, client, worker, world, post):
        world.area(AREA)
        assert "How did it reach you?" in client.get("/cases/new").text
        answer = post("/cases", **self.FIELDS)
        assert answer.status_code == 303
        assert "He came in person." in client.get(answer.headers["location"]).text

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("channel", "sms", "Choose how it reached you."),
            ("channel", "pigeon", "Choose how it reached you."),
            ("category", "", "Choose what it is about."),
            ("words", " ", "Write what the citizen says"),
            ("received_on", "2026-02-30", "Give today or a day that is not long ago."),
            ("received_on", "2020-01-01", "Give today or a day that is not long ago."),
            ("phone", "12", "This is not a mobile number"),
            ("area", "77", "There is no area with this code."),
            ("programme", "nonsense", "There is no such programme."),
        ],
    )
    def test_what_is_wrong_comes_back_with_its_reason(
        self, worker, world, post, field, value, words
    ):
        world.area(AREA)
        answer = post("/cases", **self.FIELDS | {field: value})
        assert answer.status_code == 422
        assert words in answer.text

    def test_an_open_case_of_the_same_citizen_is_shown_before_another_is_opened(
        self, client, session, worker, world, post
    ):
        world.area(AREA)
        fields = self.FIELDS | {"phone": "01712345678"}
        first = post("/cases", **fields).headers["location"].rpartition("/")[2]
        answer = post("/cases", **fields)
        assert answer.status_code == 409
        assert "This citizen already has an open case about this" in answer.text
        assert f'href="/cases/{first}" target="_blank"' in answer.text
        assert fields["words"] in answer.text
        shown = session.scalar(select(AuditEntry).where(AuditEntry.action == "open_cases_shown"))
        assert shown.data == {"rows": "1"}
        [seen] = re.findall(r'name="seen" value="([^"]*)"', answer.text)
        again = post("/cases", **fields, seen=seen)
        assert again.status_code == 303
        assert again.headers["location"] != f"/cases/{first}"

    def test_one_that_was_opened_meanwhile_is_shown_too(self, worker, world, post):
        world.area(AREA)
        fields = self.FIELDS | {"phone": "01712345678"}
        first = post("/cases", **fields).headers["location"].rpartition("/")[2]
        post("/cases", **fields, seen=first)
        answer = post("/cases", **fields, seen=first)
        assert answer.status_code == 409
        assert "This citizen already has 2 open cases about this" in answer.text

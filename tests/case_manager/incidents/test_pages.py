"""Incidents on the desk: the list, one of them, what is done to it."""

import re

import pytest

from case_manager.incidents import service
from case_manager.incidents.rules import Fault
from case_manager.incidents.service import OpenIncident
from case_manager.models import AuditEntry, Incident
from case_manager.vocabulary import IncidentKind, Language, Role
from tests.case_manager.incidents.conftest import NOW


@pytest.fixture
def supervisor(world, sign_in):
    return sign_in(world.user(Role.SUPERVISOR, "3026", "Nasrin Akter"))


@pytest.fixture
def post(client):
    def post(address, **fields):
        return client.post(address, data={"csrf_token": "token"} | fields)

    return post


@pytest.fixture
def number(incident):
    return incident.number


class TestList:
    def test_says_what_would_be_here(self, client, supervisor):
        page = client.get("/incidents").text
        assert "No incident is open." in page
        assert "/incidents/new" in page

    def test_shows_what_failed_and_how_many_are_left(self, client, supervisor, number):
        page = client.get("/incidents").text
        assert f"Incident {number}: Batch OAA-17 failed" in page
        assert "52,500" in page
        assert "5 days left" in page

    def test_in_bangla(self, client, supervisor, number, session):
        supervisor.language = Language.BANGLA
        session.flush()
        page = client.get("/incidents").text
        assert "ব্যাচ OAA-17 ব্যর্থ" in page
        assert "৫২,৫০০" in page

    def test_what_is_mended_has_its_own(self, client, supervisor, session, incident):
        number = incident.number
        incident.mended_at = NOW
        session.flush()
        assert "OAA-17" not in client.get("/incidents").text
        assert f"Incident {number}" in client.get("/incidents?state=mended").text

    def test_of_another_area_shows_nothing(self, client, world, sign_in, number):
        sign_in(world.user(Role.SUPERVISOR, "3027"))
        assert "OAA-17" not in client.get("/incidents").text
        assert client.get(f"/incidents/{number}").status_code == 404

    def test_goes_on_where_a_page_ends(self, client, supervisor, session, keys):
        for _ in range(26):
            command = OpenIncident(Fault(IncidentKind.OTHER), "something")
            service.open_by_hand(session, command, actor=supervisor, keys=keys, now=NOW)
        first = client.get("/incidents").text
        assert first.count('scope="row"') == 25
        after = re.search(r'href="(/incidents\?state=open&amp;after=[^"]+)"', first)[1]
        assert client.get(after.replace("&amp;", "&")).text.count('scope="row"') == 1

    @pytest.mark.parametrize("after", ["x", "2026-01-01T00:00:00_x"])
    def test_a_page_that_is_none(self, client, supervisor, after):
        assert client.get(f"/incidents?after={after}").status_code == 422


class TestOne:
    def test_its_cases_with_the_way_to_them(
        self, client, supervisor, incident, failed_batch, case_of, look
    ):
        case = case_of(failed_batch[0])
        look()
        page = client.get(f"/incidents/{incident.number}").text
        assert f'href="/cases/{case.reference}"' in page
        assert "Not asked yet" in page

    def test_the_look_is_recorded(self, client, supervisor, number, session):
        client.get(f"/incidents/{number}")
        line = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert (line.action, line.subject_id) == ("incident_read", str(number))

    def test_the_case_leads_to_it(self, client, supervisor, incident, failed_batch, case_of, look):
        case = case_of(failed_batch[0])
        look()
        page = client.get(f"/cases/{case.reference}").text
        assert f'href="/incidents/{incident.number}"' in page

    def test_the_list_of_cases_marks_it(
        self, client, supervisor, incident, failed_batch, case_of, look
    ):
        case_of(failed_batch[0])
        assert 'aria-label="Incident' not in client.get("/cases").text
        look()
        assert f'aria-label="Incident {incident.number}"' in client.get("/cases").text

    def test_nothing_on_a_case_names_it_to_whom_it_concerns(
        self, client, world, sign_in, session, incident, failed_batch, case_of, look
    ):
        user = sign_in(world.user(Role.SUPERVISOR, "3026"))
        incident.concerns_id, incident.owner_id = user.id, None
        session.flush()
        case = case_of(failed_batch[0])
        look()
        number = incident.number
        for address in ("/cases", f"/cases/{case.reference}"):
            assert f"Incident {number}" not in client.get(address).text

    def test_who_may_not_act_sees_no_way_to(self, client, world, sign_in, number):
        sign_in(world.user(Role.CASEWORKER, "302602"))
        page = client.get(f"/incidents/{number}").text
        assert f"/incidents/{number}/mendings" not in page
        assert f"/incidents/{number}/assignments" in page

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
    def test_a_number_that_is_none(self, client, supervisor, number):
        assert client.get(f"/incidents/{number}").status_code in (404, 422)


class TestActs:
    def test_taken_written_and_mended(self, client, world, sign_in, post, number, session):
        user = sign_in(world.user(Role.CASEWORKER, "302602"))
        assert post(f"/incidents/{number}/mendings").status_code == 403
        assert post(f"/incidents/{number}/assignments").status_code == 303
        assert post(f"/incidents/{number}/notes", text="The bank has the file").status_code == 303
        page = client.get(f"/incidents/{number}").text
        assert "The bank has the file" in page
        assert post(f"/incidents/{number}/mendings").status_code == 303
        assert session.query(Incident).filter_by(number=number).one().owner_id == user.id
        page = client.get(f"/incidents/{number}").text
        assert "recorded that it is mended" in page
        assert post(f"/incidents/{number}/mendings").status_code == 409

    def test_a_note_sent_twice_is_written_once(self, client, supervisor, post, number):
        form_id = "7d0c1f0e-0000-4000-8000-000000000001"
        for _ in range(2):
            post(f"/incidents/{number}/notes", text="Only once", form_id=form_id)
        assert client.get(f"/incidents/{number}").text.count("Only once") == 1

    def test_an_empty_note_comes_back(self, supervisor, post, number):
        answer = post(f"/incidents/{number}/notes", text="  ")
        assert answer.status_code == 422
        assert 'id="text-error"' in answer.text

    def test_a_case_added_taken_out_and_split_off(
        self, client, supervisor, post, pay, case_of, number
    ):
        case, other = case_of(pay(1)[0]), case_of(pay(1)[0], "+8801712345679")
        first, second = case.reference, other.reference
        for reference in (f"{first[:4]} {first[4:]}", second):
            assert post(f"/incidents/{number}/cases", reference=reference).status_code == 303
        assert post(f"/incidents/{number}/removals", cases=first).status_code == 303
        page = client.get(f"/incidents/{number}").text
        assert (f"/cases/{first}" in page, f"/cases/{second}" in page) == (False, True)
        answer = post(f"/incidents/{number}/splits", cases=second, words="An agent keeps it")
        assert answer.status_code == 303
        assert f"/cases/{second}" in client.get(answer.headers["location"]).text

    def test_a_number_that_is_no_case_comes_back(self, supervisor, post, number):
        answer = post(f"/incidents/{number}/cases", reference="12345678")
        assert answer.status_code == 404
        assert "No open case of yours has this number." in answer.text

    def test_nothing_chosen_comes_back(self, supervisor, post, number, case_of, failed_batch, look):
        case_of(failed_batch[0])
        look()
        assert "Choose cases first." in post(f"/incidents/{number}/removals").text
        answer = post(f"/incidents/{number}/splits", words="An agent keeps it")
        assert "Choose cases first." in answer.text

    def test_joined_to_another(self, client, supervisor, post, number, session, keys):
        command = OpenIncident(Fault(IncidentKind.OTHER), "something")
        other = service.open_by_hand(session, command, actor=supervisor, keys=keys, now=NOW).number
        assert post(f"/incidents/{number}/joins", other="999999").status_code == 404
        assert post(f"/incidents/{number}/joins", other="x").status_code == 422
        answer = post(f"/incidents/{number}/joins", other=str(other))
        assert answer.headers["location"] == f"/incidents/{other}"
        assert f"/incidents/{number}" in client.get(f"/incidents/{other}").text

    def test_given_to_a_colleague(self, world, supervisor, post, number, session):
        colleague = world.user(Role.CASEWORKER, "3026")
        stranger = world.user(Role.CASEWORKER, "3027")
        assert post(f"/incidents/{number}/assignments", owner=str(stranger.id)).status_code == 409
        assert post(f"/incidents/{number}/assignments", owner="x").status_code == 422
        assert post(f"/incidents/{number}/assignments", owner=str(colleague.id)).status_code == 303


class TestNew:
    def test_opened_by_hand(self, client, world, supervisor, post):
        world.area("302602")
        answer = post("/incidents", kind="agent", words="The agent keeps 100 taka", area="302602")
        page = client.get(answer.headers["location"]).text
        assert "The agent keeps 100 taka" in page

    def test_what_the_ledger_tells_is_counted_while_the_page_waits(
        self, client, supervisor, post, pay, count, session
    ):
        pay(3, batch="OAA-18")
        address = post("/incidents", kind="batch", words="It failed", batch="OAA-18").headers[
            "location"
        ]
        page = client.get(address).text
        assert "It is being counted since" in page
        assert f"{address}/mendings" not in page
        assert "Being counted" in client.get("/incidents").text
        assert "It is being counted since" in client.get(f"{address}/news").text
        count(session.query(Incident).one())
        assert client.get(f"{address}/news").headers["HX-Redirect"] == address
        page = client.get(address).text
        assert "It is being counted since" not in page
        assert f"{address}/mendings" in page

    def test_what_a_kind_needs_is_asked_for(self, supervisor, post):
        answer = post("/incidents", kind="batch", words="It failed")
        assert answer.status_code == 422
        assert "Write the number of the batch." in answer.text
        assert "It failed" in answer.text

    @pytest.mark.parametrize(
        "odd",
        [
            {"kind": "x"},
            {"programme": "x"},
            {"return_reason": "x"},
            {"area": "99"},
            {"concerns": "x"},
            {"concerns": "7d0c1f0e-0000-4000-8000-000000000001"},
        ],
    )
    def test_what_was_not_offered_is_refused(self, supervisor, post, odd):
        assert post("/incidents", **({"kind": "other", "words": "x"} | odd)).status_code == 422

    def test_whom_it_concerns_is_never_shown_it(self, client, world, supervisor, post, sign_in):
        colleague = world.user(Role.SUPERVISOR, "3026")
        address = post(
            "/incidents", kind="other", words="It is about her", concerns=str(colleague.id)
        ).headers["location"]
        sign_in(colleague)
        assert client.get(address).status_code == 404
        assert address not in client.get("/incidents").text

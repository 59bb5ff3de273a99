"""People of the register on the desk: found by name and number, shown with all that is known."""

from datetime import date

import pytest
from sqlalchemy import select

from case_manager.models import AuditEntry, Death, DeathReport, Household, Nominee
from case_manager.people import deaths
from case_manager.vocabulary import (
    EnrolmentStatus,
    IdentifierKind,
    NomineeRelation,
    PaymentStatus,
    ReturnReason,
)

from ..conftest import NOW, SOURCED

PHONE, NID = "+8801712345678", "19526926925012345"
AREA, ELSEWHERE = "302602", "100409"


@pytest.fixture
def rahima(world):
    return world.person(PHONE, nid=NID, beneficiary_id="BEN000000017", area_code=AREA)


@pytest.fixture
def desk(client, world, sign_in):
    sign_in(world.user(area_code=AREA))
    return client


@pytest.fixture
def find(desk):
    def find(words):
        return desk.post("/people/searches", data={"words": words, "csrf_token": "token"})

    return find


def trail(session):
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(entry.action, entry.data) for entry in entries]


class TestSearch:
    @pytest.mark.parametrize(
        "words",
        [
            "Rahima Begum",
            "rohima begom",
            "রহিমা",
            "begum rahima",
            "01712-345678",
            "০১৭১২৩৪৫৬৭৮",
            "+880 1712 345678",
            NID,
            NID[4:],
            "ben000000017",
        ],
    )
    def test_leads_to_the_only_one(self, find, rahima, words):
        answer = find(words)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/people/{rahima.id}"

    def test_by_a_name_that_is_only_written_alike(self, find, rahima):
        assert find("Rahma Begumm").headers["location"] == f"/people/{rahima.id}"

    def test_by_a_number_that_was_given_up(self, find, world, rahima):
        given_up = date(2026, 1, 1)
        world.number(rahima, IdentifierKind.PHONE, "+8801812345678", valid_until=given_up)
        assert find("01812345678").headers["location"] == f"/people/{rahima.id}"

    @pytest.mark.parametrize("words", ["VWB-302602-0017", "vwb-302602-0017 ", "vwb- 302602-0017"])
    def test_by_an_own_number_with_hyphens(self, find, world, words):
        person = world.person(None, beneficiary_id="VWB-302602-0017", area_code=AREA)
        answer = find(words)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/people/{person.id}")

    def test_shows_a_list_of_several(self, find, world, rahima):
        world.person(None, area_code=AREA, birth_year=1971)
        page = find("Rahima").text
        assert page.count('href="/people/') == 2
        assert "1971" in page

    def test_finds_nobody_of_another_area(self, find, world):
        world.person(PHONE, nid=NID, area_code=ELSEWHERE)
        for words in ("Rahima", NID, "01712345678"):
            assert "Nobody in your area was found" in find(words).text

    @pytest.mark.parametrize(
        ("words", "said"), [("", "Write a name"), ("…", "Write a name"), ("a" * 201, "too long")]
    )
    def test_says_what_is_wrong_with_the_words(self, find, words, said):
        answer = find(words)
        assert said in answer.text
        assert answer.status_code == 422

    def test_is_recorded_without_what_was_asked_for(self, session, find, rahima):
        find("Rahima")
        assert trail(session) == [("people_searched", {"rows": "1"})]

    def test_has_a_page_of_its_own(self, desk):
        assert "Look for somebody by a name" in desk.get("/people").text


class TestPerson:
    def test_shows_payments_with_every_attempt(self, session, desk, world, rahima):
        payment = world.payment(rahima)
        payment.status, payment.return_reason = PaymentStatus.REISSUED, None
        payment.attempt, payment.status_on = 2, date(2026, 11, 2)
        page = desk.get(f"/people/{rahima.id}").text
        for words in ("Ordered again, 2 November 2026", "Attempts: 2", "Attempt 1:", "Returned"):
            assert words in page
        assert "PIN was never set" in page
        assert "From mis.bhata, as of 1 November 2026" in page

    def test_shows_enrolments_and_what_they_were(self, desk, world, rahima):
        enrolment = world.enrolment(rahima)
        enrolment.status, enrolment.status_from = EnrolmentStatus.SUSPENDED, date(2026, 4, 1)
        page = desk.get(f"/people/{rahima.id}").text
        for words in ("Suspended, since 1 April 2026", "Active, since 1 July 2020", "Enrolled on"):
            assert words in page

    def test_shows_household_nominee_and_death_entry(self, session, desk, world, rahima):
        household = world._added(Household(number="HH-7", area_code=AREA, **SOURCED))
        son = world.person(None, area_code=AREA, birth_year=1980)
        rahima.household_id = son.household_id = household.id
        rahima.is_household_head = True
        nominee = {"name_en": "Jamal", "name_bn": "জামাল", "relation": NomineeRelation.CHILD}
        valid = {"valid_from": date(2021, 1, 1)}
        world._added(Nominee(person_id=rahima.id, **nominee, **valid, **SOURCED))
        world._added(Death(person_id=rahima.id, died_on=date(2026, 9, 3), **SOURCED))
        page = desk.get(f"/people/{rahima.id}").text
        for words in ("HH-7", f"/people/{son.id}", "head of the household", "Jamal, child"):
            assert words in page
        assert "died on 3 September 2026" in page

    def test_shows_nobody_of_the_household_who_lives_elsewhere(self, desk, world, rahima):
        household = world._added(Household(number="HH-7", area_code=AREA, **SOURCED))
        near = world.person(None, area_code=AREA)
        far = world.person(None, area_code=ELSEWHERE)
        rahima.household_id = near.household_id = far.household_id = household.id
        page = desk.get(f"/people/{rahima.id}").text
        assert f"/people/{near.id}" in page
        assert str(far.id) not in page

    def test_masks_every_number(self, desk, rahima):
        page = desk.get(f"/people/{rahima.id}").text
        assert "••••2345" in page
        assert "017••-•••678" in page
        for number in (NID, NID[4:], "01712-345678", "BEN000000017"):
            assert number not in page

    def test_of_another_area_is_not_there(self, desk, world):
        stranger = world.person(None, area_code=ELSEWHERE)
        assert desk.get(f"/people/{stranger.id}").status_code == 404

    def test_is_a_look_in_the_trail(self, session, desk, rahima):
        desk.get(f"/people/{rahima.id}")
        assert trail(session) == [("person_viewed", {})]

    @pytest.mark.parametrize("status", PaymentStatus)
    @pytest.mark.parametrize("reason", ReturnReason)
    def test_has_words_for_every_state_and_reason(self, desk, world, rahima, status, reason):
        world.payment(rahima, status=status, reason=reason)
        assert desk.get(f"/people/{rahima.id}").status_code == 200


class TestReportsOfADeath:
    @pytest.fixture
    def report(self, session, rahima):
        deaths.report_death(session, rahima.id, source="dci:dss", as_of=date(2026, 11, 20), now=NOW)
        return session.scalars(select(DeathReport)).one().id

    @pytest.fixture
    def post(self, desk, rahima):
        def post(verb, report, person=rahima, **fields):
            data = {"report": str(report), "csrf_token": "token", **fields}
            return desk.post(f"/people/{person.id}/death-{verb}", data=data)

        return post

    def test_are_shown_with_their_source(self, desk, rahima, report):
        page = desk.get(f"/people/{rahima.id}").text
        assert "Another system says that this person died" in page
        assert "From dci:dss, as of 20 November 2026" in page
        assert "The register says that this person died" not in page

    def test_become_an_entry_when_staff_confirm(self, session, desk, rahima, post, report):
        assert post("confirmations", report, died_on="2026-11-02").status_code == 303
        death = session.scalars(select(Death)).one()
        assert (death.died_on, death.source) == (date(2026, 11, 2), "dci:dss")
        page = desk.get(f"/people/{rahima.id}").text
        assert "The register says that this person died on 2 November 2026" in page
        assert "Another system says" not in page
        assert ("death_confirmed", {"source": "dci:dss"}) in trail(session)

    @pytest.mark.parametrize("day", ["", "x", "1951-12-31", "2026-11-24"])
    def test_are_not_confirmed_without_a_day_of_this_life(self, session, post, report, day):
        answer = post("confirmations", report, died_on=day)
        assert answer.status_code == 422
        assert "Write a day from the birth to today." in answer.text
        assert session.scalars(select(Death)).all() == []

    def test_are_over_when_the_person_lives(self, session, desk, rahima, post, report):
        assert post("denials", report).status_code == 303
        assert "Another system says" not in desk.get(f"/people/{rahima.id}").text
        assert session.scalars(select(Death)).all() == []
        assert ("death_denied", {"source": "dci:dss"}) in trail(session)

    def test_are_decided_once(self, post, report):
        post("denials", report)
        assert post("confirmations", report, died_on="2026-11-02").status_code == 404

    @pytest.mark.parametrize("verb", ["confirmations", "denials"])
    def test_of_another_area_are_not_there(self, post, world, report, verb):
        stranger = world.person(None, area_code=ELSEWHERE)
        assert post(verb, report, stranger, died_on="2026-11-02").status_code == 404
        other = world.person(None, area_code=AREA)
        assert post(verb, report, other, died_on="2026-11-02").status_code == 404


class TestNumberViews:
    @pytest.fixture
    def show(self, session, world, desk, rahima):
        phone = world.number(rahima, IdentifierKind.WALLET, PHONE, provider="nagad")

        def show(reason="call_back", person=rahima, number=phone.id):
            data = {"number": str(number), "reason": reason, "csrf_token": "token"}
            return desk.post(f"/people/{person.id}/number-views", data=data)

        return show

    def test_shows_the_whole_number_and_records_why(self, session, show):
        assert "01712-345678" in show().text
        assert ("number_revealed", {"kind": "wallet", "reason": "call_back"}) in trail(session)

    def test_without_a_reason_shows_nothing(self, session, show):
        answer = show(reason="")
        assert answer.status_code == 422
        assert "01712-345678" not in answer.text
        assert "number_revealed" not in dict(trail(session))

    def test_of_somebody_else_is_not_there(self, show, world):
        other = world.person(None, area_code=AREA)
        assert show(person=other).status_code == 404


class TestWayFromTheCase:
    @pytest.mark.parametrize(("area_code", "is_there"), [(AREA, True), (ELSEWHERE, False)])
    def test_is_there_for_those_of_the_area(
        self, client, world, sign_in, rahima, area_code, is_there
    ):
        case = world.case(conversation=world.conversation(PHONE))
        case.assignee_id = sign_in(world.user(area_code=area_code)).id
        page = client.get(f"/cases/{case.reference}").text
        assert (f"/people/{rahima.id}" in page) == is_there

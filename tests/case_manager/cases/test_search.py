"""Bangla and Banglish find each other, and nobody finds what they may not see."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, text

from case_manager.cases import case_words, intake, search, service
from case_manager.cases.categories import categories
from case_manager.errors import FilterRefused, Malformed
from case_manager.models import AuditEntry, CaseWord
from case_manager.vocabulary import Channel, Language, Role
from citizen_text.digits import to_bangla
from tests.case_manager.conftest import NOW

PHONE = "+8801712345678"
SENSITIVE = next(one.id for one in categories().values() if one.is_sensitive)


@pytest.fixture
def viewer(world):
    return world.user(Role.SUPERVISOR)


@pytest.fixture
def finds(session, keys, viewer):
    def finds(query, who=None, **page):
        found = search.search_cases(session, who or viewer, query, keys=keys, now=NOW, **page)
        return [item.reference for item in found.items]

    return finds


class TestWords:
    @pytest.mark.parametrize(
        ("written", "asked"),
        [
            ("বিধবা ভাতার টাকা পাই নাই", "bidhoba"),
            ("bidhoba vatar taka pai nai", "বিধবা টাকা"),
            ("amar bhata bondho", "ভাতা"),
            ("মেম্বার ঘুষ চায়", "MEMBER ghush"),
            ("member ghush chay", "ঘুষ মেম্বার"),
        ],
    )
    def test_either_script_finds_the_other(self, world, finds, written, asked):
        case = world.case(description=written)
        world.case(description="onno kotha")
        assert finds(asked) == [case.reference]

    def test_every_word_has_to_be_there(self, world, finds):
        world.case(description="bidhoba")
        assert finds("bidhoba cheyarman") == []

    def test_replies_and_notes_are_found_too(self, session, world, keys, viewer, finds):
        case = world.case()
        service.write_note(session, case.reference, "cheyarman", actor=viewer, keys=keys, now=NOW)
        assert finds("চেয়ারম্যান") == [case.reference]

    def test_the_newest_first_page_by_page_and_none_twice(self, session, world, keys, viewer):
        cases = [
            world.case(description="bidhoba", now=NOW - timedelta(minutes=minute // 2))
            for minute in range(5)
        ]
        seen, cursor = [], None
        for _ in range(3):
            page = search.search_cases(
                session, viewer, "bidhoba", cursor, keys=keys, now=NOW, limit=2
            )
            seen += page.items
            cursor = page.next_cursor
        assert cursor is None
        assert {item.reference for item in seen} == {case.reference for case in cases}
        assert len(seen) == 5
        assert [item.opened_at for item in seen] == sorted(
            (item.opened_at for item in seen), reverse=True
        )

    def test_no_word_stands_in_the_table(self, session, world):
        world.case(description="bidhoba")
        columns = session.execute(text("SELECT * FROM cases.case_words LIMIT 1")).keys()
        assert set(columns) == {"word", "opened_at", "case_id"}


class TestNames:
    @pytest.mark.parametrize("asked", ["rohima", "রহিমা", "Rahima Begum", "begom"])
    def test_of_the_register_in_both_scripts(self, world, finds, asked):
        world.person(PHONE)
        case = world.case(conversation=world.conversation(PHONE))
        assert finds(asked) == [case.reference]

    @pytest.mark.parametrize("asked", ["jamal", "জামাল"])
    def test_as_staff_wrote_it_down(self, session, world, keys, finds, asked):
        command = intake.RegisterCase(
            channel=Channel.CALL,
            category="payment_not_received",
            words="টাকা নাই",
            language=Language.BANGLA,
            name="Jamal Hossain",
        )
        registered = intake.register_case(
            session, command, form_id=uuid4(), actor=world.user(), keys=keys, now=NOW
        )
        assert finds(asked) == [registered.reference]

    @pytest.mark.parametrize("asked", ["Rahim", "Rahima Bgum", "রহি"])
    def test_a_name_written_almost_like_it(self, world, finds, asked):
        world.person(PHONE)
        case = world.case(conversation=world.conversation(PHONE))
        assert finds(asked) == [case.reference]

    def test_of_whoever_keeps_it_back_finds_nothing(self, world, finds):
        world.person()
        world.case(is_anonymous=True)
        assert finds("Rahima") == []


class TestReference:
    def test_in_any_digits_and_spaces(self, world, finds):
        case = world.case()
        for written in (
            case.reference,
            to_bangla(case.reference),
            f" {case.reference[:4]} {case.reference[4:]} ",
        ):
            assert finds(written) == [case.reference]

    def test_of_nobody(self, keys, finds):
        assert finds(keys.references.nth(9_999_999)) == []

    def test_a_mistyped_one_is_told(self, world, finds):
        reference = world.case().reference
        wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
        with pytest.raises(FilterRefused) as refusal:
            finds(wrong)
        assert refusal.value.key == "search.mistyped_reference"


class TestWhoMayFind:
    def test_nothing_of_another_area(self, world, finds):
        world.person(PHONE, area_code="302602")
        case = world.case(conversation=world.conversation(PHONE), description="bidhoba")
        stranger = world.user(Role.CASEWORKER, "4001")
        neighbour = world.user(Role.CASEWORKER, "3026")
        for query in ("bidhoba", "rohima", "Rahim", case.reference):
            assert finds(query, stranger) == []
            assert finds(query, neighbour) == [case.reference]

    def test_restricted_cases_are_for_those_who_lead(self, world, finds, viewer):
        case = world.case(description="bidhoba", category=SENSITIVE)
        caseworker = world.user(Role.CASEWORKER)
        assert finds("bidhoba", caseworker) == []
        assert finds(case.reference, caseworker) == []
        assert finds("bidhoba") == [case.reference]


class TestWrongQueries:
    @pytest.mark.parametrize(
        ("query", "key"),
        [
            ("", "search.empty"),
            (" ?!… \x00", "search.empty"),
            ("a" * 201, "search.too_long"),
            ("ek dui tin char panch chhoy shat at noy dosh", "search.too_many_words"),
        ],
    )
    def test_are_answered_in_words(self, finds, query, key):
        with pytest.raises(FilterRefused) as refusal:
            finds(query)
        assert refusal.value.key == key

    @pytest.mark.parametrize(
        "cursor", ["x", "2026-11-23_x", "_", "2026-99-99_5f0c7d9e-3b1a-4c55-9a3e-0d6a1f2b7c11"]
    )
    def test_a_page_that_does_not_exist(self, finds, cursor):
        with pytest.raises(Malformed):
            finds("bidhoba", cursor=cursor)

    @pytest.mark.parametrize("query", ["x%", "_' OR 1=1 --", "😀 taka", "\\ <% x"])
    def test_signs_break_nothing(self, finds, query):
        assert finds(query) == []


class TestOldCases:
    def test_batches_take_up_what_was_written_before(self, session, world, keys, finds):
        world.person(PHONE)
        cases = [
            world.case(conversation=world.conversation(PHONE), description="bidhoba")
            for _ in range(5)
        ]
        session.execute(delete(CaseWord))
        assert finds("bidhoba") == []
        after, rounds = None, 0
        while rounds == 0 or after:
            after = case_words.index_batch(session, after, keys=keys, limit=2)
            rounds += 1
        case_words.index_batch(session, None, keys=keys)
        assert rounds >= 3
        assert set(finds("বিধবা")) == set(finds("rohima")) == {case.reference for case in cases}


def test_a_search_is_recorded_without_what_was_asked(session, viewer):
    search.record_search(session, 3, viewer, now=NOW)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.data) == ("cases_searched", {"rows": "3"})

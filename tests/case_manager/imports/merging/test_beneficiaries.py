"""What a file of beneficiaries does to the register."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from case_manager.models import Person
from case_manager.people import service as people_service
from case_manager.vocabulary import IdentifierKind, ImportKind, ImportStatus
from tests.case_manager.imports.whole_files import Imports, counts

LATER = date(2026, 11, 22)
EARLIER = date(2026, 10, 1)
DEFAULTS = {
    "NID": "",
    "Beneficiary ID": "",
    "Name": "Rahima Begum",
    "Name Bangla": "রহিমা বেগম",
    "Sex": "female",
    "Date of birth": "1952-03-04",
    "Area code": "302614",
    "Programme": "oaa",
    "Enrolled on": "2020-07-01",
    "Status": "active",
    "Status from": "",
    "Phone": "",
    "Wallet": "",
    "Wallet provider": "",
    "Household": "",
    "Nominee": "",
    "Nominee relation": "",
    "Nominee phone": "",
    "Died on": "",
}
MAPPING = {
    "nid": "NID",
    "beneficiary_id": "Beneficiary ID",
    "name_en": "Name",
    "name_bn": "Name Bangla",
    "sex": "Sex",
    "birth_on": "Date of birth",
    "area_code": "Area code",
    "programme": "Programme",
    "enrolled_on": "Enrolled on",
    "status": "Status",
    "status_from": "Status from",
    "phone": "Phone",
    "wallet": "Wallet",
    "wallet_provider": "Wallet provider",
    "household_number": "Household",
    "nominee_name_en": "Nominee",
    "nominee_relation": "Nominee relation",
    "nominee_phone": "Nominee phone",
    "died_on": "Died on",
}


def nid() -> str:
    return f"{1 + uuid4().int % (10**10 - 1):010d}"


def phone() -> str:
    return f"017{uuid4().int % 10**8:08d}"


def row(**cells: object) -> dict[str, object]:
    """`Date_of_birth` is the column "Date of birth"."""
    return DEFAULTS | {name.replace("_", " "): cell for name, cell in cells.items()}


def roll(*rows: dict[str, object]) -> str:
    lines = [",".join(DEFAULTS)] + [",".join(str(each[name]) for name in DEFAULTS) for each in rows]
    return "\n".join(lines) + "\n"


def take(imports: Imports, *rows: dict[str, object], **how: Any) -> Any:
    return imports.take(ImportKind.BENEFICIARIES, roll(*rows), mapping=MAPPING, **how)


def found(imports: Imports, number: str, kind: IdentifierKind = IdentifierKind.NID) -> list[Person]:
    with imports.sessions() as session:
        return list(people_service.find_by_identifier(session, kind, number, keys=imports.keys))


def one(imports: Imports, number: str) -> Person:
    (person,) = found(imports, number)
    return person


def enrolments(imports: Imports, person: Person) -> list[tuple[Any, ...]]:
    return imports.rows(
        "SELECT programme, status, status_from FROM cases.enrolments WHERE person_id = :id"
        " ORDER BY programme",
        id=person.id,
    )


def numbers(imports: Imports, person: Person, kind: str) -> list[tuple[Any, ...]]:
    return imports.rows(
        "SELECT provider, valid_from, valid_until FROM cases.identifiers"
        " WHERE person_id = :id AND kind = :kind ORDER BY id",
        id=person.id,
        kind=kind,
    )


class TestPeople:
    def test_somebody_new_is_found_by_their_numbers_and_by_their_name(self, imports):
        number, mobile = nid(), phone()
        done = take(imports, row(NID=number, Phone=mobile))
        assert (done.status, counts(done)) == (ImportStatus.DONE, (1, 0, 0, 0))
        person = one(imports, number)
        assert (person.name_en, person.name_bn) == ("Rahima Begum", "রহিমা বেগম")
        assert (person.birth_on, person.birth_year) == (date(1952, 3, 4), 1952)
        assert person.name_sounds
        by_phone = found(imports, "+88" + mobile, IdentifierKind.PHONE)
        assert [each.id for each in by_phone] == [person.id]

    def test_no_number_is_kept_in_the_open(self, imports):
        number = nid()
        take(imports, row(NID=number))
        kept = imports.rows("SELECT i::text FROM cases.identifiers AS i")
        assert not [line for (line,) in kept if number in line or number.encode().hex() in line]

    def test_the_same_file_again_changes_nothing(self, imports):
        rows = [
            row(NID=nid(), Phone=phone(), Nominee="Karim", Household="H1", Wallet=phone())
            | {"Wallet provider": "bkash", "Nominee phone": phone(), "Died on": "2026-10-02"}
            for _ in range(3)
        ]
        take(imports, *rows)
        assert counts(take(imports, *rows)) == (0, 0, 3, 0)

    def test_a_newer_file_changes_what_it_says_otherwise(self, imports):
        number = nid()
        take(imports, row(NID=number))
        changed = row(NID=number, Name="Rahima Khatun", Area_code="302618")
        assert counts(take(imports, changed, as_of=LATER)) == (0, 1, 0, 0)
        person = one(imports, number)
        assert (person.name_en, person.name_bn) == ("Rahima Khatun", "রহিমা বেগম")
        assert (person.area_code, person.as_of) == ("302618", LATER)

    def test_what_an_older_file_says_counts_for_nothing(self, imports):
        number = nid()
        take(imports, row(NID=number))
        older = row(NID=number, Area_code="302618", Status="ended")
        assert counts(take(imports, older, as_of=EARLIER)) == (0, 0, 1, 0)
        assert one(imports, number).area_code == "302614"

    def test_a_name_in_one_script_stands_for_both(self, imports):
        number = nid()
        take(imports, row(NID=number, Name=""))
        assert one(imports, number).name_en == "রহিমা বেগম"

    def test_a_cell_that_is_empty_takes_nothing_away(self, imports):
        number = nid()
        take(imports, row(NID=number))
        take(imports, row(NID=number, Name_Bangla="", Enrolled_on=""), as_of=LATER)
        assert one(imports, number).name_bn == "রহিমা বেগম"

    def test_people_of_one_house_live_together(self, imports):
        pair = [nid(), nid()]
        take(imports, *(row(NID=number, Household="H-17") for number in pair))
        first, second = (one(imports, number) for number in pair)
        assert first.household_id == second.household_id is not None

    @pytest.mark.parametrize("portion", [2, 50])
    def test_several_rows_of_somebody_are_one_person(self, imports, portion):
        """However they share numbers, and whatever portion they are in."""
        imports.portion = portion
        number, id_ = nid(), f"B{nid()}"
        done = take(
            imports,
            row(NID=number, Programme="oaa"),
            row(NID=nid()),
            row(NID=number, Beneficiary_ID=id_, Programme="wda"),
            row(Beneficiary_ID=id_, Programme="vwb"),
        )
        assert counts(done) == (4, 0, 0, 0)
        programmes = [each[0] for each in enrolments(imports, one(imports, number))]
        assert programmes == ["oaa", "vwb", "wda"]

    def test_the_first_of_several_rows_says_where_somebody_lives(self, imports):
        number = nid()
        rows = [row(NID=number), row(NID=number, Programme="wda", Area_code="302618")]
        take(imports, *rows)
        assert one(imports, number).area_code == "302614"
        assert counts(take(imports, *rows)) == (0, 0, 2, 0)


class TestNumbers:
    def test_a_new_phone_takes_the_place_of_the_old_one_that_stays_known(self, imports):
        number, old = nid(), phone()
        take(imports, row(NID=number, Phone=old))
        take(imports, row(NID=number, Phone=phone()), as_of=LATER)
        person = one(imports, number)
        assert [ends for _, _, ends in numbers(imports, person, "phone")] == [
            date(2026, 11, 21),
            None,
        ]
        assert found(imports, "+88" + old, IdentifierKind.PHONE) == []

    def test_a_phone_may_be_of_two_people(self, imports):
        pair, shared = [nid(), nid()], phone()
        take(imports, *(row(NID=number, Phone=shared) for number in pair))
        assert len(found(imports, "+88" + shared, IdentifierKind.PHONE)) == 2

    def test_phones_of_two_rows_of_one_file_are_both_valid(self, imports):
        number = nid()
        rows = [row(NID=number, Phone=phone()), row(NID=number, Programme="wda", Phone=phone())]
        take(imports, *rows)
        take(imports, *rows, as_of=LATER)
        assert counts(take(imports, *rows, as_of=LATER)) == (0, 0, 2, 0)
        held = numbers(imports, one(imports, number), "phone")
        assert len([ends for _, _, ends in held if ends is None]) == 2

    def test_an_nid_of_13_digits_with_and_without_its_year_is_one(self, imports):
        number = f"3{nid()}12"
        take(imports, row(NID=number))
        done = take(imports, row(NID="1952" + number), as_of=LATER)
        assert counts(done) == (0, 0, 1, 0)

    def test_numbers_of_two_people_in_one_row_are_refused(self, imports):
        first, second = nid(), f"B{nid()}"
        take(imports, row(NID=first), row(NID=nid(), Beneficiary_ID=second))
        done = take(imports, row(NID=first, Beneficiary_ID=second), row(NID=nid()))
        assert counts(done) == (1, 0, 0, 1)
        assert imports.refused(done) == [(2, "NID", "number_of_another")]

    def test_a_number_of_somebody_quite_different_is_refused(self, imports):
        number = nid()
        take(imports, row(NID=number))
        other = row(NID=number, Name="Kamal Hossain", Name_Bangla="কামাল হোসেন", Sex="male")
        done = take(imports, other | {"Date of birth": "1980-01-01"}, row(NID=nid()))
        assert imports.refused(done) == [(2, "NID", "somebody_else")]
        assert one(imports, number).name_en == "Rahima Begum"

    @pytest.mark.parametrize(
        "other",
        [
            row(Name="Karima Begum", Name_Bangla="করিমা বেগম", Date_of_birth="1949-01-01"),
            row(Name="Karima Begum", Name_Bangla="করিমা বেগম"),
            row(Date_of_birth="1949-01-01"),
        ],
    )
    def test_a_book_is_of_whom_it_was_written_for(self, imports, other):
        """The same number in another list may be another woman's; "Begum" makes nobody her."""
        book = f"B{nid()}"
        take(imports, row(Beneficiary_ID=book))
        done = take(imports, other | {"Beneficiary ID": book}, row(NID=nid()), as_of=LATER)
        assert imports.refused(done) == [(2, "Beneficiary ID", "somebody_else")]
        (person,) = found(imports, book, IdentifierKind.BENEFICIARY_ID)
        assert (person.name_en, person.birth_year) == ("Rahima Begum", 1952)

    def test_who_has_a_name_of_common_words_alone_is_found_again(self, imports):
        known = row(Beneficiary_ID=f"B{nid()}", Name="Khatun Begum", Name_Bangla="খাতুন বেগম")
        take(imports, known)
        assert counts(take(imports, known, row(NID=nid()), as_of=LATER)) == (1, 0, 1, 0)

    @pytest.mark.parametrize("portion", [1, 50])
    def test_phones_of_two_rows_last_in_a_later_file(self, imports, portion):
        imports.portion = portion
        number = nid()
        rows = [row(NID=number, Phone=phone()), row(NID=number, Programme="wda", Phone=phone())]
        take(imports, *rows)
        done = take(imports, *rows, row(NID=nid()), as_of=LATER)
        assert counts(done) == (1, 0, 2, 0)
        held = numbers(imports, one(imports, number), "phone")
        assert [ends for _, _, ends in held] == [None, None]


class TestEnrolments:
    def test_a_status_that_ends_keeps_the_one_before(self, imports):
        number = nid()
        take(imports, row(NID=number))
        take(imports, row(NID=number, Status="ended", Status_from="2026-11-01"), as_of=LATER)
        person = one(imports, number)
        assert enrolments(imports, person) == [("oaa", "ended", date(2026, 11, 1))]
        former = imports.rows(
            "SELECT former.status FROM cases.enrolment_history AS former"
            " JOIN cases.enrolments AS enrolment ON enrolment.id = former.enrolment_id"
            " WHERE person_id = :id",
            id=person.id,
        )
        assert former == [("active",)]


class TestNominees:
    def nominees(self, imports: Imports, number: str) -> list[tuple[Any, ...]]:
        return imports.rows(
            "SELECT name_en, relation, valid_until IS NULL FROM cases.nominees"
            " WHERE person_id = :id ORDER BY id",
            id=one(imports, number).id,
        )

    def test_another_nominee_takes_the_place_of_the_former(self, imports):
        number = nid()
        take(imports, row(NID=number, Nominee="Karim Mia", Nominee_relation="son"))
        take(imports, row(NID=number, Nominee="Salma Khatun"), as_of=LATER)
        assert self.nominees(imports, number) == [
            ("Karim Mia", "child", False),
            ("Salma Khatun", "other", True),
        ]

    def test_another_phone_of_theirs_is_seen(self, imports):
        number, who = nid(), {"Nominee": "Karim Mia", "Nominee relation": "son"}
        take(imports, row(NID=number) | who | {"Nominee phone": phone()})
        done = take(imports, row(NID=number) | who | {"Nominee phone": phone()}, as_of=LATER)
        assert counts(done) == (0, 1, 0, 0)

    def test_the_same_one_keeps_what_a_list_leaves_out(self, imports):
        number = nid()
        known = row(NID=number, Nominee="Karim Mia", Nominee_relation="son")
        take(imports, known | {"Nominee phone": phone()})
        done = take(imports, row(NID=number, Nominee="Karim Mia"), as_of=LATER)
        assert counts(done) == (0, 0, 1, 0)
        assert self.nominees(imports, number) == [("Karim Mia", "child", True)]
        assert imports.rows(
            "SELECT phone_sealed IS NOT NULL, as_of FROM cases.nominees WHERE person_id = :id",
            id=one(imports, number).id,
        ) == [(True, LATER)]

    def test_one_who_is_told_in_the_other_script_is_the_same(self, imports):
        number = nid()
        known = row(NID=number, Nominee="Karim Mia", Nominee_relation="son")
        take(imports, known | {"Nominee phone": phone()})
        take(imports, row(NID=number, Nominee="করিম মিয়া"), as_of=LATER)
        assert imports.rows(
            "SELECT name_en, name_bn, relation, phone_sealed IS NOT NULL, valid_until"
            " FROM cases.nominees WHERE person_id = :id",
            id=one(imports, number).id,
        ) == [("Karim Mia", "করিম মিয়া", "child", True, None)]

    @pytest.mark.parametrize(("name", "relation"), [("সালমা খাতুন", ""), ("করিম মিয়া", "husband")])
    def test_another_one_in_the_other_script_is_not(self, imports, name, relation):
        number = nid()
        take(imports, row(NID=number, Nominee="Karim Mia", Nominee_relation="son"))
        told = row(NID=number, Nominee=name, Nominee_relation=relation)
        take(imports, told, as_of=LATER)
        assert [is_valid for _, _, is_valid in self.nominees(imports, number)] == [False, True]

    def test_another_relation_of_the_same_one_is_taken(self, imports):
        number = nid()
        take(imports, row(NID=number, Nominee="Karim Mia"))
        son = row(NID=number, Nominee="Karim Mia", Nominee_relation="son")
        assert counts(take(imports, son, as_of=LATER)) == (0, 1, 0, 0)
        assert self.nominees(imports, number) == [("Karim Mia", "child", True)]

    def test_who_was_confirmed_stays_whatever_an_older_list_says(self, imports):
        number = nid()
        known = row(NID=number, Nominee="Karim Mia", Nominee_relation="son")
        take(imports, known, as_of=EARLIER)
        take(imports, known, row(NID=nid()), as_of=LATER)
        take(imports, row(NID=number, Nominee="Salma Khatun"))
        assert self.nominees(imports, number) == [("Karim Mia", "child", True)]


class TestDeaths:
    def deaths(self, imports: Imports, number: str) -> list[tuple[Any, ...]]:
        return imports.rows(
            "SELECT died_on, revoked_on FROM cases.deaths WHERE person_id = :id ORDER BY id",
            id=one(imports, number).id,
        )

    def test_a_day_that_is_corrected_revokes_the_wrong_one(self, imports):
        number = nid()
        take(imports, row(NID=number, Died_on="2026-10-02"))
        take(imports, row(NID=number, Died_on="2026-10-03"), as_of=LATER)
        assert self.deaths(imports, number) == [
            (date(2026, 10, 2), LATER),
            (date(2026, 10, 3), None),
        ]

    def test_a_day_that_was_confirmed_stays_whatever_an_older_list_says(self, imports):
        number = nid()
        take(imports, row(NID=number, Died_on="2026-09-02"), as_of=EARLIER)
        take(imports, row(NID=number, Died_on="2026-09-02"), row(NID=nid()), as_of=LATER)
        take(imports, row(NID=number, Died_on="2026-09-03"))
        assert self.deaths(imports, number) == [(date(2026, 9, 2), None)]


class TestDryRun:
    def test_it_says_what_would_change_and_changes_nothing(self, imports):
        known, new = nid(), nid()
        take(imports, row(NID=known))
        rows = [row(NID=known, Area_code="302618"), row(NID=new), row(NID=known, Programme="wda")]
        dry = take(imports, *rows, as_of=LATER, dry_run=True)
        assert (dry.status, counts(dry)) == (ImportStatus.DRY, (2, 1, 0, 0))
        assert one(imports, known).area_code == "302614"
        assert found(imports, new) == []

from collections import Counter
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from case_manager.models import Area, Holiday
from case_manager.reference_data import load_reference_data, read_areas, read_holidays
from case_manager.vocabulary import AreaLevel


class TestReadAreas:
    def test_whole_country(self) -> None:
        assert Counter(area.level for area in read_areas()) == {
            AreaLevel.DIVISION: 8,
            AreaLevel.DISTRICT: 64,
            AreaLevel.UPAZILA: 495,
            AreaLevel.UNION: 4537,
        }

    def test_parents_come_first_and_begin_the_code(self) -> None:
        seen: set[str] = set()
        for area in read_areas():
            assert area.parent_code is None or area.parent_code in seen
            assert area.code not in seen
            assert area.code.startswith(area.parent_code or "")
            seen.add(area.code)


class TestReadHolidays:
    def test_moon_dependent_days_of_the_next_year_are_provisional(self) -> None:
        holidays = {row.on: row for row in read_holidays()}
        assert holidays[date(2027, 3, 10)].is_provisional
        assert not holidays[date(2026, 12, 16)].is_provisional
        assert {day.year for day in holidays} == {2025, 2026, 2027}


class TestLoadReferenceData:
    def test_may_be_repeated(self, session: Session) -> None:
        before = session.scalar(select(func.count()).select_from(Area))
        load_reference_data(session)
        assert session.scalar(select(func.count()).select_from(Area)) == before

    def test_brings_a_name_up_to_date(self, session: Session) -> None:
        session.execute(update(Area).where(Area.code == "554994").values(name_en="Old name"))
        load_reference_data(session)
        name = session.scalar(select(Area.name_en).where(Area.code == "554994"))
        assert name == "Ulipur"

    def test_keeps_a_holiday_that_was_moved_by_hand(self, session: Session) -> None:
        session.execute(delete(Holiday).where(Holiday.on == date(2027, 3, 10)))
        load_reference_data(session)
        assert session.get(Holiday, date(2027, 3, 10)) is None

    def test_gives_a_year_that_is_missing(self, session: Session) -> None:
        session.execute(delete(Holiday).where(Holiday.on >= date(2027, 1, 1)))
        load_reference_data(session)
        assert session.get(Holiday, date(2027, 12, 16))

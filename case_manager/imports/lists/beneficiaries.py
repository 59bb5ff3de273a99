"""Beneficiaries out of a table: one person in one programme a row."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from case_manager.imports.fields import cells, numbers, words
from case_manager.imports.fields.areas import Areas
from case_manager.imports.fields.columns import ColumnNames, check_mapping, columns_in
from case_manager.imports.files.rows import PORTION
from case_manager.imports.files.tables import Table
from case_manager.imports.lists.reading import Field, Reading
from case_manager.imports.lists.repeats import Repeats
from case_manager.imports.portions import Portion
from case_manager.people import identifiers, names
from case_manager.programmes.schemas import Catalogue
from case_manager.vocabulary import ImportKind

_OLDEST = 120
_FIRST_ENROLMENT = date(1972, 1, 1)
_BANKS = ("bank", "bank_agent")
_BANGLA = "[\u0985-\u09b9]"
_NAMES_OF_PLACES = ("district", "upazila", "union")
_BETWEEN_NAMES = "\x1f"
_NUMBERS = [kind.value for kind in identifiers.IDENTIFYING]
_OF_NOMINEE = ["nominee_relation", "nominee_nid", "nominee_phone"]
_OLD_NID = 13
_TEXT, _DAY = pl.String(), pl.Date()
_BIRTH = pl.Struct({"on": pl.Date, "year": pl.Int16})
_WALLET = pl.Struct({"is_given": pl.Boolean, "number": pl.String, "provider": pl.String})
_COLUMNS = [
    *("line", *_NUMBERS, "phone", "wallet", "wallet_provider", "name_en", "name_bn", "sex"),
    *("birth_on", "birth_year", "area_code", "household_number", "is_household_head"),
    *("programme", "enrolled_on", "status", "status_from", "nominee_name_en", "nominee_name_bn"),
    *("nominee_relation", "nominee_nid", "nominee_phone", "died_on"),
]
_PERSON = ("sex", "birth_year", "sounds")


def read_beneficiaries(
    table: Table,
    mapping: ColumnNames,
    *,
    today: date,
    catalogue: Catalogue,
    areas: Areas,
    portion: int = PORTION,
) -> Iterator[Portion]:
    """Numbers come as they were written, in Latin digits; phones and wallets as +8801….

    Always there are a number that identifies, a name in one script, sex, birth year, area and
    programme. Raises FileRefused.
    """
    check_mapping(ImportKind.BENEFICIARIES, mapping, table.columns)
    rules = _Rules(today, catalogue, areas)
    for raw in table.rows(columns_in(mapping), portion):
        yield rules.portion(Reading(raw, mapping))


class _Rules:
    """Of one file: what it said before of people and phones is kept."""

    def __init__(self, today: date, catalogue: Catalogue, areas: Areas) -> None:
        self._today = today
        self._fields = _fields(catalogue, today)
        self._birth = Field("birth_on", cells.birth, _BIRTH)
        self._wallet = Field("wallet", words.wallet, _WALLET)
        self._code = Field("area_code", areas.by_code, _TEXT)
        self._place = Field(
            "upazila", lambda written: areas.by_names(*written.split(_BETWEEN_NAMES)), _TEXT
        )
        self._sounds = Field("sounds", lambda name: " ".join(names.sounds(name)), _TEXT)
        self._holders = {kind: Repeats() for kind in _NUMBERS}
        self._phones = Repeats()
        self._enrolments = Repeats()

    def portion(self, reading: Reading) -> Portion:
        rows = self._read(reading)
        self._check_person(reading, rows)
        self._check_days(reading, rows)
        rows = self._without_what_is_in_part(reading, rows)
        rows = rows.with_columns(
            self._sounds.read(rows["name_bn"].fill_null(rows["name_en"]).fill_null(""))[0],
            nid_held=pl.col("nid").str.tail(_OLD_NID),
            who=pl.coalesce(pl.col("nid").str.tail(_OLD_NID), *_NUMBERS[1:]),
        )
        self._check_holders(reading, rows)
        self._note_phones(reading, rows)
        content = [name for name in rows.columns if name != "line"]
        portion = reading.portion(rows, self._enrolments, ("who", "programme"), content)
        return replace(portion, rows=portion.rows.select(_COLUMNS))

    def _read(self, reading: Reading) -> pl.DataFrame:
        rows = pl.DataFrame([reading.lines, *map(reading.read, self._fields)])
        birth = reading.read(self._birth).struct.unnest()
        wallet = reading.read(self._wallet).struct.unnest()
        return _by_script(rows, "name", "nominee_name").with_columns(
            birth["on"].alias("birth_on"),
            birth["year"].alias("year_of_day"),
            pl.col("birth_year").fill_null(birth["year"]),
            wallet["number"].alias("wallet"),
            wallet["is_given"].fill_null(False).alias("wallet_is_given"),
            pl.coalesce(wallet["provider"], "wallet_provider").alias("wallet_provider"),
            self._area(reading).alias("area_code"),
        )

    def _area(self, reading: Reading) -> pl.Series:
        """By its code or, where there is none, by the names."""
        by_code = reading.read(self._code)
        parts = [reading.column(name).alias(name) for name in _NAMES_OF_PLACES]
        written = pl.DataFrame(parts).select(
            pl.when(by_code.is_null())
            .then(pl.concat_str(pl.all(), separator=_BETWEEN_NAMES))
            .otherwise(pl.lit(""))
        )
        return by_code.fill_null(reading.read_written(self._place, written.to_series()))

    def _check_person(self, reading: Reading, rows: pl.DataFrame) -> None:
        refuse = reading.refuse_where
        nobody = rows.select(pl.all_horizontal(pl.col(_NUMBERS).is_null())).to_series()
        refuse(nobody, "", "nobody")
        refuse(
            rows["name_en"].is_null() & rows["name_bn"].is_null(),
            reading.first("name_en", "name_bn"),
            "missing",
        )
        birth = reading.first("birth_on", "birth_year")
        refuse(rows["birth_year"].is_null(), birth, "missing")
        refuse(rows["year_of_day"] != rows["birth_year"], "birth_year", "birth_differs")
        refuse(rows["birth_on"] > self._today, birth, "born_later")
        refuse(rows["birth_year"] > self._today.year, birth, "born_later")
        refuse(rows["birth_year"] < self._today.year - _OLDEST, birth, "too_old", oldest=_OLDEST)
        bad = rows["wallet_is_given"] & rows["wallet"].is_null()
        refuse(bad & ~rows["wallet_provider"].is_in(_BANKS).fill_null(False), "wallet", "no_phone")

    def _check_days(self, reading: Reading, rows: pl.DataFrame) -> None:
        refuse = reading.refuse_where
        born = rows["birth_on"].fill_null(rows.select(pl.date("birth_year", 1, 1)).to_series())
        for name in ("enrolled_on", "status_from", "died_on"):
            refuse(rows[name] > self._today, name, "not_yet_come")
            refuse(rows[name] < born, name, "before_birth")
        refuse(
            rows["enrolled_on"] < _FIRST_ENROLMENT,
            "enrolled_on",
            "day_too_old",
            year=_FIRST_ENROLMENT.year,
        )
        refuse(rows["status_from"] < rows["enrolled_on"], "status_from", "before_enrolment")

    def _without_what_is_in_part(self, reading: Reading, rows: pl.DataFrame) -> pl.DataFrame:
        """A wallet of nobody's, an account in a bank or a nominee without a name is left out."""
        note = reading.note_where
        provider = rows["wallet_provider"].is_null()
        note(rows["wallet"].is_not_null() & provider, "wallet", "wallet_without_provider")
        note(
            rows["wallet_is_given"] & rows["wallet"].is_null() & ~provider, "wallet", "bank_account"
        )
        nominee = pl.coalesce("nominee_name_en", "nominee_name_bn").is_not_null()
        nameless = ~nominee & pl.any_horizontal(pl.col(_OF_NOMINEE).is_not_null())
        note(rows.select(nameless).to_series(), reading.first(*_OF_NOMINEE), "nominee_without_name")
        note(
            rows["died_on"].is_not_null() & (rows["status"] == "active"),
            "died_on",
            "dead_and_active",
        )
        has_wallet = pl.col("wallet").is_not_null() & pl.col("wallet_provider").is_not_null()
        return rows.with_columns(
            pl.when(has_wallet).then(pl.col("wallet", "wallet_provider")),
            pl.when(nominee).then(pl.col(_OF_NOMINEE)),
        )

    def _check_holders(self, reading: Reading, rows: pl.DataFrame) -> None:
        """A number that identifies is of one person in the whole file."""
        for number, repeats in self._holders.items():
            held = "nid_held" if number == "nid" else number
            left = reading.left(rows).filter(pl.col(held).is_not_null())
            earlier = repeats.earlier(left.select(held), left.select(_PERSON), left["line"])
            reading.refuse_contradictions(left, earlier, number, "somebody_elses")

    def _note_phones(self, reading: Reading, rows: pl.DataFrame) -> None:
        left = reading.left(rows).filter(pl.col("phone").is_not_null())
        earlier = self._phones.earlier(left.select("phone"), left.select("who"), left["line"])
        for place in np.flatnonzero(earlier.any & ~earlier.same).tolist():
            parameters = {"earlier": int(earlier.lines[place])}
            reading.note(left["row"][place], "phone", "shared_phone", parameters)


def _fields(catalogue: Catalogue, today: date) -> Sequence[Field]:
    return (
        Field("nid", numbers.nid, _TEXT),
        Field("birth_registration", numbers.birth_registration, _TEXT),
        Field("beneficiary_id", numbers.beneficiary_id, _TEXT),
        Field("name_en", cells.name, _TEXT),
        Field("name_bn", cells.name, _TEXT),
        Field("sex", words.sex, _TEXT, is_required=True),
        Field("birth_year", cells.number_between(1900, today.year), pl.Int16()),
        Field("programme", words.programme(catalogue), _TEXT, is_required=True),
        Field("enrolled_on", cells.day, _DAY),
        Field("status", words.enrolment_status, _TEXT),
        Field("status_from", cells.day, _DAY),
        Field("phone", numbers.phone, _TEXT),
        Field("wallet_provider", words.provider, _TEXT),
        Field("household_number", cells.label, _TEXT),
        Field("is_household_head", words.yes_no, pl.Boolean()),
        Field("nominee_name_en", cells.name, _TEXT),
        Field("nominee_name_bn", cells.name, _TEXT),
        Field("nominee_relation", words.relation, _TEXT),
        Field("nominee_nid", numbers.nid, _TEXT),
        Field("nominee_phone", numbers.phone, _TEXT),
        Field("died_on", cells.day, _DAY),
    )


def _by_script(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """Whichever column it stands in, a name in Bangla letters is the Bangla one."""
    for name in names:
        en, bn = pl.col(f"{name}_en"), pl.col(f"{name}_bn")
        en_is_bangla = en.str.contains(_BANGLA).fill_null(False)
        bn_is_latin = ~bn.str.contains(_BANGLA).fill_null(True)
        rows = rows.with_columns(
            pl.when(en_is_bangla | bn_is_latin)
            .then(pl.struct(bn.alias("en"), en.alias("bn")))
            .otherwise(pl.struct(en.alias("en"), bn.alias("bn")))
            .alias("said")
        )
        said = pl.col("said").struct
        rows = rows.with_columns(
            said.field("en").alias(f"{name}_en"), said.field("bn").alias(f"{name}_bn")
        ).drop("said")
    return rows

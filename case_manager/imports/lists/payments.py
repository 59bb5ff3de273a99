"""Payments out of a table: one instalment of one person a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from case_manager.imports.fields import cells, numbers, words
from case_manager.imports.fields.columns import ColumnNames, check_mapping, columns_in
from case_manager.imports.fields.periods import period
from case_manager.imports.files.rows import PORTION
from case_manager.imports.files.tables import Table
from case_manager.imports.lists.reading import Field, Reading
from case_manager.imports.lists.repeats import Repeats
from case_manager.imports.portions import Portion
from case_manager.kit.keys import Keys
from case_manager.people import identifiers
from case_manager.programmes.schemas import Catalogue
from case_manager.vocabulary import IdentifierKind, ImportKind, PaymentStatus

_FIRST_PERIOD = date(2000, 1, 1)
_MONTHS_AHEAD = 18
_LONGEST_MONTHS = 12
_NOT_YET = (PaymentStatus.SCHEDULED, PaymentStatus.APPROVED)
_FAILED = (PaymentStatus.RETURNED, PaymentStatus.ON_HOLD)
_WITHOUT_REASON = (PaymentStatus.SCHEDULED, PaymentStatus.APPROVED, PaymentStatus.SENT)
_KINDS = {
    IdentifierKind.NID: numbers.nid,
    IdentifierKind.BIRTH_REGISTRATION: numbers.birth_registration,
    IdentifierKind.BENEFICIARY_ID: numbers.beneficiary_id,
}
_PERIOD = pl.Struct({"first_day": pl.Date, "last_day": pl.Date})
_SAME_STATE = ("identifier_index", "programme", "period_from", "period_to", "attempt", "status_on")
_CONTENT = ("amount_paisa", "status", "return_reason", "provider", "batch")


def read_payments(
    table: Table,
    mapping: ColumnNames,
    *,
    today: date,
    catalogue: Catalogue,
    keys: Keys,
    portion: int = PORTION,
) -> Iterator[Portion]:
    """Raises FileRefused. Several states of one instalment may come, if they are of different
    days or attempts: the newest counts."""
    check_mapping(ImportKind.PAYMENTS, mapping, table.columns)
    rules = _Rules.of(catalogue, keys, today)
    repeats = Repeats()
    for raw in table.rows(columns_in(mapping), portion):
        yield rules.portion(Reading(raw, mapping), repeats)


@dataclass(frozen=True)
class _Rules:
    today: date
    last_period: date
    identifiers: tuple[Field, ...]
    programme: Field
    period: Field
    period_from: Field
    period_to: Field
    amount: Field
    status: Field
    status_on: Field
    return_reason: Field
    attempt: Field
    provider: Field
    wallet: Field
    batch: Field

    @classmethod
    def of(cls, catalogue: Catalogue, keys: Keys, today: date) -> "_Rules":
        return cls(
            today=today,
            last_period=_months_after(today, _MONTHS_AHEAD),
            identifiers=tuple(
                Field(kind, partial(_index, kind, keys), pl.Binary()) for kind in _KINDS
            ),
            programme=Field("programme", words.programme(catalogue), pl.String(), True),
            period=Field("period", lambda said: period(said)._asdict(), _PERIOD),
            period_from=Field("period_from", cells.day, pl.Date()),
            period_to=Field("period_to", cells.day, pl.Date()),
            amount=Field("amount", cells.paisa, pl.Int64(), True),
            status=Field("status", words.payment_status, pl.String(), True),
            status_on=Field("status_on", cells.day, pl.Date(), True),
            return_reason=Field("return_reason", words.return_reason, pl.String()),
            attempt=Field("attempt", cells.number_between(1, 99), pl.Int16()),
            provider=Field("provider", words.provider, pl.String()),
            wallet=Field("wallet", words.provider_of_wallet, pl.String()),
            batch=Field("batch", cells.label, pl.String()),
        )

    def portion(self, reading: Reading, repeats: Repeats) -> Portion:
        rows = self._read(reading)
        self._check_days(reading, rows)
        self._check_reasons(reading, rows)
        return reading.portion(rows, repeats, _SAME_STATE, _CONTENT)

    def _read(self, reading: Reading) -> pl.DataFrame:
        read = reading.read
        rows = self._identified(reading)
        spoken = read(self.period).struct.unnest()
        first, last = read(self.period_from), read(self.period_to)
        return rows.with_columns(
            read(self.programme),
            first.fill_null(spoken["first_day"]).alias("period_from"),
            last.fill_null(spoken["last_day"]).alias("period_to"),
            read(self.amount).alias("amount_paisa"),
            read(self.status),
            read(self.status_on),
            read(self.return_reason),
            read(self.attempt),
            read(self.provider).fill_null(read(self.wallet)),
            read(self.batch),
        )

    def _identified(self, reading: Reading) -> pl.DataFrame:
        """By the number that identifies best, of those that are there."""
        kind = pl.Series("identifier_kind", [None], pl.String()).new_from_index(0, len(reading))
        index = pl.Series("identifier_index", [None], pl.Binary()).new_from_index(0, len(reading))
        for field in self.identifiers:
            found = reading.read(field)
            name = pl.Series([field.name], dtype=pl.String()).new_from_index(0, len(reading))
            kind = kind.zip_with(kind.is_not_null() | found.is_null(), name)
            index = index.fill_null(found)
        reading.refuse_where(index.is_null(), "", "nobody")
        return pl.DataFrame([reading.lines, kind, index])

    def _check_days(self, reading: Reading, rows: pl.DataFrame) -> None:
        first, last, on = rows["period_from"], rows["period_to"], rows["status_on"]
        refuse = reading.refuse_where
        period = reading.first("period", "period_from")
        refuse(first.is_null() | last.is_null(), period, "no_period_given")
        refuse(first > last, "period_to", "period_ends_first")
        refuse(first < _FIRST_PERIOD, period, "period_too_old", year=_FIRST_PERIOD.year)
        refuse(last > self.last_period, period, "period_too_far", months=_MONTHS_AHEAD)
        longest = rows.select(
            pl.col("period_from").dt.offset_by(f"{_LONGEST_MONTHS}mo")
        ).to_series()
        refuse(last >= longest, period, "period_too_long", months=_LONGEST_MONTHS)
        happened = ~rows["status"].is_in(_NOT_YET)
        refuse(happened & (on > self.today), "status_on", "not_yet_come")
        refuse(on < _FIRST_PERIOD, "status_on", "day_too_old", year=_FIRST_PERIOD.year)
        refuse(on > self.last_period, "status_on", "day_too_far", months=_MONTHS_AHEAD)
        refuse(rows["provider"].is_null(), "provider", "missing")

    def _check_reasons(self, reading: Reading, rows: pl.DataFrame) -> None:
        reason, status = rows["return_reason"], rows["status"]
        reading.refuse_where(
            status.is_in(_FAILED) & reason.is_null(), "return_reason", "reason_missing"
        )
        reading.refuse_where(
            status.is_in(_WITHOUT_REASON) & reason.is_not_null(), "return_reason", "reason_too_many"
        )


def _index(kind: IdentifierKind, keys: Keys, written: str) -> bytes:
    return identifiers.index(kind, _KINDS[kind](written), keys)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months + 1, 12)
    return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)

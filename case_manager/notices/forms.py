"""The form on which a notice is written, and what it says."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from case_manager.models import Notice
from case_manager.notices import rules, texts
from case_manager.notices.service import WriteNotice, texts_refused
from case_manager.ui.forms import Field, Words
from case_manager.vocabulary import EnrolmentStatus, Language, PaymentStatus, Sex
from citizen_text.digits import to_latin

TEXT_FIELDS = {
    Language.BANGLA: "text_bn",
    Language.BANGLISH: "text_bn_latn",
    Language.ENGLISH: "text_en",
}
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_OLDEST = 130
Word = TypeVar("Word", bound=StrEnum)
Parsed = TypeVar("Parsed")


class NoticeForm(BaseModel):
    title: Field = ""
    text_bn: Field = ""
    text_bn_latn: Field = ""
    text_en: Field = ""
    topic: Field = ""
    last_day: Field = ""
    programme: Field = ""
    area: Field = ""
    enrolment_status: Field = ""
    payment_status: Field = ""
    period_from: Field = ""
    period_to: Field = ""
    sex: Field = ""
    age_from: Field = ""
    age_to: Field = ""
    template: Field = ""
    language: Field = ""
    form_id: UUID | None = None

    @property
    def fields(self) -> Words:
        values = self.model_dump(exclude={"form_id", "language"})
        return Words({name: text.strip() for name, text in values.items()})


def with_template(fields: Words, language: Language) -> Words:
    """The words of a kept template in place of those that were there; the audience stays."""
    kept = texts.kept_templates().get(fields["template"])
    if kept is None:
        return fields
    words = {field: kept.texts[one] for one, field in TEXT_FIELDS.items()}
    title = fields["title"] or kept.titles[language]
    return Words({**fields, **words, "title": title})


def like(notice: Notice) -> Words:
    """The same words, for an audience that is chosen anew."""
    words = {field: notice.texts[one] for one, field in TEXT_FIELDS.items()}
    return Words({"title": notice.title, "topic": notice.topic or "", **words})


class Reader:
    """Reads a form's fields; `errors` has the key of the words for each that says nothing."""

    def __init__(self, fields: Words, today: date) -> None:
        self._fields = fields
        self._today = today
        self.errors = Words()

    def read(self) -> WriteNotice | None:
        command = WriteNotice(
            title=self._fields["title"],
            texts={one: self._fields[field] for one, field in TEXT_FIELDS.items()},
            topic=self._fields["topic"] or None,
            last_day=self.day("last_day"),
            programme=self._fields["programme"] or None,
            area_code=self._fields["area"] or None,
            enrolment_status=self._word("enrolment_status", EnrolmentStatus),
            payment_status=self._word("payment_status", PaymentStatus),
            period_from=self.month("period_from"),
            period_to=_end_of(self.month("period_to")),
            sex=self._word("sex", Sex),
            born_from=self._born("age_to"),
            born_to=self._born("age_from"),
        )
        self._check(command)
        return None if self.errors else command

    def day(self, name: str) -> date | None:
        return self._parsed(name, date.fromisoformat)

    def month(self, name: str) -> date | None:
        """Its first day."""
        return self._parsed(name, _first_of_month)

    def _check(self, command: WriteNotice) -> None:
        if not 0 < len(command.title) <= rules.LONGEST_TITLE:
            self.errors["title"] = "notices.wrong.title"
        for language, why in texts_refused(command).items():
            self.errors[TEXT_FIELDS[language]] = why
        if command.last_day and command.last_day < self._today:
            self.errors["last_day"] = "notices.wrong.last_day"
        for name in ("enrolment_status", "payment_status"):
            if getattr(command, name) and not command.programme:
                self.errors["programme"] = "notices.wrong.programme_missing"
        self._check_period(command)
        if command.born_from and command.born_to and command.born_from > command.born_to:
            self.errors["age_to"] = "notices.wrong.ages"

    def _check_period(self, command: WriteNotice) -> None:
        first, last = command.period_from, command.period_to
        if command.payment_status is None:
            if first or last:
                self.errors["payment_status"] = "notices.wrong.payment_status"
        elif first is None or last is None:
            missing = "period_from" if first is None else "period_to"
            self.errors.setdefault(missing, "notices.wrong.month")
        elif first > last:
            self.errors["period_to"] = "notices.wrong.period"

    def _word(self, name: str, kind: type[Word]) -> Word | None:
        return self._parsed(name, kind)

    def _born(self, name: str) -> int | None:
        age = self._parsed(name, _age)
        return None if age is None else self._today.year - age

    def _parsed(self, name: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        text = to_latin(self._fields[name])
        try:
            return parse(text) if text else None
        except ValueError:
            self.errors[name] = f"notices.wrong.{_WHY.get(name, 'choice')}"
            return None


_WHY = {
    "last_day": "day",
    "period_from": "month",
    "period_to": "month",
    "age_from": "age",
    "age_to": "age",
}


def _first_of_month(text: str) -> date:
    if found := _MONTH.fullmatch(text):
        return date(int(found[1]), int(found[2]), 1)
    raise ValueError("not a month")


def _end_of(month: date | None) -> date | None:
    """The last day of the month of which this is the first."""
    if month is None:
        return None
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _age(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= _OLDEST:
        return int(text)
    raise ValueError("not an age")

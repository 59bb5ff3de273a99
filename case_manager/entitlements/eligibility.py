"""What somebody may have, from the facts that were told and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from case_manager.entitlements import logic
from case_manager.entitlements.assessing import Assessment, assess
from case_manager.entitlements.questions import Interview, Question
from case_manager.entitlements.reasons import Reason, Reasons
from case_manager.entitlements.system import system
from case_manager.entitlements.told import Told
from case_manager.entitlements.wording import Wording
from case_manager.programmes import rules
from case_manager.programmes.amounts import Amounts
from case_manager.programmes.rules import Amount, Rate
from case_manager.programmes.schemas import Apply, Catalogue, Programme, Source
from case_manager.vocabulary import Language, Verdict

_VERDICTS = {
    logic.YES: Verdict.ELIGIBLE,
    logic.NO: Verdict.NOT_ELIGIBLE,
    logic.UNKNOWN: Verdict.NEEDS,
}
_IS_IN = {logic.YES: True, logic.NO: False, logic.UNKNOWN: None}


@dataclass(frozen=True)
class Named:
    id: str
    name: Mapping[Language, str]


@dataclass(frozen=True)
class Application:
    """`is_open` is None where no known window, month or day says."""

    offices: Sequence[Named]
    documents: Sequence[Named]
    url: str | None
    is_open: bool | None
    last_day: date | None


@dataclass(frozen=True)
class ProgrammeEligibility:
    programme: str
    programme_name: Mapping[Language, str]
    verdict: Verdict
    is_uncertain: bool
    reasons: Sequence[Reason]
    waits_for: Sequence[str]
    rate: Rate | None
    benefit: Mapping[Language, str] | None
    paid_every_months: int | None
    application: Application | None


@dataclass(frozen=True)
class Eligibility:
    on: date
    programmes: Sequence[ProgrammeEligibility]
    next_questions: Sequence[Question]
    sources: Mapping[str, Source]


def eligibility_of(
    told: Told, paid: Amounts, *, today: date, programme_ids: Sequence[str] | None = None
) -> Eligibility:
    """Of all programmes, or of those that are asked for, in the order of the catalogue."""
    rules_as_code = system()
    catalogue = rules_as_code.catalogue
    assessment = assess(rules_as_code, told.inputs(catalogue), today)
    programmes = [
        programme
        for programme in catalogue.programmes.values()
        if programme_ids is None or programme.id in programme_ids
    ]
    person = _Person(
        reasons=Reasons(Wording(catalogue, today), assessment, told.facts.keys(), _kept(today)),
        interview=Interview(catalogue, assessment),
        paid=paid,
    )
    answers = [person.answer(programme) for programme in programmes]
    named = {reason.source for answer in answers for reason in answer.reasons if reason.source}
    return Eligibility(
        on=today,
        programmes=answers,
        next_questions=person.interview.next_questions(
            {answer.programme: answer.waits_for for answer in answers}
        ),
        sources={name: catalogue.sources[name] for name in sorted(named)},
    )


@lru_cache(maxsize=8)
def _kept(_: date) -> dict[tuple[str, str], Reason]:
    return {}


@dataclass(frozen=True)
class _Person:
    reasons: Reasons
    interview: Interview
    paid: Amounts

    def answer(self, programme: Programme) -> ProgrammeEligibility:
        assessment, today = self.reasons.assessment, self.reasons.wording.day
        amounts = self.paid.monthly[programme.id]
        verdict = _VERDICTS[assessment.verdict(programme)]
        found = self.reasons.of(programme, verdict)
        waits_for = self.interview.waits_for(programme) if verdict is Verdict.NEEDS else []
        is_left_to_the_office = verdict is Verdict.NEEDS and not waits_for
        may_have_it = verdict is not Verdict.NOT_ELIGIBLE
        rate = _rate(amounts, assessment, today) if may_have_it else None
        return ProgrammeEligibility(
            programme=programme.id,
            programme_name=programme.short_names,
            verdict=verdict,
            is_uncertain=_is_uncertain(programme, verdict, found),
            reasons=found,
            waits_for=waits_for,
            rate=rate,
            benefit=programme.benefit if may_have_it and rate is None else None,
            paid_every_months=programme.paid_every_months,
            application=(
                application(programme, self.reasons.wording.catalogue, today)
                if verdict is Verdict.ELIGIBLE or is_left_to_the_office
                else None
            ),
        )


def _is_uncertain(programme: Programme, verdict: Verdict, reasons: Sequence[Reason]) -> bool:
    """What stands on one reason that is certain stands firm."""
    if verdict is Verdict.NEEDS:
        return programme.uncertain
    has_firm = any(not reason.is_uncertain for reason in reasons)
    return not has_firm and (bool(reasons) or programme.uncertain)


def _rate(amounts: Sequence[Amount], assessment: Assessment, today: date) -> Rate | None:
    groups = {amount.applies_to for amount in amounts if amount.applies_to}
    known = groups & set(assessment.system.catalogue.groups)
    is_in = {group: _IS_IN[assessment.is_in(group)] for group in sorted(known)}
    return rules.rate_among(today, amounts, is_in)


def application(programme: Programme, catalogue: Catalogue, today: date) -> Application:
    apply = programme.apply
    last_day = max((window.last_day for window in apply.windows), default=None)
    return Application(
        offices=list(_named(apply.offices, catalogue.offices)),
        documents=list(_named(programme.documents.ids, catalogue.documents)),
        url=apply.url,
        is_open=_is_open(apply, today),
        last_day=last_day,
    )


def _is_open(apply: Apply, today: date) -> bool | None:
    """A window that has passed says nothing of the next one."""
    if apply.days_of_month:
        return apply.days_of_month.first <= today.day <= apply.days_of_month.last
    if apply.months:
        return today.month in apply.months
    if any(window.first_day <= today <= window.last_day for window in apply.windows):
        return True
    return False if any(today < window.first_day for window in apply.windows) else None


def _named(ids: Sequence[str], texts: Mapping[str, Mapping[Language, str]]) -> Iterator[Named]:
    for each in ids:
        yield Named(each, texts[each])

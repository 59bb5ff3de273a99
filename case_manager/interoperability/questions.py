"""What peers can be asked about one person, whatever they answered before."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from case_manager.interoperability.asking import Instalment, Question, Subject
from case_manager.interoperability.config import Interoperability, Source
from case_manager.kit.keys import Keys
from case_manager.models import Person
from case_manager.payments import service as payments_service
from case_manager.people import service as people_service
from case_manager.vocabulary import IdentifierKind

_PAYMENTS_ASKED = 8
_PERIODS_EXPECTED = 4


@dataclass(frozen=True)
class Asked:
    session: Session
    config: Interoperability
    person: Person
    nids: Sequence[str] = field(repr=False)
    keys: Keys
    today: date

    def questions(self) -> Iterator[Question]:
        enrolments = payments_service.enrolments_of(self.session, self.person)
        enrolled = {each.programme for each in enrolments}
        for programme, terms in self.config.programmes.items():
            if programme not in enrolled and terms.source is not Source.DCI:
                continue
            for subject, peer in terms.asks().items():
                question = Question(self.person.id, programme, Subject(subject), peer, self.nids)
                if question.subject is not Subject.DISBURSEMENTS:
                    yield question
                elif payments := self._named(programme, peer, is_enrolled=programme in enrolled):
                    yield replace(question, payments=payments)

    def _named(self, programme: str, peer: str, *, is_enrolled: bool) -> dict[str, Instalment]:
        """In the form which the payer knows, those that it names and no others with them."""
        form = self.config.peers[peer].reference_form
        kind = IdentifierKind.BENEFICIARY_ID
        numbers = people_service.numbers_of(self.session, self.person.id, kind, keys=self.keys)
        if not numbers and "{beneficiary_id}" in form:
            return {}
        named = defaultdict(list)
        for instalment, batch in self._instalments(programme, is_enrolled=is_enrolled):
            if batch or "{batch}" not in form:
                reference = form.format(
                    batch=batch,
                    beneficiary_id=numbers[0] if numbers else "",
                    period_from=instalment.period_from.isoformat(),
                )
                named[reference].append(instalment)
        return {reference: rows[0] for reference, rows in named.items() if len(rows) == 1}

    def _instalments(
        self, programme: str, *, is_enrolled: bool
    ) -> Iterator[tuple[Instalment, str | None]]:
        """The latest of the ledger; where no file tells of any, those that should be there, too."""
        latest = payments_service.latest_payments(self.session, self.person, _PAYMENTS_ASKED)
        known = [payment for payment in latest if payment.programme == programme]
        for each in known:
            yield Instalment(each.id, each.period_from, each.period_to), each.batch
        terms = self.config.programmes[programme]
        if terms.source is not Source.DCI or (terms.registry and not is_enrolled):
            return
        begun = {each.period_from for each in known}
        periods = payments_service.expected_periods(programme, self.today, _PERIODS_EXPECTED)
        for first, last in periods:
            if first not in begun:
                yield Instalment(None, first, last), None

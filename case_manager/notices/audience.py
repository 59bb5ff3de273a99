"""Who of the audience is written to, and why the others are not; asked before and when it goes."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.kit.keys import Keys
from case_manager.models import Conversation, Notice
from case_manager.notices import rules, texts
from case_manager.notices.repository import Fitting, NoticeRepository
from case_manager.notices.rules import LeftOut
from case_manager.notices.texts import PaidFacts, Texts
from case_manager.people import identifiers
from case_manager.vocabulary import IdentifierKind, Language

PHONE_PLACE = "conversations.phone"


@dataclass(frozen=True)
class Reachable:
    """Without a contact, the gateway does not know the phone yet."""

    message_id: UUID
    person_id: UUID
    phone: str = field(repr=False)
    contact_id: UUID | None
    language: Language
    texts: Texts = field(repr=False)
    is_shared: bool


@dataclass(frozen=True)
class Sifted:
    reachable: Mapping[UUID, Reachable]
    left_out: Counter[LeftOut]


def sift(session: Session, notice: Notice, person_ids: Collection[UUID], keys: Keys) -> Sifted:
    """`reachable` by message: one a phone."""
    repository = NoticeRepository(session)
    left_out: Counter[LeftOut] = Counter()
    phones: dict[bytes, tuple[Fitting, str]] = {}
    for person in repository.fitting(notice, person_ids):
        if reason := _unreachable(person, phones):
            left_out[reason] += 1
        elif person.phone_index and person.phone_sealed:
            phone = identifiers.unseal(IdentifierKind.PHONE, person.phone_sealed, keys)
            phones[person.phone_index] = person, phone
    shared = repository.shared(phones)
    by_index = {
        keys.sealer.index(phone, PHONE_PLACE): index for index, (_, phone) in phones.items()
    }
    known = {
        by_index[index]: conversation
        for index, conversation in repository.conversations(by_index).items()
    }
    unsafe_people, unsafe_contacts = repository.unsafe(
        {person.person_id for person, _ in phones.values()}, {each.id for each in known.values()}
    )
    reachable = {}
    for index, (person, phone) in phones.items():
        contact = known.get(index)
        if person.person_id in unsafe_people or (contact and contact.id in unsafe_contacts):
            left_out[LeftOut.NOT_SAFE] += 1
        elif contact and contact.opted_out:
            left_out[LeftOut.OPTED_OUT] += 1
        else:
            one = _reachable(notice, person, phone, contact, is_shared=index in shared)
            reachable[one.message_id] = one
    return Sifted(reachable, left_out)


def _unreachable(person: Fitting, phones: Mapping[bytes, object]) -> LeftOut | None:
    if person.has_died:
        return LeftOut.DIED
    if person.phone_index is None:
        return LeftOut.NO_PHONE
    return LeftOut.SAME_PHONE if person.phone_index in phones else None


def _reachable(
    notice: Notice, person: Fitting, phone: str, contact: Conversation | None, *, is_shared: bool
) -> Reachable:
    paid = None
    if person.amount_paisa is not None:
        paid = PaidFacts(person.amount_paisa, person.period_from, person.period_to)
    return Reachable(
        message_id=rules.message_id(notice.id, person.phone_index or b""),
        person_id=person.person_id,
        phone=phone,
        contact_id=contact.id if contact else None,
        language=contact.language if contact else Language.BANGLA,
        texts=texts.texts_for(notice, paid, is_shared=is_shared),
        is_shared=is_shared,
    )

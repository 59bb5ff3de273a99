"""Who of the audience is written to, and why the others are not; asked before and when it goes."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
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
CASE_PHONE_PLACE = "cases.citizen_phone"


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


@dataclass(frozen=True)
class _Users:
    """Everybody who is known of one phone, the oldest conversation first; `case_index` is how
    cases know it that were taken at a desk."""

    holders: Collection[UUID]
    conversations: Sequence[Conversation]
    case_index: bytes = field(repr=False)

    def are_any_of(self, marked: Collection[UUID | bytes]) -> bool:
        conversation_ids = (each.id for each in self.conversations)
        return any(each in marked for each in (*self.holders, *conversation_ids, self.case_index))


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
    found = {index: phone for index, (_, phone) in phones.items()}
    users = _users(repository, found, keys)
    unsafe = repository.unsafe(
        {each for one in users.values() for each in one.holders},
        {each.id for one in users.values() for each in one.conversations},
        {one.case_index for one in users.values()},
    )
    reachable = {}
    for index, (person, phone) in phones.items():
        its = users[index]
        if its.are_any_of(unsafe):
            left_out[LeftOut.NOT_SAFE] += 1
        elif any(each.opted_out for each in its.conversations):
            left_out[LeftOut.OPTED_OUT] += 1
        else:
            contact = its.conversations[0] if its.conversations else None
            is_shared = len(its.holders) > 1
            one = _reachable(notice, person, phone, contact, is_shared=is_shared)
            reachable[one.message_id] = one
    return Sifted(reachable, left_out)


def _users(
    repository: NoticeRepository, phones: Mapping[bytes, str], keys: Keys
) -> dict[bytes, _Users]:
    holders = repository.holders(phones)
    talks_index = {index: keys.sealer.index(phones[index], PHONE_PLACE) for index in phones}
    conversations = repository.conversations(talks_index.values())
    return {
        index: _Users(
            holders=holders[index],
            conversations=conversations.get(talks_index[index], []),
            case_index=keys.sealer.index(phone, CASE_PHONE_PLACE),
        )
        for index, phone in phones.items()
    }


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

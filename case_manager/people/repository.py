from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, String, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from case_manager.job_queue import defer
from case_manager.models import (
    Area,
    Conversation,
    Death,
    DeathReport,
    Identifier,
    IdentityGuard,
    Nominee,
    Person,
)
from case_manager.people.queue import HEAR, QUEUE
from case_manager.vocabulary import AreaLevel, IdentifierKind

_MOST_ALIKE = 500


class PersonRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, person_id: UUID) -> Person | None:
        return self._session.get(Person, person_id)

    def holding(self, value_indexes: Collection[bytes]) -> Sequence[Person]:
        """Whoever one of these numbers is valid for; each kind of number has hashes of its own."""
        holders = select(Identifier.person_id).where(
            Identifier.value_index.in_(value_indexes), Identifier.valid_until.is_(None)
        )
        return self._session.scalars(
            select(Person).where(Person.id.in_(holders)).order_by(Person.id)
        ).all()

    def numbers_of(
        self, person_ids: Collection[UUID], *kinds: IdentifierKind
    ) -> Sequence[Identifier]:
        """The valid ones of these kinds."""
        return self._session.scalars(
            select(Identifier)
            .where(
                Identifier.person_id.in_(person_ids),
                Identifier.kind.in_(kinds),
                Identifier.valid_until.is_(None),
            )
            .order_by(Identifier.id)
        ).all()

    def death_of(self, person_id: UUID) -> Death | None:
        return self._session.scalar(
            select(Death).where(Death.person_id == person_id, Death.revoked_on.is_(None))
        )

    def once_holding(
        self, value_indexes: Collection[bytes], area_code: str | None, limit: int
    ) -> Sequence[Person]:
        """Whoever one of these numbers is or was valid for."""
        holders = select(Identifier.person_id).where(Identifier.value_index.in_(value_indexes))
        return self._listed(Person.id.in_(holders), area_code, limit)

    def sounding_like(
        self, sounds: Sequence[str], area_code: str | None, limit: int
    ) -> Sequence[Person]:
        return self._listed(Person.name_sounds.contains(sounds), area_code, limit)

    def written_like(self, name: str, area_code: str | None, limit: int) -> Sequence[Person]:
        alike = or_(
            literal(name).bool_op("<%")(Person.name_bn),
            literal(name).bool_op("<%")(Person.name_en),
        )
        return self._listed(alike, area_code, limit)

    def _listed(
        self, condition: ColumnElement[bool], area_code: str | None, limit: int
    ) -> Sequence[Person]:
        """By name; of a name that very many have, any of them."""
        alike = select(Person.id).where(condition, _inside(area_code)).limit(_MOST_ALIKE)
        return self._session.scalars(
            select(Person)
            .where(Person.id.in_(alike))
            .options(joinedload(Person.area))
            .order_by(Person.name_en, Person.id)
            .limit(limit)
        ).all()

    def find(self, person_id: UUID, area_code: str | None) -> Person | None:
        return self._session.scalar(
            select(Person)
            .where(Person.id == person_id, _inside(area_code))
            .options(joinedload(Person.household))
        )

    def all_numbers_of(self, person_id: UUID) -> Sequence[Identifier]:
        """The valid ones first, of each kind."""
        return self._session.scalars(
            select(Identifier)
            .where(Identifier.person_id == person_id)
            .order_by(Identifier.valid_until.desc().nulls_first(), Identifier.kind, Identifier.id)
        ).all()

    def number(self, person_id: UUID, identifier_id: int) -> Identifier | None:
        return self._session.scalar(
            select(Identifier).where(
                Identifier.id == identifier_id, Identifier.person_id == person_id
            )
        )

    def household_members(self, household_id: UUID, area_code: str | None) -> Sequence[Person]:
        return self._session.scalars(
            select(Person)
            .where(Person.household_id == household_id, _inside(area_code))
            .order_by(Person.is_household_head.desc(), Person.birth_year, Person.id)
        ).all()

    def nominees_of(self, person_id: UUID) -> Sequence[Nominee]:
        """The newest first."""
        return self._session.scalars(
            select(Nominee).where(Nominee.person_id == person_id).order_by(Nominee.id.desc())
        ).all()

    def deaths_of(self, person_id: UUID) -> Sequence[Death]:
        """Entries that were revoked, too; the newest first."""
        return self._session.scalars(
            select(Death).where(Death.person_id == person_id).order_by(Death.id.desc())
        ).all()

    def make_sure_of_death_report(self, values: Mapping[str, object]) -> None:
        self._session.execute(insert(DeathReport).values(values).on_conflict_do_nothing())

    def open_death_reports(self, person_id: UUID) -> Sequence[DeathReport]:
        return self._session.scalars(
            select(DeathReport)
            .where(DeathReport.person_id == person_id, DeathReport.decided_at.is_(None))
            .order_by(DeathReport.id)
        ).all()

    def lock_open_death_report(self, person_id: UUID, report_id: int) -> DeathReport | None:
        return self._session.scalar(
            select(DeathReport)
            .where(
                DeathReport.id == report_id,
                DeathReport.person_id == person_id,
                DeathReport.decided_at.is_(None),
            )
            .with_for_update()
        )

    def make_sure_of_death(self, values: Mapping[str, object]) -> None:
        self._session.execute(insert(Death).values(values).on_conflict_do_nothing())

    def next_to_hear(self, after: UUID | None, limit: int) -> Sequence[Person]:
        return self._session.scalars(
            select(Person)
            .where(Person.id > after if after else true())
            .order_by(Person.id)
            .limit(limit)
        ).all()

    def defer_hearing(self, after: UUID) -> None:
        defer(self._session, HEAR, {"after": str(after)}, queue=QUEUE, lock=HEAR)

    def lock_guards(self, person_ids: Collection[UUID]) -> Sequence[IdentityGuard]:
        """One for each, in the same order for everybody, until this transaction ends."""
        if not person_ids:
            return []
        self._session.execute(
            insert(IdentityGuard)
            .values([{"person_id": id_, "failed_checks": 0} for id_ in sorted(person_ids)])
            .on_conflict_do_nothing()
        )
        return self._session.scalars(
            select(IdentityGuard)
            .where(IdentityGuard.person_id.in_(person_ids))
            .order_by(IdentityGuard.person_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()


def _inside(area_code: str | None) -> ColumnElement[bool]:
    """Written into the statement: a plan that is to fit every area walks all of the country."""
    if area_code is None:
        return true()
    return Person.area_code.like(literal(f"{area_code}%", String, literal_execute=True))


class ConversationRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, conversation_id: UUID) -> Conversation | None:
        return self._session.get(Conversation, conversation_id)

    def with_phone(self, phone_index: bytes) -> Conversation | None:
        return self._session.scalar(
            select(Conversation)
            .where(Conversation.phone_index == phone_index)
            .order_by(Conversation.created_at.desc(), Conversation.id)
            .limit(1)
        )

    def lock(self, conversation_id: UUID) -> Conversation | None:
        """Nobody else reads it for a change until this transaction ends."""
        return self._session.get(
            Conversation,
            conversation_id,
            with_for_update={"key_share": True},
            populate_existing=True,
        )

    def make_sure_of(self, conversation: Conversation) -> Conversation:
        """Inserts it unless it is there already; either way the row is locked."""
        self._session.execute(
            insert(Conversation)
            .values(
                id=conversation.id,
                phone_sealed=conversation.phone_sealed,
                phone_index=conversation.phone_index,
                language=conversation.language,
                opted_out=False,
                failed_checks=0,
                created_at=conversation.created_at,
            )
            .on_conflict_do_nothing()
        )
        kept = self.lock(conversation.id)
        if kept is None:
            raise LookupError("a conversation vanished between two statements")
        return kept


class AreaRepository:
    def __init__(self, session: Session) -> None:
        self._session = session

    def with_parents(self, code: str) -> Sequence[Area]:
        """The area and everything it lies in, the largest first."""
        prefixes = [code[:length] for length in (2, 4, 6, 10) if length <= len(code)]
        return self._session.scalars(
            select(Area).where(Area.code.in_(prefixes)).order_by(Area.code)
        ).all()

    def of_length(self, code: str, length: int) -> Sequence[Area]:
        return self._session.scalars(
            select(Area)
            .where(Area.code.startswith(code), func.length(Area.code) == length)
            .order_by(Area.code)
        ).all()

    def names(self, codes: set[str]) -> dict[str, Area]:
        found = self._session.scalars(select(Area).where(Area.code.in_(codes)))
        return {area.code: area for area in found}

    def inside(self, code: str | None) -> Sequence[Area]:
        with_unions = code is not None and len(code) >= 6
        return self._session.scalars(
            select(Area)
            .where(
                Area.code.startswith(code) if code else true(),
                true() if with_unions else Area.level != AreaLevel.UNION,
            )
            .order_by(Area.code)
        ).all()

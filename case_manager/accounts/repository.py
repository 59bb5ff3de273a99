from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, literal, or_, select, true, update
from sqlalchemy.orm import Session, joinedload

from case_manager.accounts import rules
from case_manager.accounts.queue import MAIL_LINK, MAIL_NOTICE, QUEUE
from case_manager.job_queue import defer
from case_manager.models import Area, Organisation, SignInSession, User
from case_manager.vocabulary import AreaLevel, LinkPurpose

_MOST_COLLEAGUES = 500


class UserRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, user: User) -> None:
        self.session.add(user)
        self.session.flush()

    def find(self, email: str) -> User | None:
        return self.session.scalar(select(User).where(User.email == email))

    def get(self, user_id: UUID) -> User | None:
        return self.session.get(User, user_id)

    def with_organisation(self, user_id: UUID, *, lock: bool = False) -> User | None:
        query = select(User).where(User.id == user_id).options(joinedload(User.organisation))
        if lock:
            query = query.with_for_update(of=User)
        return self.session.scalar(query.execution_options(populate_existing=True))

    def page(self, words: str, after: UUID | None, size: int) -> list[User]:
        """In the order of their addresses; `words` are looked for in names and addresses."""
        shown_beside = (joinedload(User.organisation), joinedload(User.area))
        query = select(User).options(*shown_beside).order_by(User.email)
        if words:
            query = query.where(
                User.name.icontains(words, autoescape=True)
                | User.email.icontains(words, autoescape=True)
            )
        if after is not None:
            before = select(User.email).where(User.id == after).scalar_subquery()
            query = query.where(User.email > before)
        return list(self.session.scalars(query.limit(size)))

    def around(self, area_code: str | None) -> list[User]:
        overlap = (
            or_(
                User.area_code.is_(None),
                User.area_code.startswith(area_code),
                literal(area_code).startswith(User.area_code),
            )
            if area_code
            else true()
        )
        query = select(User).where(User.is_active, overlap).order_by(User.name, User.id)
        return list(self.session.scalars(query.limit(_MOST_COLLEAGUES)))

    def organisations(self) -> list[Organisation]:
        return list(self.session.scalars(select(Organisation).order_by(Organisation.name_en)))

    def take_turn_for_link(self, email: str, now: datetime) -> User | None:
        """The user, if active and not mailed just now; of two at once only one gets it."""
        sent_before = now - rules.LINK_AGAIN_AFTER
        return self.session.scalar(
            update(User)
            .where(
                User.email == email,
                User.is_active,
                or_(User.link_sent_at.is_(None), User.link_sent_at <= sent_before),
            )
            .values(link_sent_at=now)
            .returning(User)
        )

    def defer_link(self, user: User, purpose: LinkPurpose) -> None:
        args = {"user_id": str(user.id), "purpose": str(purpose)}
        defer(self.session, MAIL_LINK, args, queue=QUEUE)

    def defer_notice(self, user: User) -> None:
        defer(self.session, MAIL_NOTICE, {"user_id": str(user.id)}, queue=QUEUE)

    def organisation(self, name: str) -> Organisation | None:
        """By either of its names: whoever invites writes the one they know."""
        named = or_(Organisation.name_en == name, Organisation.name_bn == name)
        by_english_name = (Organisation.name_en == name).desc()
        return self.session.scalar(
            select(Organisation).where(named).order_by(by_english_name).limit(1)
        )

    def areas(self) -> list[Area]:
        """Those that somebody may be put in charge of."""
        query = select(Area).where(Area.level != AreaLevel.UNION).order_by(Area.code)
        return list(self.session.scalars(query))

    def add_organisation(self, organisation: Organisation) -> None:
        self.session.add(organisation)
        self.session.flush()

    def area_exists(self, code: str) -> bool:
        return self.session.get(Area, code) is not None

    def count_wrong_sign_in(self, email: str, now: datetime) -> None:
        """One statement, so that attempts in parallel are each counted."""
        lock_is_over = User.locked_until <= now
        failed = case((lock_is_over, 1), else_=User.failed_sign_ins + 1)
        until = now + rules.LOCKED_FOR
        self.session.execute(
            update(User)
            .where(User.email == email, or_(User.locked_until.is_(None), lock_is_over))
            .values(
                failed_sign_ins=failed,
                locked_until=case((failed >= rules.WRONG_SIGN_INS, until), else_=None),
            )
        )

    def is_locked(self, user_id: UUID, now: datetime) -> bool:
        """At this very moment: it waits for attempts that are being counted."""
        locked_until = select(User.locked_until).where(User.id == user_id).with_for_update()
        until = self.session.scalar(locked_until)
        return until is not None and until > now

    def admit(self, email: str, now: datetime) -> User | None:
        """The user, unless disabled or locked at this very moment."""
        return self.session.scalar(
            update(User)
            .where(
                User.email == email,
                User.is_active,
                or_(User.locked_until.is_(None), User.locked_until <= now),
            )
            .values(failed_sign_ins=0, locked_until=None, signed_in_at=now)
            .returning(User)
            .execution_options(populate_existing=True)
        )


class SignInSessionRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, sign_in: SignInSession) -> None:
        self.session.add(sign_in)
        self.session.flush()

    def find(self, token_hash: bytes) -> SignInSession | None:
        return self.session.scalar(
            select(SignInSession)
            .join(SignInSession.user)
            .where(SignInSession.token_hash == token_hash, User.is_active)
            .options(joinedload(SignInSession.user).joinedload(User.organisation))
        )

    def remove(self, token_hash: bytes) -> None:
        self.session.execute(delete(SignInSession).where(SignInSession.token_hash == token_hash))

    def remove_all_of(self, user_id: UUID) -> None:
        self.session.execute(delete(SignInSession).where(SignInSession.user_id == user_id))

    def remove_older(self, user_id: UUID, created_before: datetime) -> None:
        self.session.execute(
            delete(SignInSession).where(
                SignInSession.user_id == user_id, SignInSession.created_at < created_before
            )
        )

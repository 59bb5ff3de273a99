from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from case_manager.models.base import Base, Moment
from case_manager.models.people import Area
from case_manager.vocabulary import Language, Role


class Organisation(Base):
    """A civil-society organisation whose caseworkers follow cases up."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name_en: Mapped[str] = mapped_column(unique=True)
    name_bn: Mapped[str]


class User(Base):
    """Somebody who signs in. `area_code` is the area they see; none means the whole country."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    role: Mapped[Role]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("cases.organisations.id"))
    area_code: Mapped[str | None] = mapped_column(ForeignKey("cases.areas.code"))
    language: Mapped[Language] = mapped_column(default=Language.BANGLA)
    is_active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(SmallInteger, default=0)
    locked_until: Mapped[Moment | None]
    signed_in_at: Mapped[Moment | None]
    link_sent_at: Mapped[Moment | None]
    created_at: Mapped[Moment]

    organisation: Mapped[Organisation] = relationship(lazy="raise")
    area: Mapped[Area | None] = relationship(lazy="raise")


class SignInSession(Base):
    """A signed-in browser. Only a hash of its token is stored."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (Index("ix_sign_in_sessions_user_id", "user_id"),)

    token_hash: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("cases.users.id", ondelete="CASCADE"))
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]

    user: Mapped[User] = relationship(lazy="raise")

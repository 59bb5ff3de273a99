"""Letting people choose their own password, by a link that is mailed to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import passwords, rules, service
from case_manager.accounts.links import Links
from case_manager.accounts.repository import UserRepository
from case_manager.accounts.service import NewUser
from case_manager.errors import LinkExpired, UnknownUser
from case_manager.mail.letters import Letter, write_letter
from case_manager.models import User
from case_manager.vocabulary import Language, LinkPurpose


def invite_user(session: Session, command: NewUser, *, actor: User, now: datetime) -> User:
    """Nobody knows the password until the person has chosen one."""
    user = service.create_user(session, command, password=passwords.generate_password(), now=now)
    _mail_link(session, user, now)
    service.record(session, "user_invited", user, actor=actor, now=now)
    return user


def send_link(session: Session, user_id: UUID, *, actor: User, now: datetime) -> User:
    """Once more for somebody who has lost theirs."""
    user = UserRepository(session).get(user_id)
    if user is None or not user.is_active:
        raise UnknownUser("there is no such user, or they may not sign in")
    _mail_link(session, user, now)
    service.record(session, "link_sent", user, actor=actor, now=now)
    return user


def ask_for_link(session: Session, email: str, *, now: datetime) -> None:
    """Says nothing of whether there is such a user, and mails them at most every five minutes."""
    users = UserRepository(session)
    if user := users.take_turn_for_link(rules.normal_email(email), now):
        users.defer_link(user, _purpose(user))
        service.record(session, "link_asked_for", user, actor=None, now=now)


def letter_with_link(
    session: Session, user_id: UUID, purpose: LinkPurpose, *, links: Links, site: str, now: datetime
) -> Letter | None:
    """None for somebody who may no longer sign in."""
    user = UserRepository(session).with_organisation(user_id)
    if user is None or not user.is_active:
        return None
    token = links.sign(user, now + rules.LINK_LASTS[purpose])
    in_english = user.language is Language.ENGLISH
    return write_letter(
        purpose,
        user.language,
        to=user.email,
        name=user.name,
        organisation=user.organisation.name_en if in_english else user.organisation.name_bn,
        link=f"{site.rstrip('/')}/passwords/{token}",
    )


def letter_of_change(session: Session, user_id: UUID) -> Letter | None:
    user = UserRepository(session).get(user_id)
    if user is None:
        return None
    return write_letter("password_changed", user.language, to=user.email, name=user.name)


def user_of_link(
    session: Session, token: str, *, links: Links, now: datetime, lock: bool = False
) -> User:
    """Raises `LinkExpired`, also for somebody who may no longer sign in."""
    claim = links.read(token)
    user = UserRepository(session).with_organisation(claim.user_id, lock=lock)
    if user is None or not user.is_active or not claim.holds(user, now):
        raise LinkExpired("this link was used, or is too old")
    return user


def choose_password(
    session: Session, token: str, password: str, *, links: Links, now: datetime
) -> User:
    rules.check_password(password)
    user = user_of_link(session, token, links=links, now=now, lock=True)
    service.set_password(session, user, password)
    service.record(session, "password_chosen", user, actor=user, now=now)
    return user


def _mail_link(session: Session, user: User, now: datetime) -> None:
    user.link_sent_at = now
    UserRepository(session).defer_link(user, _purpose(user))


def _purpose(user: User) -> LinkPurpose:
    return LinkPurpose.RESET if user.signed_in_at else LinkPurpose.INVITATION

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from case_manager.accounts import passwords, rules
from case_manager.accounts.repository import SignInSessionRepository, UserRepository
from case_manager.accounts.rules import SessionLimits
from case_manager.audit import service as audit
from case_manager.errors import (
    Malformed,
    NotYourself,
    UnknownUser,
    UserAlreadyExists,
    WrongPassword,
)
from case_manager.models import Area, Organisation, SignInSession, User
from case_manager.vocabulary import Language, Role


@dataclass(frozen=True)
class NewUser:
    email: str
    name: str
    role: Role
    organisation_en: str
    organisation_bn: str = ""
    area_code: str | None = None
    language: Language = Language.BANGLA


def sign_in(
    session: Session, email: str, password: str, *, limits: SessionLimits, now: datetime
) -> str | None:
    """The new session's token, or None when refused; it does not say why.

    It returns instead of raising, because the count of wrong attempts has to be committed. The
    password is checked before anything is locked: of many attempts in parallel those that are
    wrong are counted one by one, and a right one that comes after the fifth is refused.
    """
    users = UserRepository(session)
    email = rules.normal_email(email)
    user = users.find(email)
    if not passwords.is_right(password, user.password_hash if user else None):
        users.count_wrong_sign_in(email, now)
        return None
    admitted = users.admit(email, now)
    if admitted is None:
        return None
    SignInSessionRepository(session).remove_older(admitted.id, now - limits.absolute)
    token = _open_session(session, admitted, now)
    record(session, "signed_in", admitted, actor=admitted, now=now)
    return token


def _open_session(session: Session, user: User, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    SignInSessionRepository(session).add(
        SignInSession(
            token_hash=_hash(token),
            user_id=user.id,
            csrf_token=secrets.token_urlsafe(32),
            created_at=now,
            last_seen_at=now,
        )
    )
    return token


def find_sign_in(
    session: Session, token: str, *, limits: SessionLimits, now: datetime, is_activity: bool = True
) -> SignInSession | None:
    """The session of a browser. A page's own refreshes are not activity and keep nothing alive."""
    sign_in = SignInSessionRepository(session).find(_hash(token))
    if sign_in is None or limits.is_over(sign_in.created_at, sign_in.last_seen_at, now):
        return None
    if is_activity and now >= sign_in.last_seen_at + rules.ACTIVITY_NOTED_EVERY:
        sign_in.last_seen_at = now
    return sign_in


def sign_out(session: Session, token: str) -> None:
    SignInSessionRepository(session).remove(_hash(token))


def find_user(session: Session, user_id: UUID) -> User | None:
    return UserRepository(session).get(user_id)


def colleagues(session: Session, user: User) -> list[User]:
    """Those whose area has something in common with theirs."""
    return UserRepository(session).around(user.area_code)


def choose_language(user: User, language: Language) -> None:
    user.language = language


def add_user(
    session: Session, command: NewUser, *, password: str | None = None, now: datetime
) -> str:
    """The password, made up when none is given: it is shown once and stored nowhere."""
    password = rules.check_password(password) if password else passwords.generate_password()
    user = create_user(session, command, password=password, now=now)
    record(session, "user_added", user, actor=None, now=now)
    return password


def create_user(session: Session, command: NewUser, *, password: str, now: datetime) -> User:
    users = UserRepository(session)
    email = rules.check_email(command.email)
    if users.find(email):
        raise UserAlreadyExists(f"there is already a user {email}")
    if command.area_code is not None and not users.area_exists(command.area_code):
        raise Malformed(f"there is no area with the code {command.area_code}")
    user = User(
        email=email,
        name=command.name,
        password_hash=passwords.hash_password(password),
        role=command.role,
        organisation_id=_organisation(users, command).id,
        area_code=command.area_code,
        language=command.language,
        created_at=now,
    )
    users.add(user)
    return user


def _organisation(users: UserRepository, command: NewUser) -> Organisation:
    if known := users.organisation(command.organisation_en):
        return known
    organisation = Organisation(
        name_en=command.organisation_en,
        name_bn=command.organisation_bn or command.organisation_en,
    )
    users.add_organisation(organisation)
    return organisation


def reset_password(
    session: Session, email: str, *, password: str | None = None, now: datetime
) -> str:
    """The new password; whoever was signed in with the old one is signed out."""
    user = _known_user(session, email)
    password = rules.check_password(password) if password else passwords.generate_password()
    set_password(session, user, password)
    record(session, "password_reset", user, actor=None, now=now)
    return password


def disable_user(session: Session, email: str, *, now: datetime) -> None:
    """They are signed out everywhere and cannot sign in again; what they wrote stays theirs."""
    user = _known_user(session, email)
    user.is_active = False
    SignInSessionRepository(session).remove_all_of(user.id)
    record(session, "user_disabled", user, actor=None, now=now)


def change_password(session: Session, user: User, old: str, new: str, *, now: datetime) -> None:
    """Signs the user out everywhere, also here. A wrong old one counts as a wrong sign-in,
    and while they are locked out the right one is refused too: a session that was left open is no
    way to guess it.

    Raises `WrongPassword`, after which the caller commits, so that the count stays.
    """
    rules.check_password(new)
    users = UserRepository(session)
    is_right = passwords.is_right(old, user.password_hash)
    if not is_right:
        users.count_wrong_sign_in(user.email, now)
    if not is_right or users.is_locked(user.id, now):
        raise WrongPassword("that is not the password you have now")
    set_password(session, user, new)
    users.defer_notice(user)
    record(session, "password_changed", user, actor=user, now=now)


def set_password(session: Session, user: User, password: str) -> None:
    user.password_hash = passwords.hash_password(password)
    user.failed_sign_ins = 0
    user.locked_until = None
    SignInSessionRepository(session).remove_all_of(user.id)


def list_users(
    session: Session, words: str = "", *, after: UUID | None = None, size: int
) -> list[User]:
    return UserRepository(session).page(words.strip(), after, size)


def list_organisations(session: Session) -> list[Organisation]:
    return UserRepository(session).organisations()


def list_areas(session: Session) -> list[Area]:
    return UserRepository(session).areas()


def let_in(session: Session, user_id: UUID, is_active: bool, *, actor: User, now: datetime) -> None:
    """Shuts somebody out, or lets them in again with the password they had."""
    user = UserRepository(session).get(user_id)
    if user is None:
        raise UnknownUser("there is no such user")
    if user.id == actor.id:
        raise NotYourself("ask another administrator")
    if user.is_active == is_active:
        return
    user.is_active = is_active
    SignInSessionRepository(session).remove_all_of(user.id)
    record(session, "user_enabled" if is_active else "user_disabled", user, actor=actor, now=now)


def _known_user(session: Session, email: str) -> User:
    user = UserRepository(session).find(rules.normal_email(email))
    if user is None:
        raise UnknownUser("there is no user with this e-mail address")
    return user


def record(session: Session, action: str, user: User, *, actor: User | None, now: datetime) -> None:
    audit.record(session, action, subject_kind="user", subject_id=user.id, actor=actor, now=now)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()

from dataclasses import dataclass
from datetime import datetime, timedelta

from case_manager.errors import Malformed
from case_manager.vocabulary import LinkPurpose

WRONG_SIGN_INS = 5
LOCKED_FOR = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
ACTIVITY_NOTED_EVERY = timedelta(minutes=1)
LINK_LASTS = {
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(hours=1),
}
_NO_PART_OF_IT = '<>()[],;:\\"'
LINK_AGAIN_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class SessionLimits:
    """A session ends when it was idle too long, and after `absolute` however busy it was."""

    idle: timedelta
    absolute: timedelta

    def is_over(self, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
        return now >= last_seen_at + self.idle or now >= created_at + self.absolute


def normal_email(email: str) -> str:
    return email.strip().lower()


def check_email(email: str) -> str:
    normal = normal_email(email)
    name, _, domain = normal.partition("@")
    is_odd = any(c.isspace() or c in _NO_PART_OF_IT for c in normal) or "@" in domain
    if not name or "." not in domain or is_odd or len(normal) > 254:
        raise Malformed("an e-mail address looks like name@example.org")
    return normal


def check_password(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Malformed(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return password


def local_path(path: str | None, otherwise: str = "/") -> str:
    """Where to go next, when it is a path of this site: an address elsewhere is not followed."""
    if not path or not path.startswith("/") or path[1:2] in ("/", "\\"):
        return otherwise
    if any(ord(character) < 33 or character == "\\" for character in path):
        return otherwise
    return path

"""What the services may do in the database: they work under a role that owns nothing.

It adds to what only grows, and can neither change that nor take anything away. Set anew after each
migration, so that a new table is not forgotten.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from case_manager.models import (
    SCHEMA,
    AuditEntry,
    Base,
    CaseEvent,
    CaseMovement,
    EnrolmentHistory,
    IncidentEvent,
    Notice,
    NoticeRecipient,
    Payment,
    PaymentHistory,
    StatedAmount,
)

ROLE = "nalish_cases"
_JOBS = "case_jobs"
_ONLY_GROW = {
    model.__tablename__
    for model in (
        AuditEntry,
        CaseEvent,
        CaseMovement,
        EnrolmentHistory,
        IncidentEvent,
        PaymentHistory,
    )
}
_NEVER_DELETED = {model.__tablename__ for model in (Notice, NoticeRecipient, Payment, StatedAmount)}

# Roles are of the whole server: others may be making this one for another database just now.
_MAKE_ROLE = f"""
DO $$ BEGIN
    CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


class RoleMissing(Exception):
    """Somebody with more rights has to make the role first."""


def set_rights(connection: Connection) -> None:
    _make_role(connection)
    statements = [
        f"GRANT {ROLE} TO CURRENT_USER",
        f"GRANT USAGE ON SCHEMA {SCHEMA}, {_JOBS} TO {ROLE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {SCHEMA}, {_JOBS} TO {ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_JOBS} TO {ROLE}",
        f"GRANT EXECUTE ON FUNCTION {SCHEMA}.make_payment_quarters(date, date) TO {ROLE}",
        f"GRANT EXECUTE ON FUNCTION {SCHEMA}.empty_staged() TO {ROLE}",
        f"GRANT SELECT ON {SCHEMA}.alembic_version TO {ROLE}",
    ]
    for table in Base.metadata.sorted_tables:
        statements += [
            f"REVOKE ALL ON {table.fullname} FROM {ROLE}",
            f"GRANT {_allowed(table.name)} ON {table.fullname} TO {ROLE}",
        ]
    connection.execute(text("; ".join(statements)))


def _allowed(table: str) -> str:
    if table in _ONLY_GROW:
        return "SELECT, INSERT"
    if table in _NEVER_DELETED:
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


def _make_role(connection: Connection) -> None:
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.scalar(known, {"role": ROLE}):
        return
    try:
        connection.execute(text(_MAKE_ROLE))
    except ProgrammingError as error:
        raise RoleMissing(
            f"The user of DATABASE_URL may make no roles. Let an administrator of the database run:"
            f" CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO <that user> WITH ADMIN OPTION"
        ) from error

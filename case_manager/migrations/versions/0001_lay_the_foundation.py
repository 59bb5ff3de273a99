"""People, payments and those who work with them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

_SCHEMA = "cases"

_MOMENT = sa.DateTime(timezone=True)

_RETURN_REASONS = (
    "PIN_INACTIVE",
    "NID_MISMATCH",
    "ACCOUNT_CLOSED",
    "WRONG_NUMBER",
    "SIM_CHANGED_OFF",
    "OTP_FRAUD",
    "MARKED_DEAD",
    "NOT_MIGRATED",
    "DUPLICATE_NID",
    "NOT_IN_PAYROLL",
    "LIMIT_OR_TECH",
)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _requests()
    _areas()
    _holidays()
    _organisations()
    _people()
    _users()
    _conversations()
    _enrolments()
    _sign_in_sessions()
    _payments()


def _requests() -> None:
    op.create_table(
        "answered_requests",
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("status_code", sa.SmallInteger(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answered_requests")),
        schema=_SCHEMA,
    )


def _areas() -> None:
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column(
            "level", _words("arealevel", "division", "district", "upazila", "union"), nullable=False
        ),
        sa.Column("parent_code", sa.String(length=10), nullable=True),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["cases.areas.code"], name=op.f("fk_areas_parent_code_areas")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
        schema=_SCHEMA,
    )


def _holidays() -> None:
    op.create_table(
        "holidays",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("on", name=op.f("pk_holidays")),
        schema=_SCHEMA,
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name_en", name=op.f("uq_organisations_name_en")),
        schema=_SCHEMA,
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("beneficiary_id", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("sex", _words("sex", "female", "male", "other"), nullable=False),
        sa.Column("birth_year", sa.SmallInteger(), nullable=False),
        sa.Column("nid_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("nid_index", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("area_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["cases.areas.code"], name=op.f("fk_people_area_code_areas")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("beneficiary_id", name=op.f("uq_people_beneficiary_id")),
        sa.UniqueConstraint("nid_index", name=op.f("uq_people_nid_index")),
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_people_area_code",
        "people",
        ["area_code"],
        schema=_SCHEMA,
        postgresql_ops={"area_code": "text_pattern_ops"},
    )
    op.create_index(
        "ix_people_name_bn_trgm",
        "people",
        ["name_bn"],
        schema=_SCHEMA,
        postgresql_using="gin",
        postgresql_ops={"name_bn": "gin_trgm_ops"},
    )
    op.create_index(
        "ix_people_name_en_trgm",
        "people",
        ["name_en"],
        schema=_SCHEMA,
        postgresql_using="gin",
        postgresql_ops={"name_en": "gin_trgm_ops"},
    )
    op.create_index("ix_people_phone_index", "people", ["phone_index"], schema=_SCHEMA)


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "role", _words("role", "caseworker", "supervisor", "administrator"), nullable=False
        ),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=True),
        sa.Column("language", _words("language", "bn", "bn-Latn", "en"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("failed_sign_ins", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["cases.areas.code"], name=op.f("fk_users_area_code_areas")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["cases.organisations.id"],
            name=op.f("fk_users_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        schema=_SCHEMA,
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("language", _words("language", "bn", "bn-Latn", "en"), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("verified_until", _MOMENT, nullable=True),
        sa.Column("failed_checks", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name=op.f("fk_conversations_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_conversations_phone_index", "conversations", ["phone_index"], schema=_SCHEMA
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column(
            "status", _words("enrolmentstatus", "active", "suspended", "ended"), nullable=False
        ),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name=op.f("fk_enrolments_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        schema=_SCHEMA,
    )
    op.create_index(
        "uq_enrolments_person_programme",
        "enrolments",
        ["person_id", "programme"],
        unique=True,
        schema=_SCHEMA,
    )


def _sign_in_sessions() -> None:
    op.create_table(
        "sign_in_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_seen_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["cases.users.id"],
            name=op.f("fk_sign_in_sessions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_in_sessions")),
        schema=_SCHEMA,
    )
    op.create_index("ix_sign_in_sessions_user_id", "sign_in_sessions", ["user_id"], schema=_SCHEMA)


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("amount_paisa", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            _words("paymentstatus", "scheduled", "sent", "credited", "returned", "on_hold"),
            nullable=False,
        ),
        sa.Column("status_on", sa.Date(), nullable=False),
        sa.Column(
            "return_reason",
            _words("returnreason", *_RETURN_REASONS),
            nullable=True,
        ),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(return_reason IS NOT NULL) = (status IN ('returned', 'on_hold'))",
            name=op.f("ck_payments_reason_only_when_returned_or_held"),
        ),
        sa.CheckConstraint("amount_paisa > 0", name=op.f("ck_payments_amount_is_positive")),
        sa.CheckConstraint(
            "period_from <= period_to", name=op.f("ck_payments_period_runs_forward")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["cases.enrolments.id"],
            name=op.f("fk_payments_enrolment_id_enrolments"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name=op.f("fk_payments_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_payments_person_period", "payments", ["person_id", "period_from"], schema=_SCHEMA
    )

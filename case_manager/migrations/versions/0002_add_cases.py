"""Cases, their messages, the audit trail and the queue of jobs."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_SCHEMA = "cases"
_JOBS = "case_jobs"
_MOMENT = sa.DateTime(timezone=True)


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    _audit_entries()
    _cases()
    _case_indexes()
    _case_events()
    _outgoing_messages()
    _case_messages()
    _references()
    _append_only()
    _jobs()


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor_kind", _words("actorkind", "citizen", "user", "system"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["cases.users.id"], name=op.f("fk_audit_entries_actor_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entries_hash")),
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_audit_entries_subject",
        "audit_entries",
        ["subject_kind", "subject_id", "id"],
        schema=_SCHEMA,
    )


def _cases() -> None:
    op.create_table(
        "cases",
        *_filed(),
        *_followed_up(),
        *_case_constraints(),
        schema=_SCHEMA,
    )


def _filed() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=10), nullable=False),
        sa.Column(
            "source_key",
            sa.String(length=120),
            nullable=False,
            comment="the idempotency key that opened it: opened once",
        ),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("missing_since", sa.Date(), nullable=True),
        sa.Column(
            "channel",
            _words("channel", "sms", "ussd", "walk_in", "call", "paper", "hearing"),
            nullable=False,
        ),
        sa.Column("language", _words("language", "bn", "bn-Latn", "en"), nullable=False),
        sa.Column("area_code", sa.String(length=10), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("payment_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", _MOMENT, nullable=False),
    )


def _followed_up() -> tuple[sa.Column[Any], ...]:
    """What the organisation does, then what the office decides."""
    return (
        sa.Column(
            "status",
            _words(
                "casestatus", "new", "in_progress", "with_office", "waiting_for_citizen", "closed"
            ),
            nullable=False,
        ),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("first_action_due_on", sa.Date(), nullable=False),
        sa.Column("first_action_at", _MOMENT, nullable=True),
        sa.Column("resolution_due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.Column("has_unread_answer", sa.Boolean(), nullable=False),
        sa.Column("office_tier", sa.String(length=8), nullable=False),
        sa.Column("office_due_on", sa.Date(), nullable=False),
        sa.Column(
            "office_decision",
            _words(
                "officedecision", "upheld", "partly_upheld", "rejected", "redirected", "no_decision"
            ),
            nullable=True,
        ),
        sa.Column("office_decided_on", sa.Date(), nullable=True),
    )


def _case_constraints() -> tuple[sa.Constraint, ...]:
    return (
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_cases_closed_means_a_closing_moment"),
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR office_decision IS NOT NULL",
            name=op.f("ck_cases_closed_means_decided"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["cases.areas.code"], name=op.f("fk_cases_area_code_areas")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["cases.users.id"], name=op.f("fk_cases_assignee_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["cases.conversations.id"],
            name=op.f("fk_cases_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["cases.payments.id"], name=op.f("fk_cases_payment_id_payments")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name=op.f("fk_cases_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
        sa.UniqueConstraint("source_key", name=op.f("uq_cases_source_key")),
    )


def _case_indexes() -> None:
    op.create_index(
        "ix_cases_area_code",
        "cases",
        ["area_code"],
        schema=_SCHEMA,
        postgresql_ops={"area_code": "text_pattern_ops"},
    )
    op.create_index("ix_cases_assignee_id", "cases", ["assignee_id"], schema=_SCHEMA)
    op.create_index("ix_cases_conversation_id", "cases", ["conversation_id"], schema=_SCHEMA)
    op.create_index(
        "ix_cases_open_by_due",
        "cases",
        ["resolution_due_on", "id"],
        schema=_SCHEMA,
        postgresql_where="closed_at IS NULL",
    )
    op.create_index("ix_cases_opened_at", "cases", ["opened_at", "id"], schema=_SCHEMA)
    op.create_index("ix_cases_person_id", "cases", ["person_id"], schema=_SCHEMA)


def _case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            _words(
                "eventkind",
                "opened",
                "assigned",
                "note_written",
                "reply_sent",
                "citizen_wrote",
                "delivery_changed",
                "decision_recorded",
                "closed",
            ),
            nullable=False,
        ),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("actor_kind", _words("actorkind", "citizen", "user", "system"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["cases.users.id"], name=op.f("fk_case_events_actor_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_case_events_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        schema=_SCHEMA,
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id", "id"], schema=_SCHEMA)


def _outgoing_messages() -> None:
    op.create_table(
        "outgoing_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", _words("language", "bn", "bn-Latn", "en"), nullable=False),
        sa.Column("expects_reply", sa.Boolean(), nullable=False),
        sa.Column("cost_tag", sa.String(length=20), nullable=False),
        sa.Column(
            "delivery_status",
            _words("deliverystatus", "queued", "accepted", "sent", "delivered", "failed"),
            nullable=False,
        ),
        sa.Column("failure_reason", sa.String(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_outgoing_messages_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["cases.conversations.id"],
            name=op.f("fk_outgoing_messages_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_messages")),
        schema=_SCHEMA,
    )


def _case_messages() -> None:
    op.create_table(
        "case_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _words("messagekind", "citizen", "reply", "note"), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", _words("language", "bn", "bn-Latn", "en"), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("outgoing_id", sa.Uuid(), nullable=True),
        sa.Column("source_key", sa.String(length=120), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["cases.users.id"], name=op.f("fk_case_messages_author_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.cases.id"], name=op.f("fk_case_messages_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["outgoing_id"],
            ["cases.outgoing_messages.id"],
            name=op.f("fk_case_messages_outgoing_id_outgoing_messages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_messages")),
        sa.UniqueConstraint("source_key", name=op.f("uq_case_messages_source_key")),
        schema=_SCHEMA,
    )
    op.create_index(
        "ix_case_messages_case_id", "case_messages", ["case_id", "created_at"], schema=_SCHEMA
    )


def _references() -> None:
    op.execute(f"CREATE SEQUENCE {_SCHEMA}.case_reference_seq")


def _append_only() -> None:
    """History and the audit trail grow; nothing in them is changed or taken away."""
    op.execute(
        f"""
        CREATE FUNCTION {_SCHEMA}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in ("case_events", "audit_entries"):
        op.execute(
            f"""
            CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {_SCHEMA}.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION {_SCHEMA}.refuse_change()
            """
        )


def _jobs() -> None:
    """Procrastinate's own schema; its functions find its tables whatever the caller's path is."""
    op.execute(f"CREATE SCHEMA {_JOBS}")
    op.execute(f"SET LOCAL search_path = {_JOBS}, public")
    connection = op.get_bind().connection
    connection.cursor().execute(SchemaManager.get_schema())
    op.execute(
        """
        DO $$
        DECLARE routine regprocedure;
        BEGIN
            FOR routine IN SELECT oid::regprocedure FROM pg_proc
                           WHERE pronamespace = current_schema()::regnamespace
            LOOP
                EXECUTE format('ALTER FUNCTION %s SET search_path = case_jobs, public', routine);
            END LOOP;
        END $$
        """
    )
    op.execute("SET LOCAL search_path TO DEFAULT")

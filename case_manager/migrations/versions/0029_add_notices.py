"""The same words to many, and to whom they go. New tables: nothing waits for them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"

_MOMENT = sa.DateTime(timezone=True)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, native_enum=False, create_constraint=True, length=32, name=name)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False, comment="with gaps, by language"),
        sa.Column(
            "topic", sa.String(length=40), nullable=True, comment="the programme it speaks of"
        ),
        sa.Column("last_day", sa.Date(), nullable=True, comment="the day that it names"),
        *_audience(),
        sa.Column(
            "status",
            _word("noticestatus", "counting", "counted", "sending", "paused", "stopped", "sent"),
            nullable=False,
        ),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("counted_to", sa.Uuid(), nullable=True, comment="the last person looked at"),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", _MOMENT, nullable=False),
        sa.Column("counted_at", _MOMENT, nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("released_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        *_constraints(),
        schema="cases",
    )
    _add_recipients()


def _audience() -> list[sa.Column[Any]]:
    payment = ("scheduled", "approved", "sent", "credited", "returned", "reissued", "on_hold")
    return [
        sa.Column("programme", sa.String(length=40), nullable=True),
        sa.Column("area_code", sa.String(length=10), nullable=True),
        sa.Column("enrolment_status", _word("enrolmentstatus", "active", "suspended", "ended")),
        sa.Column("payment_status", _word("paymentstatus", *payment)),
        sa.Column("period_from", sa.Date(), comment="in which the payment's period begins"),
        sa.Column("period_to", sa.Date()),
        sa.Column("sex", _word("sex", "female", "male", "other")),
        sa.Column("born_from", sa.SmallInteger()),
        sa.Column("born_to", sa.SmallInteger()),
    ]


def _constraints() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "released_by <> written_by", name=op.f("ck_notices_released_by_somebody_else")
        ),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by IS NULL)",
            name=op.f("ck_notices_released_by_somebody"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('sending', 'paused', 'sent') OR released_at IS NOT NULL",
            name=op.f("ck_notices_goes_out_after_its_release"),
        ),
        sa.CheckConstraint(
            "programme IS NOT NULL OR (enrolment_status IS NULL AND payment_status IS NULL)",
            name=op.f("ck_notices_roll_and_ledger_are_of_a_programme"),
        ),
        sa.CheckConstraint(
            "(payment_status IS NULL) = (period_from IS NULL)"
            " AND (period_from IS NULL) = (period_to IS NULL)",
            name=op.f("ck_notices_payments_have_a_period"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["cases.areas.code"], name=op.f("fk_notices_area_code_areas")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["cases.users.id"], name=op.f("fk_notices_written_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["released_by"], ["cases.users.id"], name=op.f("fk_notices_released_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
    ]


def _add_recipients() -> None:
    op.create_table(
        "notice_recipients",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("handed_at", _MOMENT, nullable=True, comment="since when the gateway has it"),
        sa.Column(
            "delivery_status",
            _word("deliverystatus", "queued", "accepted", "sent", "delivered", "failed"),
            nullable=False,
        ),
        sa.Column("failure_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["cases.notices.id"], name=op.f("fk_notice_recipients_notice_id_notices")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name=op.f("fk_notice_recipients_person_id_people")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_notice_recipients")),
        schema="cases",
    )
    op.create_index(
        "ix_notice_recipients_progress",
        "notice_recipients",
        ["notice_id", "delivery_status", "handed_at"],
        schema="cases",
    )
    op.create_index(
        "ix_notice_recipients_waiting",
        "notice_recipients",
        ["notice_id", "message_id"],
        schema="cases",
        postgresql_where="handed_at IS NULL AND delivery_status = 'queued'",
    )
    op.create_index(
        "ix_notice_recipients_person_id", "notice_recipients", ["person_id"], schema="cases"
    )

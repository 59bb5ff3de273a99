"""Other systems ask us, each message once; what we ask them is kept with its age."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "partner_messages",
        sa.Column("partner", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, comment="SHA-256 of its message_id"),
        sa.Column("questions", sa.SmallInteger, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("partner", "digest", name="pk_partner_messages"),
        schema="cases",
    )
    op.create_index(
        "ix_partner_messages_partner_received_at",
        "partner_messages",
        ["partner", "received_at"],
        schema="cases",
    )
    op.create_table(
        "registry_answers",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("programme", sa.String(40), nullable=False),
        sa.Column(
            "subject",
            sa.String(20),
            nullable=False,
            comment="registry, mapper or disbursements",
        ),
        sa.Column("peer", sa.String(64), nullable=False, comment="its name in the file"),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_with", sa.String(64), comment="a reason code"),
        sa.PrimaryKeyConstraint("person_id", "programme", "subject", name="pk_registry_answers"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cases.people.id"], name="fk_registry_answers_person_id_people"
        ),
        schema="cases",
    )

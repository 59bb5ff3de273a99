"""What administrators say that programmes pay. A new table: nothing waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "stated_amounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("programme", sa.String(length=40), nullable=False),
        sa.Column("applies_to", sa.String(length=60), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=True),
        sa.Column("per", sa.String(length=80), nullable=False),
        sa.Column("is_uncertain", sa.Boolean(), nullable=False),
        sa.Column("source_title", sa.String(length=200), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("stated_by", sa.Uuid(), nullable=False),
        sa.Column("stated_at", _MOMENT, nullable=False),
        sa.Column(
            "first_used_at",
            _MOMENT,
            nullable=True,
            comment="when a citizen was first answered from it; until then it can be taken back",
        ),
        sa.Column("taken_back_by", sa.Uuid(), nullable=True),
        sa.Column("taken_back_at", _MOMENT, nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_stated_amounts_amount_is_positive")),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by IS NULL)",
            name=op.f("ck_stated_amounts_taken_back_by_somebody"),
        ),
        sa.CheckConstraint(
            "taken_back_at IS NULL OR first_used_at IS NULL",
            name=op.f("ck_stated_amounts_only_unused_is_taken_back"),
        ),
        sa.ForeignKeyConstraint(
            ["stated_by"], ["cases.users.id"], name=op.f("fk_stated_amounts_stated_by_users")
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"],
            ["cases.users.id"],
            name=op.f("fk_stated_amounts_taken_back_by_users"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stated_amounts")),
        schema="cases",
    )
    op.create_index(
        "ix_stated_amounts_programme", "stated_amounts", ["programme", "id"], schema="cases"
    )

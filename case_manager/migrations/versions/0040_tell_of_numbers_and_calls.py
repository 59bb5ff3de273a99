"""A case's history says what became of the number to call, and of a call.

The check on events reads their table once.
"""

from alembic import op

revision = "0040"
down_revision = "0039"

_NAME = "ck_case_events_eventkind"
_EVENTS = (
    "opened",
    "assigned",
    "note_written",
    "reply_sent",
    "citizen_wrote",
    "delivery_changed",
    "decision_recorded",
    "closed",
    "closing_undone",
    "reopened",
    "reclassified",
    "moved",
    "unassigned",
    "taken_back",
    "deadline_moved",
    "withdrawn",
    "withdrawal_asked",
    "appealed",
    "remedy_confirmed",
    "remedy_missed",
    "rated",
    "payment_credited",
    "fault_mended",
    "escalated",
    "incident_joined",
    "incident_left",
    "number_told",
    "number_changed",
    "number_removed",
    "call_cancelled",
)


def upgrade() -> None:
    words = ", ".join(f"'{word}'" for word in _EVENTS)
    op.drop_constraint(op.f(_NAME), "case_events", schema="cases", type_="check")
    op.create_check_constraint(op.f(_NAME), "case_events", f"kind IN ({words})", schema="cases")

from case_manager.models.accounts import Organisation, SignInSession, User
from case_manager.models.audit import AuditEntry
from case_manager.models.base import SCHEMA, Base
from case_manager.models.calendar import Holiday
from case_manager.models.cases import (
    Case,
    CaseEvent,
    CaseMessage,
    CaseMovement,
    CasePause,
    CaseWord,
    OutgoingMessage,
    reference_sequence,
)
from case_manager.models.imports import (
    Import,
    ImportMapping,
    ImportPortion,
    ImportRemark,
    StagedBeneficiary,
    StagedPayment,
    StagedPerson,
)
from case_manager.models.incidents import (
    Incident,
    IncidentCase,
    IncidentEvent,
    RemedyNews,
)
from case_manager.models.interoperability import PartnerMessage, RegistryAnswer
from case_manager.models.notices import Notice, NoticeRecipient
from case_manager.models.payments import Enrolment, EnrolmentHistory, Payment, PaymentHistory
from case_manager.models.people import (
    Area,
    Conversation,
    Death,
    DeathReport,
    Household,
    Identifier,
    IdentityGuard,
    Nominee,
    Person,
)
from case_manager.models.programmes import StatedAmount
from case_manager.models.requests import AnsweredRequest
from case_manager.models.statistics import MovementSum, MovementTotal

__all__ = [
    "SCHEMA",
    "AnsweredRequest",
    "Area",
    "AuditEntry",
    "Base",
    "Case",
    "CaseEvent",
    "CaseMessage",
    "CaseMovement",
    "CasePause",
    "CaseWord",
    "Conversation",
    "Death",
    "DeathReport",
    "Enrolment",
    "EnrolmentHistory",
    "Holiday",
    "Household",
    "Identifier",
    "IdentityGuard",
    "Import",
    "ImportMapping",
    "ImportPortion",
    "ImportRemark",
    "Incident",
    "IncidentCase",
    "IncidentEvent",
    "MovementSum",
    "MovementTotal",
    "Nominee",
    "Notice",
    "NoticeRecipient",
    "Organisation",
    "OutgoingMessage",
    "PartnerMessage",
    "Payment",
    "PaymentHistory",
    "Person",
    "RegistryAnswer",
    "RemedyNews",
    "SignInSession",
    "StagedBeneficiary",
    "StagedPayment",
    "StagedPerson",
    "StatedAmount",
    "User",
    "reference_sequence",
]

"""The words of the trade, one each, as they stand in tables, JSON, pages and the glossary."""

from enum import StrEnum


class Language(StrEnum):
    BANGLA = "bn"
    BANGLISH = "bn-Latn"
    ENGLISH = "en"


class Role(StrEnum):
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class LinkPurpose(StrEnum):
    """Why somebody is mailed a link to choose a password."""

    INVITATION = "invitation"
    RESET = "reset"


class AreaLevel(StrEnum):
    DIVISION = "division"
    DISTRICT = "district"
    UPAZILA = "upazila"
    UNION = "union"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """By what somebody is found in the register; a wallet is the number that a provider pays to."""

    NID = "nid"
    BIRTH_REGISTRATION = "birth_registration"
    BENEFICIARY_ID = "beneficiary_id"
    PHONE = "phone"
    WALLET = "wallet"


class NomineeRelation(StrEnum):
    """What the one who is paid after a death is to the person."""

    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER = "other"


class EnrolmentStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class PaymentStatus(StrEnum):
    """`REISSUED`: ordered to be sent once more after it came back."""

    SCHEDULED = "scheduled"
    APPROVED = "approved"
    SENT = "sent"
    CREDITED = "credited"
    RETURNED = "returned"
    REISSUED = "reissued"
    ON_HOLD = "on_hold"


class ReturnReason(StrEnum):
    """Why a payment came back or is held; the evidence for each is in docs/glossary.md."""

    PIN_INACTIVE = "PIN_INACTIVE"
    NID_MISMATCH = "NID_MISMATCH"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    WRONG_NUMBER = "WRONG_NUMBER"
    SIM_CHANGED_OFF = "SIM_CHANGED_OFF"
    OTP_FRAUD = "OTP_FRAUD"
    MARKED_DEAD = "MARKED_DEAD"
    NOT_MIGRATED = "NOT_MIGRATED"
    DUPLICATE_NID = "DUPLICATE_NID"
    NOT_IN_PAYROLL = "NOT_IN_PAYROLL"
    LIMIT_OR_TECH = "LIMIT_OR_TECH"


class ImportKind(StrEnum):
    BENEFICIARIES = "beneficiaries"
    PAYMENTS = "payments"


class ImportStatus(StrEnum):
    """`DRY`: it is known what the file would change, and nothing was.

    From `MERGING` on it is brought to its end; until then nothing of the register has changed.
    `HALTED`: what was taken over of it stays, and it has to be begun anew for the rest.
    """

    RECEIVED = "received"
    QUEUED = "queued"
    CHECKING = "checking"
    DRY = "dry"
    MERGING = "merging"
    HALTED = "halted"
    DONE = "done"
    REFUSED = "refused"
    STOPPED = "stopped"


class Channel(StrEnum):
    """How a case reached us; `SMS` and `USSD` come through the gateway, the rest through staff."""

    SMS = "sms"
    USSD = "ussd"
    WALK_IN = "walk_in"
    CALL = "call"
    PAPER = "paper"
    HEARING = "hearing"


class CaseStatus(StrEnum):
    """What the civil-society organisation is doing; the office's decision is a field of its own."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WITH_OFFICE = "with_office"
    WAITING_FOR_CITIZEN = "waiting_for_citizen"
    CLOSED = "closed"


class OfficeDecision(StrEnum):
    """What the government office decided; a caseworker records it and never makes it."""

    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    REJECTED = "rejected"
    REDIRECTED = "redirected"
    NO_DECISION = "no_decision"


class EventKind(StrEnum):
    OPENED = "opened"
    ASSIGNED = "assigned"
    NOTE_WRITTEN = "note_written"
    REPLY_SENT = "reply_sent"
    CITIZEN_WROTE = "citizen_wrote"
    DELIVERY_CHANGED = "delivery_changed"
    DECISION_RECORDED = "decision_recorded"
    CLOSED = "closed"
    CLOSING_UNDONE = "closing_undone"
    REOPENED = "reopened"
    RECLASSIFIED = "reclassified"
    MOVED = "moved"
    UNASSIGNED = "unassigned"
    TAKEN_BACK = "taken_back"
    DEADLINE_MOVED = "deadline_moved"
    WITHDRAWN = "withdrawn"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    APPEALED = "appealed"
    REMEDY_CONFIRMED = "remedy_confirmed"
    REMEDY_MISSED = "remedy_missed"
    RATED = "rated"
    PAYMENT_CREDITED = "payment_credited"
    FAULT_MENDED = "fault_mended"
    ESCALATED = "escalated"
    INCIDENT_JOINED = "incident_joined"
    INCIDENT_LEFT = "incident_left"
    NUMBER_TOLD = "number_told"
    NUMBER_CHANGED = "number_changed"
    NUMBER_REMOVED = "number_removed"
    CALL_CANCELLED = "call_cancelled"


class IncidentKind(StrEnum):
    """What the failed payments of one fault have in common. The ledger names no agents: theirs are
    found by complaints."""

    BATCH = "batch"
    PROVIDER = "provider"
    UNION = "union"
    AGENT = "agent"
    OTHER = "other"


class IncidentEventKind(StrEnum):
    OPENED = "opened"
    ASSIGNED = "assigned"
    NOTE_WRITTEN = "note_written"
    CASE_ADDED = "case_added"
    CASE_REMOVED = "case_removed"
    JOINED = "joined"
    SPLIT = "split"
    MENDED = "mended"


class MovementKind(StrEnum):
    """What changes the balance of open cases, seen from one place in the books.

    A case that is reclassified or moved leaves one place and comes into another.
    """

    RECEIVED = "received"
    REOPENED = "reopened"
    DISPOSED = "disposed"
    MOVED_OUT = "moved_out"
    MOVED_IN = "moved_in"


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    USER = "user"
    SYSTEM = "system"


class MessageKind(StrEnum):
    """Who speaks in a case's thread; a note is never sent."""

    CITIZEN = "citizen"
    REPLY = "reply"
    NOTE = "note"


class PhoneReason(StrEnum):
    """Why a caseworker looks at a whole phone number."""

    CALL_BACK = "call_back"
    VERIFY_IDENTITY = "verify_identity"
    OFFICE_ASKS = "office_asks"
    OTHER = "other"


class DeliveryStatus(StrEnum):
    """How far an outgoing message got; it only ever moves down this list."""

    QUEUED = "queued"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


class NoticeStatus(StrEnum):
    """`COUNTED` waits for somebody else than its author; of `SENT` all have been handed over."""

    COUNTING = "counting"
    COUNTED = "counted"
    SENDING = "sending"
    PAUSED = "paused"
    STOPPED = "stopped"
    SENT = "sent"


class AccusedRole(StrEnum):
    """Who is complained of; the assistant finds the same words in its lookups."""

    MEMBER = "member"
    CHAIRMAN = "chairman"
    SECRETARY = "secretary"
    DEALER = "dealer"
    AGENT = "agent"
    MIDDLEMAN = "middleman"
    OFFICER = "officer"
    SOCIAL_WORKER = "social_worker"


class Provider(StrEnum):
    """By whom the money comes; the assistant finds the same words in its lookups."""

    NAGAD = "nagad"
    BKASH = "bkash"
    ROCKET = "rocket"
    UPAY = "upay"
    BANK_AGENT = "bank_agent"


class WrongDetail(StrEnum):
    """What is wrong in the register."""

    NAME = "name"
    AGE = "age"
    NID = "nid"
    FAMILY_NAME = "family_name"
    ADDRESS = "address"
    OTHER = "other"


class Wanted(StrEnum):
    """What somebody who complains wants to happen."""

    PAY = "pay"
    CORRECT = "correct"
    STOP = "stop"
    EXPLAIN = "explain"
    OTHER = "other"


class ForOther(StrEnum):
    """Somebody complains for somebody else, who agrees or does not know of it."""

    AGREED = "agreed"
    NOT_AGREED = "not_agreed"


class SafeContact(StrEnum):
    """How somebody may be answered without harm from whoever else reads or hears it."""

    SMS = "sms"
    CALL = "call"
    NO = "no"


class CallTime(StrEnum):
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"


class IdentityState(StrEnum):
    """What is known of the person behind a conversation before any personal fact is given."""

    VERIFIED = "verified"
    SHARED_PHONE = "shared_phone"
    UNKNOWN_PHONE = "unknown_phone"
    LOCKED = "locked"


class Misplacement(StrEnum):
    """How somebody and a roll do not fit: on it without a claim, or not on it with one.

    Who is wrongly in one programme and has a claim to another is `DUE_ELSEWHERE`.
    """

    WRONGLY_IN = "wrongly_in"
    WRONGLY_OUT = "wrongly_out"
    DUE_ELSEWHERE = "due_elsewhere"


class Certainty(StrEnum):
    """Whether the facts decide by rules that a document confirms, by others, or not yet."""

    CERTAIN = "certain"
    RULE_UNCONFIRMED = "rule_unconfirmed"
    NEEDS_FACTS = "needs_facts"


class Verdict(StrEnum):
    """Whether somebody may have a programme, by what is known of them."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS = "needs"


class ConditionState(StrEnum):
    """`ASSUMED`: nobody told otherwise, and it is not asked."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    ASSUMED = "assumed"

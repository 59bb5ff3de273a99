"""Contacts, the journal (inbox and outbox by month), the keys that make messages unique, events."""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
CREATE SEQUENCE gateway.in_order AS bigint;

CREATE TABLE gateway.contacts (
    id uuid NOT NULL,
    phone_sealed bytea NOT NULL,
    phone_index bytea NOT NULL,
    channel varchar(64) NOT NULL,
    language varchar(32) NOT NULL,
    opted_out_at timestamptz,
    muted_until timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_contacts PRIMARY KEY (id),
    CONSTRAINT uq_contacts_phone_index UNIQUE (phone_index),
    CONSTRAINT ck_contacts_language CHECK (language IN ('bn', 'bn-Latn', 'en'))
);

CREATE TABLE gateway.inbound_keys (
    channel varchar(64) NOT NULL,
    provider_message_id varchar(64) NOT NULL,
    inbox_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT pk_inbound_keys PRIMARY KEY (channel, provider_message_id)
);

CREATE TABLE gateway.inbox (
    id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    in_order bigint NOT NULL DEFAULT nextval('gateway.in_order'),
    contact_id uuid NOT NULL,
    channel varchar(64) NOT NULL,
    provider_message_id varchar(64) NOT NULL,
    recipient varchar(64) NOT NULL,
    session varchar(64),
    session_event varchar(32) NOT NULL,
    text_sealed bytea NOT NULL,
    raw_sealed bytea NOT NULL,
    state varchar(32) NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    apologised_at timestamptz,
    answered_at timestamptz,
    handed_over_at timestamptz,
    CONSTRAINT pk_inbox PRIMARY KEY (id, received_at),
    CONSTRAINT ck_inbox_sessionevent CHECK (session_event IN ('new', 'resume', 'close', 'none')),
    CONSTRAINT ck_inbox_inboxstate CHECK (state IN ('pending', 'answered', 'handed_over'))
) PARTITION BY RANGE (received_at);
CREATE INDEX ix_inbox_pending ON gateway.inbox (contact_id, in_order) WHERE state = 'pending';
CREATE INDEX ix_inbox_due ON gateway.inbox (next_attempt_at) WHERE state = 'pending';

CREATE TABLE gateway.outbox (
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    in_order bigint NOT NULL DEFAULT nextval('gateway.in_order'),
    contact_id uuid NOT NULL,
    channel varchar(64) NOT NULL,
    kind varchar(32) NOT NULL,
    inbox_id uuid,
    source_message_id uuid,
    case_reference varchar(10),
    expects_reply boolean NOT NULL,
    cost_tag varchar(64),
    language varchar(32) NOT NULL,
    text_sealed bytea NOT NULL,
    segments integer NOT NULL,
    state varchar(32) NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    provider_message_id varchar(64),
    reason varchar(64),
    changed_at timestamptz NOT NULL,
    CONSTRAINT pk_outbox PRIMARY KEY (id, created_at),
    CONSTRAINT ck_outbox_outboxkind CHECK (kind IN ('answer', 'apology', 'case_message')),
    CONSTRAINT ck_outbox_language CHECK (language IN ('bn', 'bn-Latn', 'en')),
    CONSTRAINT ck_outbox_outboxstate CHECK (state IN
        ('held', 'queued', 'sending', 'accepted', 'sent', 'delivered', 'failed'))
) PARTITION BY RANGE (created_at);
CREATE INDEX ix_outbox_on_its_way ON gateway.outbox (contact_id, in_order)
    WHERE state IN ('held', 'queued', 'sending');
CREATE INDEX ix_outbox_due ON gateway.outbox (next_attempt_at)
    WHERE state IN ('held', 'queued', 'sending');
CREATE INDEX ix_outbox_inbox_id ON gateway.outbox (inbox_id);
CREATE INDEX ix_outbox_provider_message_id ON gateway.outbox (provider_message_id);

CREATE TABLE gateway.outgoing_keys (
    message_id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    accepted_at timestamptz NOT NULL,
    CONSTRAINT pk_outgoing_keys PRIMARY KEY (message_id)
);

CREATE TABLE gateway.events (
    id uuid NOT NULL,
    in_order bigint NOT NULL DEFAULT nextval('gateway.in_order'),
    contact_id uuid NOT NULL,
    kind varchar(32) NOT NULL,
    body_sealed bytea NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    refused_at timestamptz,
    CONSTRAINT pk_events PRIMARY KEY (id),
    CONSTRAINT ck_events_eventkind CHECK (kind IN
        ('delivery_changed', 'message_unanswered', 'opted_out', 'opted_in'))
);
CREATE INDEX ix_events_contact_id ON gateway.events (contact_id);
"""

# Months are those of UTC. The lock makes two workers that start at once wait for each other.
_PARTITIONS = """
CREATE FUNCTION gateway.ensure_partitions(months_ahead integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    this_month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC');
    month timestamp;
    parent text;
    partition text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('gateway.ensure_partitions'));
    FOREACH parent IN ARRAY ARRAY['inbox', 'outbox'] LOOP
        FOR month IN SELECT generate_series(
            this_month - interval '1 month',
            this_month + make_interval(months => months_ahead),
            interval '1 month'
        ) LOOP
            partition := parent || '_' || to_char(month, 'YYYYMM');
            IF to_regclass('gateway.' || partition) IS NULL THEN
                EXECUTE format(
                    'CREATE TABLE gateway.%I PARTITION OF gateway.%I FOR VALUES FROM (%L) TO (%L)',
                    partition, parent,
                    month AT TIME ZONE 'UTC',
                    (month + interval '1 month') AT TIME ZONE 'UTC'
                );
            END IF;
        END LOOP;
    END LOOP;
END
$$;
"""


def upgrade() -> None:
    op.execute(_TABLES)
    op.execute(_PARTITIONS)
    op.execute("SELECT gateway.ensure_partitions(3)")

import type { Knex } from 'knex';

/**
 * Every row of a tenant carries organization and environment, and every reference to a session repeats both:
 * a row cannot point into another tenant's session, whatever the code does. Bytes named `_sealed` are
 * AES-256-GCM under the session's or the organization's data key.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create domain environment as text check (value in ('test', 'live'));

    create table organizations (
      id uuid primary key,
      name text not null check (length(name) between 1 and 200),
      created_at timestamptz not null
    );

    create table organization_api_keys (
      id uuid primary key,
      organization_id uuid not null references organizations,
      environment environment not null,
      kind text not null check (kind in ('secret', 'publishable')),
      label text not null check (length(label) between 1 and 200),
      prefix text not null,
      key_hash bytea not null unique,
      created_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index on organization_api_keys (organization_id, environment);

    create table policies (
      id uuid primary key,
      organization_id uuid not null references organizations,
      environment environment not null,
      version integer not null check (version > 0),
      rules jsonb not null,
      created_at timestamptz not null,
      unique (organization_id, environment, version),
      unique (organization_id, environment, id)
    );

    create table data_keys (
      id uuid primary key,
      organization_id uuid not null references organizations,
      environment environment not null,
      session_id uuid unique,
      master_key_id text not null,
      wrapped_key bytea not null,
      created_at timestamptz not null
    );
    create unique index on data_keys (organization_id, environment) where session_id is null;

    create table verification_sessions (
      id uuid primary key,
      organization_id uuid not null references organizations,
      environment environment not null,
      policy_id uuid not null,
      external_user_id text,
      return_url text,
      webhook_url text,
      webhook_secret_sealed bytea,
      metadata_sealed bytea,
      client_secret_hash bytea not null unique,
      phase text not null default 'created'
        check (phase in ('created', 'capturing', 'processing', 'complete', 'expired', 'canceled')),
      review_status text not null default 'none'
        check (review_status in ('none', 'pending_review', 'approved', 'rejected')),
      identity_document text check (identity_document in ('passport', 'id_card')),
      consent_version text,
      consented_at timestamptz,
      event_sequence integer not null default 0,
      timeline_sequence integer not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      submitted_at timestamptz,
      cancel_requested_at timestamptz,
      completed_at timestamptz,
      return_prepared_at timestamptz,
      unique (organization_id, environment, id),
      foreign key (organization_id, environment, policy_id) references policies (organization_id, environment, id),
      check (webhook_secret_sealed is null or webhook_url is not null),
      check ((consent_version is null) = (consented_at is null)),
      check (submitted_at is null or cancel_requested_at is null),
      check (phase not in ('expired', 'canceled') or submitted_at is null),
      check (phase not in ('processing', 'complete') or submitted_at is not null),
      check (review_status = 'none' or phase = 'complete'),
      check ((phase = 'complete') = (completed_at is not null)),
      check (expires_at > created_at)
    );
    create index on verification_sessions (organization_id, environment, created_at desc);
    create index on verification_sessions (expires_at) where submitted_at is null and phase in ('created', 'capturing');

    create table device_sessions (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      token_hash bytea not null unique,
      created_at timestamptz not null,
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id)
    );
    create index on device_sessions (session_id);

    create table documents (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      kind text not null check (kind in ('passport', 'id_card', 'proof_of_address')),
      side text not null check (side in ('front', 'back')),
      state text not null default 'received' check (state in ('received', 'stored', 'read', 'unreadable')),
      fingerprint bytea not null,
      content_type text not null,
      size_bytes integer not null check (size_bytes > 0),
      width integer not null check (width > 0),
      height integer not null check (height > 0),
      file_name_sealed bytea,
      staging_key text not null unique,
      original_key text unique,
      display_key text unique,
      captured_at timestamptz not null,
      superseded_at timestamptz,
      unique (organization_id, environment, session_id, id),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id),
      check (side = 'front' or kind = 'id_card'),
      check ((original_key is null) = (display_key is null)),
      check (state <> 'stored' or original_key is not null)
    );
    create unique index documents_current on documents (session_id, kind, side) where superseded_at is null;
    create index on documents (session_id);

    create table extractions (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      document_id uuid not null unique,
      status text not null check (status in ('read', 'unreadable')),
      unreadable_reason text,
      reader text not null,
      reading_sealed bytea not null,
      duration_ms integer not null check (duration_ms >= 0),
      created_at timestamptz not null,
      foreign key (organization_id, environment, session_id, document_id)
        references documents (organization_id, environment, session_id, id),
      check ((status = 'unreadable') = (unreadable_reason is not null))
    );
    create index on extractions (session_id);

    create table findings (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      slot text not null,
      check_name text not null,
      outcome text not null check (outcome in ('pass', 'fail', 'unknown')),
      proven boolean not null,
      created_at timestamptz not null,
      unique (session_id, slot, check_name),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id)
    );

    create table reviews (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      api_key_id uuid not null references organization_api_keys,
      decision text not null check (decision in ('approve', 'reject')),
      reason_sealed bytea,
      note_sealed bytea,
      created_at timestamptz not null,
      unique (organization_id, environment, session_id, id),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id)
    );
    create index on reviews (session_id);

    create table decisions (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      number integer not null check (number in (1, 2)),
      outcome text not null check (outcome in ('pending_review', 'approved', 'rejected')),
      decided_by text not null check (decided_by in ('policy', 'operator')),
      policy_id uuid not null references policies,
      review_id uuid unique,
      reasons jsonb not null,
      created_at timestamptz not null,
      unique (session_id, number),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id),
      foreign key (organization_id, environment, session_id, review_id)
        references reviews (organization_id, environment, session_id, id),
      check ((decided_by = 'operator') = (review_id is not null)),
      check (decided_by = 'policy' or outcome <> 'pending_review'),
      check ((decided_by = 'policy') = (number = 1))
    );

    create table session_events (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      sequence integer not null,
      type text not null,
      detail jsonb not null,
      at timestamptz not null,
      unique (session_id, sequence),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id)
    );

    create table webhook_events (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      kind text not null check (kind in ('verification.extraction', 'verification.completed')),
      subject text not null,
      sequence integer not null check (sequence > 0),
      body_sealed bytea not null,
      state text not null default 'pending' check (state in ('pending', 'delivered', 'failed', 'superseded')),
      next_attempt_at timestamptz not null,
      created_at timestamptz not null,
      settled_at timestamptz,
      unique (session_id, kind, subject),
      unique (session_id, sequence),
      unique (organization_id, environment, id),
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id),
      check ((state = 'pending') = (settled_at is null))
    );
    create index on webhook_events (next_attempt_at) where state = 'pending';

    create table webhook_attempts (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      event_id uuid not null,
      number integer not null check (number > 0),
      status_code integer,
      error_code text,
      response_sealed bytea,
      duration_ms integer not null check (duration_ms >= 0),
      started_at timestamptz not null,
      unique (event_id, number),
      foreign key (organization_id, environment, event_id)
        references webhook_events (organization_id, environment, id),
      check (status_code is not null or error_code is not null)
    );

    create table outbox (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      kind text not null check (kind in ('start', 'documentCaptured', 'submitted', 'cancelRequested')),
      payload jsonb not null,
      attempts integer not null default 0,
      next_attempt_at timestamptz not null,
      last_error text,
      created_at timestamptz not null,
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id)
    );
    create index on outbox (next_attempt_at);
    create index on outbox (session_id);

    create table idempotency_keys (
      organization_id uuid not null references organizations,
      environment environment not null,
      route text not null,
      key text not null,
      request_hash bytea not null,
      status_code integer not null,
      answer_sealed bytea not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      primary key (organization_id, environment, route, key)
    );
    create index on idempotency_keys (expires_at);
  `);
}

/** Migrations go forward only: a mistake is mended by the next one. */
export async function down(): Promise<void> {
  throw new Error('Migrations are forward only');
}

import type { Knex } from 'knex';

/**
 * Sessions that are asked for a selfie: what the end-user answered to that is a fact of its own, before any picture of a face. What is
 * kept of a comparison are numbers, sealed, and the portrait as an object; nothing by which a face could be known again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table verification_sessions
      add column checks jsonb not null default '[]' check (jsonb_typeof(checks) = 'array'),
      add column selfie_turn text check (selfie_turn in ('left', 'right')),
      add column selfie_answer text check (selfie_answer in ('given', 'declined')),
      add column selfie_text_version text,
      add column selfie_answered_at timestamptz,
      add constraint selfie_challenge check ((checks @> '["selfie"]') = (selfie_turn is not null)),
      add constraint selfie_answer_whole check (num_nulls(selfie_answer, selfie_text_version, selfie_answered_at) in (0, 3)),
      add constraint selfie_answer_asked check (selfie_answer is null or selfie_turn is not null);

    alter table documents
      drop constraint documents_kind_check,
      drop constraint documents_side_check,
      drop constraint documents_check,
      add constraint documents_kind_check check (kind in ('passport', 'id_card', 'proof_of_address', 'selfie')),
      add constraint documents_side_check check (side in ('front', 'back', 'turned')),
      add constraint documents_side_of_kind check (
        side = 'front' or (side = 'back' and kind = 'id_card') or (side = 'turned' and kind = 'selfie')
      );

    create table face_comparisons (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null unique,
      portrait_document_id uuid,
      portrait_key text unique,
      comparison_sealed bytea not null,
      created_at timestamptz not null,
      foreign key (organization_id, environment, session_id)
        references verification_sessions (organization_id, environment, id),
      foreign key (organization_id, environment, session_id, portrait_document_id)
        references documents (organization_id, environment, session_id, id) on delete cascade,
      check ((portrait_key is null) = (portrait_document_id is null))
    );
  `);
}

/** Migrations go forward only: a mistake is mended by the next one. */
export async function down(): Promise<void> {
  throw new Error('Migrations are forward only');
}

import type { Knex } from 'knex';

/**
 * What examining a document gave, sealed with the session's key, and marks by which a document number or a file is
 * known again within a tenant. Both go with their document.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table examinations (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      document_id uuid not null unique,
      heatmap_key text unique,
      examination_sealed bytea not null,
      created_at timestamptz not null,
      foreign key (organization_id, environment, session_id, document_id)
        references documents (organization_id, environment, session_id, id) on delete cascade
    );
    create index on examinations (session_id);

    create table document_marks (
      id uuid primary key,
      organization_id uuid not null,
      environment environment not null,
      session_id uuid not null,
      document_id uuid not null,
      kind text not null check (kind in ('document_number', 'picture')),
      key_id text not null,
      hash bytea not null check (length(hash) = 32),
      created_at timestamptz not null,
      unique (document_id, kind, key_id, hash),
      foreign key (organization_id, environment, session_id, document_id)
        references documents (organization_id, environment, session_id, id) on delete cascade
    );
    create index on document_marks (organization_id, environment, kind, hash);
  `);
}

/** Migrations go forward only: a mistake is mended by the next one. */
export async function down(): Promise<void> {
  throw new Error('Migrations are forward only');
}

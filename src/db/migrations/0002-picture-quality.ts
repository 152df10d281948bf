import type { Knex } from 'knex';

/**
 * What inspection saw in a picture stays with it. A picture that was refused for its quality is a row that was never
 * current: `refused_at` says since when. It is taken back with `superseded_at` where the end-user has it used anyway.
 * Rows of earlier versions were judged by nothing and have no problems.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table documents
      add column quality_problems jsonb not null default '[]',
      add column likeness_sealed bytea,
      add column refused_at timestamptz,
      add check (content_type in
        ('image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/heic', 'application/pdf')),
      add check (content_type <> 'application/pdf' or kind = 'proof_of_address'),
      add check (refused_at is null or quality_problems <> '[]');
  `);
}

/** Migrations go forward only: a mistake is mended by the next one. */
export async function down(): Promise<void> {
  throw new Error('Migrations are forward only');
}

import type { Knex } from 'knex';
import * as foundation from './migrations/0001-foundation.ts';
import * as pictureQuality from './migrations/0002-picture-quality.ts';
import * as examinations from './migrations/0003-examinations.ts';
import * as selfie from './migrations/0004-selfie.ts';

interface Migration {
  name: string;
  migration: Knex.Migration;
}

/** In order. Names carry no file ending, so that sources and built output share one history. */
const MIGRATIONS: readonly Migration[] = [
  { name: '0001-foundation', migration: foundation },
  { name: '0002-picture-quality', migration: pictureQuality },
  { name: '0003-examinations', migration: examinations },
  { name: '0004-selfie', migration: selfie },
];

const source: Knex.MigrationSource<Migration> = {
  getMigrations: async () => [...MIGRATIONS],
  getMigrationName: ({ name }) => name,
  getMigration: async ({ migration }) => migration,
};

/** Names the advisory lock under which migrations run. */
const MIGRATION_LOCK = 'idbeyond:migrations';

/**
 * Brings the schema to the newest version, all of it or nothing. Processes that start together wait for each
 * other. Returns the names that were run.
 */
export async function migrateToLatest(db: Knex): Promise<string[]> {
  return db.transaction(async (tx) => {
    await tx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [MIGRATION_LOCK]);
    const [, names] = await tx.migrate.latest({ migrationSource: source, disableTransactions: true });
    return names;
  });
}

/** Names of the migrations that the database has not run yet. */
export async function pendingMigrations(db: Knex): Promise<string[]> {
  const [, pending] = await db.migrate.list({ migrationSource: source });
  return pending.map(({ name }: Migration) => name);
}

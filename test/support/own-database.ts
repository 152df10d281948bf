import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { connect } from '../../src/db/connection.ts';
import { migrateToLatest } from '../../src/db/migrate.ts';

export interface OwnDatabase {
  db: Knex;
  url: string;
  drop(): Promise<void>;
}

/** A migrated database of one test file, for what looks at the rows of every tenant and must not meet another test's. */
export async function createOwnDatabase(databaseUrl: string, pool = 10): Promise<OwnDatabase> {
  const name = `idb_${randomBytes(6).toString('hex')}`;
  await administer(databaseUrl, `create database ${name}`);
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  const db = connect({ url: url.href, pool });
  await migrateToLatest(db);
  return {
    db,
    url: url.href,
    async drop() {
      await db.destroy();
      await administer(databaseUrl, `drop database ${name} with (force)`);
    },
  };
}

async function administer(databaseUrl: string, statement: string): Promise<void> {
  const admin = connect({ url: databaseUrl, pool: 1 });
  try {
    await admin.raw(statement);
  } finally {
    await admin.destroy();
  }
}

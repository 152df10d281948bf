import type { Db } from './connection.ts';

export interface Organization {
  id: string;
  name: string;
}

const COLUMNS = { id: 'id', name: 'name' };

export async function insertOrganization(db: Db, organization: Organization, now: Date): Promise<void> {
  await db('organizations').insert({ ...organization, created_at: now });
}

export async function findOrganization(db: Db, id: string): Promise<Organization | undefined> {
  return db('organizations').where({ id }).first(COLUMNS);
}

/** Names are not unique: the oldest organization of that name. */
export async function findOrganizationByName(db: Db, name: string): Promise<Organization | undefined> {
  return db('organizations').where({ name }).orderBy('created_at').first(COLUMNS);
}

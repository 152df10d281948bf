import { v7 as uuidv7 } from 'uuid';
import type { KeyRing, WrappedKey } from '../crypto/key-ring.ts';
import { createSealer, newKey, type Sealer } from '../crypto/seal.ts';
import type { SessionRef, Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';
import type { NewRow } from './insert-together.ts';
import { firstRow, listed } from './rows.ts';
import { ofSession, ofTenant } from './tenancy.ts';

const COLUMNS = { keyId: 'master_key_id', wrapped: 'wrapped_key' };

const FIND = `
  select ${listed(COLUMNS)} from data_keys where organization_id = ? and environment = ? and session_id = ?`;

const sessionOwner = (ref: SessionRef) => `${ref.organizationId}/${ref.environment}/${ref.sessionId}`;
const organizationOwner = (tenant: Tenant) => `${tenant.organizationId}/${tenant.environment}`;

const unwrapped = (row: WrappedKey, owner: string, keys: KeyRing): Sealer =>
  createSealer(keys.unwrap(row, owner), owner);

/** Makes the data key of a new session: its pictures, readings, metadata and webhook bodies are sealed with it. */
export function newSessionKey(ref: SessionRef, keys: KeyRing, now: Date): { row: NewRow; sealer: Sealer } {
  const key = newKey();
  const { keyId, wrapped } = keys.wrap(key, sessionOwner(ref));
  const columns = {
    id: uuidv7(),
    ...ofSession(ref),
    master_key_id: keyId,
    wrapped_key: wrapped,
    created_at: now,
  };
  return { row: { table: 'data_keys', columns }, sealer: createSealer(key, sessionOwner(ref)) };
}

/** Throws where the session has no key: it was erased, or never was. */
export async function findSessionSealer(db: Db, ref: SessionRef, keys: KeyRing): Promise<Sealer> {
  const { organizationId, environment, sessionId } = ref;
  const row = await firstRow<WrappedKey>(db, FIND, [organizationId, environment, sessionId]);
  if (!row) throw new Error('The session has no data key');
  return unwrapped(row, sessionOwner(ref), keys);
}

/** The sealers of a session and of its organization, which is undefined where nothing was sealed with it yet. */
export async function findSealers(
  db: Db,
  ref: SessionRef,
  keys: KeyRing,
): Promise<{ session: Sealer; organization: Sealer | undefined }> {
  const rows: (WrappedKey & { sessionId: string | null })[] = await db('data_keys')
    .where(ofTenant(ref))
    .andWhere((key) => key.where('session_id', ref.sessionId).orWhereNull('session_id'))
    .select({ ...COLUMNS, sessionId: 'session_id' });
  const session = rows.find(({ sessionId }) => sessionId !== null);
  const organization = rows.find(({ sessionId }) => sessionId === null);
  if (!session) throw new Error('The session has no data key');
  return {
    session: unwrapped(session, sessionOwner(ref), keys),
    organization: organization && unwrapped(organization, organizationOwner(ref), keys),
  };
}

/**
 * The organization's key seals webhook secrets and stored answers, so that a last event can be sent when the
 * session's key is gone. It is made at its first use.
 */
export async function organizationSealer(db: Db, tenant: Tenant, keys: KeyRing, now: Date): Promise<Sealer> {
  const owner = organizationOwner(tenant);
  const find = (): Promise<WrappedKey | undefined> =>
    db('data_keys')
      .where({ ...ofTenant(tenant), session_id: null })
      .first(COLUMNS);
  let row = await find();
  if (!row) {
    const { keyId, wrapped } = keys.wrap(newKey(), owner);
    const made = {
      id: uuidv7(),
      ...ofTenant(tenant),
      master_key_id: keyId,
      wrapped_key: wrapped,
      created_at: now,
    };
    await db('data_keys')
      .insert(made)
      .onConflict(db.raw('(organization_id, environment) where session_id is null'))
      .ignore();
    row = await find();
  }
  if (!row) throw new Error('The data key of the organization was not kept');
  return unwrapped(row, owner, keys);
}

import type { ApiKeyKind, MintedApiKey } from '../crypto/api-key.ts';
import type { Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';

export interface ApiKey extends Tenant {
  id: string;
  kind: ApiKeyKind;
  label: string;
  prefix: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const COLUMNS = {
  id: 'id',
  organizationId: 'organization_id',
  environment: 'environment',
  kind: 'kind',
  label: 'label',
  prefix: 'prefix',
  createdAt: 'created_at',
  lastUsedAt: 'last_used_at',
  revokedAt: 'revoked_at',
};

const TABLE = 'organization_api_keys';
const USE_RECORDED_EVERY_MS = 60_000;

export async function insertApiKey(
  db: Db,
  tenant: Tenant,
  key: { id: string; kind: ApiKeyKind; label: string; minted: MintedApiKey },
  now: Date,
): Promise<void> {
  await db(TABLE).insert({
    id: key.id,
    organization_id: tenant.organizationId,
    environment: tenant.environment,
    kind: key.kind,
    label: key.label,
    prefix: key.minted.prefix,
    key_hash: key.minted.hash,
    created_at: now,
  });
}

/** The key that hashes to this, revoked or not. It is what says whose tenant a request is. */
export async function findApiKeyByHash(db: Db, hash: Buffer): Promise<ApiKey | undefined> {
  return db(TABLE).where({ key_hash: hash }).first(COLUMNS);
}

export async function listApiKeys(db: Db, organizationId: string): Promise<ApiKey[]> {
  return db(TABLE).where({ organization_id: organizationId }).orderBy('created_at').select(COLUMNS);
}

/** Soft: the row stays, so that what refers to the key still can. False where there is no such key that is in use. */
export async function revokeApiKey(db: Db, organizationId: string, id: string, now: Date): Promise<boolean> {
  const changed = await db(TABLE)
    .where({ organization_id: organizationId, id, revoked_at: null })
    .update({ revoked_at: now });
  return changed === 1;
}

/** Records a use, at most once a minute a key. */
export async function recordApiKeyUse(db: Db, key: ApiKey, now: Date): Promise<void> {
  const due = new Date(now.getTime() - USE_RECORDED_EVERY_MS);
  if (key.lastUsedAt && key.lastUsedAt > due) return;
  await db(TABLE)
    .where({ id: key.id })
    .andWhere((unused) => unused.whereNull('last_used_at').orWhere('last_used_at', '<', due))
    .update({ last_used_at: now });
}

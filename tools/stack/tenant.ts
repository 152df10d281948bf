import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { type ApiKeyKind, mintApiKey } from '../../src/crypto/api-key.ts';
import { hashToken } from '../../src/crypto/token.ts';
import { findApiKeyByHash, insertApiKey } from '../../src/db/api-keys.ts';
import type { Db } from '../../src/db/connection.ts';
import { insertOrganization } from '../../src/db/organizations.ts';
import type { Tenant } from '../../src/domain/session.ts';

/** An organization with a pair of test keys, to try the product with. */
export interface TestTenant {
  organizationId: string;
  secretKey: string;
  publishableKey: string;
}

async function isInUse(db: Knex, key: string): Promise<boolean> {
  const found = await findApiKeyByHash(db, hashToken(key));
  return found !== undefined && found.revokedAt === null;
}

async function mint(db: Db, tenant: Tenant, kind: ApiKeyKind, label: string, now: Date): Promise<string> {
  const minted = mintApiKey(kind, tenant.environment);
  await insertApiKey(db, tenant, { id: uuidv7(), kind, label, minted }, now);
  return minted.key;
}

export async function makeTenant(db: Knex, name: string, label: string): Promise<TestTenant> {
  const now = new Date();
  const organizationId = uuidv7();
  const tenant: Tenant = { organizationId, environment: 'test' };
  return db.transaction(async (tx) => {
    await insertOrganization(tx, { id: organizationId, name }, now);
    const secretKey = await mint(tx, tenant, 'secret', label, now);
    const publishableKey = await mint(tx, tenant, 'publishable', label, now);
    return { organizationId, secretKey, publishableKey };
  });
}

/** The tenant of the last start, or a new one where its keys are unknown to this database or revoked. */
export async function keepTenant(
  db: Knex,
  known: TestTenant | undefined,
  name: string,
  label: string,
): Promise<TestTenant> {
  const usable = known && (await isInUse(db, known.secretKey)) && (await isInUse(db, known.publishableKey));
  return usable ? known : makeTenant(db, name, label);
}

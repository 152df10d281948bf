import type { Sealer } from '../crypto/seal.ts';
import type { Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofTenant } from './tenancy.ts';

export const IDEMPOTENCY_TTL_MS = 24 * 60 * 60 * 1000;

/** Which request a key stands for. */
export interface IdempotencyScope extends Tenant {
  route: string;
  key: string;
}

export interface StoredAnswer {
  requestHash: Buffer;
  statusCode: number;
  body: unknown;
}

const named = (scope: IdempotencyScope) => ({ ...ofTenant(scope), route: scope.route, key: scope.key });
const purpose = (scope: IdempotencyScope) => `idempotent-answer/${scope.route}/${scope.key}`;

/** Takes the key until the transaction ends. False where another request holds it. */
export async function tryLockIdempotencyKey(tx: Db, scope: IdempotencyScope): Promise<boolean> {
  const name = JSON.stringify([scope.organizationId, scope.environment, scope.route, scope.key]);
  const result = await tx.raw('select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked', [name]);
  return result.rows[0].locked === true;
}

/** The answer that the first request with this key got, while it is kept. */
export async function findStoredAnswer(
  tx: Db,
  scope: IdempotencyScope,
  organization: Sealer,
  now: Date,
): Promise<StoredAnswer | undefined> {
  const row: { requestHash: Buffer; statusCode: number; sealed: Buffer } | undefined = await tx(
    'idempotency_keys',
  )
    .where(named(scope))
    .andWhere('expires_at', '>', now)
    .first({ requestHash: 'request_hash', statusCode: 'status_code', sealed: 'answer_sealed' });
  if (!row) return undefined;
  const body = JSON.parse(organization.openText(purpose(scope), row.sealed));
  return { requestHash: row.requestHash, statusCode: row.statusCode, body };
}

/** Keeps an answer, sealed since it may hold a secret. An expired one of the same key gives way. */
export async function storeAnswer(
  tx: Db,
  scope: IdempotencyScope,
  answer: StoredAnswer,
  organization: Sealer,
  now: Date,
): Promise<void> {
  await tx('idempotency_keys')
    .insert({
      ...named(scope),
      request_hash: answer.requestHash,
      status_code: answer.statusCode,
      answer_sealed: organization.sealText(purpose(scope), JSON.stringify(answer.body)),
      created_at: now,
      expires_at: new Date(now.getTime() + IDEMPOTENCY_TTL_MS),
    })
    .onConflict(['organization_id', 'environment', 'route', 'key'])
    .merge();
}

export async function purgeExpiredAnswers(db: Db, now: Date): Promise<number> {
  return db('idempotency_keys').where('expires_at', '<=', now).delete();
}

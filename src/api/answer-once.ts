import { timingSafeEqual } from 'node:crypto';
import type { Sealer } from '../crypto/seal.ts';
import type { Db } from '../db/connection.ts';
import { findStoredAnswer, storeAnswer, tryLockIdempotencyKey } from '../db/idempotency-keys.ts';
import type { Tenant } from '../domain/session.ts';
import { ApiError } from './errors.ts';
import type { Repeatable, Reply } from './route.ts';

/** What a request with an `Idempotency-Key` is compared by. */
export interface Once {
  tenant: Tenant;
  /** Name of the route: the same key may be used on another. */
  route: string;
  statusCode: number;
  repeatable: Repeatable;
  /** Seals with the tenant's own key. */
  organization: Sealer;
  now: Date;
}

/**
 * Does the work once for each `Idempotency-Key` of a tenant and route, and answers a repetition within 24 h as the
 * first time. The answer is kept in the transaction of the work, sealed; what fails leaves nothing behind, so it
 * may be tried again. Throws `IDEMPOTENCY_KEY_LOCKED` while another request holds the key, and
 * `IDEMPOTENCY_KEY_REUSED` where it stood for another body.
 */
export async function answerOnce<Answer>(
  tx: Db,
  { tenant, route, statusCode, repeatable, organization, now }: Once,
  work: () => Promise<Answer>,
): Promise<Reply<Answer>> {
  const scope = {
    organizationId: tenant.organizationId,
    environment: tenant.environment,
    route,
    key: repeatable.key,
  };
  if (!(await tryLockIdempotencyKey(tx, scope))) {
    throw new ApiError('IDEMPOTENCY_KEY_LOCKED', { headers: { 'Retry-After': '1' } });
  }
  const stored = await findStoredAnswer(tx, scope, organization, now);
  if (stored) {
    if (!timingSafeEqual(stored.requestHash, repeatable.requestHash))
      throw new ApiError('IDEMPOTENCY_KEY_REUSED');
    return { body: stored.body as Answer, headers: { 'Idempotency-Replayed': 'true' } };
  }
  const body = await work();
  await storeAnswer(tx, scope, { requestHash: repeatable.requestHash, statusCode, body }, organization, now);
  return { body };
}

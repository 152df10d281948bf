import { parseApiKey } from '../crypto/api-key.ts';
import { hashToken } from '../crypto/token.ts';
import { findApiKeyByHash, recordApiKeyUse } from '../db/api-keys.ts';
import type { Tenant } from '../domain/session.ts';
import type { ApiDeps } from './deps.ts';
import { errorFields } from './error-fields.ts';
import { ApiError } from './errors.ts';

/** A tenant's backend. */
export interface TenantPrincipal extends Tenant {
  apiKeyId: string;
}

export type AuthDeps = Pick<ApiDeps, 'db' | 'clock' | 'log'>;

/**
 * Finds whose request it is by `Authorization: Bearer sk_...`. Every key that will not do is refused alike, and
 * each request asks the table, so that a revoked key fails at once.
 *
 * Keys have 256 random bits and are looked up by their SHA-256: what the time of a look-up could tell is about a
 * hash that leads nowhere, so there is no secret to compare in constant time.
 */
export async function authenticateSecretKey(
  { db, clock, log }: AuthDeps,
  authorization: string | undefined,
): Promise<TenantPrincipal> {
  const [, token = ''] = /^Bearer +([\w-]{1,200}) *$/i.exec(authorization ?? '') ?? [];
  if (parseApiKey(token)?.kind !== 'secret') throw refusal();
  const key = await findApiKeyByHash(db, hashToken(token));
  if (key?.kind !== 'secret' || key.revokedAt) throw refusal();
  recordApiKeyUse(db, key, clock()).catch((error: unknown) => {
    log.warn({ code: 'API_KEY_USE_NOT_RECORDED', apiKeyId: key.id, ...errorFields(error) });
  });
  return { organizationId: key.organizationId, environment: key.environment, apiKeyId: key.id };
}

const refusal = () => new ApiError('API_KEY_INVALID', { headers: { 'WWW-Authenticate': 'Bearer' } });

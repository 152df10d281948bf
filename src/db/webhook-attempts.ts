import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../crypto/seal.ts';
import type { Tenant } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofTenant } from './tenancy.ts';

/** One exchange with a receiver. Either it answered with a status, or an error code says how far it came. */
export interface WebhookAttempt {
  number: number;
  statusCode: number | null;
  errorCode: string | null;
  durationMs: number;
  startedAt: Date;
}

const COLUMNS = {
  number: 'number',
  statusCode: 'status_code',
  errorCode: 'error_code',
  durationMs: 'duration_ms',
  startedAt: 'started_at',
};

export interface NewWebhookAttempt extends WebhookAttempt {
  eventId: string;
  /** The start of what the receiver answered. */
  response: Uint8Array;
}

export async function insertWebhookAttempt(
  tx: Db,
  tenant: Tenant,
  attempt: NewWebhookAttempt,
  sealer: Sealer,
): Promise<void> {
  const { eventId, number, response } = attempt;
  await tx('webhook_attempts').insert({
    id: uuidv7(),
    ...ofTenant(tenant),
    event_id: eventId,
    number,
    status_code: attempt.statusCode,
    error_code: attempt.errorCode,
    response_sealed:
      response.length > 0 ? sealer.seal(`webhook-response/${eventId}/${number}`, response) : null,
    duration_ms: Math.round(attempt.durationMs),
    started_at: attempt.startedAt,
  });
}

export async function countWebhookAttempts(db: Db, tenant: Tenant, eventId: string): Promise<number> {
  const row = await db('webhook_attempts')
    .where({ ...ofTenant(tenant), event_id: eventId })
    .count({ attempts: '*' })
    .first();
  return Number(row?.attempts ?? 0);
}

export async function listWebhookAttempts(
  db: Db,
  tenant: Tenant,
  eventId: string,
): Promise<WebhookAttempt[]> {
  return db('webhook_attempts')
    .where({ ...ofTenant(tenant), event_id: eventId })
    .orderBy('number')
    .select(COLUMNS);
}

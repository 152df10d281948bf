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

export interface NewWebhookAttempt extends Omit<WebhookAttempt, 'number'> {
  eventId: string;
  /** The start of what the receiver answered. */
  response: Uint8Array;
}

/**
 * Records an attempt and returns its number, counted from 1 for each event. Call under the session's lock: two at once
 * would be given the same number, which the schema refuses.
 */
export async function insertWebhookAttempt(
  tx: Db,
  tenant: Tenant,
  attempt: NewWebhookAttempt,
  sealer: Sealer,
): Promise<number> {
  const { eventId, response } = attempt;
  const id = uuidv7();
  const made = tx('webhook_attempts').where({ ...ofTenant(tenant), event_id: eventId });
  const [row] = await tx('webhook_attempts')
    .insert({
      id,
      ...ofTenant(tenant),
      event_id: eventId,
      number: made.select(tx.raw('count(*) + 1')),
      status_code: attempt.statusCode,
      error_code: attempt.errorCode,
      response_sealed: response.length > 0 ? sealer.seal(`webhook-response/${id}`, response) : null,
      duration_ms: Math.round(attempt.durationMs),
      started_at: attempt.startedAt,
    })
    .returning('number');
  return row.number;
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

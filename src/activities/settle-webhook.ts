import type { Knex } from 'knex';
import { changeAndTell } from '../db/session-events.ts';
import { lockSession } from '../db/sessions.ts';
import {
  findWebhookEvent,
  settleWebhookEvent,
  type WebhookEvent,
  type WebhookEventState,
} from '../db/webhook-events.ts';

/** How the delivery of an event ended, after how many attempts. */
export interface DeliveryResult {
  state: Exclude<WebhookEventState, 'pending'>;
  attempts: number;
}

/** Why an event failed, as the timeline tells it. */
export type DeliveryFailure = 'NO_RECEIVER' | 'RECEIVER_GONE' | 'ATTEMPTS_EXHAUSTED';

/**
 * Ends an event and tells the timeline. The first ending stands: where another delivery of the event was first, its
 * ending is returned. Call in a transaction that holds the session's lock.
 */
export async function settleWebhook(
  tx: Knex.Transaction,
  event: WebhookEvent,
  ending: DeliveryResult & { reason?: DeliveryFailure },
  now: Date,
): Promise<DeliveryResult> {
  const { state, attempts, reason } = ending;
  const { id: eventId, kind, sequence } = event;
  const detail = { eventId, event: kind, sequence, attempts, ...(reason && { reason }) };
  const settles = settleWebhookEvent(event, eventId, state, now);
  if (await changeAndTell(tx, event, settles, { type: `webhook.${state}`, detail, at: now }))
    return { state, attempts };
  const settled = await findWebhookEvent(tx, event, event.id);
  if (!settled || settled.state === 'pending') throw new Error('The event was not settled');
  return { state: settled.state, attempts };
}

/** The same in a transaction of its own. */
export function settleWebhookAlone(
  db: Knex,
  event: WebhookEvent,
  ending: DeliveryResult & { reason: DeliveryFailure },
  now: Date,
): Promise<DeliveryResult> {
  return db.transaction(async (tx) => {
    await lockSession(tx, event);
    return settleWebhook(tx, event, ending, now);
  });
}

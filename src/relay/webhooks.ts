import type { Knex } from 'knex';
import { overdueWebhookEvents, scheduleNextAttempt } from '../db/webhook-events.ts';
import { errorCode } from '../domain/error-code.ts';
import type { DeliveryClient } from './delivery-client.ts';
import { runLoop } from './loop.ts';
import type { RelayLog } from './relay-log.ts';

export interface WebhookRelayDeps {
  db: Knex;
  deliveries: DeliveryClient;
  log: RelayLog;
  clock: () => Date;
}

const POLL_MS = 5_000;
/** An attempt this late has nobody working at it, or a queue that is behind; starting is harmless then. */
const OVERDUE_MS = 30_000;
const BATCH = 100;

/** Sees to it that every event that waits for its delivery has one, until the signal says stop. */
export function relayWebhooks(deps: WebhookRelayDeps, signal: AbortSignal): Promise<void> {
  return runLoop(
    { name: 'webhooks', everyMs: POLL_MS, log: deps.log, round: () => webhookRound(deps) },
    signal,
  );
}

/**
 * One round. An event that was seen to is due again from now, which gives its delivery the usual time before the relay
 * looks once more, and lets those behind it have their turn. So does one that could not be started; it ends the round,
 * since the reason is most likely that Temporal is away.
 */
export async function webhookRound({
  db,
  deliveries,
  log,
  clock,
}: WebhookRelayDeps): Promise<'more' | 'idle'> {
  const overdue = await overdueWebhookEvents(db, new Date(clock().getTime() - OVERDUE_MS), BATCH);
  for (const { id: eventId, organizationId, environment } of overdue) {
    const tenant = { organizationId, environment };
    try {
      await deliveries.ensureRunning({ ...tenant, eventId });
      log.warn({ code: 'WEBHOOK_OVERDUE', eventId });
    } catch (error) {
      log.error({ code: 'WEBHOOK_RELAY_FAILED', eventId, error: errorCode(error) });
      await scheduleNextAttempt(db, tenant, eventId, clock());
      return 'idle';
    }
    await scheduleNextAttempt(db, tenant, eventId, clock());
  }
  return overdue.length === BATCH ? 'more' : 'idle';
}

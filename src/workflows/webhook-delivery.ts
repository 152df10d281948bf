import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { deliverWebhook } from '../activities/deliver-webhook.ts';
import type { DeliveryResult } from '../activities/settle-webhook.ts';
import { TASK_QUEUES, type WebhookDeliveryInput } from './messages.ts';

/**
 * The schedule belongs to the activity: each failed attempt says when the next is due, so three days of attempts are
 * one activity and a handful of events. The bound lies well above the longest way through the schedule (a receiver may
 * stretch every step to twice its length); beyond it the relay starts a delivery that goes on from the recorded attempts.
 */
const { deliverWebhook: deliver } = proxyActivities<{ deliverWebhook: ReturnType<typeof deliverWebhook> }>({
  taskQueue: TASK_QUEUES.webhook,
  startToCloseTimeout: '30 s',
  scheduleToCloseTimeout: '10 days',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  // For what fails beside the exchange, as when PostgreSQL is away; attempts bring their own delay.
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '1 min' },
});

/** Delivers one event: exactly its bytes, at least once, until it is received, given up or overtaken. */
export async function webhookDelivery(input: WebhookDeliveryInput): Promise<DeliveryResult> {
  return deliver(input);
}

import type { Client } from '@temporalio/client';
import { tenantSearchAttributes } from '../adapters/temporal.ts';
import {
  TASK_QUEUES,
  WEBHOOK_DELIVERY,
  type WebhookDeliveryInput,
  webhookDeliveryId,
} from '../workflows/messages.ts';

/** What the relay asks of the deliveries of webhooks. */
export interface DeliveryClient {
  /** Starts the delivery of an event unless one is running. One that ended without settling the event is followed by another. */
  ensureRunning(delivery: WebhookDeliveryInput): Promise<void>;
}

const START_TIMEOUT_MS = 5_000;

export function createDeliveryClient(client: Client): DeliveryClient {
  return {
    async ensureRunning({ organizationId, environment, eventId }) {
      const input: WebhookDeliveryInput = { organizationId, environment, eventId };
      await client.withDeadline(Date.now() + START_TIMEOUT_MS, () =>
        client.workflow.start(WEBHOOK_DELIVERY, {
          workflowId: webhookDeliveryId(eventId),
          taskQueue: TASK_QUEUES.session,
          args: [input],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'USE_EXISTING',
          typedSearchAttributes: tenantSearchAttributes(input),
        }),
      );
    },
  };
}

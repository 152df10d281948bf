import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import type { Tenant } from '../domain/session.ts';
import { WEBHOOK_DELIVERY, type WebhookDeliveryInput, webhookDeliveryId } from './messages.ts';

/**
 * Starts the delivery of an event and goes on: a slow receiver never holds a session. The start is awaited, since
 * a child that has not started when its parent closes never does. Null: there is nobody to tell.
 */
export async function announce(
  { organizationId, environment }: Tenant,
  eventId: string | null,
): Promise<void> {
  if (eventId === null) return;
  const input: WebhookDeliveryInput = { organizationId, environment, eventId };
  try {
    await startChild(WEBHOOK_DELIVERY, {
      workflowId: webhookDeliveryId(eventId),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [input],
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

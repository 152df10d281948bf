import { condition, ParentClosePolicy, proxyActivities, setHandler, startChild } from '@temporalio/workflow';
import {
  captured,
  DECISION,
  DELIVERY_FLOOR,
  FLOOR_QUEUES,
  type FloorActivities,
  floorDeliveryId,
  heardOf,
  type StepInput,
  sent,
} from './messages.ts';

const startToCloseTimeout = '20 s';
const on = (taskQueue: string) => proxyActivities<FloorActivities>({ taskQueue, startToCloseTimeout });
/** As in the product, on the workflow's own queue. */
const records = proxyActivities<FloorActivities>({ startToCloseTimeout });
const captures = on(FLOOR_QUEUES.io);
const vision = on(FLOOR_QUEUES.vision);
const webhooks = on(FLOOR_QUEUES.webhook);

const now = () => new Date().toISOString();

/** Nothing: what Temporal takes for a workflow as such. */
export async function empty(): Promise<void> {}

/** The messages, steps, queues and children of a session with two documents, and nothing in any of them. */
export async function sessionFloor(sessionId: string): Promise<void> {
  const heard: string[] = [];
  const begun: Promise<void>[] = [];
  let isSent = false;
  setHandler(captured, ({ documentId }) => {
    heard.push(documentId);
  });
  setHandler(heardOf, () => heard.length);
  setHandler(sent, () => {
    isSent = true;
  });
  const step = () => records.noop({ sessionId, at: now() });

  while (!isSent || begun.length < heard.length) {
    for (const documentId of heard.slice(begun.length)) begun.push(takeIn(sessionId, documentId));
    await condition(() => isSent || begun.length < heard.length);
  }
  await step();
  await Promise.all(begun);
  await step();
  await step();
  await announce(sessionId, DECISION);
}

async function takeIn(sessionId: string, documentId: string): Promise<void> {
  const document = (): StepInput => ({ sessionId, documentId, at: now() });
  await captures.noop(document());
  await vision.noop(document());
  await records.noop(document());
  await announce(sessionId, documentId);
}

async function announce(sessionId: string, subject: string): Promise<void> {
  await startChild(DELIVERY_FLOOR, {
    workflowId: floorDeliveryId(sessionId, subject),
    parentClosePolicy: ParentClosePolicy.ABANDON,
    args: [sessionId],
  });
}

export async function deliveryFloor(sessionId: string): Promise<void> {
  await webhooks.noop({ sessionId, at: now() });
}

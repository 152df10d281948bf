import { defineQuery, defineSignal } from '@temporalio/workflow';

/** Queues like those of the product, one for one, at which the floor worker alone works. */
export const FLOOR_QUEUES = {
  session: 'bench-session',
  io: 'bench-io',
  vision: 'bench-vision',
  webhook: 'bench-webhook',
} as const;

export const EMPTY = 'empty';
export const SESSION_FLOOR = 'sessionFloor';
export const DELIVERY_FLOOR = 'deliveryFloor';

/** What a step is given: as much as one of the product's is, and as little of it personal. */
export interface StepInput {
  sessionId: string;
  documentId?: string;
  at: string;
}

/** The one activity of the floor, on every queue. */
export interface FloorActivities {
  noop(input: StepInput): Promise<{ status: string }>;
}

export const floorDeliveryId = (sessionId: string, subject: string) => `delivery-${sessionId}-${subject}`;
/** The delivery of the decision is the last one. */
export const DECISION = 'decision';

export const captured = defineSignal<[{ documentId: string }]>('captured');
export const sent = defineSignal('sent');
/** Answered once all messages before it were worked at. */
export const heardOf = defineQuery<number>('heardOf');

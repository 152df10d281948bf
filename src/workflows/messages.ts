import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DocumentState } from '../domain/document.ts';
import type { Phase, ReviewStatus, SessionRef, Tenant } from '../domain/session.ts';

/** Queues by the resource that their work needs. */
export const TASK_QUEUES = {
  session: 'kyc-session',
  io: 'kyc-io',
  vision: 'kyc-vision',
  webhook: 'kyc-webhook',
} as const;

export const VERIFICATION = 'verification';
export const WEBHOOK_DELIVERY = 'webhookDelivery';

export const verificationId = (sessionId: string) => `verification-${sessionId}`;
export const webhookDeliveryId = (eventId: string) => `webhook-${eventId}`;

/** Ids, codes and times travel; data rests in rows and objects. */
export interface VerificationInput extends SessionRef {
  /** ISO 8601. */
  expiresAt: string;
  /** Set by the request that made the session: it cannot have ended yet, and its row need not be asked. */
  isNew?: true;
  /** Set by all who start a workflow; histories that were begun without it have a timer for each wait. */
  oneTimer?: true;
  /** Set where the workflow continues as new. */
  carried?: CarriedState;
}

export interface CarriedState {
  documents: Record<string, DocumentState>;
  /** Ids of the documents that were sent, once they were. */
  submitted: string[] | null;
  reviewStatus: ReviewStatus;
  compareFaces?: true;
}

export interface WebhookDeliveryInput extends Tenant {
  eventId: string;
}

/** A picture is staged and has a row. */
export const documentCaptured = defineSignal<[{ documentId: string }]>('documentCaptured');
/**
 * The end-user sent the documents; these are the current ones, whether heard of before or not. `compareFaces`: a selfie
 * is among them.
 */
export const submitted = defineSignal<[{ documentIds: string[]; compareFaces?: true }]>('submitted');
export const cancelRequested = defineSignal('cancelRequested');

export interface ReviewOutcome {
  reviewStatus: 'approved' | 'rejected';
  /** ISO 8601. */
  decidedAt: string;
}

/** An operator decides. Fails with an ApplicationFailure of type `ALREADY_DECIDED` or `NOT_IN_REVIEW`. */
export const review = defineUpdate<ReviewOutcome, [{ reviewId: string }]>('review');
export const REVIEW_FAILURES = ['ALREADY_DECIDED', 'NOT_IN_REVIEW'] as const;

export interface WorkflowProgress {
  phase: Phase;
  reviewStatus: ReviewStatus;
  waitingFor: 'documents' | 'submission' | 'reading' | 'decision' | 'review' | 'nothing';
  documents: { id: string; state: DocumentState }[];
}
export const progress = defineQuery<WorkflowProgress>('progress');

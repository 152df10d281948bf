import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';
import type { SessionRef } from '../domain/session.ts';
import { announce } from './announcement.ts';
import { captures, now, records, vision } from './step.ts';
import type { VerificationState } from './verification-state.ts';

/** Documents being stored and read, each at its own pace. */
export interface Intake {
  /** Starts on every document that was heard of and not begun. */
  start(): void;
  /** Whether a document was heard of and not begun. */
  isBehind(): boolean;
  /** Resolves when these documents, or all, are taken in. */
  finished(documentIds?: readonly string[]): Promise<void>;
}

export function createIntake(ref: SessionRef, state: VerificationState): Intake {
  const begun = new Map<string, Promise<void>>();
  const waiting = () => [...state.documents].filter(([id, at]) => at === 'received' && !begun.has(id));
  return {
    start: () => {
      for (const [id] of waiting()) begun.set(id, takeIn(ref, state, id));
    },
    isBehind: () => waiting().length > 0,
    finished: async (documentIds = [...begun.keys()]) => {
      await Promise.all(documentIds.map((id) => begun.get(id)));
    },
  };
}

/**
 * Stores and reads one document. One that fails for good counts as unreadable: the decision sees it unread and a
 * person looks at it. Never rejects but for cancellation, which ends a session that no longer needs it.
 */
async function takeIn(ref: SessionRef, state: VerificationState, documentId: string): Promise<void> {
  try {
    const status = await storeAndRead(ref, state, documentId);
    if (status === 'superseded') state.documents.delete(documentId);
    else state.documents.set(documentId, status);
  } catch (error) {
    if (isCancellation(error)) return;
    if (!(error instanceof ActivityFailure)) throw error;
    log.error('A document could not be taken in', { code: 'INTAKE_FAILED', documentId });
    state.documents.set(documentId, 'unreadable');
  }
}

async function storeAndRead(ref: SessionRef, state: VerificationState, documentId: string) {
  const document = () => ({ ...ref, documentId, at: now() });
  try {
    const { superseded } = await captures.storeCapture(document());
    if (superseded) return 'superseded';
    state.documents.set(documentId, 'stored');
    await vision.readDocument(document());
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  }
  const { status, eventId } = await records.recordExtraction(document());
  await announce(ref, eventId);
  return status;
}

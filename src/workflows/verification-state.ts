import type { DocumentState } from '../domain/document.ts';
import { isDecided, type Phase, type ReviewStatus } from '../domain/session.ts';
import type { CarriedState, WorkflowProgress } from './messages.ts';

/** What a running session knows. Messages write facts into it; the workflow acts on them. */
export interface VerificationState {
  /** Current documents; one that another picture replaced is taken out. */
  documents: Map<string, DocumentState>;
  /** The documents that were sent, once they were. */
  submission: string[] | null;
  /** Whether a selfie was sent with them, to be compared before the decision. */
  compareFaces: boolean;
  cancelAsked: boolean;
  reviewStatus: ReviewStatus;
  /** True while an operator's decision is being recorded. */
  reviewClaimed: boolean;
  /** How the session ended, where it ended without a decision. */
  ended: 'expired' | 'canceled' | null;
}

export function openState(carried?: CarriedState): VerificationState {
  return {
    documents: new Map(Object.entries(carried?.documents ?? {})),
    submission: carried?.submitted ?? null,
    compareFaces: carried?.compareFaces ?? false,
    cancelAsked: false,
    reviewStatus: carried?.reviewStatus ?? 'none',
    reviewClaimed: false,
    ended: null,
  };
}

/** What the next run of the workflow must know. */
export function carry(state: VerificationState): CarriedState {
  return {
    documents: Object.fromEntries(state.documents),
    submitted: state.submission,
    reviewStatus: state.reviewStatus,
    ...(state.compareFaces && { compareFaces: true }),
  };
}

/** Takes note of a document; messages come twice and in any order. */
export function hear(state: VerificationState, documentId: string): void {
  if (!state.documents.has(documentId)) state.documents.set(documentId, 'received');
}

/** From here on a cancel means nothing: the row has excluded one by the other. */
export function submit(state: VerificationState, documentIds: string[], compareFaces = false): void {
  state.submission ??= documentIds;
  state.compareFaces ||= compareFaces;
  state.cancelAsked = false;
  for (const id of documentIds) hear(state, id);
}

export function askToCancel(state: VerificationState): void {
  state.cancelAsked = state.submission === null;
}

export function progressOf(state: VerificationState): WorkflowProgress {
  return {
    phase: phaseOf(state),
    reviewStatus: state.reviewStatus,
    waitingFor: waitingFor(state),
    documents: [...state.documents].map(([id, documentState]) => ({ id, state: documentState })),
  };
}

function phaseOf({ ended, reviewStatus, submission, documents }: VerificationState): Phase {
  if (ended) return ended;
  if (reviewStatus !== 'none') return 'complete';
  if (submission) return 'processing';
  return documents.size > 0 ? 'capturing' : 'created';
}

function waitingFor({
  ended,
  reviewStatus,
  submission,
  documents,
}: VerificationState): WorkflowProgress['waitingFor'] {
  if (ended || isDecided(reviewStatus)) return 'nothing';
  if (reviewStatus === 'pending_review') return 'review';
  if (submission === null) return documents.size > 0 ? 'submission' : 'documents';
  const reading = submission.some((id) => documents.get(id) === 'received' || documents.get(id) === 'stored');
  return reading ? 'reading' : 'decision';
}

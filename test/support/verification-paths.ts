import { randomUUID } from 'node:crypto';
import { ApplicationFailure, type Client, type WorkflowHandle } from '@temporalio/client';
import type { CaptureActivities, RecordActivities, VisionActivities } from '../../src/activities/index.ts';
import type { ReviewStatus, SessionRef } from '../../src/domain/session.ts';
import * as messages from '../../src/workflows/messages.ts';

export type SessionSteps = RecordActivities & CaptureActivities & VisionActivities;

/** One way through a session, played with steps that answer as they are told. */
export interface VerificationPath {
  /** File name of its history. */
  name: string;
  steps?: Partial<SessionSteps>;
  /** Milliseconds until the session expires. */
  ttlMs?: number;
  /** Whether the request that made the session starts it. */
  isNew?: true;
  /** Whether the deadline is one timer, as it is of all that start now. */
  oneTimer?: true;
  play(session: PlayedSession): Promise<void>;
}

export interface PlayedSession {
  handle: WorkflowHandle;
  /** Names of the steps that were run, in order. */
  calls: string[];
  /** Resolves when a step of that name was run so many times. */
  until(step: keyof SessionSteps, times?: number): Promise<void>;
}

const capture = (handle: WorkflowHandle, documentId: string) =>
  handle.signal(messages.documentCaptured, { documentId });
const submit = (handle: WorkflowHandle, ...documentIds: string[]) =>
  handle.signal(messages.submitted, { documentIds });
const review = (handle: WorkflowHandle, reviewId: string) =>
  handle.executeUpdate(messages.review, { args: [{ reviewId }], updateId: reviewId });

async function captureAndSubmit({ handle, until }: PlayedSession): Promise<void> {
  await capture(handle, 'passport');
  await capture(handle, 'bill');
  await until('recordExtraction', 2);
  await submit(handle, 'passport', 'bill');
}

/** Faces are compared before the policy decides; then a person does. */
async function submitWithSelfie({ handle, until }: PlayedSession): Promise<void> {
  const documentIds = ['passport', 'bill', 'turned', 'front'];
  for (const id of documentIds) await capture(handle, id);
  await until('recordExtraction', documentIds.length);
  await handle.signal(messages.submitted, { documentIds, compareFaces: true });
  await until('prepareReturn');
  await review(handle, 'review-1');
}

const decidedAs = (reviewStatus: Exclude<ReviewStatus, 'none'>): Partial<SessionSteps> => ({
  decideSession: async () => ({ reviewStatus, eventId: null }),
});

const TIMER_FOR_EACH_WAIT: readonly VerificationPath[] = [
  { name: 'approved', steps: decidedAs('approved'), play: captureAndSubmit },
  { name: 'approved-new', isNew: true, steps: decidedAs('approved'), play: captureAndSubmit },
  { name: 'rejected', steps: decidedAs('rejected'), play: captureAndSubmit },
  {
    name: 'approved-by-operator',
    play: async (session) => {
      await captureAndSubmit(session);
      await session.until('prepareReturn');
      await review(session.handle, 'review-1');
    },
  },
  {
    name: 'review-while-deciding',
    play: async (session) => {
      await capture(session.handle, 'passport');
      await submit(session.handle, 'passport');
      await review(session.handle, 'review-1');
    },
  },
  {
    name: 'second-review-refused',
    steps: {
      recordReview: async ({ reviewId }) => {
        if (reviewId === 'lost')
          throw ApplicationFailure.nonRetryable('REVIEW_NOT_FOUND', 'REVIEW_NOT_FOUND');
        return { reviewStatus: 'rejected', decidedAt: '2026-01-01T00:00:00.000Z', eventId: null };
      },
    },
    play: async (session) => {
      await captureAndSubmit(session);
      await session.until('prepareReturn');
      await Promise.allSettled([review(session.handle, 'lost')]);
      await Promise.allSettled([review(session.handle, 'review-1'), review(session.handle, 'review-2')]);
    },
  },
  {
    name: 'submitted-before-heard',
    steps: decidedAs('approved'),
    play: async ({ handle }) => {
      await submit(handle, 'passport', 'bill');
      await capture(handle, 'bill').catch(ignoreClosed);
    },
  },
  {
    name: 'retaken',
    steps: {
      ...decidedAs('approved'),
      storeCapture: async ({ documentId }) => ({ superseded: documentId === 'blurred' }),
      recordExtraction: async ({ documentId }) => ({
        status: documentId === 'dark' ? 'superseded' : 'read',
        eventId: null,
      }),
    },
    play: async ({ handle, until }) => {
      for (const id of ['blurred', 'dark', 'passport']) await capture(handle, id);
      await until('recordExtraction', 2);
      await submit(handle, 'passport');
    },
  },
  {
    name: 'unreadable',
    steps: {
      readDocument: async () => {
        throw ApplicationFailure.nonRetryable('READER_FAILED', 'READER_FAILED');
      },
      recordExtraction: async () => ({ status: 'unreadable', eventId: null }),
      ...decidedAs('rejected'),
    },
    play: captureAndSubmit,
  },
  {
    name: 'capture-lost',
    steps: {
      storeCapture: async () => {
        throw ApplicationFailure.nonRetryable('CAPTURE_LOST', 'CAPTURE_LOST');
      },
      recordExtraction: async () => {
        throw ApplicationFailure.nonRetryable('DOCUMENT_NOT_FOUND', 'DOCUMENT_NOT_FOUND');
      },
      ...decidedAs('rejected'),
    },
    play: async ({ handle, until }) => {
      await capture(handle, 'passport');
      await until('recordExtraction');
      await submit(handle, 'passport');
    },
  },
  { name: 'expired', ttlMs: 300, play: ({ handle }) => capture(handle, 'passport') },
  {
    name: 'submitted-in-time-heard-late',
    ttlMs: 300,
    steps: { ...decidedAs('approved'), expireSession: async () => ({ found: 'submitted' }) },
    play: async ({ handle, until }) => {
      await until('expireSession');
      await submit(handle, 'passport');
    },
  },
  {
    name: 'canceled',
    play: async ({ handle, until }) => {
      await capture(handle, 'passport');
      await until('recordExtraction');
      await handle.signal(messages.cancelRequested);
    },
  },
  {
    name: 'canceled-while-reading',
    steps: {
      readDocument: () => new Promise((resolve) => setTimeout(() => resolve({ status: 'read' }), 300)),
    },
    play: async ({ handle, until }) => {
      await capture(handle, 'passport');
      await until('readDocument');
      await handle.signal(messages.cancelRequested);
    },
  },
  {
    name: 'canceled-at-expiry',
    ttlMs: 300,
    steps: { expireSession: async () => ({ found: 'cancel_requested' }) },
    play: async () => undefined,
  },
  {
    name: 'cancel-after-submission',
    steps: { ...decidedAs('approved'), cancelSession: async () => ({ canceled: false }) },
    play: async ({ handle, until }) => {
      await handle.signal(messages.cancelRequested);
      await until('cancelSession');
      await submit(handle, 'passport');
    },
  },
  {
    name: 'with-receiver',
    steps: {
      recordExtraction: async () => ({ status: 'read', eventId: randomUUID() }),
      decideSession: async () => ({ reviewStatus: 'pending_review', eventId: randomUUID() }),
      recordReview: async () => ({
        reviewStatus: 'approved',
        decidedAt: '2026-01-01T00:00:00.000Z',
        eventId: randomUUID(),
      }),
    },
    play: async (session) => {
      await captureAndSubmit(session);
      await session.until('prepareReturn');
      await review(session.handle, 'review-1');
    },
  },
  { name: 'with-selfie', play: submitWithSelfie },
  {
    name: 'faces-not-compared',
    steps: {
      compareFaces: async () => {
        throw ApplicationFailure.nonRetryable('SESSION_NOT_FOUND', 'SESSION_NOT_FOUND');
      },
    },
    play: submitWithSelfie,
  },
  {
    name: 'already-over',
    steps: { openSession: async () => ({ open: false }) },
    play: async () => undefined,
  },
];

/** Every way that a session can go. Each is played against a real Temporal, recorded once a release, and replayed ever after. */
export const VERIFICATION_PATHS: readonly VerificationPath[] = [
  ...TIMER_FOR_EACH_WAIT,
  ...TIMER_FOR_EACH_WAIT.map((path) => ({
    ...path,
    name: `${path.name}-one-timer`,
    oneTimer: true as const,
  })),
];

function ignoreClosed(error: unknown): void {
  if (!(error instanceof Error && error.name === 'WorkflowNotFoundError')) throw error;
}

const DEFAULT_STEPS: SessionSteps = {
  openSession: async () => ({ open: true }),
  storeCapture: async () => ({ superseded: false }),
  readDocument: async () => ({ status: 'read' }),
  recordExtraction: async () => ({ status: 'read', eventId: null }),
  beginProcessing: async () => undefined,
  compareFaces: async () => undefined,
  decideSession: async () => ({ reviewStatus: 'pending_review', eventId: null }),
  prepareReturn: async () => undefined,
  recordReview: async () => ({
    reviewStatus: 'approved',
    decidedAt: '2026-01-01T00:00:00.000Z',
    eventId: null,
  }),
  expireSession: async () => ({ found: 'expired' }),
  cancelSession: async () => ({ canceled: true }),
};

/** Steps that answer as told and can be waited for. */
export function scriptedSteps(given: Partial<SessionSteps>) {
  const calls: string[] = [];
  const called = new EventTarget();
  const recorded = Object.entries({ ...DEFAULT_STEPS, ...given }).map(([name, step]) => [
    name,
    (input: never) => {
      calls.push(name);
      called.dispatchEvent(new Event(name));
      return step(input);
    },
  ]);
  const until = async (step: keyof SessionSteps, times = 1): Promise<void> => {
    while (calls.filter((name) => name === step).length < times) {
      await new Promise((resolve) => called.addEventListener(step, resolve, { once: true }));
    }
  };
  return { steps: Object.fromEntries(recorded) as SessionSteps, calls, until };
}

/** Starts a session's workflow as the relay does. */
export function startSession(
  client: Client,
  ref: SessionRef,
  { ttlMs = 60_000, isNew, oneTimer }: Pick<VerificationPath, 'ttlMs' | 'isNew' | 'oneTimer'> = {},
): Promise<WorkflowHandle> {
  const expiresAt = new Date(Date.now() + ttlMs).toISOString();
  return client.workflow.start(messages.VERIFICATION, {
    workflowId: messages.verificationId(ref.sessionId),
    taskQueue: messages.TASK_QUEUES.session,
    args: [{ ...ref, expiresAt, ...(isNew && { isNew }), ...(oneTimer && { oneTimer }) }],
  });
}

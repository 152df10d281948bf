import { ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { CaptureActivities, RecordActivities, VisionActivities } from '../activities/index.ts';
import { TASK_QUEUES } from './messages.ts';

/** PostgreSQL or the object store may be away for hours: a step is tried until it succeeds or fails for good. */
const UNTIL_DONE = { initialInterval: '500 ms', maximumInterval: '30 s' } as const;

/** Rows only. On the workflow's own queue, so that the worker at hand can run them at once. */
export const records = proxyActivities<RecordActivities>({ startToCloseTimeout: '20 s', retry: UNTIL_DONE });

/** Steps on pictures tell that they are alive: one whose worker was killed goes to another after this time. */
const BEAT = '20 s';

/** Moves pictures. */
export const captures = proxyActivities<CaptureActivities>({
  taskQueue: TASK_QUEUES.io,
  startToCloseTimeout: '2 min',
  heartbeatTimeout: BEAT,
  retry: UNTIL_DONE,
});

/** Takes a processor core. The bound is for a picture that ends every worker that touches it. */
export const vision = proxyActivities<VisionActivities>({
  taskQueue: TASK_QUEUES.vision,
  startToCloseTimeout: '5 min',
  heartbeatTimeout: BEAT,
  retry: { ...UNTIL_DONE, maximumAttempts: 20 },
});

/** The workflow's time as steps are given it. */
export const now = () => new Date().toISOString();

/** The code with which a step failed for good; undefined for any other error. */
export function failureCode(error: unknown): string | undefined {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return undefined;
  return error.cause.type ?? undefined;
}

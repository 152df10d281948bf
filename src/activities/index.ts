import { beginProcessing } from './begin-processing.ts';
import { cancelSession } from './cancel-session.ts';
import { decideSession } from './decide-session.ts';
import type { ActivityDeps } from './deps.ts';
import { expireSession } from './expire-session.ts';
import { openSession } from './open-session.ts';
import { prepareReturn } from './prepare-return.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { recordReview } from './record-review.ts';
import { storeCapture } from './store-capture.ts';

/** Short steps that touch rows only; they run beside the workflows, on the same queue. */
export function createRecordActivities(deps: Pick<ActivityDeps, 'db' | 'keys'>) {
  return {
    openSession: openSession(deps),
    beginProcessing: beginProcessing(deps),
    recordExtraction: recordExtraction(deps),
    decideSession: decideSession(deps),
    prepareReturn: prepareReturn(deps),
    recordReview: recordReview(deps),
    expireSession: expireSession(deps),
    cancelSession: cancelSession(deps),
  };
}
export type RecordActivities = ReturnType<typeof createRecordActivities>;

/** Steps that move pictures. */
export function createCaptureActivities(deps: ActivityDeps) {
  return { storeCapture: storeCapture(deps) };
}
export type CaptureActivities = ReturnType<typeof createCaptureActivities>;

/** Steps that need a processor core each. */
export function createVisionActivities(deps: ActivityDeps) {
  return { readDocument: readDocument(deps) };
}
export type VisionActivities = ReturnType<typeof createVisionActivities>;

import { beginProcessing } from './begin-processing.ts';
import { cancelSession } from './cancel-session.ts';
import { compareFaces } from './compare-faces.ts';
import { decideSession } from './decide-session.ts';
import type { ActivityDeps } from './deps.ts';
import { expireSession } from './expire-session.ts';
import { codesOnly } from './failure.ts';
import { openSession } from './open-session.ts';
import { prepareReturn } from './prepare-return.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { recordReview } from './record-review.ts';
import { storeCapture } from './store-capture.ts';

/** Short steps that touch rows only; they run beside the workflows, on the same queue. */
export function createRecordActivities(deps: Pick<ActivityDeps, 'db' | 'keys' | 'publicUrl'>) {
  return {
    openSession: codesOnly(openSession(deps)),
    beginProcessing: codesOnly(beginProcessing(deps)),
    recordExtraction: codesOnly(recordExtraction(deps)),
    decideSession: codesOnly(decideSession(deps)),
    prepareReturn: codesOnly(prepareReturn(deps)),
    recordReview: codesOnly(recordReview(deps)),
    expireSession: codesOnly(expireSession(deps)),
    cancelSession: codesOnly(cancelSession(deps)),
  };
}
export type RecordActivities = ReturnType<typeof createRecordActivities>;

/** Steps that move pictures. */
export function createCaptureActivities(deps: ActivityDeps) {
  return { storeCapture: codesOnly(storeCapture(deps)) };
}
export type CaptureActivities = ReturnType<typeof createCaptureActivities>;

/** Steps that need a processor core each. */
export function createVisionActivities(deps: ActivityDeps) {
  return { readDocument: codesOnly(readDocument(deps)), compareFaces: codesOnly(compareFaces(deps)) };
}
export type VisionActivities = ReturnType<typeof createVisionActivities>;

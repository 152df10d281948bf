import { ApplicationFailure } from '@temporalio/common';

/** Failures that no retry can mend. The codes are all that a history shows of them. */
export type PermanentFailure =
  | 'SESSION_NOT_FOUND'
  | 'DOCUMENT_NOT_FOUND'
  | 'REVIEW_NOT_FOUND'
  | 'CAPTURE_LOST';

export function permanentFailure(code: PermanentFailure): ApplicationFailure {
  return ApplicationFailure.nonRetryable(code, code);
}

import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { errorCode } from '../domain/error-code.ts';

/** Failures that no retry can mend. The codes are all that a history shows of them. */
export type PermanentFailure =
  | 'SESSION_NOT_FOUND'
  | 'DOCUMENT_NOT_FOUND'
  | 'REVIEW_NOT_FOUND'
  | 'CAPTURE_LOST'
  | 'PICTURE_UNUSABLE'
  | 'ALREADY_DECIDED';

export function permanentFailure(code: PermanentFailure): ApplicationFailure {
  return ApplicationFailure.nonRetryable(code, code);
}

/**
 * Lets only codes into the history: messages of other rooms may quote what a row or a picture held. What is thrown
 * without a verdict of its own is tried again.
 */
export function codesOnly<Input, Output>(
  step: (input: Input) => Promise<Output>,
): (input: Input) => Promise<Output> {
  return async (input) => {
    try {
      return await step(input);
    } catch (error) {
      if (error instanceof ApplicationFailure || error instanceof CancelledFailure) throw error;
      throw ApplicationFailure.retryable('The step was interrupted', errorCode(error));
    }
  };
}

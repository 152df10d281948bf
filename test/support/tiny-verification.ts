import { HandlerUnfinishedPolicy } from '@temporalio/common';
import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import * as messages from '../../src/workflows/messages.ts';

/**
 * A workflow that answers to the messages of a session and does nothing else, for tests of those who send them. It ends
 * when cancellation is requested. A review named `slow` is answered after the next document, one named `never` never.
 */
export async function verification(input: messages.VerificationInput): Promise<string[]> {
  const heard = [`${input.organizationId}/${input.environment}/${input.sessionId} until ${input.expiresAt}`];
  let decided = false;
  let canceled = false;
  setHandler(messages.documentCaptured, ({ documentId }) => {
    heard.push(`captured ${documentId}`);
  });
  setHandler(messages.submitted, ({ documentIds }) => {
    heard.push(`submitted ${documentIds.join(' ')}`);
  });
  setHandler(messages.cancelRequested, () => {
    canceled = true;
  });
  setHandler(messages.progress, () => ({
    phase: 'capturing',
    reviewStatus: 'none',
    waitingFor: 'documents',
    documents: [],
  }));
  setHandler(
    messages.review,
    async ({ reviewId }) => {
      const before = heard.length;
      if (reviewId === 'slow') await condition(() => heard.length > before);
      if (reviewId === 'never') await condition(() => false);
      decided = true;
      return { reviewStatus: 'approved' as const, decidedAt: `by ${reviewId}` };
    },
    {
      unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON,
      validator: (_: { reviewId: string }) => {
        if (decided) throw ApplicationFailure.nonRetryable('ALREADY_DECIDED', 'ALREADY_DECIDED');
      },
    },
  );
  await condition(() => canceled);
  return heard;
}

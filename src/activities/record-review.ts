import { findSessionSealer } from '../db/data-keys.ts';
import { findDecision, insertDecisionOnce } from '../db/decisions.ts';
import { findReview } from '../db/reviews.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, recordReviewOutcome } from '../db/sessions.ts';
import type { Verdict } from '../domain/decision.ts';
import type { OperatorDecision, SessionRef } from '../domain/session.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';
import { freezeCompletedEvent } from './freeze-completed-event.ts';

export interface RecordReviewInput extends SessionRef {
  reviewId: string;
  /** ISO 8601, the workflow's time. */
  at: string;
}

export interface RecordedReview {
  reviewStatus: 'approved' | 'rejected';
  /** ISO 8601. */
  decidedAt: string;
  eventId: string | null;
}

const VERDICTS: Record<OperatorDecision, Verdict & { outcome: 'approved' | 'rejected' }> = {
  approve: { outcome: 'approved', reasons: ['OPERATOR_APPROVED'] },
  reject: { outcome: 'rejected', reasons: ['OPERATOR_REJECTED'] },
};

/** Makes an operator's review the decision. Only the first counts; a second run of the same review finds its result. */
export const recordReview =
  ({ db, keys, publicUrl }: Pick<ActivityDeps, 'db' | 'keys' | 'publicUrl'>) =>
  async (input: RecordReviewInput): Promise<RecordedReview> => {
    const at = new Date(input.at);
    const sealer = await findSessionSealer(db, input, keys);
    return db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      const review = await findReview(tx, input, input.reviewId);
      if (!session || !review) throw permanentFailure('REVIEW_NOT_FOUND');

      const verdict = VERDICTS[review.decision];
      if (session.reviewStatus === 'pending_review') {
        const { policyId } = session;
        await insertDecisionOnce(tx, input, { number: 2, verdict, policyId, reviewId: review.id }, at);
        await recordReviewOutcome(tx, input, verdict.outcome);
        const detail = { outcome: verdict.outcome, reviewId: review.id, apiKeyId: review.apiKeyId };
        await appendSessionEvent(tx, input, 'review.recorded', detail, at);
      }
      const decision = await findDecision(tx, input, 2);
      if (decision?.reviewId !== review.id) throw permanentFailure('ALREADY_DECIDED');
      const eventId = await freezeCompletedEvent(tx, { session, decision, at }, sealer, publicUrl);
      return { reviewStatus: verdict.outcome, decidedAt: decision.createdAt.toISOString(), eventId };
    });
  };

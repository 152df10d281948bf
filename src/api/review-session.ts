import type { Knex } from 'knex';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { reviewBody, reviewedSession } from '../contract/sessions.ts';
import type { Db } from '../db/connection.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { latestDecision } from '../db/decisions.ts';
import { findReview, insertReview, openReviewText, type Review } from '../db/reviews.ts';
import { findSession, lockSession, type Session } from '../db/sessions.ts';
import { isUuid } from '../db/tenancy.ts';
import { phaseAt, type SessionRef } from '../domain/session.ts';
import { WorkflowTimeoutError } from '../relay/verification-client.ts';
import type { ReviewOutcome } from '../workflows/messages.ts';
import type { TenantPrincipal } from './auth.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import type { Reply } from './route.ts';
import { verdictOf } from './session-view.ts';

const UPDATE_TIMEOUT_MS = 5_000;

export interface ReviewRequest {
  principal: TenantPrincipal;
  sessionId: string;
  body: z.output<typeof reviewBody>;
  /** Given by the caller, so that a repetition is known to be one. */
  idempotencyKey: string | undefined;
}

type Deps = Pick<ApiDeps, 'db' | 'keys' | 'clock' | 'verification'>;
type Reviewed = z.input<typeof reviewedSession>;
type Refusal = 'ALREADY_DECIDED' | 'NOT_IN_REVIEW';

/**
 * Lets an operator decide. What was written rests in a row, and the workflow is told the row's id: of two operators
 * the first to reach the workflow decides, and one who comes while documents are still read is heard once the
 * policy has decided. With an `Idempotency-Key` the row's id follows from the key, so a repetition is the same
 * update and gets the first outcome.
 *
 * Throws `SESSION_NOT_FOUND`, `NOT_IN_REVIEW`, `ALREADY_DECIDED`, `IDEMPOTENCY_KEY_REUSED`, and
 * `REVIEW_UNCONFIRMED` where it is not known yet whether the decision was recorded.
 */
export async function reviewSession(deps: Deps, request: ReviewRequest): Promise<Reply<Reviewed>> {
  const { principal, sessionId, idempotencyKey } = request;
  const ref: SessionRef = {
    organizationId: principal.organizationId,
    environment: principal.environment,
    sessionId,
  };
  if (!isUuid(sessionId)) throw new ApiError('SESSION_NOT_FOUND');
  const reviewId = idempotencyKey === undefined ? uuidv7() : uuidv5(idempotencyKey, sessionId);
  const { known, isRepeated } = await deps.db.transaction((tx) =>
    writeReview(tx, deps, ref, reviewId, request),
  );
  const outcome = known ?? (await askWorkflow(deps, ref, reviewId));
  return {
    body: { ok: true, sessionId, ...outcome },
    ...(isRepeated && { headers: { 'Idempotency-Replayed': 'true' } }),
  };
}

/**
 * Keeps what the operator asked for, unless the rows already tell how it will end. Under the session's lock, so that
 * two requests with one key do not both write.
 */
async function writeReview(
  tx: Knex.Transaction,
  deps: Deps,
  ref: SessionRef,
  reviewId: string,
  request: ReviewRequest,
): Promise<{ known: ReviewOutcome | undefined; isRepeated: boolean }> {
  const session = await lockSession(tx, ref);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  const now = deps.clock();
  const earlier = await findReview(tx, ref, reviewId);
  if (earlier) await refuseAnotherBody(tx, deps, ref, earlier, request.body);
  const known = await recordedOutcome(tx, session, reviewId, now);
  if (known || earlier) return { known, isRepeated: earlier !== undefined };
  const sealer = await findSessionSealer(tx, ref, deps.keys);
  const review = { id: reviewId, apiKeyId: request.principal.apiKeyId, ...request.body };
  await insertReview(tx, ref, review, sealer, now);
  return { known: undefined, isRepeated: false };
}

async function refuseAnotherBody(
  tx: Db,
  { keys }: Deps,
  ref: SessionRef,
  earlier: Review,
  body: ReviewRequest['body'],
): Promise<void> {
  const sealer = await findSessionSealer(tx, ref, keys);
  const { reason, note } = await openReviewText(tx, ref, earlier.id, sealer);
  const isSame =
    earlier.decision === body.decision && reason === body.reason && (note ?? '') === (body.note ?? '');
  if (!isSame) throw new ApiError('IDEMPOTENCY_KEY_REUSED');
}

async function askWorkflow(deps: Deps, ref: SessionRef, reviewId: string): Promise<ReviewOutcome> {
  const answer = await deps.verification
    .review(ref.sessionId, { reviewId, updateId: reviewId, timeoutMs: UPDATE_TIMEOUT_MS })
    .catch((raised: unknown) => ({ raised }));
  if (typeof answer === 'object' && 'reviewStatus' in answer) return answer;
  // The rows are the record: they know of a decision whose confirmation was lost, or whose workflow has closed.
  const session = await findSession(deps.db, ref, ref.sessionId);
  const known = session && (await recordedOutcome(deps.db, session, reviewId, deps.clock()));
  if (known) return known;
  if (answer !== 'absent' && 'raised' in answer && !(answer.raised instanceof WorkflowTimeoutError)) {
    throw answer.raised;
  }
  if (answer !== 'absent' && 'refused' in answer && answer.refused === 'ALREADY_DECIDED') {
    throw new ApiError('ALREADY_DECIDED');
  }
  // A workflow that does not know of a submission which the rows have will hear of it shortly.
  throw new ApiError('REVIEW_UNCONFIRMED', { headers: { 'Retry-After': '5' } });
}

/**
 * The outcome where the rows settle it: undefined while the policy or an operator may still decide. Throws the
 * {@link Refusal} where this review can no longer, or never could, take effect.
 */
async function recordedOutcome(
  db: Db,
  session: Session,
  reviewId: string,
  now: Date,
): Promise<ReviewOutcome | undefined> {
  const reviewStatus = verdictOf(session.reviewStatus);
  if (reviewStatus) {
    const decision = await latestDecision(db, session);
    if (decision?.reviewId !== reviewId) throw refusal('ALREADY_DECIDED');
    return { reviewStatus, decidedAt: decision.createdAt.toISOString() };
  }
  const phase = phaseAt(session, now);
  if (phase !== 'processing' && phase !== 'complete') throw refusal('NOT_IN_REVIEW');
  return undefined;
}

const refusal = (code: Refusal) => new ApiError(code);

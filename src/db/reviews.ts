import type { Sealer } from '../crypto/seal.ts';
import type { OperatorDecision, SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { isUuid, ofSession } from './tenancy.ts';

/** What an operator asked for. It becomes a decision only through the workflow. */
export interface Review {
  id: string;
  decision: OperatorDecision;
  apiKeyId: string;
  createdAt: Date;
}

const COLUMNS = { id: 'id', decision: 'decision', apiKeyId: 'api_key_id', createdAt: 'created_at' };

export async function insertReview(
  db: Db,
  ref: SessionRef,
  review: {
    id: string;
    decision: OperatorDecision;
    apiKeyId: string;
    reason?: string | undefined;
    note?: string | undefined;
  },
  sealer: Sealer,
  now: Date,
): Promise<void> {
  const { id, reason, note } = review;
  await db('reviews').insert({
    id,
    ...ofSession(ref),
    api_key_id: review.apiKeyId,
    decision: review.decision,
    reason_sealed: reason && sealer.sealText(`review-reason/${id}`, reason),
    note_sealed: note && sealer.sealText(`review-note/${id}`, note),
    created_at: now,
  });
}

export async function findReview(db: Db, ref: SessionRef, id: string): Promise<Review | undefined> {
  if (!isUuid(id)) return undefined;
  return db('reviews')
    .where({ ...ofSession(ref), id })
    .first(COLUMNS);
}

/** What an operator wrote with a review. */
export async function openReviewText(
  db: Db,
  ref: SessionRef,
  id: string,
  sealer: Sealer,
): Promise<{ reason: string | undefined; note: string | undefined }> {
  const row: { reason: Buffer | null; note: Buffer | null } | undefined = await db('reviews')
    .where({ ...ofSession(ref), id })
    .first({ reason: 'reason_sealed', note: 'note_sealed' });
  return {
    reason: row?.reason ? sealer.openText(`review-reason/${id}`, row.reason) : undefined,
    note: row?.note ? sealer.openText(`review-note/${id}`, row.note) : undefined,
  };
}

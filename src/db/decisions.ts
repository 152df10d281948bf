import { v7 as uuidv7 } from 'uuid';
import type { ReasonCode, Verdict } from '../domain/decision.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofSession } from './tenancy.ts';

/** Number 1 is the policy's, number 2 an operator's over `pending_review`. */
export interface Decision {
  number: 1 | 2;
  outcome: Verdict['outcome'];
  decidedBy: 'policy' | 'operator';
  reviewId: string | null;
  reasons: ReasonCode[];
  createdAt: Date;
}

const COLUMNS = {
  number: 'number',
  outcome: 'outcome',
  decidedBy: 'decided_by',
  reviewId: 'review_id',
  reasons: 'reasons',
  createdAt: 'created_at',
};

export interface NewDecision {
  number: 1 | 2;
  verdict: Verdict;
  policyId: string;
  reviewId?: string;
}

/** The first decision of a number stands: a later one changes nothing and false is returned. */
export async function insertDecisionOnce(
  tx: Db,
  ref: SessionRef,
  decision: NewDecision,
  now: Date,
): Promise<boolean> {
  const inserted = await tx('decisions')
    .insert({
      id: uuidv7(),
      ...ofSession(ref),
      number: decision.number,
      outcome: decision.verdict.outcome,
      decided_by: decision.reviewId ? 'operator' : 'policy',
      policy_id: decision.policyId,
      review_id: decision.reviewId,
      reasons: JSON.stringify(decision.verdict.reasons),
      created_at: now,
    })
    .onConflict(['session_id', 'number'])
    .ignore()
    .returning('id');
  return inserted.length === 1;
}

export async function findDecision(db: Db, ref: SessionRef, number: 1 | 2): Promise<Decision | undefined> {
  return db('decisions')
    .where({ ...ofSession(ref), number })
    .first(COLUMNS);
}

export async function latestDecision(db: Db, ref: SessionRef): Promise<Decision | undefined> {
  return db('decisions').where(ofSession(ref)).orderBy('number', 'desc').first(COLUMNS);
}

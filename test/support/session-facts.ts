import { v7 as uuidv7 } from 'uuid';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import { insertDecisionOnce } from '../../src/db/decisions.ts';
import { insertDocument } from '../../src/db/documents.ts';
import {
  advancePhase,
  findSession,
  recordPolicyOutcome,
  recordReviewOutcome,
  recordSubmission,
  type Session,
} from '../../src/db/sessions.ts';
import type { Verdict } from '../../src/domain/decision.ts';
import { SLOTS, type SlotName } from '../../src/domain/document.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import type { TestApi } from './test-api.ts';

type Facts = Pick<TestApi, 'db' | 'deps' | 'time'>;

/** Writes what the hosted pages and the workflow would have written, so that a test begins where it needs to. */
export function sessionFacts({ db, deps, time }: Facts, ref: SessionRef) {
  const read = async (): Promise<Session> => {
    const session = await findSession(db, ref, ref.sessionId);
    if (!session) throw new Error('The session is not there');
    return session;
  };
  return {
    read,
    async document(slot: SlotName): Promise<string> {
      const id = uuidv7();
      const sealer = await findSessionSealer(db, ref, deps.keys);
      const facts = { contentType: 'image/jpeg', width: 10, height: 10, sizeBytes: 10 } as const;
      const document = {
        ...facts,
        id,
        slot: SLOTS[slot],
        fingerprint: Buffer.from(id),
        stagingKey: `staging/${id}`,
      };
      await insertDocument(db, ref, document, sealer, time.now);
      return id;
    },
    async submit(): Promise<void> {
      await recordSubmission(db, ref, time.now);
    },
    /** What the policy decides; the session must be submitted. */
    async decide(verdict: Verdict): Promise<void> {
      const { policyId } = await read();
      await advancePhase(db, ref, 'processing');
      await insertDecisionOnce(db, ref, { number: 1, verdict, policyId }, time.now);
      await recordPolicyOutcome(db, ref, verdict.outcome, time.now);
    },
    /** What an operator's review becomes once the workflow has taken it. */
    async decideByReview(reviewId: string, outcome: 'approved' | 'rejected'): Promise<void> {
      const { policyId } = await read();
      const reasons: Verdict['reasons'] = [
        outcome === 'approved' ? 'OPERATOR_APPROVED' : 'OPERATOR_REJECTED',
      ];
      await insertDecisionOnce(
        db,
        ref,
        { number: 2, verdict: { outcome, reasons }, policyId, reviewId },
        time.now,
      );
      await recordReviewOutcome(db, ref, outcome);
    },
  };
}
export type SessionFacts = ReturnType<typeof sessionFacts>;

import type { Knex } from 'knex';
import type { Sealer } from '../crypto/seal.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { type Decision, findDecision, insertDecisionOnce } from '../db/decisions.ts';
import { currentDocuments, type Document } from '../db/documents.ts';
import { findSigns } from '../db/examinations.ts';
import { readingsBySlot } from '../db/extractions.ts';
import { findFaceComparison } from '../db/face-comparisons.ts';
import { insertFindings } from '../db/findings.ts';
import { policyOf } from '../db/policies.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, recordPolicyOutcome, type Session } from '../db/sessions.ts';
import { dayOf } from '../domain/calendar.ts';
import { findCautions } from '../domain/caution.ts';
import { decide, type Finding, type Verdict } from '../domain/decision.ts';
import { askedSlots, IDENTITY_DOCUMENTS, type SlotName, slotName } from '../domain/document.ts';
import { findFaces } from '../domain/face.ts';
import { findFindings, type SlotReadings } from '../domain/finding.ts';
import type { SessionRef } from '../domain/session.ts';
import { selfieState } from '../domain/session-check.ts';
import type { ActivityDeps } from './deps.ts';
import { permanentFailure } from './failure.ts';
import { freezeCompletedEvent } from './freeze-completed-event.ts';

export interface DecideSessionInput extends SessionRef {
  /** ISO 8601, the workflow's time: ages and expiry are judged by its day. */
  at: string;
}

export interface DecidedSession {
  reviewStatus: Verdict['outcome'];
  eventId: string | null;
}

/**
 * Decides a submitted session from its current documents under its policy. The first stored decision stands: a
 * second run returns it. Runs as an activity, since a rule that changes while a review waits must not change a replay.
 */
export const decideSession =
  ({ db, keys, publicUrl }: Pick<ActivityDeps, 'db' | 'keys' | 'publicUrl'>) =>
  async (input: DecideSessionInput): Promise<DecidedSession> => {
    const at = new Date(input.at);
    const sealer = await findSessionSealer(db, input, keys);
    return db.transaction(async (tx) => {
      const session = await lockSession(tx, input);
      if (!session?.submittedAt) throw permanentFailure('SESSION_NOT_FOUND');
      const known = await findDecision(tx, input, 1);
      const decided = known ? { decision: known } : await decideFirst(tx, session, sealer, at);
      const eventId = await freezeCompletedEvent(tx, { session, at, ...decided }, sealer, publicUrl);
      return { reviewStatus: decided.decision.outcome, eventId };
    });
  };

/** Under the session's lock, so that nobody else decides. */
async function decideFirst(
  tx: Knex.Transaction,
  session: Session,
  sealer: Sealer,
  at: Date,
): Promise<{ decision: Decision; readings: SlotReadings }> {
  const policy = await policyOf(tx, session);
  const documents = await currentDocuments(tx, session);
  const readings = await readingsBySlot(tx, session, documents, sealer);
  const identityDocument = session.identityDocument ?? IDENTITY_DOCUMENTS[0];
  const selfie = selfieState(session);
  // Those of the other choice do not count.
  const counting = documents.flatMap((document) => {
    const slot = slotName(document);
    return slot && askedSlots(identityDocument, selfie).includes(slot) ? [{ slot, document }] : [];
  });
  const circumstances = { policy: policy.rules, today: dayOf(at) };
  const findings: Finding[] = [
    ...findFindings(identityDocument, readings, circumstances),
    ...(await cautions(tx, session, counting, sealer)),
    ...qualityNotes(counting),
    ...(await faceFindings(tx, session, sealer)),
  ];
  const verdict = decide({ identityDocument, selfie, findings }, policy.rules);
  await insertFindings(tx, session, findings, at);
  if (!(await insertDecisionOnce(tx, session, { number: 1, verdict, policyId: policy.id }, at)))
    throw new Error('The session was decided by somebody else');
  await recordPolicyOutcome(tx, session, verdict.outcome, at);
  const detail = { outcome: verdict.outcome, reasons: verdict.reasons, policyVersion: policy.version };
  await appendSessionEvent(tx, session, 'session.decided', detail, at);
  const { outcome, reasons } = verdict;
  return {
    decision: { number: 1, outcome, decidedBy: 'policy', reviewId: null, reasons, createdAt: at },
    readings,
  };
}

interface FilledSlot {
  slot: SlotName;
  document: Document;
}

/** Pictures that are used although they were found hard to read. */
function qualityNotes(filled: readonly FilledSlot[]): Finding[] {
  return filled
    .filter(({ document }) => document.qualityProblems.length > 0)
    .map(({ slot }) => ({ slot, check: 'picture_quality', outcome: 'fail', proven: false }));
}

/** What was found in a selfie; nothing where the end-user went on without, or none was asked for. */
async function faceFindings(tx: Knex.Transaction, session: Session, sealer: Sealer): Promise<Finding[]> {
  const { selfieTurn, selfieAnswer } = session;
  if (!selfieTurn || selfieAnswer !== 'given') return [];
  const kept = await findFaceComparison(tx, session, sealer);
  return findFaces(kept?.comparison, selfieTurn);
}

async function cautions(
  tx: Knex.Transaction,
  session: Session,
  filled: readonly FilledSlot[],
  sealer: Sealer,
): Promise<Finding[]> {
  const ids = filled.map(({ document }) => document.id);
  const signs = await findSigns(tx, session, ids, sealer);
  const bySlot = filled.flatMap(({ slot, document }) => {
    const found = signs.get(document.id);
    return found ? [[slot, found] as const] : [];
  });
  return findCautions(Object.fromEntries(bySlot));
}

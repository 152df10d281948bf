import type { Knex } from 'knex';
import type { z } from 'zod';
import type { progress, session as sessionAnswer } from '../contract/sessions.ts';
import { findSessionSealer } from '../db/data-keys.ts';
import { latestDecision } from '../db/decisions.ts';
import { currentDocuments, type Document } from '../db/documents.ts';
import { toldSelfieOf } from '../db/face-comparisons.ts';
import { findSession, openMetadata, type Session } from '../db/sessions.ts';
import { askedSlots, slotName } from '../domain/document.ts';
import { phaseAt, type ReviewStatus, type Tenant } from '../domain/session.ts';
import { selfieState } from '../domain/session-check.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

type SessionAnswer = z.input<typeof sessionAnswer>;
type ProgressAnswer = z.input<typeof progress>;

/** Reads see one moment of the session: a decision that is just being made is there whole, or not at all. */
const SNAPSHOT = { isolationLevel: 'repeatable read', readOnly: true } as const;

/** The session as PostgreSQL has it. Throws `SESSION_NOT_FOUND`. */
export async function viewSession(
  { db, keys, clock, publicUrl }: Pick<ApiDeps, 'db' | 'keys' | 'clock' | 'publicUrl'>,
  tenant: Tenant,
  sessionId: string,
): Promise<SessionAnswer> {
  return db.transaction(async (tx) => {
    const session = await foundSession(tx, tenant, sessionId);
    const sealer = await findSessionSealer(tx, session, keys);
    const decision = await latestDecision(tx, session);
    const documents = await currentDocuments(tx, session);
    const { reviewStatus } = session;
    return {
      ok: true,
      sessionId,
      externalUserId: session.externalUserId,
      environment: session.environment,
      phase: phaseAt(session, clock()),
      reviewStatus,
      decision: verdictOf(reviewStatus),
      reasons: decision?.reasons ?? [],
      documents: documents.map(({ id, kind, side, state, capturedAt }) => ({
        id,
        kind,
        side,
        state,
        capturedAt: capturedAt.toISOString(),
      })),
      checks: session.checks,
      selfie: await toldSelfieOf(tx, session, sealer, publicUrl),
      metadata: openMetadata(session, sealer),
      createdAt: session.createdAt.toISOString(),
      expiresAt: session.expiresAt.toISOString(),
      completedAt: session.completedAt?.toISOString() ?? null,
    };
  }, SNAPSHOT);
}

/** What the session is doing, as far as its rows tell. */
export async function recordedProgress(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  tenant: Tenant,
  sessionId: string,
): Promise<ProgressAnswer> {
  return db.transaction(async (tx) => {
    const session = await foundSession(tx, tenant, sessionId);
    const documents = await currentDocuments(tx, session);
    return {
      ok: true,
      sessionId,
      source: 'database',
      phase: phaseAt(session, clock()),
      reviewStatus: session.reviewStatus,
      waitingFor: waitingFor(session, documents, clock()),
      documents: documents.map(({ id, state }) => ({ id, state })),
    };
  }, SNAPSHOT);
}

export async function foundSession(db: Knex, tenant: Tenant, sessionId: string): Promise<Session> {
  const session = await findSession(db, tenant, sessionId);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  return session;
}

/** The final verdict; null until there is one. */
export function verdictOf(status: ReviewStatus): 'approved' | 'rejected' | null {
  return status === 'approved' || status === 'rejected' ? status : null;
}

function waitingFor(
  session: Session,
  documents: readonly Document[],
  now: Date,
): ProgressAnswer['waitingFor'] {
  switch (phaseAt(session, now)) {
    case 'created':
    case 'capturing':
      return isFilled(session, documents) ? 'submission' : 'documents';
    case 'processing':
      return documents.every(isRead) ? 'decision' : 'reading';
    case 'complete':
      return session.reviewStatus === 'pending_review' ? 'review' : 'nothing';
    default:
      return 'nothing';
  }
}

const isRead = ({ state }: Document) => state === 'read' || state === 'unreadable';

function isFilled(session: Session, documents: readonly Document[]): boolean {
  const { identityDocument } = session;
  if (!identityDocument) return false;
  const filled = documents.map(slotName);
  return askedSlots(identityDocument, selfieState(session)).every((slot) => filled.includes(slot));
}

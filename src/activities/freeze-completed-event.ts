import type { Knex } from 'knex';
import type { Sealer } from '../crypto/seal.ts';
import type { Decision } from '../db/decisions.ts';
import { currentDocuments } from '../db/documents.ts';
import { readingsBySlot } from '../db/extractions.ts';
import { toldSelfieOf } from '../db/face-comparisons.ts';
import { listFindings } from '../db/findings.ts';
import type { Session } from '../db/sessions.ts';
import type { SlotReadings } from '../domain/finding.ts';
import { extractedFields } from '../domain/webhook-event.ts';
import { freezeWebhookEvent } from './freeze-webhook-event.ts';

export interface DecidedFact {
  /** As it was found under its lock. */
  session: Session;
  decision: Decision;
  at: Date;
  /** Set where the decision was made just now: what it was made from. */
  readings?: SlotReadings | undefined;
}

/** The event of a decision, one for each decision of the session. */
export async function freezeCompletedEvent(
  tx: Knex.Transaction,
  { session, decision, at, readings: known }: DecidedFact,
  sealer: Sealer,
  publicUrl: string,
): Promise<string | null> {
  if (session.webhookUrl === null) return null;
  const fact = { session, kind: 'verification.completed', subject: String(decision.number), at } as const;
  const readings = known ?? (await readingsBySlot(tx, session, await currentDocuments(tx, session), sealer));
  const findings = await listFindings(tx, session);
  const extracted = Object.entries(readings).flatMap(([slot, reading]) =>
    reading === 'unread' || reading.kind === 'selfie' ? [] : [[slot, extractedFields(reading)] as const],
  );
  const selfie = await toldSelfieOf(tx, session, sealer, publicUrl);
  return freezeWebhookEvent(tx, { ...fact, isNew: known !== undefined }, sealer, (envelope) => ({
    ...envelope,
    decision: decision.outcome === 'pending_review' ? null : decision.outcome,
    reviewStatus: decision.outcome,
    reasons: decision.reasons,
    checks: findings.map(({ slot, check, outcome }) => ({ slot, check, outcome })),
    extracted: Object.fromEntries(extracted),
    selfie,
  }));
}

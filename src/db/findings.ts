import { v7 as uuidv7 } from 'uuid';
import type { Finding } from '../domain/decision.ts';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { ofSession } from './tenancy.ts';

/** Keeps the findings that the first decision was made from. */
export async function insertFindings(
  tx: Db,
  ref: SessionRef,
  findings: readonly Finding[],
  now: Date,
): Promise<void> {
  const rows = findings.map(({ slot, check, outcome, proven }) => ({
    id: uuidv7(),
    ...ofSession(ref),
    slot,
    check_name: check,
    outcome,
    proven,
    created_at: now,
  }));
  await tx('findings').insert(rows).onConflict(['session_id', 'slot', 'check_name']).ignore();
}

export async function listFindings(db: Db, ref: SessionRef): Promise<Finding[]> {
  return db('findings')
    .where(ofSession(ref))
    .orderBy('id')
    .select({ slot: 'slot', check: 'check_name', outcome: 'outcome', proven: 'proven' });
}

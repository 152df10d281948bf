import { v7 as uuidv7 } from 'uuid';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { insertTogether, type NewRow } from './insert-together.ts';
import { ofSession } from './tenancy.ts';

/** What a session's workflow must hear. Ids and times only. */
export type OutboxMessage =
  | { kind: 'start' }
  | { kind: 'documentCaptured'; documentId: string }
  | { kind: 'submitted'; documentIds: string[]; compareFaces?: true }
  | { kind: 'cancelRequested' };

export interface OutboxRow extends SessionRef {
  id: string;
  /** When the session expires: every message can start the workflow, so each carries what a start needs. */
  expiresAt: Date;
  message: OutboxMessage;
  attempts: number;
  /** Set on what the request at hand has written, never on what is found in the table. */
  isNew?: true;
}

/** Writes a message in the transaction of the fact that it tells; it is kept until Temporal has it. */
export async function insertOutbox(
  tx: Db,
  ref: SessionRef & { expiresAt: Date },
  message: OutboxMessage,
  now: Date,
  /** The relay leaves the row alone until then, so that the API can dispatch it first. */
  relayFrom: Date,
): Promise<OutboxRow> {
  const { row, outbox } = newOutboxRow(ref, message, now, relayFrom);
  await insertTogether(tx, [row]);
  return outbox;
}

/** The same for a message that is written in one statement with its fact. */
export function newOutboxRow(
  ref: SessionRef & { expiresAt: Date },
  message: OutboxMessage,
  now: Date,
  relayFrom: Date,
): { row: NewRow; outbox: OutboxRow } {
  const id = uuidv7();
  const columns = {
    id,
    ...ofSession(ref),
    kind: message.kind,
    payload: JSON.stringify(message),
    next_attempt_at: relayFrom,
    created_at: now,
  };
  const { organizationId, environment, sessionId, expiresAt } = ref;
  return {
    row: { table: 'outbox', columns },
    outbox: { id, organizationId, environment, sessionId, expiresAt, message, attempts: 0 },
  };
}

/**
 * Takes rows that are due, oldest first, and holds them until the transaction ends; rows that another relay
 * holds are passed over.
 */
export async function takeDueOutbox(tx: Db, now: Date, limit: number): Promise<OutboxRow[]> {
  return tx('outbox')
    .join('verification_sessions', 'verification_sessions.id', 'outbox.session_id')
    .where('outbox.next_attempt_at', '<=', now)
    .orderBy('outbox.id')
    .limit(limit)
    .forUpdate('outbox')
    .skipLocked()
    .select({
      id: 'outbox.id',
      organizationId: 'outbox.organization_id',
      environment: 'outbox.environment',
      sessionId: 'outbox.session_id',
      expiresAt: 'verification_sessions.expires_at',
      message: 'outbox.payload',
      attempts: 'outbox.attempts',
    });
}

/** Temporal has the message. */
export async function removeOutbox(db: Db, ref: SessionRef, id: string): Promise<void> {
  await db('outbox')
    .where({ ...ofSession(ref), id })
    .delete();
}

export async function deferOutbox(
  db: Db,
  ref: SessionRef,
  id: string,
  until: Date,
  errorCode: string,
): Promise<void> {
  await db('outbox')
    .where({ ...ofSession(ref), id })
    .update({ attempts: db.raw('attempts + 1'), next_attempt_at: until, last_error: errorCode });
}

/** Whether something still waits to be told to the session's workflow. */
export async function hasOutbox(db: Db, ref: SessionRef): Promise<boolean> {
  return (await db('outbox').where(ofSession(ref)).first('id')) !== undefined;
}

/** How many rows wait, and since when the oldest does. */
export async function outboxBacklog(db: Db): Promise<{ rows: number; oldest: Date | null }> {
  const row = await db('outbox').count({ rows: '*' }).min({ oldest: 'created_at' }).first();
  return { rows: Number(row?.rows ?? 0), oldest: row?.oldest ?? null };
}

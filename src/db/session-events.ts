import { v7 as uuidv7 } from 'uuid';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import { insertOf, type NewRow, run, type Statement } from './insert-together.ts';
import { ofSession } from './tenancy.ts';

/** What happened in a session, as its timeline tells it. */
export const SESSION_EVENT_TYPES = [
  'session.created',
  'device.connected',
  'consent.given',
  'selfie_consent.given',
  'selfie_consent.declined',
  'document.chosen',
  'document.received',
  'document.refused',
  'document.stored',
  'document.read',
  'session.submitted',
  'faces.compared',
  'session.decided',
  'session.expired',
  'session.canceled',
  'review.recorded',
  'return.prepared',
  'webhook.delivered',
  'webhook.failed',
  'webhook.superseded',
] as const;
export type SessionEventType = (typeof SESSION_EVENT_TYPES)[number];

/** Ids, codes and counts only: the timeline is not sealed. */
export type EventDetail = Record<string, string | number | boolean | readonly string[]>;

export interface SessionEvent {
  sequence: number;
  type: SessionEventType;
  detail: EventDetail;
  at: Date;
}

/** The session's row gives the number and is held by that, so that two events never have the same. */
const NUMBER = `
  update verification_sessions set timeline_sequence = timeline_sequence + 1
  where organization_id = ? and environment = ? and id = ?`;
const NUMBERED = 'returning organization_id, environment, id, timeline_sequence';
const INSERT = `
  insert into session_events (id, organization_id, environment, session_id, sequence, type, detail, at)
  select ?::uuid, organization_id, environment, id, timeline_sequence, ?, ?::jsonb, ?::timestamptz
  from numbered`;

/**
 * Adds to the timeline, with further rows of the same fact in one statement. Call in the transaction of the fact that it
 * tells.
 */
export async function appendSessionEvent(
  tx: Db,
  ref: SessionRef,
  type: SessionEventType,
  detail: EventDetail,
  at: Date,
  rows: readonly NewRow[] = [],
): Promise<void> {
  const { organizationId, environment, sessionId } = ref;
  const inserts = rows.map(insertOf);
  const parts = inserts.map(({ text }, index) => `row_${index} as (${text}), `).join('');
  const added = await run(tx, {
    text: `with ${parts}numbered as (${NUMBER} ${NUMBERED}) ${INSERT}`,
    values: [
      ...inserts.flatMap(({ values }) => values),
      ...[organizationId, environment, sessionId],
      ...[uuidv7(), type, JSON.stringify(detail), at],
    ],
  });
  if (added !== 1) throw new Error('The session is not there');
}

/**
 * Changes one row and tells the timeline of it, in one statement. False where there was nothing to change: then nothing
 * is told. `change` is an update of another table than that of sessions, a row of which is changed once by a statement.
 */
export async function changeAndTell(
  tx: Db,
  ref: SessionRef,
  change: Statement,
  { type, detail, at }: Omit<SessionEvent, 'sequence'>,
): Promise<boolean> {
  const { organizationId, environment, sessionId } = ref;
  const added = await run(tx, {
    text: `with changed as (${change.text} returning 1),
      numbered as (${NUMBER} and exists (select from changed) ${NUMBERED}) ${INSERT}`,
    values: [
      ...change.values,
      ...[organizationId, environment, sessionId],
      ...[uuidv7(), type, JSON.stringify(detail), at],
    ],
  });
  return added === 1;
}

/** An event whose number is known: the first one, which is written with its session. */
export function sessionEventRow(ref: SessionRef, event: SessionEvent): NewRow {
  const { sequence, type, detail, at } = event;
  const columns = {
    id: uuidv7(),
    ...ofSession(ref),
    sequence,
    type,
    detail: JSON.stringify(detail),
    at,
  };
  return { table: 'session_events', columns };
}

export async function listSessionEvents(db: Db, ref: SessionRef): Promise<SessionEvent[]> {
  return db('session_events')
    .where(ofSession(ref))
    .orderBy('sequence')
    .select({ sequence: 'sequence', type: 'type', detail: 'detail', at: 'at' });
}

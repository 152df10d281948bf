import { v7 as uuidv7 } from 'uuid';
import type { SessionRef } from '../domain/session.ts';
import type { Db } from './connection.ts';
import type { NewRow } from './insert-together.ts';
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
const NUMBER_AND_INSERT = `
  with numbered as (
    update verification_sessions set timeline_sequence = timeline_sequence + 1
    where organization_id = :organization_id and environment = :environment and id = :session_id
    returning organization_id, environment, id, timeline_sequence
  )
  insert into session_events (id, organization_id, environment, session_id, sequence, type, detail, at)
  select :id::uuid, organization_id, environment, id, timeline_sequence, :type, :detail::jsonb, :at::timestamptz
  from numbered`;

/** Adds to the timeline. Call in the transaction of the fact that it tells. */
export async function appendSessionEvent(
  tx: Db,
  ref: SessionRef,
  type: SessionEventType,
  detail: EventDetail,
  at: Date,
): Promise<void> {
  const { rowCount } = await tx.raw(NUMBER_AND_INSERT, {
    ...ofSession(ref),
    id: uuidv7(),
    type,
    detail: JSON.stringify(detail),
    at,
  });
  if (rowCount !== 1) throw new Error('The session is not there');
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

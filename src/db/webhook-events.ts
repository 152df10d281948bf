import type { Sealer } from '../crypto/seal.ts';
import type { SessionRef, Tenant } from '../domain/session.ts';
import type { WebhookEventKind } from '../domain/webhook-event.ts';
import type { Db } from './connection.ts';
import { run, type Statement } from './insert-together.ts';
import { isUuid, ofSession, ofTenant } from './tenancy.ts';

export type WebhookEventState = 'pending' | 'delivered' | 'failed' | 'superseded';

export interface WebhookEvent extends SessionRef {
  id: string;
  kind: WebhookEventKind;
  /** The document that was read, or the number of the decision. */
  subject: string;
  sequence: number;
  bodySealed: Buffer;
  state: WebhookEventState;
  nextAttemptAt: Date;
  createdAt: Date;
  /** Attempts that are recorded. */
  attempts: number;
}

const COLUMNS = {
  id: 'id',
  organizationId: 'organization_id',
  environment: 'environment',
  sessionId: 'session_id',
  kind: 'kind',
  subject: 'subject',
  sequence: 'sequence',
  bodySealed: 'body_sealed',
  state: 'state',
  nextAttemptAt: 'next_attempt_at',
  createdAt: 'created_at',
};

const ATTEMPTS = `(
  select count(*) from webhook_attempts made
  where made.organization_id = webhook_events.organization_id and made.environment = webhook_events.environment
    and made.event_id = webhook_events.id
)`;
const columns = (db: Db) => ({ ...COLUMNS, attempts: db.raw(ATTEMPTS) });

export interface NewWebhookEvent {
  id: string;
  kind: WebhookEventKind;
  subject: string;
  sequence: number;
  /** The exact bytes that every attempt sends. */
  body: Buffer;
}

const SEQUENCE = `
  update verification_sessions set event_sequence = ?
  where organization_id = ? and environment = ? and id = ? and event_sequence = ?
  returning organization_id, environment, id, event_sequence`;
const INSERT = `
  insert into webhook_events
    (id, organization_id, environment, session_id, kind, subject, sequence, body_sealed, next_attempt_at, created_at)
  select ?::uuid, organization_id, environment, id, ?, ?, event_sequence, ?::bytea, ?::timestamptz, ?::timestamptz
  from sequenced`;

/**
 * Freezes an event, and gives it the next number of its session, which its body holds. Call in the transaction of the
 * fact that it tells, with the number that the session was found to be at under its lock. Throws where another is next.
 */
export async function insertWebhookEvent(
  tx: Db,
  ref: SessionRef,
  event: NewWebhookEvent,
  sealer: Sealer,
  now: Date,
): Promise<void> {
  const { id, kind, subject, sequence, body } = event;
  const added = await run(tx, {
    text: `with sequenced as (${SEQUENCE}) ${INSERT}`,
    values: [
      ...[sequence, ref.organizationId, ref.environment, ref.sessionId, sequence - 1],
      ...[id, kind, subject, sealer.seal(`webhook-body/${id}`, body), now, now],
    ],
  });
  if (added !== 1) throw new Error('The event is not the next one of its session');
}

export function openBody(event: WebhookEvent, sealer: Sealer): Buffer {
  return sealer.open(`webhook-body/${event.id}`, event.bodySealed);
}

export async function findWebhookEvent(
  db: Db,
  tenant: Tenant,
  id: string,
): Promise<WebhookEvent | undefined> {
  if (!isUuid(id)) return undefined;
  return db('webhook_events')
    .where({ ...ofTenant(tenant), id })
    .first(columns(db));
}

export async function findWebhookEventOf(
  db: Db,
  ref: SessionRef,
  kind: WebhookEventKind,
  subject: string,
): Promise<WebhookEvent | undefined> {
  return db('webhook_events')
    .where({ ...ofSession(ref), kind, subject })
    .first(columns(db));
}

export async function listWebhookEvents(db: Db, ref: SessionRef): Promise<WebhookEvent[]> {
  return db('webhook_events').where(ofSession(ref)).orderBy('sequence').select(columns(db));
}

/** Whether a later event of the same kind exists: receivers believe the last one they got, so this one must not follow it. */
export async function hasLaterEvent(db: Db, event: WebhookEvent): Promise<boolean> {
  const later = await db('webhook_events')
    .where({ ...ofSession(event), kind: event.kind })
    .andWhere('sequence', '>', event.sequence)
    .first('id');
  return later !== undefined;
}

/** Ends the sending of an event that has not ended. */
export function settleWebhookEvent(
  tenant: Tenant,
  id: string,
  state: Exclude<WebhookEventState, 'pending'>,
  now: Date,
): Statement {
  return {
    text: `update webhook_events set state = ?, settled_at = ?
      where organization_id = ? and environment = ? and id = ? and state = 'pending'`,
    values: [state, now, tenant.organizationId, tenant.environment, id],
  };
}

/** Says when the next attempt is due, so that a delivery that nobody works at can be told. */
export async function scheduleNextAttempt(tx: Db, tenant: Tenant, id: string, at: Date): Promise<void> {
  await tx('webhook_events')
    .where({ ...ofTenant(tenant), id, state: 'pending' })
    .update({ next_attempt_at: at });
}

/** Undelivered events of any tenant whose attempt was due before `dueBefore`: their workflow is gone or was never started. */
export async function overdueWebhookEvents(
  db: Db,
  dueBefore: Date,
  limit: number,
): Promise<(Tenant & { id: string })[]> {
  return db('webhook_events')
    .where('state', 'pending')
    .andWhere('next_attempt_at', '<', dueBefore)
    .orderBy('next_attempt_at')
    .limit(limit)
    .select({ id: 'id', organizationId: 'organization_id', environment: 'environment' });
}

import type { Sealer } from '../crypto/seal.ts';
import type { SessionRef, Tenant } from '../domain/session.ts';
import type { WebhookEventKind } from '../domain/webhook-event.ts';
import type { Db } from './connection.ts';
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

/** Freezes an event. Call in the transaction of the fact that it tells, with a sequence given under the session's lock. */
export async function insertWebhookEvent(
  tx: Db,
  ref: SessionRef,
  event: NewWebhookEvent,
  sealer: Sealer,
  now: Date,
): Promise<void> {
  await tx('webhook_events').insert({
    id: event.id,
    ...ofSession(ref),
    kind: event.kind,
    subject: event.subject,
    sequence: event.sequence,
    body_sealed: sealer.seal(`webhook-body/${event.id}`, event.body),
    next_attempt_at: now,
    created_at: now,
  });
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

/** Ends the sending of an event. True the first time. */
export async function settleWebhookEvent(
  tx: Db,
  tenant: Tenant,
  id: string,
  state: Exclude<WebhookEventState, 'pending'>,
  now: Date,
): Promise<boolean> {
  const changed = await tx('webhook_events')
    .where({ ...ofTenant(tenant), id, state: 'pending' })
    .update({ state, settled_at: now });
  return changed === 1;
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

import { randomBytes, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { v7 as uuidv7 } from 'uuid';
import { createKeyRing, type KeyRing } from '../../src/crypto/key-ring.ts';
import type { Sealer } from '../../src/crypto/seal.ts';
import { newSessionKey, organizationSealer } from '../../src/db/data-keys.ts';
import { insertTogether } from '../../src/db/insert-together.ts';
import { insertOrganization } from '../../src/db/organizations.ts';
import { currentPolicy } from '../../src/db/policies.ts';
import { findSession, lockSession, newSessionRow, type Session } from '../../src/db/sessions.ts';
import { findWebhookEvent, insertWebhookEvent, type WebhookEvent } from '../../src/db/webhook-events.ts';
import { DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { Environment, SessionRef, Tenant } from '../../src/domain/session.ts';
import type { HeadTurn } from '../../src/domain/session-check.ts';
import type { WebhookEventKind } from '../../src/domain/webhook-event.ts';

/** Master keys of one test. */
export function testKeyRing(): KeyRing {
  return createKeyRing([{ id: 'test', key: randomBytes(32) }]);
}

/** An organization of its own, so that no test meets the rows of another. */
export async function seedTenant(
  db: Knex,
  environment: Environment = 'test',
  now = new Date(),
): Promise<Tenant> {
  const organizationId = uuidv7();
  await insertOrganization(db, { id: organizationId, name: `Organization ${organizationId}` }, now);
  return { organizationId, environment };
}

export interface SeededSession {
  session: Session;
  sealer: Sealer;
}

/** A session as the API makes one, with the outbox left out. */
export async function seedSession(
  db: Knex,
  keys: KeyRing,
  tenant: Tenant,
  given: { webhookUrl?: string; webhookSecret?: string; selfieTurn?: HeadTurn; now?: Date } = {},
): Promise<SeededSession> {
  const { now = new Date(), ...webhook } = given;
  const ref: SessionRef = { ...tenant, sessionId: uuidv7() };
  const policy = await currentPolicy(db, tenant, DEFAULT_POLICY, now);
  const { sealer, row: key } = newSessionKey(ref, keys, now);
  const sealers = { session: sealer, organization: await organizationSealer(db, tenant, keys, now) };
  const row = newSessionRow(
    {
      ...ref,
      ...webhook,
      ...(given.selfieTurn && { checks: ['selfie'] }),
      policyId: policy.id,
      clientSecretHash: Buffer.from(randomUUID()),
      createdAt: now,
      expiresAt: new Date(now.getTime() + 24 * 60 * 60 * 1000),
    },
    sealers,
  );
  await insertTogether(db, [key, row]);
  const session = await findSession(db, tenant, ref.sessionId);
  if (!session) throw new Error('The session was not kept');
  return { session, sealer };
}

/** An event of a session, waiting for its delivery. */
export async function seedEvent(
  db: Knex,
  { session, sealer }: SeededSession,
  event: { kind: WebhookEventKind; subject: string; body: Buffer; now?: Date },
): Promise<WebhookEvent> {
  const { now = new Date(), ...fact } = event;
  const id = uuidv7();
  await db.transaction(async (tx) => {
    const sequence = ((await lockSession(tx, session))?.eventSequence ?? 0) + 1;
    await insertWebhookEvent(tx, session, { id, ...fact, sequence }, sealer, now);
  });
  const kept = await findWebhookEvent(db, session, id);
  if (!kept) throw new Error('The event was not kept');
  return kept;
}

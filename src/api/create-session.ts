import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { hostedUrl } from '../contract/hosted.ts';
import type { FieldError } from '../contract/problem.ts';
import type { CreateSessionBody, createdSession } from '../contract/sessions.ts';
import type { Sealer } from '../crypto/seal.ts';
import { hashToken, newClientSecret } from '../crypto/token.ts';
import type { Db } from '../db/connection.ts';
import { newSessionKey } from '../db/data-keys.ts';
import { insertTogether } from '../db/insert-together.ts';
import { newOutboxRow, type OutboxRow } from '../db/outbox.ts';
import { sessionEventRow } from '../db/session-events.ts';
import { newSessionRow } from '../db/sessions.ts';
import { type CallbackUse, callbackUrlProblem } from '../domain/callback-url.ts';
import { isAddressWithin } from '../domain/reserved-address.ts';
import { DEFAULT_TTL_MS, type Environment, type Tenant } from '../domain/session.ts';
import { HEAD_TURNS } from '../domain/session-check.ts';
import { relayFrom } from '../relay/outbox.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';

type CreatedSession = z.input<typeof createdSession>;

/** Judges the addresses by the rules of the environment. Throws `BODY_INVALID` that names each one refused. */
export function checkCallbacks(
  deps: Pick<ApiDeps, 'allowLoopbackInTest' | 'allowedWebhookCidrs'>,
  environment: Environment,
  { returnUrl, webhookUrl }: CreateSessionBody,
): void {
  const rules = { environment, allowLoopbackInTest: deps.allowLoopbackInTest };
  const isAllowed = (ip: string) => isAddressWithin(ip, deps.allowedWebhookCidrs);
  const judge = (path: string, use: CallbackUse, url: string | undefined): FieldError[] => {
    if (url === undefined) return [];
    const message = callbackUrlProblem(use, url, use === 'webhook' ? { ...rules, isAllowed } : rules);
    return message ? [{ path, message }] : [];
  };
  const errors = [...judge('returnUrl', 'return', returnUrl), ...judge('webhookUrl', 'webhook', webhookUrl)];
  if (errors.length > 0) throw new ApiError('BODY_INVALID', { errors });
}

export interface NewSessionRequest {
  tenant: Tenant;
  /** Seals with the tenant's own key. */
  organization: Sealer;
  policyId: string;
  body: CreateSessionBody;
  now: Date;
}

/**
 * Writes a new session with its data key, the start of its timeline and the message that starts its workflow: in one
 * statement, so that nobody waits for one after the other. Dispatch the message once it is committed.
 */
export async function createSession(
  db: Db,
  { keys, publicUrl }: Pick<ApiDeps, 'keys' | 'publicUrl'>,
  { tenant, organization, policyId, body, now }: NewSessionRequest,
): Promise<{ created: CreatedSession; message: OutboxRow }> {
  const ref = { organizationId: tenant.organizationId, environment: tenant.environment, sessionId: uuidv7() };
  const clientSecret = newClientSecret();
  const expiresAt = new Date(now.getTime() + DEFAULT_TTL_MS);
  const key = newSessionKey(ref, keys, now);
  const clientSecretHash = hashToken(clientSecret);
  const selfieTurn = body.checks?.includes('selfie') ? HEAD_TURNS[randomInt(HEAD_TURNS.length)] : undefined;
  const times = { createdAt: now, expiresAt };
  const session = newSessionRow(
    { ...body, ...ref, ...times, policyId, clientSecretHash, selfieTurn, timelineSequence: 1 },
    { session: key.sealer, organization },
  );
  const event = sessionEventRow(ref, { sequence: 1, type: 'session.created', detail: {}, at: now });
  const start = newOutboxRow({ ...ref, expiresAt }, { kind: 'start' }, now, relayFrom(now));
  await insertTogether(db, [key.row, session, event, start.row]);
  const created = {
    ok: true as const,
    sessionId: ref.sessionId,
    token: clientSecret,
    clientSecret,
    hostedUrl: hostedUrl(publicUrl, ref.sessionId, clientSecret),
    expiresAt: expiresAt.toISOString(),
  };
  return { created, message: { ...start.outbox, isNew: true } };
}

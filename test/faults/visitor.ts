import { randomUUID } from 'node:crypto';
import type { SlotName } from '../../src/domain/document.ts';
import { createEndUser, type EndUser } from '../../tools/demo/end-user.ts';
import type { FaultStack } from './fault-stack.ts';
import { persist } from './patience.ts';

/** How long a client goes on asking before it calls the installation broken. */
const PATIENCE_MS = 90_000;

export const WEBHOOK_SECRET = 'a-secret-of-more-than-16-characters';

/** An end-user and their tenant, who both ask again until they are answered. */
export interface Visit {
  sessionId: string;
  /** One try of each step, for clients that give up. */
  once: EndUser;
  upload(slot: SlotName, picture: Buffer): Promise<void>;
  send(): Promise<void>;
}

type Where = Pick<FaultStack, 'apiUrl' | 'secretKey'>;

/** Creates a session, opens its link and chooses a passport. */
export async function visit(where: Where, webhookUrl: string): Promise<Visit> {
  const idempotencyKey = randomUUID();
  const body = { externalUserId: 'user-1', webhookUrl, webhookSecret: WEBHOOK_SECRET };
  const created = await persist('create a session', PATIENCE_MS, () =>
    call(where, 'POST', '', { body, idempotencyKey }),
  );
  const once = createEndUser(created.hostedUrl);
  const step = (what: string, work: () => Promise<void>) => persist(what, PATIENCE_MS, work);
  await step('open the link', once.start);
  await step('choose a passport', () => once.choose('passport'));
  return {
    sessionId: created.sessionId,
    once,
    upload: (slot, picture) => step(`upload ${slot}`, () => once.upload(slot, picture)),
    send: () => step('send the documents', once.send),
  };
}

export interface TenantCall {
  body?: object;
  idempotencyKey?: string;
}

/** One request with the tenant's secret key. Throws `... answered <status> <code>` for what is no success. */
export async function call(where: Where, method: string, path: string, { body, idempotencyKey }: TenantCall) {
  const response = await fetch(`${where.apiUrl}/api/verification/sessions${path}`, {
    method,
    headers: {
      authorization: `Bearer ${where.secretKey}`,
      'content-type': 'application/json',
      ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${answer.code}`);
  return answer;
}

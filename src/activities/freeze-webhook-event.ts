import { v7 as uuidv7 } from 'uuid';
import type { Sealer } from '../crypto/seal.ts';
import type { Db } from '../db/connection.ts';
import { openMetadata, type Session } from '../db/sessions.ts';
import { findWebhookEventOf, insertWebhookEvent } from '../db/webhook-events.ts';
import {
  type CompletedEvent,
  type ExtractionEvent,
  eventBody,
  type WebhookEnvelope,
  type WebhookEventKind,
} from '../domain/webhook-event.ts';

export interface EventFact {
  /** As it was found under its lock. */
  session: Session;
  kind: WebhookEventKind;
  /** The document that was read, or the number of the decision: one event each. */
  subject: string;
  at: Date;
  /** True where the fact was made just now, so that there can be no event of it yet. */
  isNew: boolean;
}

/**
 * Writes the event of a fact in the fact's own transaction, under the session's lock: its bytes are final and
 * its sequence has no gaps. Returns its id, or null where the session has no receiver.
 */
export async function freezeWebhookEvent(
  tx: Db,
  { session, kind, subject, at, isNew }: EventFact,
  sealer: Sealer,
  complete: (envelope: WebhookEnvelope) => ExtractionEvent | CompletedEvent,
): Promise<string | null> {
  if (session.webhookUrl === null) return null;
  const known = isNew ? undefined : await findWebhookEventOf(tx, session, kind, subject);
  if (known) return known.id;

  const id = uuidv7();
  const sequence = session.eventSequence + 1;
  const body = eventBody(
    complete({
      id,
      event: kind,
      sequence,
      createdAt: at.toISOString(),
      environment: session.environment,
      verificationSessionId: session.sessionId,
      externalUserId: session.externalUserId,
      metadata: openMetadata(session, sealer),
    }),
  );
  await insertWebhookEvent(tx, session, { id, kind, subject, sequence, body }, sealer, at);
  return id;
}

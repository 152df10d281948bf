import type { Db } from '../db/connection.ts';
import { countRefusals, type Document, findRefusedDocument, useRefusedDocument } from '../db/documents.ts';
import { insertOutbox, type OutboxRow } from '../db/outbox.ts';
import { policyOf } from '../db/policies.ts';
import { appendSessionEvent } from '../db/session-events.ts';
import { lockSession, type Session } from '../db/sessions.ts';
import { SLOTS, type SlotName } from '../domain/document.ts';
import { refusalOf } from '../domain/journey.ts';
import { relayFrom } from '../relay/outbox.ts';
import type { ApiDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { readJourney } from './journey.ts';

/** The picture that the end-user may have used anyway: the newest of its slot, refused, after a few refusals. */
export async function findOfferedPicture(
  db: Db,
  session: Session,
  slot: SlotName,
): Promise<Document | undefined> {
  const refused = await findRefusedDocument(db, session, SLOTS[slot]);
  if (!refused) return undefined;
  const { quality } = (await policyOf(db, session)).rules;
  const refusals = await countRefusals(db, session, SLOTS[slot]);
  return refusals >= quality.refusalsBeforeAnyway ? refused : undefined;
}

/**
 * Takes the picture that was refused last as the current document of its slot; what is wrong with it stays known. Done
 * twice, it changes nothing. Throws the refusals of the journey, and `PICTURE_MISSING` where there is no such picture.
 */
export async function takeRefusedPicture(
  deps: Pick<ApiDeps, 'db' | 'clock' | 'dispatch'>,
  ref: Session,
  slot: SlotName,
): Promise<void> {
  const message = await deps.db.transaction((tx) => take(tx, ref, slot, deps.clock()));
  if (message) await deps.dispatch(message);
}

async function take(tx: Db, ref: Session, slot: SlotName, now: Date): Promise<OutboxRow | undefined> {
  const session = await lockSession(tx, ref);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  const { facts, documents } = await readJourney(tx, session, now);
  const refusal = refusalOf({ name: 'capture', slot }, facts);
  if (refusal) throw new ApiError(refusal);
  const offered = await findOfferedPicture(tx, session, slot);
  if (!offered) {
    if (documents[slot]?.qualityProblems.length) return undefined;
    throw new ApiError('PICTURE_MISSING');
  }
  await useRefusedDocument(tx, session, offered.id, SLOTS[slot], now);
  const detail = { documentId: offered.id, slot, problems: offered.qualityProblems };
  await appendSessionEvent(tx, session, 'document.received', detail, now);
  const message = { kind: 'documentCaptured', documentId: offered.id } as const;
  return insertOutbox(tx, session, message, now, relayFrom(now));
}

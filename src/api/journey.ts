import type { Db } from '../db/connection.ts';
import { currentDocuments, type Document } from '../db/documents.ts';
import type { Session } from '../db/sessions.ts';
import { askedSlots, type SlotName, slotName } from '../domain/document.ts';
import type { JourneyFacts } from '../domain/journey.ts';
import { phaseAt } from '../domain/session.ts';
import { selfieState } from '../domain/session-check.ts';

/** How far an end-user has come, from what is committed. */
export interface Journey {
  session: Session;
  facts: JourneyFacts;
  /** The current document of each slot that is asked for. */
  documents: Partial<Record<SlotName, Document>>;
}

export async function readJourney(db: Db, session: Session, now: Date): Promise<Journey> {
  const { identityDocument, reviewStatus, consentedAt } = session;
  const current = await currentDocuments(db, session);
  const selfie = selfieState(session);
  const asked = identityDocument ? askedSlots(identityDocument, selfie) : [];
  const found = asked.flatMap((slot) => {
    const document = current.find((one) => slotName(one) === slot);
    return document ? [[slot, document] as const] : [];
  });
  const facts: JourneyFacts = {
    phase: phaseAt(session, now),
    reviewStatus,
    consented: consentedAt !== null,
    identityDocument,
    selfie,
    filled: found.map(([slot]) => slot),
  };
  return { session, facts, documents: Object.fromEntries(found) };
}

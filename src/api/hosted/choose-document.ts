import { supersede } from '../../db/documents.ts';
import { appendSessionEvent } from '../../db/session-events.ts';
import { chooseIdentityDocument, lockSession } from '../../db/sessions.ts';
import { type IdentityDocument, isSelfie, requiredSlots, SLOT_NAMES, SLOTS } from '../../domain/document.ts';
import { refusalOf } from '../../domain/journey.ts';
import type { SessionRef } from '../../domain/session.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import { readJourney } from '../journey.ts';

/**
 * Records with which document the end-user wants to prove their identity. Where that changes, pictures of the other
 * document are superseded: what is still being read of them counts for nothing. Throws why it is not possible now.
 */
export async function chooseDocument(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  ref: SessionRef,
  choice: IdentityDocument,
): Promise<void> {
  await db.transaction(async (tx) => {
    const session = await lockSession(tx, ref);
    if (!session) throw new ApiError('SESSION_NOT_FOUND');
    const now = clock();
    const { facts } = await readJourney(tx, session, now);
    const refusal = refusalOf({ name: 'document' }, facts);
    if (refusal) throw new ApiError(refusal);
    if (session.identityDocument === choice) return;
    await chooseIdentityDocument(tx, session, choice);
    // Pictures are taken in from the first choice on.
    if (session.identityDocument !== null) {
      const unasked = SLOT_NAMES.filter((slot) => !isSelfie(slot) && !requiredSlots(choice).includes(slot));
      const slots = unasked.map((slot) => SLOTS[slot]);
      await supersede(tx, session, slots, now);
    }
    await appendSessionEvent(tx, session, 'document.chosen', { identityDocument: choice }, now);
  });
}

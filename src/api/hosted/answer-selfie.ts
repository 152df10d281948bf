import type { z } from 'zod';
import { SELFIE_TEXT_VERSION, type selfieForm } from '../../contract/hosted.ts';
import { supersede } from '../../db/documents.ts';
import { appendSessionEvent } from '../../db/session-events.ts';
import { lockSession, recordSelfieAnswer } from '../../db/sessions.ts';
import { SELFIE_SLOTS, SLOTS } from '../../domain/document.ts';
import { refusalOf } from '../../domain/journey.ts';
import type { SessionRef } from '../../domain/session.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import { readJourney } from '../journey.ts';

/**
 * Records whether the end-user's face may be compared, with the text that they were shown and the time. It may be
 * changed until the documents are sent: who declines after all has the photos of the face taken out of the session.
 * Throws why it is not possible now, and `SELFIE_CONSENT_MISSING` where the text shown is not the one that holds.
 */
export async function answerSelfie(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  ref: SessionRef,
  { answer, version }: z.output<typeof selfieForm>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const session = await lockSession(tx, ref);
    if (!session) throw new ApiError('SESSION_NOT_FOUND');
    const now = clock();
    const { facts } = await readJourney(tx, session, now);
    const refusal = refusalOf({ name: 'selfie' }, facts);
    if (refusal) throw new ApiError(refusal);
    if (version !== SELFIE_TEXT_VERSION) throw new ApiError('SELFIE_CONSENT_MISSING');
    if (session.selfieAnswer === answer) return;
    await recordSelfieAnswer(tx, session, { answer, version }, now);
    if (answer === 'declined') {
      const slots = SELFIE_SLOTS.map((slot) => SLOTS[slot]);
      await supersede(tx, session, slots, now);
    }
    await appendSessionEvent(tx, session, `selfie_consent.${answer}`, { version }, now);
  });
}

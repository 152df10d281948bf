import { CONSENT_VERSION } from '../../contract/hosted.ts';
import { hashToken, randomToken } from '../../crypto/token.ts';
import { newDeviceRow, removeOldestDevices } from '../../db/device-sessions.ts';
import { appendSessionEvent } from '../../db/session-events.ts';
import { lockSession, recordConsent } from '../../db/sessions.ts';
import { refusalOf } from '../../domain/journey.ts';
import type { SessionRef } from '../../domain/session.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiError } from '../errors.ts';
import { readJourney } from '../journey.ts';

/**
 * Connects a device with a session that is still open, and records the consent where there is none yet. Returns the
 * device's token, of which only the hash is kept. Throws `CONSENT_MISSING` and why the session is no longer open.
 */
export async function connectDevice(
  { db, clock }: Pick<ApiDeps, 'db' | 'clock'>,
  ref: SessionRef,
  consentVersion: string | undefined,
): Promise<string> {
  const token = randomToken();
  await db.transaction(async (tx) => {
    const session = await lockSession(tx, ref);
    if (!session) throw new ApiError('SESSION_NOT_FOUND');
    const now = clock();
    const { facts } = await readJourney(tx, session, now);
    const refusal = refusalOf({ name: 'landing' }, facts);
    if (refusal) throw new ApiError(refusal);
    if (!facts.consented) {
      if (consentVersion !== CONSENT_VERSION) throw new ApiError('CONSENT_MISSING');
      await recordConsent(tx, session, consentVersion, now);
      await appendSessionEvent(tx, session, 'consent.given', { version: consentVersion }, now);
    }
    const device = newDeviceRow(session, hashToken(token), now);
    await appendSessionEvent(tx, session, 'device.connected', {}, now, [device]);
    // The first device is the one that consents.
    if (facts.consented) await removeOldestDevices(tx, session);
  });
  return token;
}

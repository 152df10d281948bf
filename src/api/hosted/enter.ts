import { exchangeForm } from '../../contract/hosted.ts';
import { hashToken } from '../../crypto/token.ts';
import { findSessionByClientSecret } from '../../db/sessions.ts';
import { refusalOf } from '../../domain/journey.ts';
import { ApiError } from '../errors.ts';
import { connectDevice } from './connect-device.ts';
import { deviceCookie } from './device-cookie.ts';
import { answerState, currentJourney, goOn } from './go-on.ts';
import { outcomePage } from './outcome-page.ts';
import { readForm } from './read-form.ts';
import { showPage } from './show-page.ts';
import { landingPage } from './step-pages.ts';
import { recognise, recogniseDevice, type Visit, wantsJson } from './visit.ts';

/**
 * `GET /verification/session/:id`: the landing page of a link, or the current step of a device. Looking at it changes
 * nothing and uses nothing up, since chat previews and mail scanners open links.
 */
export async function showStart(visit: Visit): Promise<void> {
  const { token } = visit.ctx.query;
  if (token === undefined) {
    if (!(await recogniseDevice(visit))) throw new ApiError('DEVICE_UNKNOWN');
    return goOn(visit);
  }
  await admitLink(visit, String(token));
  if (await recogniseDevice(visit)) return goOn(visit);
  await showLink(visit, String(token));
}

/**
 * `POST .../exchange`: swaps the token of the link for a device session, with the consent to begin. The address that
 * the browser goes to has no token any more.
 */
export async function exchange(visit: Visit): Promise<void> {
  const { ctx, deps } = visit;
  const { token, consent } = await readForm(ctx.req, exchangeForm);
  const session = await admitLink(visit, token);
  if (await recogniseDevice(visit)) return goOn(visit);
  try {
    const device = await connectDevice(deps, session, consent);
    ctx.append('Set-Cookie', deviceCookie(deps.publicUrl, session, device));
  } catch (error) {
    if (!(error instanceof ApiError) || wantsJson(visit)) throw error;
    return showLink(visit, token, error);
  }
  recognise(visit, session, true);
  await goOn(visit);
}

/** Finds whose session the link is. Absent and wrong alike throw `SESSION_NOT_FOUND`. */
async function admitLink(visit: Visit, token: string) {
  const session = await findSessionByClientSecret(visit.deps.db, visit.sessionId, hashToken(token));
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  recognise(visit, session, false);
  return session;
}

/** What a link shows: the way in while the session is open; afterwards how it ended and the way back, no data. */
async function showLink(visit: Visit, token: string, error?: ApiError): Promise<void> {
  const journey = await currentJourney(visit);
  if (wantsJson(visit)) return answerState(visit, journey);
  const isOpen = refusalOf({ name: 'landing' }, journey.facts) === undefined;
  const page = isOpen ? landingPage(visit, journey, token, error?.code) : outcomePage(visit, journey);
  if (!page) throw new ApiError('SESSION_NOT_FOUND');
  showPage(visit, page, error?.status);
}

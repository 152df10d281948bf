import { currentScreen } from '../../domain/journey.ts';
import { returnLocation } from '../../domain/return-url.ts';
import { answerState, currentJourney, goOn } from './go-on.ts';
import { outcomePage } from './outcome-page.ts';
import { showPage } from './show-page.ts';
import { admitDevice, type Visit, wantsJson } from './visit.ts';

/** `GET .../status`: what is happening, or how it ended. */
export async function showStatus(visit: Visit): Promise<void> {
  await admitDevice(visit);
  const journey = await currentJourney(visit);
  if (wantsJson(visit)) return answerState(visit, journey);
  const page = outcomePage(visit, journey);
  if (!page) return goOn(visit);
  showPage(visit, page);
}

/**
 * `GET .../return`: the way back to the tenant, with the status as it stands at this moment. Where the tenant gave no
 * address, the last page says that one may close it.
 */
export async function goBack(visit: Visit): Promise<void> {
  await admitDevice(visit);
  const { session, facts } = await currentJourney(visit);
  const ended = ['processing', 'result', 'expired', 'canceled'].includes(currentScreen(facts).name);
  if (!ended) return goOn(visit);
  if (!session.returnUrl) return showPage(visit, { page: 'closing' });
  visit.ctx.status = 302;
  visit.ctx.set('Location', returnLocation(session.returnUrl, session.sessionId, session.reviewStatus));
  visit.ctx.body = '';
}

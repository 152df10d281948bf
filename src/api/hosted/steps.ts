import { documentForm, selfieForm } from '../../contract/hosted.ts';
import { SLOT_NAMES } from '../../domain/document.ts';
import { refusalOf, type Screen } from '../../domain/journey.ts';
import type { PageContent } from '../../web/hosted/page.ts';
import { cancelSession } from '../cancel-session.ts';
import { ApiError } from '../errors.ts';
import type { Journey } from '../journey.ts';
import { submitSession } from '../submit-session.ts';
import { answerSelfie } from './answer-selfie.ts';
import { chooseDocument } from './choose-document.ts';
import { answerState, currentJourney, goOn } from './go-on.ts';
import { readForm } from './read-form.ts';
import { showPage } from './show-page.ts';
import { capturePage, checkPage, documentPage, selfiePage } from './step-pages.ts';
import { admitDevice, type Visit, wantsJson } from './visit.ts';

/** Shows a step where the facts allow it; who comes too early or too late is led to the current one. */
async function showStep(
  visit: Visit,
  screen: Screen,
  pageOf: (journey: Journey) => PageContent | Promise<PageContent>,
): Promise<void> {
  await admitDevice(visit);
  const journey = await currentJourney(visit);
  if (wantsJson(visit)) return answerState(visit, journey);
  if (refusalOf(screen, journey.facts)) return goOn(visit);
  showPage(visit, await pageOf(journey));
}

export function showDocument(visit: Visit): Promise<void> {
  return showStep(visit, { name: 'document' }, (journey) => documentPage(visit, journey));
}

export async function takeDocumentChoice(visit: Visit): Promise<void> {
  const session = await admitDevice(visit);
  try {
    const { identityDocument } = await readForm(visit.ctx.req, documentForm);
    await chooseDocument(visit.deps, session, identityDocument);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'BODY_INVALID' || wantsJson(visit)) throw error;
    return showPage(visit, documentPage(visit, await currentJourney(visit), error.code), error.status);
  }
  await goOn(visit);
}

export function showCapture(visit: Visit): Promise<void> {
  const slot = SLOT_NAMES.find((name) => name === visit.ctx.params.slot);
  if (!slot) throw new ApiError('ROUTE_NOT_FOUND');
  return showStep(visit, { name: 'capture', slot }, (journey) => capturePage(visit, journey, slot));
}

export function showSelfie(visit: Visit): Promise<void> {
  return showStep(visit, { name: 'selfie' }, (journey) => selfiePage(visit, journey));
}

export async function takeSelfieAnswer(visit: Visit): Promise<void> {
  const session = await admitDevice(visit);
  await answerSelfie(visit.deps, session, await readForm(visit.ctx.req, selfieForm));
  await goOn(visit);
}

export function showCheck(visit: Visit): Promise<void> {
  return showStep(visit, { name: 'check' }, (journey) => checkPage(visit, journey));
}

export async function submit(visit: Visit): Promise<void> {
  await submitSession(visit.deps, await admitDevice(visit));
  await goOn(visit);
}

export function showCancel(visit: Visit): Promise<void> {
  const { cancel: action, start: keepHref } = visit.paths;
  return showStep(visit, { name: 'cancel' }, () => ({ page: 'cancel', action, keepHref }));
}

export async function cancel(visit: Visit): Promise<void> {
  await cancelSession(visit.deps, await admitDevice(visit));
  await goOn(visit);
}

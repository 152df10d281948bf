import { type HostedState, hostedState, SELFIE_TEXT_VERSION, screenPath } from '../../contract/hosted.ts';
import { findSession } from '../../db/sessions.ts';
import type { SlotName } from '../../domain/document.ts';
import { currentScreen } from '../../domain/journey.ts';
import { ApiError } from '../errors.ts';
import { type Journey, readJourney } from '../journey.ts';
import { type Visit, wantsJson } from './visit.ts';

/** Leads to where the flow goes on, from what is committed now: 303 for a browser, the state for a program. */
export async function goOn(visit: Visit): Promise<void> {
  const journey = await currentJourney(visit);
  if (wantsJson(visit)) return answerState(visit, journey);
  const screen = currentScreen(journey.facts);
  // The landing page is for who has the link; a device that lost its consent would go round for ever.
  if (screen.name === 'landing') throw new ApiError('DEVICE_UNKNOWN');
  seeOther(visit, screenPath(visit.paths, screen));
}

/** The journey as it is now, which an act of this request may have changed. */
export async function currentJourney({ deps, known }: Visit): Promise<Journey> {
  if (!known) throw new ApiError('DEVICE_UNKNOWN');
  const session = await findSession(deps.db, known.session, known.session.sessionId);
  if (!session) throw new ApiError('SESSION_NOT_FOUND');
  return readJourney(deps.db, session, deps.clock());
}

/** 303: whatever was asked, the next request is a GET (RFC 9110 section 15.4.4). */
export function seeOther({ ctx }: Pick<Visit, 'ctx'>, path: string): void {
  ctx.status = 303;
  ctx.set('Location', path);
  ctx.body = '';
}

/** What the flow knows of a session, without anything that was read from a document. */
export function answerState({ ctx, paths, known }: Visit, { session, facts, documents }: Journey): void {
  const screen = currentScreen(facts);
  const held = Object.entries(documents) as [SlotName, { id: string }][];
  const state: HostedState = {
    ok: true,
    sessionId: session.sessionId,
    screen: screen.name,
    next: screenPath(paths, screen),
    phase: facts.phase,
    reviewStatus: facts.reviewStatus,
    identityDocument: facts.identityDocument,
    documents: known?.byDevice ? held.map(([slot, { id }]) => ({ id, slot })) : [],
    selfie: session.selfieTurn && {
      turn: session.selfieTurn,
      answer: session.selfieAnswer,
      version: SELFIE_TEXT_VERSION,
    },
    expiresAt: session.expiresAt.toISOString(),
  };
  ctx.status = 200;
  ctx.body = hostedState.parse(state);
}

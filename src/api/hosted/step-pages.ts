import type { ErrorCode } from '../../contract/errors.ts';
import { type HostedPaths, screenPath } from '../../contract/hosted.ts';
import { countUploads } from '../../db/documents.ts';
import { type IdentityDocument, isSelfie, SLOTS, type SlotName } from '../../domain/document.ts';
import { currentScreen, type Screen, type Step, screenBefore, stepOf } from '../../domain/journey.ts';
import { returnLocation } from '../../domain/return-url.ts';
import type { SelfieState } from '../../domain/session-check.ts';
import { uploadsLeft } from '../../web/hosted/capture.tsx';
import type { PageContent } from '../../web/hosted/page.ts';
import { ApiError } from '../errors.ts';
import type { Journey } from '../journey.ts';
import { findOfferedPicture } from '../take-refused-picture.ts';
import type { Visit } from './visit.ts';

const withProblem = (problem: ErrorCode | undefined) => (problem ? { problem } : {});

/** The page of a link. The token goes into the form, from where a POST takes it. */
export function landingPage(
  { paths }: Visit,
  { session, facts }: Journey,
  token: string,
  problem?: ErrorCode,
): PageContent {
  const { returnUrl, sessionId, reviewStatus, expiresAt } = session;
  return {
    page: 'landing',
    action: paths.exchange,
    token,
    expiresAt,
    consented: facts.consented,
    selfie: facts.selfie !== null,
    ...(returnUrl && { returnHref: returnLocation(returnUrl, sessionId, reviewStatus) }),
    ...withProblem(problem),
  };
}

export function documentPage({ paths }: Visit, { facts }: Journey, problem?: ErrorCode): PageContent {
  const chosen = facts.identityDocument;
  const screen: Screen = { name: 'document' };
  return {
    page: 'document',
    action: paths.document,
    chosen,
    // Before the choice, the longer way is told as the most that it can be.
    step: numbered(screen, chosen ?? 'id_card', facts.selfie),
    ...withProblem(problem),
  };
}

export async function capturePage(
  { paths, deps }: Visit,
  { session, facts }: Journey,
  slot: SlotName,
  problem?: ErrorCode,
): Promise<PageContent> {
  const screen: Screen = { name: 'capture', slot };
  const chosen = chosenDocument(facts.identityDocument);
  const uploads = await countUploads(deps.db, session, SLOTS[slot]);
  const offered = await findOfferedPicture(deps.db, session, slot);
  return {
    page: 'capture',
    action: paths.documents,
    slot,
    step: numbered(screen, chosen, facts.selfie),
    backHref: backFrom(paths, screen, chosen, facts.selfie),
    uploadsLeft: uploadsLeft(uploads),
    mayUseAnyway: offered !== undefined,
    ...(isSelfie(slot) &&
      session.selfieTurn && { selfie: { turn: session.selfieTurn, withoutHref: paths.selfie } }),
    ...(facts.filled.includes(slot) && { keepHref: screenPath(paths, currentScreen(facts)) }),
    ...withProblem(problem),
  };
}

/** Asks for the consent to the comparison of faces, with a way on for who does not give it. */
export function selfiePage({ paths }: Visit, { session, facts }: Journey): PageContent {
  const screen: Screen = { name: 'selfie' };
  const chosen = chosenDocument(facts.identityDocument);
  return {
    page: 'selfie',
    action: paths.selfie,
    answer: session.selfieAnswer,
    step: numbered(screen, chosen, facts.selfie),
    backHref: backFrom(paths, screen, chosen, facts.selfie),
  };
}

export function checkPage({ paths }: Visit, { session, facts, documents }: Journey): PageContent {
  const screen: Screen = { name: 'check' };
  const identityDocument = chosenDocument(facts.identityDocument);
  return {
    page: 'check',
    action: paths.submit,
    step: numbered(screen, identityDocument, facts.selfie),
    backHref: backFrom(paths, screen, identityDocument, facts.selfie),
    identityDocument,
    changeHref: paths.document,
    ...(session.selfieAnswer && { selfie: { answer: session.selfieAnswer, changeHref: paths.selfie } }),
    checkHref: paths.check,
    slots: facts.filled.map((slot) => {
      const document = documents[slot];
      return {
        slot,
        pictureHref: document?.displayKey ? paths.picture(document.id) : null,
        retakeHref: paths.capture(slot),
      };
    }),
  };
}

function backFrom(
  paths: HostedPaths,
  screen: Screen,
  identityDocument: IdentityDocument,
  selfie: SelfieState | null,
): string {
  return screenPath(paths, screenBefore(screen, identityDocument, selfie) ?? { name: 'document' });
}

function numbered(screen: Screen, identityDocument: IdentityDocument, selfie: SelfieState | null): Step {
  const step = stepOf(screen, identityDocument, selfie);
  if (!step) throw new ApiError('ROUTE_NOT_FOUND');
  return step;
}

/** Screens after the choice are refused before it; this only tells the compiler. */
function chosenDocument(chosen: IdentityDocument | null): IdentityDocument {
  if (!chosen) throw new ApiError('DOCUMENTS_MISSING');
  return chosen;
}

import { askedSlots, type IdentityDocument, isSelfie, type SlotName } from './document.ts';
import type { Phase, ReviewStatus } from './session.ts';
import type { SelfieState } from './session-check.ts';

/** All that decides which screen of the hosted flow an end-user sees. */
export interface JourneyFacts {
  /** As `phaseAt` sees it now. */
  phase: Phase;
  reviewStatus: ReviewStatus;
  consented: boolean;
  /** What the end-user chose to prove their identity with. */
  identityDocument: IdentityDocument | null;
  /** How it stands with the selfie: a consent of its own comes before any; null where none is asked for. */
  selfie: SelfieState | null;
  /** Slots that hold a current document. */
  filled: readonly SlotName[];
}

export type Screen =
  | {
      name:
        | 'landing'
        | 'document'
        | 'selfie'
        | 'check'
        | 'cancel'
        | 'processing'
        | 'result'
        | 'expired'
        | 'canceled';
    }
  | { name: 'capture'; slot: SlotName };
export type ScreenName = Screen['name'];

/** Why an act does not fit the facts; each is a code of the contract. */
export type JourneyRefusal =
  | 'SESSION_EXPIRED'
  | 'SESSION_CANCELED'
  | 'ALREADY_SUBMITTED'
  | 'CONSENT_MISSING'
  | 'SELFIE_CONSENT_MISSING'
  | 'DOCUMENTS_MISSING';

type Need = (facts: JourneyFacts, screen: Screen) => JourneyRefusal | undefined;

const CLOSED: Partial<Record<Phase, JourneyRefusal>> = {
  processing: 'ALREADY_SUBMITTED',
  complete: 'ALREADY_SUBMITTED',
  expired: 'SESSION_EXPIRED',
  canceled: 'SESSION_CANCELED',
};

const open: Need = ({ phase }) => CLOSED[phase];
const consented: Need = (facts) => (facts.consented ? undefined : 'CONSENT_MISSING');
const asked: Need = (facts, screen) =>
  screen.name === 'capture' && slotsOf(facts).includes(screen.slot) ? undefined : 'DOCUMENTS_MISSING';
const selfieAsked: Need = ({ identityDocument, selfie }) =>
  identityDocument && selfie !== null ? undefined : 'DOCUMENTS_MISSING';
/** A face is taken in only where its owner agreed to that before. */
const selfieConsented: Need = ({ selfie }, screen) =>
  screen.name === 'capture' && isSelfie(screen.slot) && selfie !== null && selfie !== 'given'
    ? 'SELFIE_CONSENT_MISSING'
    : undefined;
const filled: Need = (facts) =>
  nextSlot(facts) || !facts.identityDocument ? 'DOCUMENTS_MISSING' : undefined;
const inPhase =
  (...phases: Phase[]): Need =>
  ({ phase }) =>
    phases.includes(phase) ? undefined : (CLOSED[phase] ?? 'DOCUMENTS_MISSING');

/** What each screen, and the act that it offers, needs. The first need that is not met says why it is refused. */
const NEEDS: Record<ScreenName, readonly Need[]> = {
  landing: [open],
  document: [open, consented],
  capture: [open, consented, selfieConsented, asked],
  selfie: [open, consented, selfieAsked],
  check: [open, consented, filled],
  cancel: [open],
  processing: [inPhase('processing')],
  result: [inPhase('complete')],
  expired: [inPhase('expired')],
  canceled: [inPhase('canceled')],
};

/** Why a screen, or the act that it offers, is not to be had now; undefined where it is. */
export function refusalOf(screen: Screen, facts: JourneyFacts): JourneyRefusal | undefined {
  for (const need of NEEDS[screen.name]) {
    const refusal = need(facts, screen);
    if (refusal) return refusal;
  }
  return undefined;
}

/** The screen where an end-user goes on, from the facts alone: a reload or another device resumes here. */
export function currentScreen(facts: JourneyFacts): Screen {
  if (facts.phase === 'expired') return { name: 'expired' };
  if (facts.phase === 'canceled') return { name: 'canceled' };
  if (facts.phase === 'complete') return { name: 'result' };
  if (facts.phase === 'processing') return { name: 'processing' };
  if (!facts.consented) return { name: 'landing' };
  if (!facts.identityDocument) return { name: 'document' };
  const slot = nextSlot(facts);
  if (slot && isSelfie(slot) && facts.selfie !== 'given') return { name: 'selfie' };
  return slot ? { name: 'capture', slot } : { name: 'check' };
}

/** The numbered steps between consent and sending, in their order. */
export function journeySteps(identityDocument: IdentityDocument, selfie: SelfieState | null): Screen[] {
  const captures = askedSlots(identityDocument, selfie).map((slot) => ({ name: 'capture', slot }) as const);
  const documents = captures.filter(({ slot }) => !isSelfie(slot));
  const selfies = captures.filter(({ slot }) => isSelfie(slot));
  const consent: Screen[] = selfie === null ? [] : [{ name: 'selfie' }];
  return [{ name: 'document' }, ...documents, ...consent, ...selfies, { name: 'check' }];
}

export interface Step {
  /** From 1. */
  number: number;
  total: number;
}

/** Which numbered step a screen is; undefined for one that is none. */
export function stepOf(
  screen: Screen,
  identityDocument: IdentityDocument,
  selfie: SelfieState | null,
): Step | undefined {
  const steps = journeySteps(identityDocument, selfie);
  const index = steps.findIndex((step) => sameScreen(step, screen));
  return index < 0 ? undefined : { number: index + 1, total: steps.length };
}

/** The step before a screen; undefined at the first step and outside the steps. */
export function screenBefore(
  screen: Screen,
  identityDocument: IdentityDocument,
  selfie: SelfieState | null,
): Screen | undefined {
  const steps = journeySteps(identityDocument, selfie);
  return steps[steps.findIndex((step) => sameScreen(step, screen)) - 1];
}

function sameScreen(one: Screen, other: Screen): boolean {
  if (one.name === 'capture' && other.name === 'capture') return one.slot === other.slot;
  return one.name === other.name;
}

function slotsOf({ identityDocument, selfie }: JourneyFacts): readonly SlotName[] {
  return identityDocument ? askedSlots(identityDocument, selfie) : [];
}

function nextSlot(facts: JourneyFacts): SlotName | undefined {
  return slotsOf(facts).find((slot) => !facts.filled.includes(slot));
}

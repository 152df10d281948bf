import { type IdentityDocument, requiredSlots, type SlotName } from './document.ts';
import type { Phase, ReviewStatus } from './session.ts';

/** All that decides which screen of the hosted flow an end-user sees. */
export interface JourneyFacts {
  /** As `phaseAt` sees it now. */
  phase: Phase;
  reviewStatus: ReviewStatus;
  consented: boolean;
  /** What the end-user chose to prove their identity with. */
  identityDocument: IdentityDocument | null;
  /** Slots that hold a current document. */
  filled: readonly SlotName[];
}

export type Screen =
  | { name: 'landing' | 'document' | 'check' | 'cancel' | 'processing' | 'result' | 'expired' | 'canceled' }
  | { name: 'capture'; slot: SlotName };
export type ScreenName = Screen['name'];

/** Why an act does not fit the facts; each is a code of the contract. */
export type JourneyRefusal =
  | 'SESSION_EXPIRED'
  | 'SESSION_CANCELED'
  | 'ALREADY_SUBMITTED'
  | 'CONSENT_MISSING'
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
  capture: [open, consented, asked],
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
  return slot ? { name: 'capture', slot } : { name: 'check' };
}

/** The numbered steps between consent and sending, in their order. */
export function journeySteps(identityDocument: IdentityDocument): Screen[] {
  const captures = requiredSlots(identityDocument).map((slot): Screen => ({ name: 'capture', slot }));
  return [{ name: 'document' }, ...captures, { name: 'check' }];
}

export interface Step {
  /** From 1. */
  number: number;
  total: number;
}

/** Which numbered step a screen is; undefined for one that is none. */
export function stepOf(screen: Screen, identityDocument: IdentityDocument): Step | undefined {
  const steps = journeySteps(identityDocument);
  const index = steps.findIndex((step) => sameScreen(step, screen));
  return index < 0 ? undefined : { number: index + 1, total: steps.length };
}

/** The step before a screen; undefined at the first step and outside the steps. */
export function screenBefore(screen: Screen, identityDocument: IdentityDocument): Screen | undefined {
  const steps = journeySteps(identityDocument);
  return steps[steps.findIndex((step) => sameScreen(step, screen)) - 1];
}

function sameScreen(one: Screen, other: Screen): boolean {
  if (one.name === 'capture' && other.name === 'capture') return one.slot === other.slot;
  return one.name === other.name;
}

function slotsOf({ identityDocument }: JourneyFacts): readonly SlotName[] {
  return identityDocument ? requiredSlots(identityDocument) : [];
}

function nextSlot(facts: JourneyFacts): SlotName | undefined {
  return slotsOf(facts).find((slot) => !facts.filled.includes(slot));
}

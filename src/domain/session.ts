export const ENVIRONMENTS = ['test', 'live'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Whose data: the first argument of every query of a tenant's rows. */
export interface Tenant {
  organizationId: string;
  environment: Environment;
}

/** One session of one tenant. All that travels through workflows. */
export interface SessionRef extends Tenant {
  sessionId: string;
}

/** How far the capture has come. The review status is another axis. */
export const PHASES = ['created', 'capturing', 'processing', 'complete', 'expired', 'canceled'] as const;
export type Phase = (typeof PHASES)[number];

/** What is known about the outcome. `none` until a decision exists. */
export const REVIEW_STATUSES = ['none', 'pending_review', 'approved', 'rejected'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export const OPERATOR_DECISIONS = ['approve', 'reject'] as const;
export type OperatorDecision = (typeof OPERATOR_DECISIONS)[number];

export const DEFAULT_TTL_MS = 24 * 60 * 60 * 1000;
/** Devices that may hold one session at a time; a further one takes the place of the oldest. */
export const MAX_DEVICES = 5;

/** The facts of a session that its phase follows from. */
export interface SessionClock {
  phase: Phase;
  expiresAt: Date;
  submittedAt: Date | null;
  cancelRequestedAt: Date | null;
}

/** Phases that no later fact can change. */
export function isTerminal(phase: Phase): boolean {
  return phase === 'complete' || phase === 'expired' || phase === 'canceled';
}

/**
 * The phase as a reader should see it at `now`: facts that the API has committed count at once, even where
 * the workflow has not written the phase yet.
 */
export function phaseAt(session: SessionClock, now: Date): Phase {
  if (isTerminal(session.phase)) return session.phase;
  if (session.submittedAt) return 'processing';
  if (session.cancelRequestedAt) return 'canceled';
  if (now >= session.expiresAt) return 'expired';
  return session.phase;
}

/** Whether a person has decided, or the policy has decided without one. */
export function isDecided(reviewStatus: ReviewStatus): boolean {
  return reviewStatus === 'approved' || reviewStatus === 'rejected';
}

/** Phase that each act requires. Applied as the condition of the update, so that a race fails safely. */
export const PHASES_BEFORE: Record<Exclude<Phase, 'created'>, readonly Phase[]> = {
  capturing: ['created'],
  processing: ['created', 'capturing'],
  complete: ['created', 'capturing', 'processing'],
  expired: ['created', 'capturing'],
  canceled: ['created', 'capturing'],
};

import type { Finding, Outcome } from './decision.ts';
import type { HeadTurn, SelfieAnswer } from './session-check.ts';

/** Why two faces could not be compared. Codes, nothing of the pictures. */
export const NOT_COMPARED_REASONS = [
  'NO_PORTRAIT',
  'NO_FACE_IN_SELFIE',
  'PICTURE_MISSING',
  'COMPARISON_FAILED',
] as const;
export type NotComparedReason = (typeof NOT_COMPARED_REASONS)[number];

/** The pictures of the selfie step. */
export const FRAMES = ['turned', 'front'] as const;
export type FrameName = (typeof FRAMES)[number];

/** What was seen in one picture of the selfie step. */
export interface FaceFrame {
  /** Faces of which the largest counts. */
  faces: number;
  /**
   * How far the head is turned, in degrees, estimated from where the nose stands between the edges of the face: above 0
   * to the person's own left, in a picture that is not mirrored. Null where no face was found. Rough: 10 degrees off is usual.
   */
  yaw: number | null;
}

/** All that is kept of a comparison: numbers, no description of a face from which it could be known again. */
export interface FaceComparison {
  /** 0 to 1: how alike portrait and front picture are; null where they could not be compared. */
  score: number | null;
  /** Euclidean distance of the two descriptions, from which the score is made; 0 for one and the same picture. */
  distance: number | null;
  reason: NotComparedReason | null;
  frames: Record<FrameName, FaceFrame>;
}

/** What is known where nothing could be compared. */
export const notCompared = (reason: NotComparedReason): FaceComparison => ({
  score: null,
  distance: null,
  reason,
  frames: { turned: { faces: 0, yaw: null }, front: { faces: 0, yaw: null } },
});

/** From here on two faces count as alike, and below the lower limit as different; between them it is open. */
export const SIMILAR_FROM = 0.5;
export const DIFFERENT_BELOW = 0.4;

/** Distances run from 0 to about 1.2; whatever is beyond 1 is as unlike as can be. */
export const faceScore = (distance: number): number => Math.min(1, Math.max(0, 1 - distance));

/** Degrees of turn from which on a head counts as turned, and up to which it looks straight at the camera. */
const TURNED_FROM = 20;
const STRAIGHT_UP_TO = 18;

export const FACE_MATCHES = ['similar', 'unclear', 'different', 'not_compared'] as const;
export type FaceMatch = (typeof FACE_MATCHES)[number];

export function faceMatch(comparison: FaceComparison | undefined): FaceMatch {
  const score = comparison?.score ?? null;
  if (score === null) return 'not_compared';
  if (score >= SIMILAR_FROM) return 'similar';
  return score < DIFFERENT_BELOW ? 'different' : 'unclear';
}

const MATCH_OUTCOMES: Record<FaceMatch, Outcome> = {
  similar: 'pass',
  unclear: 'unknown',
  different: 'fail',
  not_compared: 'unknown',
};

/**
 * Whether the head was first turned and then straight. A head that was turned to the other side is `unknown`: some
 * cameras mirror what they take.
 */
export function challengeOutcome(comparison: FaceComparison | undefined, asked: HeadTurn): Outcome {
  const turned = comparison?.frames.turned.yaw ?? null;
  const front = comparison?.frames.front.yaw ?? null;
  if (turned === null || front === null) return 'unknown';
  if (Math.abs(turned) < TURNED_FROM || Math.abs(front) > STRAIGHT_UP_TO) return 'fail';
  return turned > 0 === (asked === 'left') ? 'pass' : 'unknown';
}

/** What a tenant is told of a comparison: words and one number for a person to weigh. */
export interface ToldComparison {
  match: FaceMatch;
  /** 0 to 1; null where the faces could not be compared. */
  score: number | null;
  /** Why they could not. */
  reason: NotComparedReason | null;
  /** The side to which the head was to be turned, and whether it was. */
  challenge: { turn: HeadTurn; outcome: Outcome };
  /** Where the portrait of the document is, for the tenant's secret key; null where none was found. */
  portrait: string | null;
}

/** How a session stands with its selfie, as its tenant is told. */
export interface ToldSelfie {
  /** Null until the end-user answered. */
  answer: SelfieAnswer | null;
  /** Null where nothing was compared, or not yet. */
  comparison: ToldComparison | null;
}

export function toldComparison(
  comparison: FaceComparison,
  turn: HeadTurn,
  portrait: string | null,
): ToldComparison {
  const { score, reason } = comparison;
  const challenge = { turn, outcome: challengeOutcome(comparison, turn) };
  return { match: faceMatch(comparison), score, reason, challenge, portrait };
}

/** The findings of a selfie. Never proven: they approve and reject nothing. */
export function findFaces(comparison: FaceComparison | undefined, asked: HeadTurn): Finding[] {
  return [
    {
      slot: 'selfie-front',
      check: 'face_match',
      outcome: MATCH_OUTCOMES[faceMatch(comparison)],
      proven: false,
    },
    {
      slot: 'selfie-turned',
      check: 'selfie_challenge',
      outcome: challengeOutcome(comparison, asked),
      proven: false,
    },
  ];
}

/** What a session may be asked to check beyond its documents. None, unless its creator asks for it. */
export const SESSION_CHECKS = ['selfie'] as const;
export type SessionCheck = (typeof SESSION_CHECKS)[number];

/** To which side the end-user is asked to turn the head first, as they see it themselves. Drawn for each session. */
export const HEAD_TURNS = ['left', 'right'] as const;
export type HeadTurn = (typeof HEAD_TURNS)[number];

/** What the end-user says when asked whether their face may be compared. The last answer before sending counts. */
export const SELFIE_ANSWERS = ['given', 'declined'] as const;
export type SelfieAnswer = (typeof SELFIE_ANSWERS)[number];

/** How a session stands with its selfie: asked for and not answered yet, or what was answered. */
export type SelfieState = 'open' | SelfieAnswer;

/** Null where no selfie is asked for. */
export function selfieState(session: {
  checks: readonly SessionCheck[];
  selfieAnswer: SelfieAnswer | null;
}): SelfieState | null {
  return session.checks.includes('selfie') ? (session.selfieAnswer ?? 'open') : null;
}

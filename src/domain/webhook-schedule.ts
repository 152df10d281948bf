/** How far an attempt may lie from its step, so that receivers that were away are not met by all at once. */
const JITTER = 0.2;
/** A receiver may ask for more time, up to this many times its step. */
const MAX_STRETCH = 2;

export interface AttemptHistory {
  /** Seconds before the first attempt, the second, and so on; as many entries as attempts. */
  schedule: readonly number[];
  attemptsMade: number;
  /** What the receiver asked for, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Uniform in [0, 1). */
  random: () => number;
}

/**
 * Milliseconds until the next attempt; undefined where the last one was made. A step is met within 20 %; where the
 * receiver says when to come back it is believed between one and two times the step.
 */
export function nextAttemptDelay({
  schedule,
  attemptsMade,
  retryAfterMs,
  random,
}: AttemptHistory): number | undefined {
  const seconds = schedule[attemptsMade];
  if (seconds === undefined) return undefined;
  const step = seconds * 1000;
  if (retryAfterMs === undefined) return Math.round(step * (1 - JITTER + 2 * JITTER * random()));
  return Math.round(Math.min(Math.max(retryAfterMs, step), step * MAX_STRETCH));
}

/** Milliseconds from now that a Retry-After header asks for (RFC 9110 section 10.2.3): seconds or a date. Undefined where it says neither. */
export function parseRetryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Of the three date forms only the one that is still allowed to be written is read.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** What an exchange with a receiver came to. */
export type AttemptOutcome = { statusCode: number } | { errorCode: string };

/**
 * What an attempt means for its event. Only 2xx delivers; a redirect is an answer like any other and is not followed.
 * 410 says that the receiver is gone for good (RFC 9110 section 15.5.11).
 */
export function judgeAttempt(outcome: AttemptOutcome): 'delivered' | 'retry' | 'gone' {
  if ('errorCode' in outcome) return 'retry';
  if (outcome.statusCode >= 200 && outcome.statusCode < 300) return 'delivered';
  return outcome.statusCode === 410 ? 'gone' : 'retry';
}

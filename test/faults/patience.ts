import { setTimeout as sleep } from 'node:timers/promises';

const ASK_AGAIN_MS = 100;

/** Waits for a condition, and says what was waited for where it does not come true in time. */
export async function until(
  what: string,
  withinMs: number,
  condition: () => Promise<boolean> | boolean,
  state: () => Promise<unknown> | unknown = () => '',
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`Waited ${withinMs / 1000} s in vain until ${what}. ${JSON.stringify(await state())}`);
    }
    await sleep(ASK_AGAIN_MS);
  }
}

/** Gives up on work that takes too long, and says how far it came. What it still does is nobody's concern then. */
export async function within<Outcome>(
  what: string,
  withinMs: number,
  work: Promise<Outcome>,
  state: () => Promise<unknown> | unknown,
): Promise<Outcome> {
  const late = Symbol('late');
  const giveUp = new AbortController();
  const bound = sleep(withinMs, late, { signal: giveUp.signal }).catch(() => late);
  try {
    const outcome = await Promise.race([work, bound]);
    if (outcome !== late) return outcome as Outcome;
    const reached = await Promise.resolve(state()).catch((error: unknown) => String(error));
    throw new Error(`Gave up after ${withinMs / 1000} s on ${what}. ${JSON.stringify(reached)}`);
  } finally {
    giveUp.abort();
  }
}

/** A refusal that repeating does not mend. */
const REFUSED = /answered 4\d\d/;
/** Refusals that mean "not yet": another request with the same key is still under way. */
const NOT_YET = /IDEMPOTENCY_KEY_LOCKED/;
const TRY_AGAIN_MS = 150;

/** Repeats a call as a patient client does: while nobody answers, or the answer is an error of the server. */
export async function persist<Answer>(
  what: string,
  withinMs: number,
  call: () => Promise<Answer>,
): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (REFUSED.test(message) && !NOT_YET.test(message)) throw error;
      if (performance.now() > deadline) {
        throw new Error(`Could not ${what} within ${withinMs / 1000} s: ${message}`, { cause: error });
      }
      await sleep(TRY_AGAIN_MS);
    }
  }
}

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

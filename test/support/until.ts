import { setTimeout as sleep } from 'node:timers/promises';

const ASK_AGAIN_MS = 20;

/** Asks until it is so. Throws with the description where that takes longer than `withinMs`. */
export async function until(
  description: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Not within ${withinMs} ms: ${description}`);
    await sleep(ASK_AGAIN_MS);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../domain/error-code.ts';
import type { RelayLog } from './relay-log.ts';

export interface Loop {
  /** For the log. */
  name: string;
  /** Milliseconds between rounds; each pause lies within a fifth of it, so that processes do not march in step. */
  everyMs: number;
  /** One round. `more`: there is work left, go on at once. */
  round: (signal: AbortSignal) => Promise<'more' | 'idle'>;
  log: RelayLog;
}

/** Longest pause after rounds that failed. */
const MAX_PAUSE_MS = 30_000;
const JITTER = 0.2;

/** Runs rounds until the signal says stop; then the round at hand is finished. A failed round is logged and tried again, ever less often. */
export async function runLoop({ name, everyMs, round, log }: Loop, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let outcome: 'more' | 'idle' = 'idle';
    try {
      outcome = await round(signal);
      failures = 0;
    } catch (error) {
      failures++;
      log.error({ code: 'RELAY_ROUND_FAILED', loop: name, error: errorCode(error), failures });
    }
    if (outcome === 'idle') await pause(backoff(everyMs, failures), signal);
  }
}

function backoff(everyMs: number, failures: number): number {
  return Math.max(everyMs, Math.min(everyMs * 2 ** failures, MAX_PAUSE_MS));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const jittered = ms * (1 - JITTER + 2 * JITTER * Math.random());
  try {
    await sleep(jittered, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { type OutboxRow, removeOutbox } from '../db/outbox.ts';
import type { VerificationClient } from './verification-client.ts';

/** What the relay needs to carry rows of the outbox to Temporal. */
export interface OutboxDeps {
  db: Knex;
  verification: Pick<VerificationClient, 'deliver'>;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  clock: () => Date;
}

/** How long a request waits for its message to arrive; the rest happens behind its back. */
const DISPATCH_WAIT_MS = 250;
/** How long the relay leaves a new row to the request that wrote it. */
const HEAD_START_MS = 2_000;

/** When the relay may take a row that is written at `now`: the `relayFrom` of `insertOutbox`. */
export function relayFrom(now: Date): Date {
  return new Date(now.getTime() + HEAD_START_MS);
}

/**
 * Sends a committed row at once, so that nobody waits for the relay. Waits 250 ms at most and never throws: what
 * did not succeed stays in the outbox, and the relay sends it.
 */
export async function dispatchNow(deps: OutboxDeps, row: OutboxRow): Promise<void> {
  const stopWaiting = new AbortController();
  const dispatched = dispatch(deps, row).finally(() => stopWaiting.abort());
  const waited = sleep(DISPATCH_WAIT_MS, undefined, { signal: stopWaiting.signal }).catch(() => undefined);
  await Promise.race([dispatched, waited]);
}

async function dispatch({ db, verification, log }: OutboxDeps, row: OutboxRow): Promise<void> {
  try {
    // Whether a finished workflow may be left alone is for the relay to judge.
    if ((await verification.deliver(row)) === 'delivered') await removeOutbox(db, row, row.id);
  } catch (error) {
    log.warn(
      { code: errorCode(error), sessionId: row.sessionId, kind: row.message.kind },
      'outbox dispatch failed',
    );
  }
}

/** A word for an error that holds nothing of its message: messages may quote what a row or a request held. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

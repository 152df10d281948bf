import type { Knex } from 'knex';
import { purgeExpiredAnswers } from '../db/idempotency-keys.ts';
import { runLoop } from './loop.ts';
import type { RelayLog } from './relay-log.ts';

export interface ExpiryDeps {
  db: Knex;
  log: RelayLog;
  clock: () => Date;
}

const EVERY_MS = 10 * 60_000;

/** Removes stored answers that nobody may ask for any more, until the signal says stop. */
export function purgeAnswers({ db, log, clock }: ExpiryDeps, signal: AbortSignal): Promise<void> {
  const round = async () => {
    const removed = await purgeExpiredAnswers(db, clock());
    if (removed > 0) log.info({ code: 'ANSWERS_PURGED', answers: removed });
    return 'idle' as const;
  };
  return runLoop({ name: 'answers', everyMs: EVERY_MS, log, round }, signal);
}

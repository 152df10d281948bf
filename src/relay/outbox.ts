import type { Knex } from 'knex';
import { deferOutbox, type OutboxRow, removeOutbox, takeDueOutbox } from '../db/outbox.ts';
import { findSession } from '../db/sessions.ts';
import { errorCode } from '../domain/error-code.ts';
import { isTerminal } from '../domain/session.ts';
import { runLoop } from './loop.ts';
import type { RelayLog } from './relay-log.ts';
import { type VerificationClient, WorkflowTimeoutError } from './verification-client.ts';

/** What carrying rows of the outbox to Temporal needs. */
export interface OutboxDeps {
  db: Knex;
  verification: Pick<VerificationClient, 'deliver'>;
  log: RelayLog;
  clock: () => Date;
}

/** How long the relay leaves a new row to the request that wrote it. */
const HEAD_START_MS = 2_000;
const POLL_MS = 1_000;
/** Rows of one round. They are held in one transaction, so a round is short. */
const BATCH = 50;
const AT_ONCE = 10;
const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;
/** A row that met no server is not at fault and need not wait long after the server is back. */
const MAX_UNREACHED_DELAY_MS = 5_000;

/** When the relay may take a row that is written at `now`: the `relayFrom` of `insertOutbox`. */
export function relayFrom(now: Date): Date {
  return new Date(now.getTime() + HEAD_START_MS);
}

/** Sends what requests could not, round after round, until the signal says stop. Any number of processes may do so. */
export function relayOutbox(deps: OutboxDeps, signal: AbortSignal): Promise<void> {
  return runLoop({ name: 'outbox', everyMs: POLL_MS, log: deps.log, round: () => relayRound(deps) }, signal);
}

/**
 * One round: due rows are held, sent and removed. A row that fails waits, ever longer, and lets those behind it pass.
 * Where Temporal is not reached the round ends with the rows at hand, and the others stay due for when it is back.
 */
export async function relayRound(deps: OutboxDeps): Promise<'more' | 'idle'> {
  return deps.db.transaction(async (tx) => {
    const rows = await takeDueOutbox(tx, deps.clock(), BATCH);
    const tries = await tryToDeliver(deps, rows);
    // One after the other: they share the connection of the transaction.
    for (const attempt of tries) await settle(deps, tx, attempt);
    return rows.length === BATCH && tries.every(wasReached) ? 'more' : 'idle';
  });
}

interface Try {
  row: OutboxRow;
  outcome: 'delivered' | 'finished' | { error: unknown };
}

const wasReached = ({ outcome }: Try) =>
  typeof outcome === 'string' || !(outcome.error instanceof WorkflowTimeoutError);

/** Some at once; no further ones once Temporal was not reached. */
async function tryToDeliver({ verification }: OutboxDeps, rows: readonly OutboxRow[]): Promise<Try[]> {
  const tries: Try[] = [];
  const queue = rows.values();
  const work = async () => {
    for (const row of queue) {
      tries.push({ row, outcome: await verification.deliver(row).catch((error: unknown) => ({ error })) });
      if (!tries.every(wasReached)) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return tries;
}

async function settle(deps: OutboxDeps, tx: Knex.Transaction, attempt: Try): Promise<void> {
  const { row, outcome } = attempt;
  const told = { sessionId: row.sessionId, kind: row.message.kind, attempts: row.attempts + 1 };
  if (typeof outcome !== 'string') {
    const code = errorCode(outcome.error);
    deps.log.warn({ code: 'OUTBOX_RELAY_FAILED', ...told, error: code });
    return defer(deps, tx, row, code, wasReached(attempt) ? MAX_DELAY_MS : MAX_UNREACHED_DELAY_MS);
  }
  if (outcome === 'delivered' || (await isOver(tx, row))) return removeOutbox(tx, row, row.id);
  deps.log.error({ code: 'OUTBOX_WORKFLOW_FINISHED', ...told });
  return defer(deps, tx, row, 'WORKFLOW_FINISHED', MAX_DELAY_MS);
}

async function isOver(tx: Knex.Transaction, row: OutboxRow): Promise<boolean> {
  const session = await findSession(tx, row, row.sessionId);
  return session !== undefined && isTerminal(session.phase);
}

async function defer(
  { clock }: OutboxDeps,
  tx: Knex.Transaction,
  row: OutboxRow,
  code: string,
  maxMs: number,
): Promise<void> {
  const grown = Math.min(MIN_DELAY_MS * 2 ** row.attempts, maxMs);
  const jittered = grown * (0.5 + Math.random() / 2);
  await deferOutbox(tx, row, row.id, new Date(clock().getTime() + Math.max(MIN_DELAY_MS, jittered)), code);
}

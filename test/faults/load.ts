import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { QueueHistory } from './checker.ts';
import type { FaultStack, PartName } from './fault-stack.ts';
import { persist, until } from './patience.ts';
import { between, pick, type Random } from './seed.ts';
import { stubPicture } from './stub-vision.ts';
import { type Visit, visit } from './visitor.ts';

/** What went in: attempted, and of that acknowledged. The receiver knows what came out. */
export type Ledger = Omit<QueueHistory, 'received'> & {
  attempted: Set<string>;
  acknowledged: Set<string>;
};

export interface Load {
  sessions: number;
  /** Sessions under way at the same time. */
  atOnce: number;
  webhookUrl: string;
  random: Random;
  /** Share of clients that ask once only when they send: whether they were heard, they do not know. */
  impatient: number;
  /** Resolves when another session may begin; at once if not given. */
  mayBegin?: () => Promise<void>;
}

const LOOK_EVERY_MS = 250;

export const newLedger = (): Ledger => ({ attempted: new Set(), acknowledged: new Set() });

/** Plays whole sessions side by side, and keeps account in the ledger of every event that the answers promise. */
export async function playLoad(
  where: Pick<FaultStack, 'apiUrl' | 'secretKey'>,
  load: Load,
  ledger: Ledger,
): Promise<void> {
  const picture = await stubPicture('good');
  const queue = Array.from({ length: load.sessions }, () => load.random() < load.impatient).values();
  const work = async () => {
    for (const isImpatient of queue) {
      await load.mayBegin?.();
      await playSession(where, load, ledger, picture, isImpatient);
    }
  };
  await Promise.all(Array.from({ length: load.atOnce }, work));
}

async function playSession(
  where: Pick<FaultStack, 'apiUrl' | 'secretKey'>,
  { webhookUrl }: Load,
  { attempted, acknowledged }: Ledger,
  picture: Buffer,
  isImpatient: boolean,
): Promise<void> {
  const visited: Visit = await visit(where, webhookUrl);
  const event = (what: string) => `${visited.sessionId} ${what}`;
  const promise = async (what: string, work: () => Promise<void>) => {
    attempted.add(event(what));
    await work();
    acknowledged.add(event(what));
  };
  await promise('extraction passport', () => visited.upload('passport', picture));
  await promise('extraction proof_of_address', () => visited.upload('proof-of-address', picture));
  if (!isImpatient) return promise('completed', visited.send);
  // Not acknowledged is what this client then knows, and all that it needs to.
  await promise('completed', visited.once.send).catch(() => undefined);
}

export interface Kills {
  /** How often each is killed, in relation to the others. */
  targets: readonly (readonly [PartName, number])[];
  /** Grows with whatever comes of the work, such as events at its receiver. */
  progress: () => number;
  /** So much must have come between the end of one kill and the next: killed at a rate of the clock, a slow machine would get nowhere. */
  every: readonly [number, number];
  /** The kill then falls somewhere in the milliseconds that follow. */
  withinMs: number;
  random: Random;
}

/**
 * Kills at random moments, each target once at least, until the work is done. Resolves with what was killed how often,
 * everything running again. The work has to end by itself: where it fails or gives up, no more is killed.
 */
export async function killWhile(
  stack: FaultStack,
  { targets, progress, every: [from, to], withinMs, random }: Kills,
  work: Promise<unknown>,
): Promise<Map<PartName, number>> {
  const kills = new Map<PartName, number>();
  const outstanding = inAnyOrder(
    targets.flatMap(([target, weight]) => (weight > 0 ? [target] : [])),
    random,
  );
  const done = new AbortController();
  // The work's own failure is told by whoever awaits it.
  void work.catch(() => undefined).finally(() => done.abort());
  while (!done.signal.aborted || outstanding.length > 0) {
    const next = progress() + between(random, from, to);
    while (!done.signal.aborted && progress() < next) await sleep(LOOK_EVERY_MS / 10);
    await sleep(between(random, 0, withinMs));
    const target = outstanding.pop() ?? pick(random, targets);
    await stack.kill(target);
    kills.set(target, (kills.get(target) ?? 0) + 1);
  }
  return kills;
}

function inAnyOrder<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

const STILL_MS = 12_000;

/**
 * Waits until nothing has moved for longer than any try takes, for installations that have lost something and will
 * never be done.
 */
export async function untilStill(look: () => Promise<unknown>, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  let last = '';
  let since = performance.now();
  while (performance.now() - since < STILL_MS) {
    if (performance.now() > deadline)
      throw new Error(`Things still moved after ${withinMs / 1000} s: ${last}`);
    const seen = JSON.stringify(await look());
    if (seen !== last) since = performance.now();
    last = seen;
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Waits while so many sessions are under way that a local server of Temporal, which writes one thing at a time, would
 * only be kept busy with what it could not do in time. It is faults that are tried here, not its limits.
 */
export async function untilRoom(
  { db }: Pick<FaultStack, 'db'>,
  most: number,
  withinMs: number,
): Promise<void> {
  const left = () => underWay(db);
  await until(
    'there is room for another session',
    withinMs,
    async () => {
      const { undecided = 0, undelivered = 0 } = await persist('ask the database', 60_000, left);
      return undecided + undelivered < most;
    },
    left,
  );
}

/**
 * Waits until nothing is under way any more: nothing to be told to a workflow, nothing to be decided, nothing to be
 * delivered. `missing` is asked for what did not come, should it take too long.
 */
export async function untilDrained(
  { db }: Pick<FaultStack, 'db'>,
  withinMs: number,
  missing: () => unknown = () => undefined,
): Promise<void> {
  const left = () => underWay(db);
  await until(
    'nothing is under way',
    withinMs,
    async () => Object.values(await persist('ask the database', 10_000, left)).every((rows) => rows === 0),
    async () => ({ underWay: await left(), missing: missing() }),
  );
}

/** Rows that wait for something: to be told to a workflow, to be read, to be decided, to be delivered. */
export async function underWay(db: Knex): Promise<Record<string, number>> {
  const count = async (table: string, where: string) =>
    Number((await db(table).whereRaw(where).count({ rows: '*' }).first())?.rows ?? 0);
  return {
    outbox: await count('outbox', 'true'),
    undecided: await count('verification_sessions', `submitted_at is not null and phase <> 'complete'`),
    unread: await count('documents', `superseded_at is null and state in ('received', 'stored')`),
    undelivered: await count('webhook_events', `state = 'pending'`),
  };
}

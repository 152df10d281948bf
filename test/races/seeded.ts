import { setTimeout as sleep } from 'node:timers/promises';

/** Uniform numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What one round of a race is given. */
export interface Round {
  /** From 0. */
  number: number;
  /** Does something after a while of up to `mostMs`, which the seed says. */
  soon<T>(mostMs: number, act: () => Promise<T>): Promise<T>;
}

/** A round of a race that one of two wins. */
export interface Duel extends Round {
  /** Milliseconds by which the first goes before the second. */
  leadMs: number;
  /** Lets both go, with the lead. */
  together<One, Other>(first: () => Promise<One>, second: () => Promise<Other>): Promise<[One, Other]>;
}

const SEED = Number(process.env.RACES_SEED ?? 20_261);
const ROUNDS = Number(process.env.RACES_ROUNDS ?? 4);
const FIRST_STEP_MS = 48;

/** Runs rounds side by side. An error says by which seed its round can be had again. */
export async function race(play: (round: Round) => Promise<void>): Promise<void> {
  const rounds = Array.from({ length: ROUNDS }, (_, number) => named(number, () => play(roundOf(number))));
  const failed = (await Promise.allSettled(rounds)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

/**
 * Runs rounds one after the other. Who loses gets a better start in the next, by ever smaller steps, so that the rounds
 * close in on the moment in which either may win, on a quick machine and on a slow one.
 */
export async function duel(play: (round: Duel) => Promise<'first' | 'second'>): Promise<void> {
  let leadMs = 0;
  let stepMs = FIRST_STEP_MS;
  let lastWinner: 'first' | 'second' | undefined;
  for (let number = 0; number < ROUNDS; number += 1) {
    const round = roundOf(number);
    const together: Duel['together'] = (first, second) =>
      Promise.all([
        sleep(Math.max(0, -leadMs)).then(() => round.soon(6, first)),
        sleep(Math.max(0, leadMs)).then(() => round.soon(6, second)),
      ]);
    const winner = await named(number, () => play({ ...round, leadMs, together }));
    stepMs = winner === lastWinner || lastWinner === undefined ? stepMs * 1.5 : stepMs / 2;
    leadMs += winner === 'first' ? -stepMs : stepMs;
    lastWinner = winner;
  }
}

function roundOf(number: number): Round {
  const random = seededRandom(SEED + number);
  return {
    number,
    async soon(mostMs, act) {
      await sleep(random() * mostMs);
      return act();
    },
  };
}

async function named<T>(number: number, play: () => Promise<T>): Promise<T> {
  try {
    return await play();
  } catch (error) {
    throw new Error(`Round ${number} of RACES_SEED=${SEED} failed`, { cause: error });
  }
}

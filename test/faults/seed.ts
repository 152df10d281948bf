import { createHash, randomInt } from 'node:crypto';
import { isLong } from './scale.ts';

/** Uniform in [0, 1), the same row of numbers for the same seed. */
export type Random = () => number;

const SHORT_SEED = 20_261_124;

/**
 * Says by which numbers a test chooses its moments, so that a failure can be played again: `IDBEYOND_SEED=<n>`. The long
 * run takes another seed each time; the short one does not, so that it passes or fails for what was changed.
 */
export function seededRandom(name: string): Random {
  const given = process.env.IDBEYOND_SEED;
  const seed = given ? Number(given) : isLong ? randomInt(2 ** 31) : SHORT_SEED;
  process.stdout.write(`${name}: IDBEYOND_SEED=${seed}\n`);
  return numbersOf(seed);
}

function numbersOf(seed: number): Random {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed}/${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

/** Between the two, in whole numbers. */
export const between = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));

/** One of the choices, by their weights. */
export function pick<Choice>(random: Random, choices: readonly (readonly [Choice, number])[]): Choice {
  let point = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [choice, weight] of choices) {
    point -= weight;
    if (point < 0) return choice;
  }
  throw new Error('There is nothing to choose from');
}

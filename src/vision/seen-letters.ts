import { type LetterScores, PRINT_LETTERS } from './print-net.ts';

/** A letter that the net sees by itself, whatever was read there. */
export interface SeenLetter {
  letter: string;
  /** 0 to 1: how sure the net is of it. */
  share: number;
  /** Where its middle is, in columns of the net's output. */
  column: number;
}

/** What may stand in a word: each letter with the classes of the net that count for it. */
export type SeenAlphabet = readonly { letter: string; classes: readonly number[] }[];

const classesOf = (isOf: (letter: string) => boolean) =>
  [...PRINT_LETTERS].flatMap((letter, index) => (isOf(letter) ? [index + 1] : []));

/** Of numbers and dates: small letters look like capitals there. */
export const NUMBER_SIGNS: SeenAlphabet = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./'].map((sign) => ({
  letter: sign,
  classes: classesOf((letter) => letter.toUpperCase() === sign),
}));

/** Of dates in numbers, in which no letter stands. */
export const DATE_SIGNS: SeenAlphabet = NUMBER_SIGNS.filter(({ letter }) => !/[A-Z]/.test(letter));

/** Of names and other words: every letter that the net knows, and no digit. */
export const NAME_LETTERS: SeenAlphabet = [...PRINT_LETTERS]
  .filter((letter) => !/[\d/]/.test(letter))
  .map((letter) => ({ letter, classes: classesOf((other) => other === letter) }));

/** Columns between the middles of two letters, at least. */
const APART = 2.5;
/** The same where one is hardly seen and the other surely. */
const LEG = 3.5;
const FAINT = 0.5;
const SURE = 0.8;

interface Run extends SeenLetter {
  from: number;
  to: number;
}

/**
 * The letters of a strip: runs of columns in which one is likeliest, parted by gaps. Where two runs touch and hardly
 * have room for two letters the surer one counts.
 */
export function lettersSeen(scores: LetterScores, alphabet: SeenAlphabet): SeenLetter[] {
  const runs: Run[] = [];
  let open = false;
  for (let column = 0; column < scores.columns; column++) {
    const best = likeliest(scores, column, alphabet);
    if (shareOf(scores, GAP, column) >= best.share) {
      open = false;
      continue;
    }
    const last = runs.at(-1);
    if (open && last?.letter === best.letter) extend(last, column, best.share);
    else runs.push({ ...best, from: column, to: column, column });
    open = true;
  }
  return runs
    .filter((run, at) => !isEdgeOf(run, runs[at - 1]) && !isEdgeOf(run, runs[at + 1]))
    .map(({ letter, share, from, to }) => ({ letter, share, column: (from + to) / 2 }));
}

/**
 * The letters that stand inside of a word, and those beside it that are surely seen and stand as far from it as letters do:
 * the arm of a W is no V.
 */
export function withoutEdges(
  letters: readonly SeenLetter[],
  isInside: (column: number) => boolean,
  sure: number,
): SeenLetter[] {
  return letters.filter(({ share, column }, at) => {
    if (isInside(column)) return true;
    const near = [letters[at - 1], letters[at + 1]].some(
      (other) => other && Math.abs(other.column - column) < BESIDE,
    );
    return share >= sure && !near;
  });
}

/** Columns between the middle of a letter and that of one beside the word, at least. */
const BESIDE = 3.2;

const GAP = [0];

function likeliest(scores: LetterScores, column: number, alphabet: SeenAlphabet) {
  let best = { letter: '', share: -1 };
  for (const { letter, classes } of alphabet) {
    const share = shareOf(scores, classes, column);
    if (share > best.share) best = { letter, share };
  }
  return best;
}

function shareOf({ columns, logProbabilities }: LetterScores, classes: readonly number[], column: number) {
  let share = 0;
  for (const index of classes) share += Math.exp(logProbabilities[index * columns + column] ?? -Infinity);
  return share;
}

function extend(run: Run, column: number, share: number): void {
  run.to = column;
  run.share = Math.max(run.share, share);
}

/** Whether a run is no more than the edge of the one beside it, or a leg of an M. */
function isEdgeOf(run: Run, other: Run | undefined): boolean {
  if (!other || run.share >= other.share) return false;
  const touch = other.to === run.from - 1 || run.to === other.from - 1;
  const apart = Math.abs((run.from + run.to) / 2 - (other.from + other.to) / 2);
  return (touch && apart < APART) || (run.share < FAINT && other.share >= SURE && apart < LEG);
}

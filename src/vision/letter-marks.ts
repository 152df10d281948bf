import { type LetterScores, PRINT_LETTERS } from './print-net.ts';

/** A word as it was read, with the marks that its letters show. */
export interface MarkedWord {
  text: string;
  /** 0 to 1: how sure the least sure of its letters is. */
  sureness: number;
  /** 0 to 1 for each letter of the text. */
  shares: number[];
  /** True where the net sees the same letters by itself: two readers agree on the word. */
  confirmed: boolean;
}

/** Letters that are no letter with a mark in the tables of Unicode, and what they are taken for by readers without them. */
const PLAIN: Record<string, string> = {
  ...{ Æ: 'A', Đ: 'D', Ð: 'D', Ħ: 'H', Ł: 'L', Ø: 'O', Œ: 'O', Þ: 'P' },
  ...{ æ: 'a', đ: 'd', ð: 'd', ħ: 'h', ł: 'l', ø: 'o', œ: 'o', þ: 'p', ß: 's', ı: 'i' },
};
const plainOf = (letter: string) => PLAIN[letter] ?? letter.normalize('NFD').charAt(0);

interface Letter {
  letter: string;
  plain: string;
  marked: boolean;
}

const LETTERS: readonly Letter[] = [...PRINT_LETTERS].map((letter) => {
  const plain = plainOf(letter);
  return { letter, plain, marked: plain !== letter };
});
const BY_PLAIN = new Map<string, number[]>();
for (const [index, { plain }] of LETTERS.entries()) {
  // The net knows digits too, of which no word of a name has any.
  if (/[\d/]/.test(plain)) continue;
  BY_PLAIN.set(plain, [...(BY_PLAIN.get(plain) ?? []), index]);
}

/** A letter that the net does not see at all still has its place in the word, rather where some letter stands. */
const UNSEEN = 1e-4;
const SOME_LETTER = 1e-2;
/** Rather still where a letter with a mark stands, if the net sees the letter nowhere: it may have been read for that. */
const MARKED_LETTER = 5e-2;
const NOWHERE = 0.1;
/** Mean log-probability a letter below which the net sees another word. */
const SAME_WORD = -2.2;
/** The same above which it reads the word just so. */
const CONFIRMED = -0.35;
/** A letter may be another than was read only where it has a mark, and is seen so surely. */
const ANOTHER = 0.5;
/** Share of a letter's forms above which one is told. */
const LIKELY = 0.45;
/** Capitals were read as small letters where they are this much likelier, in log-probability a word. */
const CAPITALS = 3;

/**
 * Gives the letters of a word their marks. The letters are those that were read: the net only says which of their
 * forms stand there. A letter is exchanged for another where that has a mark, which the reader of text has no
 * letter for (`Ç` read as `G`). Undefined where the net does not see the word, or a character is unknown to it.
 */
export function withMarks(text: string, scores: LetterScores): MarkedWord | undefined {
  const letters = [...text];
  const forms = letters.map((letter) => BY_PLAIN.get(plainOf(letter)));
  if (letters.length === 0 || forms.some((form) => !form)) return undefined;
  const asRead = align(letters, scores);
  const capitals = letters.map((letter) => letter.toLocaleUpperCase('en'));
  const mixed = text !== text.toLocaleUpperCase('en') && letters.length > 1;
  const inCapitals =
    mixed && capitals.join('').length === letters.length ? align(capitals, scores) : undefined;
  const upper = inCapitals && asRead && inCapitals.score > asRead.score + CAPITALS;
  const best = upper ? inCapitals : asRead;
  if (!best || best.score / letters.length < SAME_WORD) return undefined;
  const chosen = (upper ? capitals : letters).map((letter, at) =>
    formAt(letter, best.columns[at] ?? 0, scores),
  );
  return {
    text: chosen.map(({ letter }) => letter).join(''),
    sureness: Math.min(...chosen.map(({ share }) => share)),
    shares: chosen.map(({ share }) => share),
    confirmed: best.score / letters.length >= CONFIRMED,
  };
}

/** The log-probability that a column shows one of these letters. */
function probability(indices: readonly number[], column: number, scores: LetterScores): number {
  return indices.reduce((sum, index) => sum + at(index, column, scores), 0);
}

/** The class before the first letter. */
const GAP = -1;

const at = (index: number, column: number, { columns, logProbabilities }: LetterScores) =>
  Math.exp(logProbabilities[(index + 1) * columns + column] ?? Number.NEGATIVE_INFINITY);

/** The columns at which the letters stand, left to right, in the likeliest way. */
function align(
  letters: readonly string[],
  scores: LetterScores,
): { columns: number[]; score: number } | undefined {
  if (scores.columns < letters.length) return undefined;
  const steps: Step[] = [];
  for (const letter of letters) steps.push(stepTo(letter, steps.at(-1), scores));
  const last = steps.at(-1)?.score ?? new Float64Array(1);
  const score = Math.max(...last);
  let column = last.indexOf(score);
  const columns = steps.toReversed().map(({ from }) => {
    const here = column;
    column = from[column] ?? -1;
    return here;
  });
  return Number.isFinite(score) ? { columns: columns.reverse(), score } : undefined;
}

/** For each column: the best score of a way on which a letter stands there, and the column of the letter before. */
interface Step {
  score: Float64Array;
  from: Int16Array;
}

function stepTo(letter: string, before: Step | undefined, scores: LetterScores): Step {
  const forms = BY_PLAIN.get(plainOf(letter)) ?? [];
  const step: Step = { score: new Float64Array(scores.columns), from: new Int16Array(scores.columns) };
  const others = isSeen(forms, scores) ? [] : (OTHERS_THAN.get(plainOf(letter)) ?? []);
  let way = before ? { score: Number.NEGATIVE_INFINITY, from: -1 } : { score: 0, from: -1 };
  for (let column = 0; column < scores.columns; column++) {
    const left = before?.score[column - 1] ?? Number.NEGATIVE_INFINITY;
    if (left > way.score) way = { score: left, from: column - 1 };
    const some = SOME_LETTER * (1 - at(GAP, column, scores));
    const other = MARKED_LETTER * likeliest(others, column, scores, OTHER_CASE).share;
    const own = probability(forms, column, scores);
    step.score[column] = way.score + Math.log(Math.max(UNSEEN, some, other, own));
    step.from[column] = way.from;
  }
  return step;
}

const isSeen = (forms: readonly number[], scores: LetterScores) =>
  Array.from({ length: scores.columns }, (_, column) => probability(forms, column, scores)).some(
    (share) => share >= NOWHERE,
  );

/** The form of a letter at its column, and how sure it is beside everything else that may stand there. */
function formAt(letter: string, column: number, scores: LetterScores): { letter: string; share: number } {
  const forms = BY_PLAIN.get(plainOf(letter)) ?? [];
  const other = likeliest(OTHERS_THAN.get(plainOf(letter)) ?? [], column, scores, OTHER_CASE);
  const own = likeliest(forms, column, scores);
  if (other.share >= ANOTHER && other.share > probability(forms, column, scores)) return other;
  const all = Math.max(probability(forms, column, scores) + other.share, 1e-9);
  // Where no form is likely, it is as it was read: a mark is told only where it is seen.
  if (own.share / all < LIKELY) return { letter, share: own.share / all };
  return { letter: own.letter, share: own.share / all };
}

const isCapital = (letter: string) => letter !== letter.toLowerCase();

/** In blur a mark on one of these is no more than a part of another letter: `f` looks like `ť`, and `l` like `ı`. */
const NARROW = new Set([...'Ifijlrt']);

/** Letters with marks, as large as a letter, that are no form of it. */
const OTHERS_THAN = new Map(
  [...BY_PLAIN].map(([plain, forms]) => {
    const others = LETTERS.flatMap(({ letter, plain: own, marked }, index) => {
      const another = marked && !NARROW.has(own) && !forms.includes(index);
      return another && isCapital(letter) === isCapital(plain) ? [index] : [];
    });
    return [plain, others] as const;
  }),
);

/** The letter in the other case, which often looks the same but for its size. */
const OTHER_CASE = new Map(
  LETTERS.flatMap(({ letter }, index) => {
    const swapped = isCapital(letter) ? letter.toLowerCase() : letter.toUpperCase();
    const other = LETTERS.findIndex((one) => one.letter === swapped);
    return other >= 0 && other !== index ? [[index, other] as const] : [];
  }),
);

/** The likeliest of some letters; `alike` are letters that count for others. */
function likeliest(
  indices: readonly number[],
  column: number,
  scores: LetterScores,
  alike: ReadonlyMap<number, number> = new Map(),
) {
  let best = { letter: '', share: -1 };
  for (const index of indices) {
    const same = alike.get(index);
    const share = at(index, column, scores) + (same === undefined ? 0 : at(same, column, scores));
    if (share > best.share) best = { letter: LETTERS[index]?.letter ?? '', share };
  }
  return best;
}

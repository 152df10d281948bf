import { likeness } from '../domain/print-likeness.ts';
import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { around, contains, heightOf, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { withMarks } from './letter-marks.ts';
import type { LetterScores, PrintNet } from './print-net.ts';
import { lettersSeen, NAME_LETTERS, type SeenLetter } from './seen-letters.ts';
import { ofPrintAlone, withRoom } from './word-place.ts';
import { columnAt, wordStrip } from './word-strip.ts';

/** Fields whose letters may have marks that the text engine has no letters for. */
export const NAMES: readonly PrintedFieldName[] = ['surname', 'givenNames', 'fullName'];
const OF_LETTERS: readonly PrintedFieldName[] = [...NAMES, 'nationality'];
/** At most this where the net could not tell whether a letter has a mark: below what counts as sure. */
const UNTOLD = 0.85;
/** However unsure its marks are, a name that was read is told. */
const LEAST = 0.55;
/** At least this for a word that the net reads just as the text engine did, which was not sure of it. */
const CONFIRMED = 0.8;
/** Letters beside a word count where the net is so sure of them, and the name is so sure at most. */
const SURELY_SEEN = 0.8;
const ADDED = 0.8;
/**
 * Where both readers differ the net's letters count if it is so sure of all of them and the engine not surer than that,
 * less so where it read more letters or fewer; and the name is so sure at most.
 */
const ALL_SEEN = 0.6;
const SURE_OF_ANOTHER = 0.75;
const DOUBTED = 0.9;
const MISCOUNTED = 0.7;
const DIFFERENT = 0.75;
const MOST_SLIPS = 2;
/** White between two words of a name at least, in heights of its print. */
const WORD_SPACE = 0.22;

/**
 * The words of a page, those of its names with the marks that their letters show, and with the letters that the text
 * engine lost for their marks. What the zone says of the name is not asked: print and zone stay two witnesses.
 */
export async function markNames(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
  net: PrintNet,
): Promise<TextWord[]> {
  const places = OF_LETTERS.flatMap((name) => fields[name]?.box ?? []);
  const isOfName = (word: TextWord) =>
    places.some((place) => contains(place, word.box)) && /\p{L}/u.test(word.text);
  const others = words.filter((word) => !isOfName(word));
  const whole = wholeWords(words.filter(isOfName).map((word) => ofPrintAlone(page, word)));
  const marked: TextWord[] = [];
  for (const word of whole) marked.push(await readLetters(page, word, [...others, ...whole], net));
  return [...others, ...wholeWords(marked)];
}

/** Letters stand closer than words: pieces of one are put together. */
function wholeWords(words: readonly TextWord[]): TextWord[] {
  const whole: TextWord[] = [];
  for (const word of words.toSorted((a, b) => a.box.left - b.box.left)) {
    const at = whole.findIndex((other) => isPieceBefore(other, word));
    const before = whole[at];
    if (!before) whole.push(word);
    else
      whole[at] = {
        ...before,
        text: before.text + word.text,
        confidence: Math.min(before.confidence, word.confidence),
        box: around([before, word]),
      };
  }
  return whole;
}

function isPieceBefore({ box: first }: TextWord, { box: second }: TextWord): boolean {
  const height = Math.min(heightOf(first), heightOf(second));
  const gap = second.left - first.right;
  const shared = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
  return shared > 0.5 * height && Math.abs(gap) < WORD_SPACE * height;
}

/** A word as both readers see it, with the letters that surely stand beside it. */
export async function readLetters(
  page: GreyImage,
  word: TextWord,
  words: readonly TextWord[],
  net: PrintNet,
): Promise<TextWord> {
  const wide = withRoom(word, words);
  const strip = wordStrip(page, wide);
  if (!strip) return { ...word, confidence: Math.min(word.confidence, UNTOLD) };
  const scores = await net.score(strip);
  const placed = lettersSeen(scores, NAME_LETTERS).map((seen) => ({
    ...seen,
    x: columnAt(seen.column, wide),
  }));
  const own = placed.filter(({ x }) => x > word.box.left && x < word.box.right);
  const told = nameTold(word, own, scores);
  return withLettersBeside(told, placed);
}

interface PlacedLetter extends SeenLetter {
  /** In pixels of the page. */
  x: number;
}

/** A word of a name by two readings of it. */
function nameTold(word: TextWord, seen: readonly SeenLetter[], scores: LetterScores): TextWord {
  const marked = withMarks(word.text, scores);
  const sure = inCaseOf(
    word.text,
    seen.filter(({ share }) => share >= ALL_SEEN),
  );
  const [read, other] = [plain(word.text), plain(textOf(sure))];
  const same = [...word.text].length === sure.length;
  // Letters that the net sees between those that were read are none that it may pass over.
  if (marked && (read === other || (marked.confirmed && same))) return marksTold(word, marked);
  const doubted = word.confidence < (same ? DOUBTED : MISCOUNTED);
  if (doubted && sure.length === seen.length && likeness(read, other, MOST_SLIPS) <= MOST_SLIPS)
    return { ...word, text: same ? mixed(word.text, sure) : textOf(sure), confidence: DIFFERENT };
  return marked ? marksTold(word, marked) : { ...word, confidence: Math.min(word.confidence, UNTOLD) };
}

/** The letters that were read, but for those that the net surely sees to be others. */
const mixed = (read: string, seen: readonly SeenLetter[]) =>
  [...read].map((letter, at) => letterOf(letter, seen[at])).join('');
const letterOf = (read: string, seen: SeenLetter | undefined) =>
  seen && seen.share >= SURE_OF_ANOTHER ? seen.letter : read;

const textOf = (letters: readonly SeenLetter[]) => letters.map(({ letter }) => letter).join('');

/** A word with the letters that surely stand before and behind it, which the text engine has no letters for. */
function withLettersBeside(word: TextWord, placed: readonly PlacedLetter[]): TextWord {
  const { box } = word;
  const height = heightOf(box);
  const isLetter = ({ letter, share }: PlacedLetter) => share >= SURELY_SEEN && /\p{L}/u.test(letter);
  const before = placed.filter((seen) => seen.x < box.left - LETTER * height && isLetter(seen));
  const behind = placed.filter((seen) => seen.x > box.right + LETTER * height && isLetter(seen));
  if (before.length + behind.length === 0) return word;
  const capitals = isLarge(word.text);
  const beside = (letters: readonly PlacedLetter[]) =>
    capitals ? textOf(letters).toLocaleUpperCase('en') : textOf(letters);
  return {
    ...word,
    text: beside(before) + word.text + beside(behind),
    confidence: Math.min(word.confidence, ADDED),
    box: {
      ...box,
      left: Math.min(box.left, ...before.map(({ x }) => x - HALF_A_LETTER * height)),
      right: Math.max(box.right, ...behind.map(({ x }) => x + HALF_A_LETTER * height)),
    },
  };
}

/** Heights of the print: from a word's end to the middle of a letter beside it, at least; and half of a letter. */
const LETTER = 0.15;
const HALF_A_LETTER = 0.35;

function marksTold(word: TextWord, { text, sureness, confirmed }: NonNullable<ReturnType<typeof withMarks>>) {
  const read = confirmed ? Math.max(word.confidence, CONFIRMED) : word.confidence;
  return { ...word, text, confidence: Math.min(read, Math.max(LEAST, sureness)) };
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();

/**
 * The letters that were seen, all in capitals where the word was read so, or most of them are: many look alike but for
 * their size, and a large I is like a small L.
 */
function inCaseOf(read: string, seen: readonly SeenLetter[]): SeenLetter[] {
  const behind = seen.slice(1).filter(({ letter }) => isLarge(letter)).length;
  const capitals = isLarge(read) ? read.length > 1 : behind > (seen.length - 1) / 2;
  return seen.map((one, at) => {
    if (capitals) return { ...one, letter: one.letter === 'l' ? 'I' : one.letter.toLocaleUpperCase('en') };
    if (at === 0) return one;
    return { ...one, letter: one.letter === 'I' ? 'l' : one.letter.toLocaleLowerCase('en') };
  });
}

const isLarge = (text: string) => text === text.toLocaleUpperCase('en');

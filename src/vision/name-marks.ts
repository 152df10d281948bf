import { likeness } from '../domain/print-likeness.ts';
import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { around, contains, heightOf, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { withMarks } from './letter-marks.ts';
import type { LetterScores, MarkNet } from './mark-net.ts';
import { columnAt, wordStrip } from './mark-strip.ts';
import { lettersSeen, NAME_LETTERS, type SeenLetter } from './seen-letters.ts';
import { ofPrintAlone, withRoom } from './word-place.ts';

/** Fields whose letters may have marks that the text engine has no letters for. */
export const NAMES: readonly PrintedFieldName[] = ['surname', 'givenNames', 'fullName'];
/** At most this where the net could not tell whether a letter has a mark: below what counts as sure. */
const UNTOLD = 0.85;
/** However unsure its marks are, a name that was read is told. */
const LEAST = 0.55;
/** At least this for a word that the net reads just as the text engine did, which was not sure of it. */
const CONFIRMED = 0.8;
/** Letters that the engine did not read count where the net is so sure of them, and the name is so sure at most. */
const SURELY_SEEN = 0.8;
const ADDED = 0.8;
/** Letters that both readers differ in count where the net is so sure of all of the word, and the name is so sure at most. */
const ALL_SEEN = 0.6;
const DIFFERENT = 0.75;
const MOST_SLIPS = 2;
/** White between two words of a name at least, in heights of its print. */
const WORD_SPACE = 0.28;

/**
 * The words of a page, those of its names with the marks that their letters show, and with the letters that the text
 * engine lost for their marks. What the zone says of the name is not asked: print and zone stay two witnesses.
 */
export async function markNames(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
  net: MarkNet,
): Promise<TextWord[]> {
  const places = NAMES.flatMap((name) => fields[name]?.box ?? []);
  const isOfName = (word: TextWord) =>
    places.some((place) => contains(place, word.box)) && /\p{L}/u.test(word.text);
  const others = words.filter((word) => !isOfName(word));
  const whole = wholeWords(words.filter(isOfName).map((word) => ofPrintAlone(page, word)));
  const marked: TextWord[] = [];
  for (const word of whole) marked.push(await markWord(page, word, [...others, ...whole], net));
  return [...others, ...marked];
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

async function markWord(
  page: GreyImage,
  word: TextWord,
  words: readonly TextWord[],
  net: MarkNet,
): Promise<TextWord> {
  const wide = withRoom(word, words);
  const strip = wordStrip(page, wide);
  if (!strip) return { ...word, confidence: Math.min(word.confidence, UNTOLD) };
  const scores = await net.score(strip);
  const inside = (column: number) => {
    const x = columnAt(column, wide);
    return x > word.box.left && x < word.box.right;
  };
  const seen = lettersSeen(scores, NAME_LETTERS).filter(
    ({ share, column }) => share >= SURELY_SEEN || inside(column),
  );
  return nameTold(word, seen, scores);
}

/** A word of a name by two readings of it. */
function nameTold(word: TextWord, seen: readonly SeenLetter[], scores: LetterScores): TextWord {
  const marked = withMarks(word.text, scores);
  const [read, other] = [plain(word.text), plain(seen.map(({ letter }) => letter).join(''))];
  const least = Math.min(...seen.map(({ share }) => share));
  if (read !== other && other.length > read.length && other.includes(read) && least >= SURELY_SEEN)
    return { ...word, text: inCaseOf(word.text, seen), confidence: Math.min(least, ADDED) };
  if (marked?.confirmed || (marked && read === other)) return told(word, marked);
  if (read !== other && least >= ALL_SEEN && likeness(read, other, MOST_SLIPS) <= MOST_SLIPS)
    return { ...word, text: inCaseOf(word.text, seen), confidence: Math.min(least, DIFFERENT) };
  return marked ? told(word, marked) : { ...word, confidence: Math.min(word.confidence, UNTOLD) };
}

function told(word: TextWord, { text, sureness, confirmed }: NonNullable<ReturnType<typeof withMarks>>) {
  const read = confirmed ? Math.max(word.confidence, CONFIRMED) : word.confidence;
  return { ...word, text, confidence: Math.min(read, Math.max(LEAST, sureness)) };
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^\p{L}]/gu, '')
    .toUpperCase();

/** The letters that were seen, in capitals where the word was read so: many look alike but for their size. */
function inCaseOf(read: string, seen: readonly SeenLetter[]): string {
  const text = seen.map(({ letter }) => letter).join('');
  if (read === read.toLocaleUpperCase('en') && read.length > 1) return text.toLocaleUpperCase('en');
  return text.charAt(0) + text.slice(1).toLocaleLowerCase('en');
}

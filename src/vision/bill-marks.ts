import type { AddressField } from '../domain/proof-of-address.ts';
import type { ReadField } from '../domain/reading.ts';
import type { Box, TextLine, TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { withMarks } from './letter-marks.ts';
import { readLetters } from './name-marks.ts';
import type { LetterScores, PrintNet } from './print-net.ts';
import { wordStrip } from './word-strip.ts';

/** Fields of words; dates have no marks that count. */
const OF_WORDS: readonly AddressField[] = ['fullName', 'address', 'issuer'];
/** Where the engine sees no mark and the net does, the net's letter is taken from this sureness on. */
const SURE = 0.5;
/** What the engine doubts so much is read by the net as well. */
const DOUBTED = 0.7;
/** What net and engine differ in is not told as sure. */
const DOUBT = 0.85;

/** The lines of a page; the words of its fields have the marks that the net sees, which the engine often loses in blur. */
export async function markLines(
  page: GreyImage,
  lines: readonly TextLine[],
  fields: Partial<Record<AddressField, ReadField>>,
  net: PrintNet,
): Promise<TextLine[]> {
  const places = OF_WORDS.flatMap((name) => fields[name]?.box ?? []);
  const marked: TextLine[] = [];
  for (const line of lines) {
    const words: TextWord[] = [];
    for (const word of line.words) {
      const ofField =
        places.some((place) => contains(place, word.box)) && /^[\p{L}\p{M}'’.-]{2,}$/u.test(word.text);
      if (!ofField) words.push(word);
      else if (word.confidence < DOUBTED) words.push(await readLetters(page, word, line.words, net));
      else words.push(await markWord(page, word, net));
    }
    marked.push({ ...line, words });
  }
  return marked;
}

const contains = (outer: Box, inner: Box) =>
  inner.left >= outer.left - 1 &&
  inner.right <= outer.right + 1 &&
  inner.top >= outer.top - 1 &&
  inner.bottom <= outer.bottom + 1;

async function markWord(page: GreyImage, word: TextWord, net: PrintNet): Promise<TextWord> {
  const strip = wordStrip(page, word);
  const scores = strip && (await net.score(strip));
  if (!scores) return word;
  const marked = withMarks(word.text, scores);
  const joined = marked?.confirmed ? undefined : withOneLetter(word, scores);
  if (joined) return joined;
  if (!marked) return word;
  const seen = [...marked.text];
  const own = [...word.text];
  if (seen.length !== own.length) return word;
  const letters = own.map((letter, at) => formOf(letter, seen[at] ?? letter, marked.shares[at] ?? 0));
  const text = letters.join('');
  const agreed = text === word.text && own.every((letter, at) => alike(letter, seen[at] ?? letter));
  return agreed ? word : { ...word, text, confidence: Math.min(word.confidence, DOUBT) };
}

/** `ñ` is read as `fi` by languages that lack it: told where the net sees one letter there, and just the others. */
function withOneLetter(word: TextWord, scores: LetterScores): TextWord | undefined {
  const at = word.text.search(/(?<=\p{L})f[iíìï]/u);
  if (at < 0) return undefined;
  const seen = withMarks(`${word.text.slice(0, at)}n${word.text.slice(at + 2)}`, scores);
  if (!seen?.confirmed || [...seen.text][at] !== 'ñ') return undefined;
  return { ...word, text: seen.text, confidence: Math.min(word.confidence, seen.sureness, DOUBT) };
}

/**
 * The net's form of a letter in the engine's case, where it is sure enough that there is a mark. The engine has no letter for many marks and
 * tells another that it has, so the net says which mark it is; that there is one stays, as blur takes marks away and adds none.
 */
function formOf(read: string, seen: string, share: number): string {
  if (!isMarked(seen) || (share < SURE && !isMarked(read))) return read;
  return isSmall(read) ? seen.toLocaleLowerCase('en') : seen;
}

const alike = (read: string, seen: string) => read.toLocaleLowerCase('en') === seen.toLocaleLowerCase('en');

const isMarked = (letter: string) => /[^\p{ASCII}]/u.test(letter) && letter !== '’';
const isSmall = (letter: string) => /\p{Ll}/u.test(letter);

import type { AddressField } from '../domain/proof-of-address.ts';
import type { ReadField } from '../domain/reading.ts';
import type { Box, TextLine, TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { withMarks } from './letter-marks.ts';
import type { MarkNet } from './mark-net.ts';
import { wordStrip } from './mark-strip.ts';

/** Fields of words; dates have no marks that count. */
const OF_WORDS: readonly AddressField[] = ['fullName', 'address', 'issuer'];
/** Where net and engine differ, the net's letters are taken from this sureness on. */
const SURE = 0.5;
/** What net and engine differ in is not told as sure. */
const DOUBT = 0.85;

/** The lines of a page; the words of its fields have the marks that the net sees, which the engine often loses in blur. */
export async function markLines(
  page: GreyImage,
  lines: readonly TextLine[],
  fields: Partial<Record<AddressField, ReadField>>,
  net: MarkNet,
): Promise<TextLine[]> {
  const places = OF_WORDS.flatMap((name) => fields[name]?.box ?? []);
  const marked: TextLine[] = [];
  for (const line of lines) {
    const words: TextWord[] = [];
    for (const word of line.words) {
      const ofField =
        places.some((place) => contains(place, word.box)) && /^[\p{L}\p{M}'’.-]{2,}$/u.test(word.text);
      words.push(ofField ? await markWord(page, word, net) : word);
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

async function markWord(page: GreyImage, word: TextWord, net: MarkNet): Promise<TextWord> {
  const strip = wordStrip(page, word);
  const marked = strip && withMarks(word.text, await net.score(strip));
  if (!marked || marked.sureness < SURE) return word;
  const letters = [...marked.text];
  const own = [...word.text];
  if (letters.length !== own.length) return word;
  const text = own.map((letter, at) => formOf(letter, letters[at] ?? letter)).join('');
  return text === word.text
    ? word
    : { ...word, text, confidence: Math.min(word.confidence, marked.sureness, DOUBT) };
}

/** The net's form of a letter in the engine's case. A mark that the engine saw stays: blur takes marks away and adds none. */
function formOf(read: string, seen: string): string {
  if (isMarked(read) || !isMarked(seen)) return read;
  return isSmall(read) ? seen.toLocaleLowerCase('en') : seen;
}

const isMarked = (letter: string) => /[^\p{ASCII}]/u.test(letter) && letter !== '’';
const isSmall = (letter: string) => /\p{Ll}/u.test(letter);

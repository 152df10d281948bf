import type { PrintedFieldName, ReadField } from '../domain/reading.ts';
import { contains, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { withMarks } from './letter-marks.ts';
import type { MarkNet } from './mark-net.ts';
import { wordStrip } from './mark-strip.ts';

/** Fields whose letters may have marks that the text engine has no letters for. */
export const NAMES: readonly PrintedFieldName[] = ['surname', 'givenNames', 'fullName'];
/** At most this where the net could not tell whether a letter has a mark: below what counts as sure. */
const UNTOLD = 0.85;
/** However unsure its marks are, a name that was read is told. */
const LEAST = 0.55;
/** At least this for a word that the net reads just as the text engine did, which was not sure of it. */
const CONFIRMED = 0.8;

/**
 * The words of a page, those of its names with the marks that their letters show. What the zone says of the name is
 * not asked: print and zone stay two witnesses.
 */
export async function markNames(
  page: GreyImage,
  words: readonly TextWord[],
  fields: Partial<Record<PrintedFieldName, ReadField>>,
  net: MarkNet,
): Promise<TextWord[]> {
  const places = NAMES.flatMap((name) => fields[name]?.box ?? []);
  const marked: TextWord[] = [];
  for (const word of words) {
    const ofName = places.some((place) => contains(place, word.box)) && /\p{L}/u.test(word.text);
    marked.push(ofName ? await markWord(page, word, net) : word);
  }
  return marked;
}

async function markWord(page: GreyImage, word: TextWord, net: MarkNet): Promise<TextWord> {
  const strip = wordStrip(page, word);
  const marked = strip && withMarks(word.text, await net.score(strip));
  if (!marked) return { ...word, confidence: Math.min(word.confidence, UNTOLD) };
  const read = marked.confirmed ? Math.max(word.confidence, CONFIRMED) : word.confidence;
  return { ...word, text: marked.text, confidence: Math.min(read, Math.max(LEAST, marked.sureness)) };
}

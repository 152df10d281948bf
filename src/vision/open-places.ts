import type { OpenPlace } from '../domain/printed-fields.ts';
import { overlap, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import { NAMES } from './name-marks.ts';
import { OF_NUMBERS } from './number-signs.ts';
import { printIn } from './print-in.ts';
import type { PrintNet } from './print-net.ts';
import { lettersSeen, NAME_LETTERS, NUMBER_SIGNS } from './seen-letters.ts';
import { wordStrip } from './word-strip.ts';

/** More places without print are labels of another kind of page. */
const MOST_PLACES = 6;
/** A word that is read so surely fills its place. */
const READ = 0.6;
/** Less sure letters are a pattern of the paper; at most so sure is what only one reader read. */
const LEAST = 0.5;
const ALONE = 0.85;

/**
 * The words of a page, and those that the net reads where a label stands over nothing, or over digits that make no
 * sense: text engines pass over single letters and words in a pattern, and lose the ends of others.
 *
 * @param open those places, in pixels of the page
 * @returns the same array where nothing more was read
 */
export async function readOpenPlaces(
  page: GreyImage,
  words: readonly TextWord[],
  open: readonly OpenPlace[],
  net: PrintNet,
): Promise<readonly TextWord[]> {
  const read = words.filter(({ confidence }) => confidence >= READ);
  const places = open.filter(({ box, misread }) => misread || !read.some((word) => overlap(word.box, box)));
  const found: TextWord[] = [];
  for (const place of places.slice(0, MOST_PLACES)) found.push(...(await readPlace(page, place, net)));
  if (found.length === 0) return words;
  const old = words.filter(({ box }) => !found.some((word) => overlap(word.box, box)));
  return [...old, ...found];
}

/**
 * The words of the first line in a place, up to what is no word. A name is not told by its beginning, which is a name as
 * well.
 */
async function readPlace(page: GreyImage, { name, box }: OpenPlace, net: PrintNet): Promise<TextWord[]> {
  const alphabet = OF_NUMBERS.includes(name) ? NUMBER_SIGNS : NAME_LETTERS;
  const words: TextWord[] = [];
  for (const print of printIn(page, box)) {
    const strip = wordStrip(page, { text: '', confidence: 0, box: print });
    const letters = strip ? lettersSeen(await net.score(strip), alphabet) : [];
    const least = Math.min(...letters.map(({ share }) => share));
    if (letters.length === 0 || least < LEAST) return NAMES.includes(name) ? [] : words;
    const text = letters.map(({ letter }) => letter).join('');
    words.push({ text, confidence: Math.min(least, ALONE), box: print, alone: true });
  }
  return words;
}

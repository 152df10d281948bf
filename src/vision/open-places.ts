import type { OpenPlace } from '../domain/printed-fields.ts';
import { type Box, overlap, type TextWord } from '../domain/text-lines.ts';
import { type GreyImage, greyToPng } from './grey-image.ts';
import type { TextReader } from './tesseract.ts';

/** Smaller places hold no print; more of them are labels of another kind of page. */
const LEAST = { width: 12, height: 10 };
const MOST_PLACES = 6;
/** A word that is read so surely fills its place. */
const READ = 0.6;
/** White around a line, in pixels: the engine wants some. */
const MARGIN = 12;

/**
 * The words of a page, and those that are found where a label stands over nothing, or over digits that make no sense:
 * single letters and words in a pattern are passed over while the whole page is searched for print, and ends are lost.
 *
 * @param open those places, in pixels of the page
 */
export async function searchOpenPlaces(
  page: GreyImage,
  words: readonly TextWord[],
  open: readonly OpenPlace[],
  text: TextReader,
): Promise<TextWord[]> {
  const read = words.filter(({ confidence }) => confidence >= READ);
  const places = open
    .map(({ box, misread }) => ({ place: within(box, page), misread }))
    .filter(({ place, misread }) => misread || !read.some(({ box }) => overlap(box, place)))
    .flatMap(({ place }) => (isLarge(place) ? [place] : []));
  const found: TextWord[] = [];
  for (const place of places.slice(0, MOST_PLACES)) {
    const { png, back } = await croppedPlace(page, place);
    const there = await text.words(png, { line: true, sparse: false, straight: true });
    found.push(...there.map((word) => ({ ...word, box: back(word.box) })));
  }
  const old = words.filter(({ box }) => !found.some((word) => overlap(word.box, box)));
  return [...old, ...found];
}

/** A place of a page as a picture of its own with white around it (PNG), and the way back from its places. */
export async function croppedPlace(
  page: GreyImage,
  place: Box,
): Promise<{ png: Buffer; back(box: Box): Box }> {
  const inside = within(place, page);
  return { png: await greyToPng(cropped(page, inside)), back: (box) => moved(box, inside) };
}

const isLarge = ({ left, top, right, bottom }: Box) =>
  right - left >= LEAST.width && bottom - top >= LEAST.height;

const within = ({ left, top, right, bottom }: Box, { width, height }: GreyImage): Box => ({
  left: Math.max(0, Math.floor(left)),
  top: Math.max(0, Math.floor(top)),
  right: Math.min(width, Math.ceil(right)),
  bottom: Math.min(height, Math.ceil(bottom)),
});

function cropped({ width, pixels }: GreyImage, { left, top, right, bottom }: Box): GreyImage {
  const crop = { width: right - left + 2 * MARGIN, height: bottom - top + 2 * MARGIN };
  const copy = new Uint8Array(crop.width * crop.height).fill(255);
  for (let row = top; row < bottom; row++) {
    const line = pixels.subarray(row * width + left, row * width + right);
    copy.set(line, (row - top + MARGIN) * crop.width + MARGIN);
  }
  return { ...crop, pixels: copy };
}

const moved = (box: Box, { left, top }: Box): Box => ({
  left: box.left + left - MARGIN,
  top: box.top + top - MARGIN,
  right: box.right + left - MARGIN,
  bottom: box.bottom + top - MARGIN,
});

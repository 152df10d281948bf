import sharp from 'sharp';
import { betterReading } from '../domain/second-reading.ts';
import { type Box, heightOf, sharedArea, type TextLine, textOf } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';
import type { TextReader } from './tesseract.ts';

/** Height of a line of print, in pixels, that the engine reads best. */
const LINE_HEIGHT = 48;
/** Paper around a line, in heights of it. */
const MARGIN = 0.35;
/** How far to its right a line may go on, in heights, where the first reading lost its end. */
const LOST_END = 5;

/**
 * Reads some lines of a page once more, each cut out and larger, and keeps word by word what was read better. `page` is
 * the page as it was before its paper was made white.
 */
export async function rereadLines(
  page: GreyImage,
  lines: readonly TextLine[],
  chosen: ReadonlySet<TextLine>,
  text: TextReader,
): Promise<TextLine[]> {
  const again: TextLine[] = [];
  for (const line of lines) {
    const place = chosen.has(line) ? cutOf(page, reachOf(line, lines, chosen)) : undefined;
    if (!place) {
      again.push(line);
      continue;
    }
    const found = await text.words(await place.png(), { sparse: false, straight: true, line: true });
    again.push(
      betterReading(
        line,
        found.map((word) => ({ ...word, box: place.back(word.box) })),
      ),
    );
  }
  return withoutTwins(again);
}

/** Share of the smaller of two boxes from which on both hold the same print. */
const SAME_PRINT = 0.7;

/** A line that was first read in pieces comes whole from each of them: the one with most letters is kept. */
function withoutTwins(lines: readonly TextLine[]): TextLine[] {
  const kept: TextLine[] = [];
  for (const line of lines) {
    const at = kept.findIndex((other) => sharedArea(other.box, line.box) > SAME_PRINT);
    const twin = kept[at];
    if (!twin) kept.push(line);
    else if (lettersOf(line) > lettersOf(twin)) kept[at] = line;
  }
  return kept;
}

const lettersOf = ({ words }: TextLine) => textOf(words).replace(/[^\p{L}\p{N}]/gu, '').length;

/** The box of a line with what may have been lost at its ends: from where its block begins to where the next column does. */
function reachOf(line: TextLine, lines: readonly TextLine[], chosen: ReadonlySet<TextLine>): Box {
  const { box } = line;
  const unit = heightOf(box);
  const block = [...chosen].filter(
    (other) =>
      Math.abs(other.box.top - box.top) < 4 * unit &&
      other.box.left < box.right &&
      box.left < other.box.right,
  );
  const row = lines.filter(
    (other) =>
      other !== line &&
      Math.min(other.box.bottom, box.bottom) - Math.max(other.box.top, box.top) > 0.2 * unit,
  );
  const before = Math.max(
    ...row.filter((other) => other.box.right <= box.left).map((other) => other.box.right),
    0,
  );
  const after = Math.min(
    ...row.filter((other) => other.box.left >= box.right).map((other) => other.box.left),
    Infinity,
  );
  return {
    ...box,
    left: Math.max(
      Math.min(box.left, ...block.map((other) => other.box.left)),
      Math.min(box.left, before + unit),
    ),
    right: Math.max(box.right, Math.min(box.right + LOST_END * unit, after - unit)),
  };
}

function cutOf({ width, height, pixels }: GreyImage, box: Box) {
  const margin = Math.round(MARGIN * heightOf(box));
  const left = Math.round(Math.max(0, box.left - margin));
  const top = Math.round(Math.max(0, box.top - margin));
  const size = {
    width: Math.round(Math.min(width, box.right + margin)) - left,
    height: Math.round(Math.min(height, box.bottom + margin)) - top,
  };
  if (Math.min(size.width, size.height) < 4) return undefined;
  const scale = LINE_HEIGHT / heightOf(box);
  return {
    png: () =>
      sharp(pixels, { raw: { width, height, channels: 1 } })
        .toColourspace('b-w')
        .extract({ left, top, ...size })
        .resize(Math.round(size.width * scale), Math.round(size.height * scale), { fit: 'fill' })
        .withMetadata({ density: 300 })
        .png({ compressionLevel: 1 })
        .toBuffer(),
    back: (place: Box): Box => ({
      left: Math.round(left + place.left / scale),
      top: Math.round(top + place.top / scale),
      right: Math.round(left + place.right / scale),
      bottom: Math.round(top + place.bottom / scale),
    }),
  };
}

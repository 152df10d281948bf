import { heightOf, type TextWord } from '../domain/text-lines.ts';
import type { GreyImage } from './grey-image.ts';

/** Share of the darkest row's ink that a row of paper has at most. */
const FAINT = 0.06;
/** Rows of paper within a word, as under the dot of an i or a mark, in heights of its print; between lines are more. */
const WITHIN = 0.2;

/** A box whose print is no less of its height than this is the engine's own measure of the word, and better than this one. */
const LOOSE = 0.72;
/** Less than this is a stroke that was left of the word. */
const LEAST = 0.35;

interface Rows {
  top: number;
  bottom: number;
  ink: number;
}

/**
 * The words with boxes that end above and below where their own print does. The engine gives a word that it is not sure of
 * the height of its whole line, with parts of the lines over and under it. `image` is what the engine was shown.
 */
export const withOwnHeights = (image: GreyImage, words: readonly TextWord[]): TextWord[] =>
  words.map((word) => {
    const own = printOf(runsOf(image, word));
    const share = own ? (own.bottom - own.top) / heightOf(word.box) : 1;
    return own && share > LEAST && share < LOOSE
      ? { ...word, box: { ...word.box, top: own.top, bottom: own.bottom } }
      : word;
  });

/** The rows of a word's box that have ink beside the darkest of them, as far as they follow each other. */
function runsOf(image: GreyImage, { box }: TextWord): Rows[] {
  const top = Math.max(0, box.top);
  const rows = Array.from({ length: Math.max(0, Math.min(image.height, box.bottom) - top) }, (_, row) =>
    inkOn(image, top + row, box),
  );
  const least = FAINT * Math.max(0, ...rows);
  const runs: Rows[] = [];
  for (const [row, ink] of rows.entries()) {
    if (ink <= least) continue;
    const last = runs.at(-1);
    const y = top + row;
    if (last?.bottom === y) Object.assign(last, { bottom: y + 1, ink: last.ink + ink });
    else runs.push({ top: y, bottom: y + 1, ink });
  }
  return runs;
}

function inkOn({ width, pixels }: GreyImage, y: number, { left, right }: TextWord['box']): number {
  let ink = 0;
  for (let x = Math.max(0, left); x < Math.min(width, right); x++)
    ink += 255 - (pixels[y * width + x] ?? 255);
  return ink;
}

/** The run with the most ink, and those that are no further from it than a mark is from its letter. */
function printOf(runs: readonly Rows[]): Rows | undefined {
  const main = runs.toSorted((a, b) => b.ink - a.ink)[0];
  if (!main) return undefined;
  const reach = WITHIN * (main.bottom - main.top) + 1;
  const at = runs.indexOf(main);
  const own = { ...main };
  for (const run of runs.slice(at + 1)) if (run.top - own.bottom <= reach) own.bottom = run.bottom;
  for (const run of runs.slice(0, at).reverse()) if (own.top - run.bottom <= reach) own.top = run.top;
  return own;
}

import { type Box, confidenceOf, heightOf, type TextLine, type TextWord, textOf } from './text-lines.ts';

/** A label that was found, and the words that stand behind it on its line. */
export interface FoundLabel<Name extends string> {
  name: Name;
  line: TextLine;
  rest: TextWord[];
  /** True where a colon says that the words behind the label are its value. */
  colon: boolean;
}

export interface LabelledPage<Name extends string> {
  labels: FoundLabel<Name>[];
  /** The lines that are no labels: among them are the values. */
  values: TextLine[];
}

/** Below this the words are guesses of the engine and are not told as values. */
const MIN_CONFIDENCE = 0.5;
const MAX_BLOCK_LINES = 6;

/**
 * Finds labels at the beginning of lines. `names` gives each label's wordings in capitals without marks or
 * punctuation; what stands behind a slash is the label in another language.
 */
export function findLabels<Name extends string>(
  lines: readonly TextLine[],
  names: Record<Name, readonly string[]>,
): LabelledPage<Name> {
  const wordings = (Object.entries(names) as [Name, readonly string[]][]).flatMap(([name, texts]) =>
    texts.map((text) => [text, name] as const),
  );
  const byWording = new Map(wordings);
  const found = lines.map((line) => labelOf(line, byWording));
  return {
    labels: found.filter((label) => label !== undefined),
    values: lines.filter((_, index) => !found[index]),
  };
}

/** The longest beginning of the line that is a label; a number before it (`1.`, `4b.`) does not count. */
function labelOf<Name extends string>(
  line: TextLine,
  wordings: ReadonlyMap<string, Name>,
): FoundLabel<Name> | undefined {
  const first = /^\(?\d{1,2}[a-d]?[.)]+$/.test(line.words[0]?.text ?? '') ? 1 : 0;
  const words = line.words.slice(first);
  for (let count = words.length; count > 0; count--) {
    const text = textOf(words.slice(0, count));
    const name = wordings.get(plain(text.split('/')[0] ?? ''));
    if (name) return { name, line, rest: words.slice(count), colon: text.endsWith(':') };
  }
  return undefined;
}

/** Capitals without marks and punctuation: `Date d'émission:` is `DATE D EMISSION`. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/**
 * The places where the value of a label may stand, the likeliest first: behind it, under it, and to its right.
 * Words behind a label without a colon count only for values that can be told from prose (`typed`).
 */
export function candidatesFor<Name extends string>(
  label: FoundLabel<Name>,
  values: readonly TextLine[],
  typed: boolean,
): TextWord[][] {
  const behind = label.rest.length > 0 && (label.colon || typed) ? [label.rest] : [];
  const below = blockBelow(label.line.box, values).slice(0, 1);
  const beside = lineBeside(label.line.box, values);
  return [...behind, ...below.map((line) => line.words), ...(beside ? [beside.words] : [])].filter(
    (words) => confidenceOf(words) >= MIN_CONFIDENCE,
  );
}

/** The lines under a label that keep its left edge and follow each other closely. */
export function blockBelow(label: Box, values: readonly TextLine[]): TextLine[] {
  const block: TextLine[] = [];
  let above = label;
  while (block.length < MAX_BLOCK_LINES) {
    const next = lineBelow(above, values, block.length === 0 ? 2 : 1.3);
    if (!next) break;
    block.push(next);
    above = next.box;
  }
  return block;
}

function lineBelow(above: Box, values: readonly TextLine[], maxGap: number): TextLine | undefined {
  return values
    .filter(({ box }) => {
      const unit = Math.max(heightOf(above), heightOf(box));
      const gap = box.top - above.bottom;
      return gap > -0.4 * unit && gap < maxGap * unit && Math.abs(box.left - above.left) < 1.5 * unit;
    })
    .sort((a, b) => a.box.top - b.box.top)[0];
}

function lineBeside(label: Box, values: readonly TextLine[]): TextLine | undefined {
  return values
    .filter(({ box }) => {
      const shared = Math.min(box.bottom, label.bottom) - Math.max(box.top, label.top);
      return box.left > label.right && shared > 0.5 * Math.min(heightOf(box), heightOf(label));
    })
    .sort((a, b) => a.box.left - b.box.left)[0];
}

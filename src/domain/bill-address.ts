import { COUNTRIES, type Standing, standingOf } from './bill-address-labels.ts';
import { sheetBottom } from './bill-date.ts';
import { beginsWithDateLabel } from './bill-date-labels.ts';
import { isTitleOnly, personOn } from './bill-name.ts';
import { folded, hasLegalForm, isCompany } from './bill-wording.ts';
import { findPostalCode, type PostalCode } from './postal-code.ts';
import type { ReadField } from './reading.ts';
import {
  around,
  type Box,
  confidenceOf,
  heightOf,
  type TextLine,
  type TextWord,
  textOf,
} from './text-lines.ts';

/** A field with the words that it was read from. */
export type FoundField = ReadField & { words: TextWord[] };

export interface AddressBlock {
  name?: FoundField;
  address: FoundField;
  /** States whose form the postal code has. */
  countries: readonly string[];
  lines: TextLine[];
}

const MAX_LINES = 8;
/** Share of the height of an address that a label over it has at most. */
const SMALL_PRINT = 0.76;

/** Below this, the words of a line are guesses. */
const GUESS = 0.6;

interface Candidate extends AddressBlock {
  score: number;
}

/**
 * The customer's address with its postal code, and the name over it. Several addresses stand on a bill; a name over
 * the block, a label and the place of an envelope's window speak for it, a company's name and a footer against it.
 */
export function addressBlockOf(lines: readonly TextLine[]): AddressBlock | undefined {
  const bottom = sheetBottom(lines);
  const candidates = lines.flatMap((line) => candidateAt(line, lines, bottom));
  const best = candidates.sort((a, b) => b.score - a.score)[0];
  return best && best.score >= 2 ? best : undefined;
}

function candidateAt(line: TextLine, lines: readonly TextLine[], bottom: number): Candidate[] {
  const postal = findPostalCode(textOf(line.words)) ?? twoLineCode(line);
  if (!postal) return [];
  const block = blockEndingAt(line, lines);
  if (!block) return [];
  const { standing } = block;
  const rows = withoutGuesses(block.rows);
  const [first, ...rest] = rows;
  if (!first) return [];
  const person = rows.length > 1 ? nameRow(first, standing) : undefined;
  const own = person ? rest : rows;
  if (own.some((row, index) => hasLegalForm(textOf(row)) && index === 0) || standing === 'foreign') return [];
  const address = addressField(own, standing === 'own');
  if (!address) return [];
  const score = scoreOf({ person: person !== undefined, standing, rows: own, line, bottom });
  return [
    { ...(person && { name: person }), address, countries: postal.countries, lines: block.lines, score },
  ];
}

/** The rows from the person's name on, where what was read over it is a guess of the engine. */
function withoutGuesses(rows: TextWord[][]): TextWord[][] {
  const at = rows.findIndex((row) => personOn(textOf(row)));
  return at > 0 && rows.slice(0, at).every((row) => confidenceOf(row) < GUESS) ? rows.slice(at) : rows;
}

/** A code of four or five digits that stands alone counts where a country's letter is before it. */
function twoLineCode({ words }: TextLine): PostalCode | undefined {
  const text = textOf(words);
  return /^\d{5}(?:-\d{4})?$/.test(text) && words.length === 1 && text.includes('-')
    ? { code: text, countries: ['US'] }
    : undefined;
}

interface Scored {
  person: boolean;
  standing: Standing;
  rows: TextWord[][];
  line: TextLine;
  bottom: number;
}

function scoreOf({ person, standing, rows, line, bottom }: Scored): number {
  const place = line.box.top / bottom;
  const company = rows.slice(0, 1).some((row) => isCompany(textOf(row)));
  return (
    (person ? 4 : 0) +
    (standing === 'own' ? 3 : 0) +
    (standing === 'addressee' ? 3 : 0) +
    (place < 0.5 ? 1 : 0) -
    (place > 0.85 ? 3 : 0) +
    (rows.length > 1 ? 1 : 0) -
    (company ? 4 : 0)
  );
}

function nameRow(words: TextWord[], standing: Standing): FoundField | undefined {
  const person = personOn(textOf(words));
  if (!person) return undefined;
  // Under "Supply address" the first line is a house more often than a person.
  if (standing === 'own' && person.titles === 0 && !/^\p{Lu}+ /u.test(textOf(words))) return undefined;
  return fieldOf(person.name, words.slice(person.titles));
}

export const fieldOf = (value: string, words: TextWord[]): FoundField => ({
  value,
  confidence: confidenceOf(words),
  words,
});

function addressField(rows: TextWord[][], labelled: boolean): FoundField | undefined {
  const words = rows.flat();
  const value = rows.map((row) => spacedCode(textOf(row).replace(/[,;]+$/, ''))).join('\n');
  const alone = rows.length === 1 && !labelled && !/\d.*,/.test(value);
  return alone || confidenceOf(words) < 0.5 ? undefined : fieldOf(value, words);
}

/** A British code as it is written, where its space was lost: its last three places are apart. */
const spacedCode = (text: string) => text.replace(/(^|[\s,])([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$/, '$1$2 $3');

interface Block {
  rows: TextWord[][];
  lines: TextLine[];
  standing: Standing;
}

/** Walks up from the line with the postal code for as long as lines follow closely, and down to a country's name. */
function blockEndingAt(last: TextLine, lines: readonly TextLine[]): Block | undefined {
  const own = ownPart(last);
  if (own === 'no address') return undefined;
  const block: Block = { rows: [own.words], lines: [last], standing: own.standing };
  climb(block, last, lines);
  withCountry(block, last, lines);
  block.standing ??= standingAround(block, lines);
  return block;
}

function climb(block: Block, last: TextLine, lines: readonly TextLine[]): void {
  let current = last;
  while (!block.standing && block.rows.length < MAX_LINES) {
    const next = lineOver(current, lines, block.lines);
    const part = next && !isTitleOnly(textOf(next.words)) ? ownPart(next) : 'no address';
    if (!next || part === 'no address' || isSmallPrint(next, block)) return;
    if (part.standing) block.standing = part.standing;
    if (part.words.length > 0) {
      block.rows.unshift(part.words);
      block.lines.unshift(next);
    }
    current = next;
  }
}

/** Words in print that is much smaller than the block under them are its label, whatever they say. */
function isSmallPrint({ box, words }: TextLine, { lines }: Block): boolean {
  const least = Math.min(...lines.map((line) => heightOf(line.box)));
  return heightOf(box) < SMALL_PRINT * least && !/\d/.test(textOf(words));
}

/** The words of a line that belong to an address: all, or those behind its label. */
function ownPart(line: TextLine): { words: TextWord[]; standing?: Standing } | 'no address' {
  const text = textOf(line.words);
  if (/[@€£$]|www\.|https?:/.test(text) || beginsWithDateLabel(text)) return 'no address';
  if (line.words.length > 14) return 'no address';
  const label = standingOf(text);
  if (!label) return { words: line.words };
  const count = labelLength(line.words, label.wording);
  const rest = line.words.slice(count);
  const colon = /:$/.test(line.words[count - 1]?.text ?? '');
  if (!colon && rest.length > 0) return unlabelled(line, label.standing);
  return label.standing === 'other' ? 'no address' : { words: rest, standing: label.standing };
}

/** A street may begin like a label ("To", "Office Road"); without a colon only the words of companies' labels count. */
function unlabelled(line: TextLine, standing: Standing): { words: TextWord[] } | 'no address' {
  const sure = standing === 'foreign' || standing === 'other';
  return sure && line.words.length > 3 ? 'no address' : { words: line.words };
}

/** How many words a label has, with a colon that stands apart, as in French. */
export function labelLength(words: readonly TextWord[], wording: string): number {
  const end = words.findIndex((_, index) => folded(textOf(words.slice(0, index + 1))) === wording) + 1;
  if (end === 0) return words.length;
  return words[end]?.text === ':' ? end + 1 : end;
}

function lineOver(
  current: TextLine,
  lines: readonly TextLine[],
  block: readonly TextLine[],
): TextLine | undefined {
  const unit = Math.max(...block.map((line) => heightOf(line.box)));
  const pitch = block.length > 1 ? (block[1]?.box.top ?? 0) - (block[0]?.box.top ?? 0) : undefined;
  return lines
    .filter(({ box }) => {
      const gap = current.box.top - box.bottom;
      const steady = pitch === undefined || current.box.top - box.top < 1.45 * pitch + 0.2 * unit;
      return (
        box.top < current.box.top - 0.4 * unit &&
        gap > -0.5 * unit &&
        gap < 1.5 * unit &&
        steady &&
        aligned(box, current.box, unit)
      );
    })
    .sort((a, b) => b.box.bottom - a.box.bottom)[0];
}

function aligned(a: Box, b: Box, unit: number): boolean {
  const flush = Math.abs(a.left - b.left) < 1.2 * unit;
  const flushRight = Math.abs(a.right - b.right) < 0.6 * unit;
  const size = heightOf(a) / heightOf(b);
  return (flush || flushRight) && size < 2.2 && size > 0.4;
}

function withCountry(block: Block, last: TextLine, lines: readonly TextLine[]): void {
  const unit = heightOf(last.box);
  const under = lines.find(({ box }) => {
    const gap = box.top - last.box.bottom;
    return (
      gap > -0.5 * unit &&
      gap < 1.5 * unit &&
      Math.abs(box.left - last.box.left) < 1.2 * unit &&
      box.top > last.box.top
    );
  });
  if (!under || !COUNTRIES.has(folded(textOf(under.words)))) return;
  block.rows.push(under.words);
  block.lines.push(under);
}

/** A label over the block, or beside its first line. */
function standingAround(block: Block, lines: readonly TextLine[]): Standing {
  const first = block.lines[0];
  if (!first) return undefined;
  const unit = heightOf(first.box);
  const near = lines.filter(({ box }) => {
    const gap = first.box.top - box.bottom;
    const over = gap > -0.4 * unit && gap < 2.2 * unit && Math.abs(box.left - first.box.left) < 1.5 * unit;
    const shared = Math.min(box.bottom, first.box.bottom) - Math.max(box.top, first.box.top);
    const beside =
      box.right < first.box.left && shared > 0.4 * unit && first.box.left - box.right < 12 * unit;
    return (over || beside) && !block.lines.some((line) => line.box === box);
  });
  for (const line of near.sort((a, b) => b.box.bottom - a.box.bottom)) {
    const label = standingOf(textOf(line.words));
    if (label && label.standing !== 'other' && line.words.length <= label.wording.split(' ').length + 1)
      return label.standing;
  }
  return undefined;
}

/** An address under its label that has no postal code of a form that is known. */
export function labelledAddressOf(lines: readonly TextLine[]): AddressBlock | undefined {
  return lines.map((line) => labelledAt(line, lines)).find((block) => block !== undefined);
}

function labelledAt(line: TextLine, lines: readonly TextLine[]): AddressBlock | undefined {
  const label = standingOf(textOf(line.words));
  if (label?.standing !== 'own' && label?.standing !== 'addressee') return undefined;
  const rows = blockUnder(line, labelLength(line.words, label.wording), lines);
  const [first, ...rest] = rows;
  const name = first && label.standing === 'addressee' ? nameRow(first, 'addressee') : undefined;
  const own = name ? rest : rows;
  const address = /\d/.test(own.map(textOf).join(' ')) ? addressField(own, true) : undefined;
  return address && { ...(name && { name }), address, countries: [], lines: [] };
}

function blockUnder(label: TextLine, count: number, lines: readonly TextLine[]): TextWord[][] {
  const rest = label.words.slice(count);
  const rows = rest.length > 0 && /:$/.test(label.words[count - 1]?.text ?? '') ? [rest] : [];
  if (rest.length > 0 && rows.length === 0) return [];
  let above = label.box;
  const left = rest.length > 0 ? around(rest).left : label.box.left;
  while (rows.length < MAX_LINES) {
    const unit = heightOf(above);
    const next = lines.find(({ box }) => {
      const gap = box.top - above.bottom;
      const reach = above === label.box ? 2 : 1.4;
      return (
        gap > -0.4 * unit &&
        gap < reach * unit &&
        box.top > above.top &&
        Math.abs(box.left - left) < 1.5 * unit
      );
    });
    const part = next && ownPart(next);
    if (!next || !part || part === 'no address' || part.standing) break;
    rows.push(part.words);
    above = next.box;
  }
  return rows;
}

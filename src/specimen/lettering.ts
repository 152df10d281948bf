import { readFileSync } from 'node:fs';
import opentype from 'opentype.js';

/** Fonts that lie beside this room, so that a specimen looks the same wherever it is drawn. */
const FONT_FILES = {
  regular: 'arimo-latin-400-normal.woff',
  bold: 'arimo-latin-700-normal.woff',
  ocrb: 'OCRB.otf',
  regularExtended: 'arimo-latin-ext-400-normal.woff',
  boldExtended: 'arimo-latin-ext-700-normal.woff',
} as const;
type FontFile = keyof typeof FONT_FILES;
export type FontName = 'regular' | 'bold' | 'ocrb';

/** Where a font looks for letters of central Europe that it lacks. */
const EXTENSIONS: Partial<Record<FontName, FontFile>> = {
  regular: 'regularExtended',
  bold: 'boldExtended',
};

export interface TextStyle {
  font?: FontName;
  /** Em size in the units of the drawing. */
  size: number;
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  /** Distance from one letter's start to the next; for monospaced print. */
  pitch?: number;
  /** Further SVG attributes. */
  attributes?: string;
}

const loaded = new Map<FontFile, opentype.Font>();

function fontOf(name: FontFile): opentype.Font {
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(new URL(`./fonts/${FONT_FILES[name]}`, import.meta.url));
  const font = opentype.parse(Uint8Array.from(bytes).buffer);
  loaded.set(name, font);
  return font;
}

/** Draws a text as outlines; `x` and `y` are its base point. Letters that the font lacks are a programming error. */
export function drawText(text: string, x: number, y: number, style: TextStyle): string {
  const path = style.pitch ? pitchedPath(text, x, y, style) : plainPath(text, x, y, style);
  return `<path d="${path}" fill="${style.fill ?? '#16191d'}" ${style.attributes ?? ''}/>`;
}

/** How wide a text is when it is drawn plainly, in the units of the drawing. */
export function textWidth(text: string, style: Pick<TextStyle, 'font' | 'size'>): number {
  const advance = ({ font, letters }: Run) => font.getAdvanceWidth(letters, style.size);
  return runsOf(text, style.font ?? 'regular').reduce((sum, run) => sum + advance(run), 0);
}

interface Run {
  font: opentype.Font;
  letters: string;
}

/** Neighbouring letters that one font file has. */
function runsOf(text: string, name: FontName): Run[] {
  const runs: Run[] = [];
  for (const letter of text) {
    const font = fontWith(letter, name);
    const last = runs.at(-1);
    if (last?.font === font) last.letters += letter;
    else runs.push({ font, letters: letter });
  }
  return runs;
}

function fontWith(letter: string, name: FontName): opentype.Font {
  const own = fontOf(name);
  if (own.hasChar(letter)) return own;
  const extension = EXTENSIONS[name];
  if (extension && fontOf(extension).hasChar(letter)) return fontOf(extension);
  throw new RangeError(`The font of the specimens has no letter "${letter}".`);
}

function plainPath(text: string, x: number, y: number, style: TextStyle): string {
  const width = textWidth(text, style);
  let left = x - { start: 0, middle: width / 2, end: width }[style.anchor ?? 'start'];
  const paths = runsOf(text, style.font ?? 'regular').map(({ font, letters }) => {
    const path = font.getPath(letters, left, y, style.size).toPathData(2);
    left += font.getAdvanceWidth(letters, style.size);
    return path;
  });
  return paths.join('');
}

/** Each letter in the middle of its cell, as a document printer sets them. */
function pitchedPath(text: string, x: number, y: number, style: TextStyle): string {
  const pitch = style.pitch ?? style.size;
  const cells = [...text].map((letter, index) => {
    const font = fontWith(letter, style.font ?? 'regular');
    const shift = (pitch - font.getAdvanceWidth(letter, style.size)) / 2;
    return font.getPath(letter, x + index * pitch + shift, y, style.size).toPathData(2);
  });
  return cells.join('');
}

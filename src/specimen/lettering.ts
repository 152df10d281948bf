import { readFileSync } from 'node:fs';
import opentype from 'opentype.js';

/** Fonts that lie beside this room, so that a specimen looks the same wherever it is drawn. */
const FONT_FILES = {
  regular: 'arimo-latin-400-normal.woff',
  bold: 'arimo-latin-700-normal.woff',
  ocrb: 'OCRB.otf',
} as const;
export type FontName = keyof typeof FONT_FILES;

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

const loaded = new Map<FontName, opentype.Font>();

function fontOf(name: FontName): opentype.Font {
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(new URL(`./fonts/${FONT_FILES[name]}`, import.meta.url));
  const font = opentype.parse(Uint8Array.from(bytes).buffer);
  loaded.set(name, font);
  return font;
}

/** Draws a text as outlines; `x` and `y` are its base point. Letters that the font lacks are a programming error. */
export function drawText(text: string, x: number, y: number, style: TextStyle): string {
  const font = fontOf(style.font ?? 'regular');
  const missing = [...text].find((letter) => !font.hasChar(letter));
  if (missing) throw new RangeError(`The font of the specimens has no letter "${missing}".`);
  const path = style.pitch ? pitchedPath(font, text, x, y, style) : plainPath(font, text, x, y, style);
  return `<path d="${path}" fill="${style.fill ?? '#16191d'}" ${style.attributes ?? ''}/>`;
}

function plainPath(font: opentype.Font, text: string, x: number, y: number, style: TextStyle): string {
  const width = font.getAdvanceWidth(text, style.size);
  const shift = { start: 0, middle: width / 2, end: width }[style.anchor ?? 'start'];
  return font.getPath(text, x - shift, y, style.size).toPathData(2);
}

/** Each letter in the middle of its cell, as a document printer sets them. */
function pitchedPath(font: opentype.Font, text: string, x: number, y: number, style: TextStyle): string {
  const pitch = style.pitch ?? style.size;
  const cells = [...text].map((letter, index) => {
    const shift = (pitch - font.getAdvanceWidth(letter, style.size)) / 2;
    return font.getPath(letter, x + index * pitch + shift, y, style.size).toPathData(2);
  });
  return cells.join('');
}

import { type Drawing, specimenMark } from './artwork.ts';
import { drawText } from './lettering.ts';

/** A line of text on a sheet; `x` and `y` are its base point in tenths of a millimetre from the top left. */
export interface SheetText {
  text: string;
  x: number;
  y: number;
  size: number;
  bold?: boolean;
  anchor?: 'start' | 'end';
  /** `#rrggbb`. */
  fill?: string;
}

export interface SheetArea {
  x: number;
  y: number;
  width: number;
  height: number;
  fill: string;
}

/** A4 as data, so that the same sheet can be drawn as a picture and written as a PDF. */
export interface Sheet {
  texts: SheetText[];
  areas: SheetArea[];
}

export const A4 = { width: 2100, height: 2970 };
export const INK = '#16191d';

export function drawSheet({ texts, areas }: Sheet): Drawing {
  const filled = areas.map(
    ({ x, y, width, height, fill }) =>
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}"/>`,
  );
  const print = texts.map(({ text, x, y, size, bold, anchor = 'start', fill = INK }) =>
    drawText(text, x, y, { font: bold ? 'bold' : 'regular', size, anchor, fill }),
  );
  const ground = `<rect width="${A4.width}" height="${A4.height}" fill="#ffffff"/>`;
  return { ...A4, body: `${ground}${specimenMark(A4)}${filled.join('')}${print.join('')}` };
}

import { drawText } from './lettering.ts';

/** A drawing in tenths of a millimetre. */
export interface Drawing {
  width: number;
  height: number;
  body: string;
}

const TURN = Math.PI * 2;

/** A closed curve of `waves` waves around a point: the rosette of security print. */
function rosette(x: number, y: number, radius: number, waves: number, phase: number): string {
  const points = Array.from({ length: 481 }, (_, step) => {
    const angle = (step / 480) * TURN;
    const reach = radius * (0.86 + 0.14 * Math.sin(waves * angle + phase));
    return `${(x + reach * Math.cos(angle)).toFixed(1)} ${(y + reach * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join('L')}Z`;
}

/** Waves from edge to edge that lean on each other. */
function waves(width: number, height: number): string {
  return Array.from({ length: 34 }, (_, line) => {
    const base = (line / 33) * height;
    const points = Array.from({ length: 61 }, (_, step) => {
      const x = (step / 60) * width;
      const y =
        base + 24 * Math.sin((step / 60) * TURN * 2.5 + line * 0.33) + 9 * Math.cos(step * 0.4 - line);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    return `M${points.join('L')}`;
  }).join('');
}

/** Fine-lined background in two pale inks; dark enough to be seen, pale enough to be read over. */
export function guilloche(width: number, height: number, inks: readonly [string, string]): string {
  const rings = Array.from({ length: 14 }, (_, ring) =>
    rosette(width * 0.66, height * 0.52, height * (0.08 + ring * 0.026), 16, ring * 1.1),
  );
  return `<g fill="none" stroke-width="1.1">
    <path d="${waves(width, height)}" stroke="${inks[0]}" opacity="0.42"/>
    <path d="${rings.join('')}" stroke="${inks[1]}" opacity="0.34"/>
  </g>`;
}

/** A head and shoulders that is nobody's. */
export function portrait(x: number, y: number, width: number, height: number): string {
  const at = (dx: number, dy: number) => `${(x + dx * width).toFixed(1)} ${(y + dy * height).toFixed(1)}`;
  return `<defs>
    <linearGradient id="wall" x2="0" y2="1"><stop stop-color="#dfe6ea"/><stop offset="1" stop-color="#b9c6ce"/></linearGradient>
    <linearGradient id="figure" x2="0" y2="1"><stop stop-color="#7f909c"/><stop offset="1" stop-color="#5c6d79"/></linearGradient>
    <clipPath id="frame"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/></clipPath></defs>
  <g clip-path="url(#frame)">
    <rect x="${x}" y="${y}" width="${width}" height="${height}" fill="url(#wall)"/>
    <path fill="url(#figure)" d="M${at(0.02, 1.02)} C${at(0.04, 0.78)} ${at(0.3, 0.78)} ${at(0.4, 0.7)}
      L${at(0.4, 0.6)} C${at(0.28, 0.52)} ${at(0.25, 0.42)} ${at(0.25, 0.34)} C${at(0.25, 0.14)} ${at(0.38, 0.1)} ${at(0.5, 0.1)}
      C${at(0.62, 0.1)} ${at(0.75, 0.14)} ${at(0.75, 0.34)} C${at(0.75, 0.42)} ${at(0.72, 0.52)} ${at(0.6, 0.6)}
      L${at(0.6, 0.7)} C${at(0.7, 0.78)} ${at(0.96, 0.78)} ${at(0.98, 1.02)} Z"/>
    ${drawText('SPECIMEN', x + width / 2, y + height * 0.94, { font: 'bold', size: width * 0.155, fill: '#ffffff', anchor: 'middle' })}
  </g>`;
}

/** The word that no picture may be without, from corner to corner, under the print. */
export function specimenMark({ width, height }: { width: number; height: number }): string {
  const angle = (Math.atan2(height, width) * -180) / Math.PI;
  const size = Math.hypot(width, height) / 7.2;
  const turn = `transform="rotate(${angle.toFixed(2)} ${width / 2} ${height / 2})" opacity="0.1"`;
  return drawText('SPECIMEN', width / 2, height / 2 + size * 0.36, {
    font: 'bold',
    size,
    fill: '#b3261e',
    anchor: 'middle',
    attributes: turn,
  });
}

/** A value under its label, as passports and cards print them. */
export function labelledField(label: string, value: string, x: number, y: number, size = 28): string {
  const above = drawText(label, x, y, { size: size * 0.62, fill: '#41566b' });
  return above + drawText(value, x, y + size * 1.06, { font: 'bold', size });
}

/** OCR-B size 1: ten characters an inch, lines a quarter of an inch apart (ICAO 9303-3 section 4.4). */
export const MRZ_PITCH = 25.4;
const MRZ_LEADING = 63.5;

export function mrzBlock(lines: readonly string[], page: { width: number }, firstBaseline: number): string {
  return lines
    .map((line, index) => {
      const x = (page.width - line.length * MRZ_PITCH) / 2;
      const style = { font: 'ocrb', size: 34, pitch: MRZ_PITCH, fill: '#101214' } as const;
      return drawText(line, x, firstBaseline + index * MRZ_LEADING, style);
    })
    .join('');
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `2026-09-14` as `14 SEP 2026`. */
export function printedDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${day} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

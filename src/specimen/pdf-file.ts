import { textWidth } from './lettering.ts';
import { A4, INK, type Sheet, type SheetText } from './sheet.ts';

/** Points (1/72 inch) in a tenth of a millimetre. */
const POINTS = 72 / 254;
const PAGE = { width: (A4.width * POINTS).toFixed(2), height: (A4.height * POINTS).toFixed(2) };

/**
 * A sheet as a PDF with a text layer (PDF 1.4, ISO 32000-1): Helvetica, which every reader has, in the letters of
 * Windows-1252. The same sheet gives the same bytes.
 *
 * @throws RangeError where a text holds a letter that Windows-1252 lacks.
 */
export function sheetPdf({ texts, areas }: Sheet): Buffer {
  const filled = areas.map(
    ({ x, y, width, height, fill }) =>
      `${colour(fill)} rg ${points(x)} ${points(A4.height - y - height)} ${points(width)} ${points(height)} re f`,
  );
  const content = [...filled, 'BT', ...texts.map(shown), 'ET'].join('\n');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return pdf([
    page('<< /Font << /F1 5 0 R /F2 6 0 R >> >>'),
    stream('', Buffer.from(content, 'latin1')),
    Buffer.from(font('Helvetica')),
    Buffer.from(font('Helvetica-Bold')),
  ]);
}

/** A photograph or scan (JPEG, colour) as a PDF without any text, as scanners make it. */
export function scanPdf(jpeg: Buffer, { width, height }: { width: number; height: number }): Buffer {
  const content = `q ${PAGE.width} 0 0 ${PAGE.height} 0 0 cm /Scan Do Q`;
  const facts = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB`;
  return pdf([
    page('<< /XObject << /Scan 5 0 R >> >>'),
    stream('', Buffer.from(content)),
    stream(`${facts} /BitsPerComponent 8 /Filter /DCTDecode`, jpeg),
  ]);
}

/** Objects 1 and 2 are the catalogue and the pages; those given follow, the page first and its content next. */
function pdf(objects: Buffer[]): Buffer {
  const all = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    ...objects,
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, object] of all.entries()) {
    offsets.push(length);
    add(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]));
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = all.length + 1;
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`;
  add(Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${table}${trailer}`));
  return Buffer.concat(parts);
}

const page = (resources: string) =>
  Buffer.from(
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources ${resources} /Contents 4 0 R >>`,
  );

const stream = (facts: string, bytes: Buffer) =>
  Buffer.concat([
    Buffer.from(`<< ${facts} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);

function shown({ text, x, y, size, bold, anchor, fill = INK }: SheetText): string {
  // Arimo and Helvetica are equally wide.
  const width = anchor === 'end' ? textWidth(text, { size, font: bold ? 'bold' : 'regular' }) : 0;
  const place = `1 0 0 1 ${points(x - width)} ${points(A4.height - y)} Tm`;
  return `/F${bold ? 2 : 1} ${points(size)} Tf ${colour(fill)} rg ${place} <${encoded(text)}> Tj`;
}

const points = (tenths: number) => (tenths * POINTS).toFixed(2);

const colour = (hex: string) =>
  [1, 3, 5].map((at) => (Number.parseInt(hex.slice(at, at + 2), 16) / 255).toFixed(3)).join(' ');

/** Places of Windows-1252 that differ from Latin-1 and that names and bills use. */
const WINDOWS_1252: Record<string, number> = {
  '€': 0x80,
  Š: 0x8a,
  Œ: 0x8c,
  Ž: 0x8e,
  '’': 0x92,
  '–': 0x96,
  š: 0x9a,
  œ: 0x9c,
  ž: 0x9e,
};

export const fitsPdf = (text: string) => [...text].every((letter) => codeOf(letter) !== undefined);

function codeOf(letter: string): number | undefined {
  const code = letter.codePointAt(0) ?? 0;
  const latin = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff);
  return latin ? code : WINDOWS_1252[letter];
}

function encoded(text: string): string {
  const bytes = [...text].map((letter) => {
    const code = codeOf(letter);
    if (code === undefined) throw new RangeError(`A PDF of the specimens has no letter "${letter}".`);
    return code.toString(16).padStart(2, '0');
  });
  return bytes.join('');
}

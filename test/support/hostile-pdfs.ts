import { deflateSync } from 'node:zlib';
import type { HostileFile } from './hostile-files.ts';

/** Objects by number, from 1, with a right table of places (ISO 32000-1 section 7.5). */
function pdf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const places: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer) => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, object] of objects.entries()) {
    places.push(length);
    const body = typeof object === 'string' ? Buffer.from(object, 'latin1') : object;
    add(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]));
  }
  const start = length;
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  add(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

const stream = (body: Buffer | string, entries = '') => {
  const bytes = Buffer.from(body);
  return Buffer.concat([
    Buffer.from(`<< ${entries} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
};

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const PAGES = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
const page = (entries = '', box = '0 0 595 842') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [${box}] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> ${entries} >>`;
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const TEXT = 'BT /F 12 Tf 60 700 Td (A letter) Tj ET';
/** A letter of one page that anybody could send. */
export const onePagePdf = (): Buffer => whole();
const whole = () => pdf([CATALOG, PAGES, page(), stream(TEXT), FONT, stream('')]);

/** Each stands for an archive of deflated data within another. */
const nested = (megabytes: number, depth: number) => {
  let body: Buffer = Buffer.alloc(megabytes * 1024 * 1024, ' ');
  for (let level = 0; level < depth; level++) body = deflateSync(body);
  return stream(body, `/Filter [${'/FlateDecode '.repeat(depth)}]`);
};

const image = (width: number, height: number) =>
  stream(
    deflateSync(Buffer.alloc(1000)),
    `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode`,
  );

const CORRUPT = /^PICTURE_CORRUPT$/;
/** Drawn as far as it goes: a page that shows something, or nothing. */
const ANSWERED = /^(accepted|PICTURE_CORRUPT|PDF_ENCRYPTED|VisionTimeoutError|VisionCrashError)$/;

export function hostilePdfs(): Record<string, HostileFile> {
  return {
    'a PDF of nothing but its head': { make: () => Buffer.from('%PDF-1.7\n'), expected: CORRUPT },
    'a PDF that ends in the middle': { make: () => whole().subarray(0, 200), expected: CORRUPT },
    'a PDF without pages': {
      make: () => pdf([CATALOG, '<< /Type /Pages /Kids [] /Count 0 >>']),
      expected: CORRUPT,
    },
    'a PDF of a thousand pages': {
      make: () =>
        pdf([
          CATALOG,
          `<< /Type /Pages /Kids [${'3 0 R '.repeat(1000)}] /Count 1000 >>`,
          page(),
          stream(TEXT),
          FONT,
          stream(''),
        ]),
      expected: /^PDF_TOO_MANY_PAGES$/,
    },
    'a PDF that claims a thousand million pages': {
      make: () =>
        pdf([
          CATALOG,
          '<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>',
          page(),
          stream(TEXT),
          FONT,
          stream(''),
        ]),
      expected: /^(PDF_TOO_MANY_PAGES|accepted|PICTURE_CORRUPT)$/,
    },
    'a PDF whose pages are their own parents': {
      make: () => pdf([CATALOG, '<< /Type /Pages /Kids [2 0 R] /Count 1 >>']),
      expected: ANSWERED,
    },
    'a PDF that draws itself': {
      make: () =>
        pdf([
          CATALOG,
          PAGES,
          page(),
          stream('/X Do'),
          FONT,
          stream(
            '/X Do /X Do',
            '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>',
          ),
        ]),
      expected: ANSWERED,
    },
    'a PDF whose table of places leads to itself': {
      make: () => {
        const bytes = whole().toString('latin1');
        const at = bytes.lastIndexOf('xref\n0');
        return Buffer.from(bytes.replace('/Root 1 0 R', `/Root 1 0 R /Prev ${at}`), 'latin1');
      },
      expected: ANSWERED,
    },
    'a PDF with a script': {
      make: () =>
        pdf([
          '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while\\(true\\){app.alert\\(1\\)}) >> >>',
          PAGES,
          page(),
          stream(TEXT),
          FONT,
          stream(''),
        ]),
      expected: /^accepted$/,
    },
    'a PDF that opens a program and an address': {
      make: () =>
        pdf([
          '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) /Next << /S /URI /URI (http://127.0.0.1:1/) >> >> >>',
          PAGES,
          page(),
          stream(TEXT),
          FONT,
          stream(''),
        ]),
      expected: /^accepted$/,
    },
    'a PDF that is locked': {
      make: () =>
        pdf(
          [
            CATALOG,
            PAGES,
            page(),
            stream(TEXT),
            FONT,
            stream(''),
            `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <${'a5'.repeat(32)}> /U <${'5a'.repeat(32)}> >>`,
          ],
          `/Encrypt 7 0 R /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]`,
        ),
      expected: /^(PDF_ENCRYPTED|PICTURE_CORRUPT)$/,
    },
    'a PDF whose text opens to 400 MB': {
      make: () => pdf([CATALOG, PAGES, page(), nested(400, 2), FONT, stream('')]),
      expected: ANSWERED,
    },
    'a PDF with a picture of 60000 by 60000 pixels': {
      make: () =>
        pdf([CATALOG, PAGES, page(), stream('500 0 0 500 0 0 cm /X Do'), FONT, image(60_000, 60_000)]),
      expected: ANSWERED,
    },
    'a PDF page as wide as a town': {
      make: () => pdf([CATALOG, PAGES, page('', '0 0 9000000 9000000'), stream(TEXT), FONT, stream('')]),
      expected: CORRUPT,
    },
    'a PDF page without extent': {
      make: () => pdf([CATALOG, PAGES, page('', '0 0 0 0'), stream(TEXT), FONT, stream('')]),
      expected: ANSWERED,
    },
    'a PDF with 300000 lines to draw': {
      make: () =>
        pdf([
          CATALOG,
          PAGES,
          page(),
          stream(deflateSync(Buffer.from('0 0 m 595 842 l S\n'.repeat(300_000))), '/Filter /FlateDecode'),
          FONT,
          stream(''),
        ]),
      expected: ANSWERED,
    },
    'a PDF nested ten thousand deep': {
      make: () =>
        pdf([CATALOG, PAGES, page(), stream(TEXT), `${'['.repeat(10_000)}${']'.repeat(10_000)}`, stream('')]),
      expected: ANSWERED,
    },
    'a picture that begins like a PDF': {
      make: () => Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(50_000, 0xff)]),
      expected: CORRUPT,
    },
  };
}

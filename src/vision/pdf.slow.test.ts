import assert from 'node:assert/strict';
import sharp from 'sharp';
import { drawPdfPage, inspectPdf, readPdf } from './pdf.ts';
import { createVisionPool, type VisionPool } from './pool.ts';

/** A PDF of pages of A4 with lines of text; `extra` goes into the catalogue, `state` before the text. */
function pdf(pages: string[][], { extra = '', state = '' } = {}): Buffer {
  const objects = [`<< /Type /Catalog /Pages 2 0 R ${extra} >>`, ''];
  const kids = pages.map((lines) => {
    const shown = lines.map((line) => `(${line}) Tj 0 -16 Td`).join('\n');
    const stream = `BT ${state} /F1 11 Tf 60 700 Td\n${shown}\nET`;
    objects.push(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`);
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length} 0 R ` +
        '/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>',
    );
    return `${objects.length} 0 R`;
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`;
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(
    `%PDF-1.7\n${body}trailer\n<< /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF\n`,
    'latin1',
  );
}

const BILL = [
  'Utopia Water and Power Ltd',
  'Bill date: 9 November 2026',
  'Payment due by: 30 November 2026',
  'Account holder: Anna Maria Eriksson',
  'Supply address: 27 Harbour Street, Zenith, ZN4 8QT',
];
const FIELDS = {
  fullName: 'Anna Maria Eriksson',
  address: '27 Harbour Street, Zenith, ZN4 8QT',
  issuer: 'Utopia Water and Power Ltd',
  issueDate: '2026-11-09',
};

describe('opening PDFs', () => {
  it('says how many pages there are and how large the first is at 200 dots an inch', async () => {
    assert.deepEqual(await inspectPdf(pdf([BILL, BILL])), { pages: 2, width: 1653, height: 2339 });
  });

  it('draws a page no longer than it is asked to', async () => {
    const { format, height } = await sharp(await drawPdfPage(pdf([BILL]), 1, 600)).metadata();
    assert.deepEqual([format, height], ['png', 600]);
  });

  it('refuses what is no PDF, broken, or has too many pages', async () => {
    assert.equal(await inspectPdf(Buffer.from('%PDF-1.7 and no more')), 'PICTURE_CORRUPT');
    assert.equal(await inspectPdf(Buffer.alloc(0)), 'PICTURE_CORRUPT');
    assert.equal(await inspectPdf(pdf(Array.from({ length: 21 }, () => ['x']))), 'PDF_TOO_MANY_PAGES');
  });

  it('opens a PDF with scripts and runs none', async () => {
    const extra = '/OpenAction << /S /JavaScript /JS (app.launchURL\\("http://127.0.0.1:9"\\)) >>';
    const pages = await readPdf(pdf([BILL], { extra }));
    assert.ok(typeof pages !== 'string' && pages[0]?.hasText);
  });

  it('leaves out text that nobody sees', async () => {
    for (const state of ['3 Tr', '1 1 1 rg']) {
      const pages = await readPdf(pdf([BILL], { state }));
      assert.ok(typeof pages !== 'string');
      assert.deepEqual(pages[0]?.words, [], state);
    }
  });
});

/** Nothing may be fetched while a PDF is read. */
const NO_NETWORK = new URL('../../test/support/refuse-network.mjs', import.meta.url).href;

describe('reading PDFs in a child whose network calls throw', function () {
  this.timeout(120_000);
  let pool: VisionPool;

  before(() => {
    pool = createVisionPool({ size: 1, childPreload: [NO_NETWORK] });
  });
  after(() => pool.close());

  const read = async (bytes: Buffer) => {
    const reading = await pool.read(bytes, { kind: 'proof_of_address', side: 'front', today: '2026-11-23' });
    if (reading.status === 'unreadable') return reading.reason;
    return Object.fromEntries(Object.entries(reading.printed).map(([name, field]) => [name, field.value]));
  };

  it('reads the text layer exactly', async () => {
    assert.deepEqual(await read(pdf([BILL])), FIELDS);
  });

  it('reads the picture of a page whose text nobody sees', async () => {
    assert.equal(await read(pdf([BILL], { state: '3 Tr' })), 'NO_TEXT');
  });

  it('looks on the next page for what the first leaves open', async () => {
    assert.deepEqual(
      await read(pdf([['A letter without anything to read on its first page'], BILL])),
      FIELDS,
    );
  });

  it('says of a broken file that it is corrupt', async () => {
    assert.equal(await read(Buffer.from('%PDF-1.7\n1 0 obj << broken')), 'PICTURE_CORRUPT');
  });
});

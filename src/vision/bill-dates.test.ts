import assert from 'node:assert/strict';
import sharp from 'sharp';
import { around, type TextLine, textOf } from '../domain/text-lines.ts';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { readDates } from './bill-dates.ts';
import { decodeGrey } from './grey-image.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';

const STYLE = { font: 'bold', size: 30 } as const;

describe('the dates of bills', () => {
  let net: PrintNet;
  before(async () => {
    net = await createPrintNet();
  });
  after(() => net.close());

  /** What is told of a line that is printed as `print` and was read as `read`. */
  async function told(print: string, read: string): Promise<{ text: string; sure: boolean }> {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120">
      <rect width="400" height="120" fill="#fff"/>${drawText(print, 40, 70, STYLE)}</svg>`;
    const page = await decodeGrey(await sharp(Buffer.from(svg)).blur(1).png().toBuffer(), 400);
    const right = Math.round(40 + textWidth(print, STYLE));
    const words = [{ text: read, confidence: 0.95, box: { left: 40, top: 48, right, bottom: 71 } }];
    const line: TextLine = { words, box: around(words) };
    const [only] = await readDates(page, [line], net);
    const [word] = only?.words ?? [];
    return { text: textOf(only?.words ?? []), sure: (word?.confidence ?? 0) >= 0.8 };
  }

  it('have their strokes back that were taken for digits, and are not sure then', async () => {
    assert.deepEqual(await told('14/11/2026', '1411112026'), { text: '14/11/2026', sure: false });
  });

  it('stay as they were read where both readers read the same', async () => {
    assert.deepEqual(await told('14.11.2026', '14.11.2026'), { text: '14.11.2026', sure: true });
  });

  it('are no amounts and no words', async () => {
    assert.deepEqual(await told('95,68', '95,63'), { text: '95,63', sure: true });
    assert.deepEqual(await told('factura', 'lactura'), { text: 'lactura', sure: true });
  });
});

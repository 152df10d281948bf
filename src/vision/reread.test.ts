import assert from 'node:assert/strict';
import { around, type TextLine, type TextWord, textOf } from '../domain/text-lines.ts';
import { rereadLines } from './reread.ts';
import type { TextReader } from './tesseract.ts';

const PAGE = { width: 600, height: 100, pixels: new Uint8Array(600 * 100).fill(255) };

const word = (text: string, left: number): TextWord => ({
  text,
  confidence: 0.4,
  box: { left, top: 40, right: left + text.length * 12, bottom: 60 },
});
const line = (...words: TextWord[]): TextLine => ({ words, box: around(words) });

/** Reads one text after another, in pixels of what was cut out: lines of 48 instead of 20. */
function readerOf(...texts: string[]): TextReader {
  const left = [...texts];
  return {
    words: () => Promise.resolve(enlarged(left.shift() ?? '')),
    close: () => Promise.resolve(),
  };
}

function enlarged(text: string): TextWord[] {
  let left = 17;
  return text.split(' ').map((one): TextWord => {
    const box = { left, top: 17, right: left + one.length * 29, bottom: 65 };
    left = box.right + 29;
    return { text: one, confidence: 0.9, box };
  });
}

describe('reading lines once more', () => {
  it('tells a line once that was first read in two pieces', async () => {
    const pieces = [line(word('Fecha', 20)), line(word('de', 92), word('lactura', 124))];
    const again = await rereadLines(
      PAGE,
      pieces,
      new Set(pieces),
      readerOf('Fecha de factura', 'de factura'),
    );
    assert.deepEqual(
      again.map(({ words }) => textOf(words)),
      ['Fecha de factura'],
    );
  });

  it('leaves lines alone that are not chosen', async () => {
    const kept = line(word('Total', 20));
    assert.deepEqual(await rereadLines(PAGE, [kept], new Set(), readerOf('Tota1')), [kept]);
  });
});

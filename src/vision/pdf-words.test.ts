import assert from 'node:assert/strict';
import { wordsOfSigns } from './pdf-words.ts';
import type { PdfSign } from './pdfium.ts';

/** A dark page, on which every box is seen: light at one of its corners. */
const page = (() => {
  const pixels = new Uint8Array(400 * 40).fill(0).map((_, at) => (at % 2 === 0 ? 255 : 0));
  return { width: 400, height: 40, pixels };
})();

/** Signs of 22 pixels' height, by the columns between which their ink stands. */
const signs = (...placed: [text: string, left: number, right: number][]): PdfSign[] =>
  placed.map(([text, left, right]) => ({ text, box: { left, top: 8, right, bottom: 30 } }));

const words = (given: PdfSign[]) => wordsOfSigns(given, page).map(({ text }) => text);

describe('the words of the signs of a PDF', () => {
  it('keeps digits together between which a 1 leaves white', () => {
    assert.deepEqual(words(signs(['1', 306, 315], ['1', 325, 333], ['5', 341, 357])), ['115']);
  });

  it('parts letters and digits with as much white between them', () => {
    assert.deepEqual(words(signs(['l', 306, 309], ['l', 319, 322])), ['l', 'l']);
    assert.deepEqual(words(signs(['2', 300, 316], ['3', 326, 342])), ['2', '3']);
  });

  it('parts digits that have a space between them, however close they stand', () => {
    assert.deepEqual(words(signs(['1', 306, 315], [' ', 315, 320], ['1', 325, 333])), ['1', '1']);
  });
});

import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { TextWord } from '../domain/text-lines.ts';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { decodeGrey } from './grey-image.ts';
import { wholeNames } from './name-ends.ts';
import type { TextReader } from './tesseract.ts';

const STYLE = { font: 'bold', size: 40 } as const;
const LEFT = 200;

/** A name as it is printed, of which an engine read the letters from one to another. */
async function name(print: string, from: number, to: number) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="120"><rect width="700" height="120"
    fill="#fff"/>${drawText(print, LEFT, 80, STYLE)}</svg>`;
  const page = await decodeGrey(await sharp(Buffer.from(svg)).png().toBuffer(), 700);
  const x = (letters: number) => Math.round(LEFT + textWidth(print.slice(0, letters), STYLE));
  const word: TextWord = {
    text: print.slice(from, to),
    confidence: 0.95,
    box: { left: x(from), top: 51, right: x(to), bottom: 81 },
  };
  return { page, word, fields: { surname: { value: word.text, confidence: 0.95, box: word.box } } };
}

/** An engine that reads one text in every picture, a margin off its edges. */
function reading(text: string) {
  let asked = 0;
  const engine: TextReader = {
    async words() {
      asked++;
      return text ? [{ text, confidence: 0.9, box: { left: 12, top: 20, right: 112, bottom: 50 } }] : [];
    },
    close: async () => undefined,
  };
  return { engine, asked: () => asked };
}

describe('reading names to their ends', () => {
  for (const [print, from, to] of [
    ['ZOE', 0, 2],
    ['ERIKA', 1, 5],
    ['ANNA MARIA', 5, 10],
  ] as const) {
    it(`reads ${print} where ${print.slice(from, to)} was read and print goes on`, async () => {
      const { page, word, fields } = await name(print, from, to);
      const { words, fields: places } = await wholeNames(page, [word], fields, reading(print).engine);
      assert.deepEqual(
        words.map(({ text }) => text),
        [print],
      );
      assert.deepEqual(places.surname?.box, words[0]?.box);
    });
  }

  it('tells the name as hardly read where what goes on cannot be read, or is read as something else', async () => {
    for (const text of ['', 'OTHER']) {
      const { page, word, fields } = await name('ERIKA', 1, 5);
      const { words } = await wholeNames(page, [word], fields, reading(text).engine);
      assert.deepEqual([words[0]?.text, words[0]?.confidence], ['RIKA', 0.75]);
    }
  });

  it('keeps a name in capitals where a short line shows none', async () => {
    const { page, word, fields } = await name('ZOE', 0, 2);
    const { words } = await wholeNames(page, [word], fields, reading('zoe').engine);
    assert.equal(words[0]?.text, 'ZOE');
  });

  it('asks nothing of a name beside which nothing stands, nor of one beside another word that was read', async () => {
    const alone = await name('ERIKA', 0, 5);
    const other = await name('ANNA MARIA', 5, 10);
    const { box } = other.word;
    const anna = { text: 'ANNA', confidence: 0.95, box: { ...box, left: LEFT, right: box.left - 8 } };
    for (const [{ page, fields }, words] of [
      [alone, [alone.word]],
      [other, [anna, other.word]],
    ] as const) {
      const { engine, asked } = reading('X');
      assert.deepEqual((await wholeNames(page, words, fields, engine)).words, words);
      assert.equal(asked(), 0);
    }
  });
});

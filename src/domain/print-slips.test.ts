import assert from 'node:assert/strict';
import { mended } from './print-slips.ts';

const box = { left: 0, top: 0, right: 10, bottom: 10 };

function mend(text: string) {
  const words = text.split(' ').map((word) => ({ text: word, confidence: 0.95, box }));
  const [line] = mended([{ words, box }]);
  return line?.words ?? [];
}

describe('slips of reading that no language writes so', () => {
  for (const [read, printed] of [
    ['BahnhofstraBe 7', 'Bahnhofstraße 7'],
    ['BS1 STR', 'BS1 5TR'],
    ['BSI 5TR', 'BS1 5TR'],
    ['Ox1 3QD', 'OX1 3QD'],
    ['Leeds LS2 9JT', 'Leeds LS2 9JT'],
    ['1O115 Berlin', '10115 Berlin'],
    ['I0115 Berlin', '10115 Berlin'],
    ['l7 Maple Avenue', '17 Maple Avenue'],
    ['Lindenweg 1O', 'Lindenweg 10'],
    ['O1/11/2026', '01/11/2026'],
    ['l4.08.2O26', '14.08.2026'],
    ['Cénit S.A', 'Cénit S.A.'],
    ['Luce S.p.A.', 'Luce S.p.A.'],
    // A house of its own letter, a floor, a name and a word of five letters stay.
    ['Lindenweg 17B', 'Lindenweg 17B'],
    ['Calle Mayor 5 2o', 'Calle Mayor 5 2o'],
    ['Anna SILVA', 'Anna SILVA'],
    ['BOOZO Milano', 'BOOZO Milano'],
    ['THE OLD MILL', 'THE OLD MILL'],
  ] as const) {
    it(`reads "${printed}" from "${read}"`, () => {
      const words = mend(read);
      assert.equal(words.map(({ text }) => text).join(' '), printed);
    });
  }

  it('are not told as sure once they are mended', () => {
    assert.deepEqual(
      mend('BS1 STR').map(({ confidence }) => confidence),
      [0.95, 0.85],
    );
  });
});

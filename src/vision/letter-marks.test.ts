import assert from 'node:assert/strict';
import { withMarks } from './letter-marks.ts';
import { type LetterScores, PRINT_LETTERS } from './print-net.ts';

/** Scores of a net that sees these letters, each at every fourth column, between gaps. */
function seen(...letters: Record<string, number>[]): LetterScores {
  const columns = letters.length * 4 + 1;
  const logProbabilities = new Float32Array((PRINT_LETTERS.length + 1) * columns).fill(Math.log(1e-5));
  const characters = [...PRINT_LETTERS];
  for (let column = 0; column < columns; column++) {
    const shares = column % 4 === 2 ? letters[Math.floor(column / 4)] : undefined;
    if (!shares) logProbabilities[column] = Math.log(0.99);
    for (const [letter, share] of Object.entries(shares ?? {})) {
      logProbabilities[(characters.indexOf(letter) + 1) * columns + column] = Math.log(share);
    }
  }
  return { columns, logProbabilities };
}

const plainly = (text: string) => [...text].map((letter) => ({ [letter]: 0.98 }));

describe('the marks of letters', () => {
  it('gives a letter the mark that it shows', () => {
    const marked = withMarks('MULLER', seen({ M: 0.98 }, { Ü: 0.95, U: 0.03 }, ...plainly('LLER')));
    assert.equal(marked?.text, 'MÜLLER');
    assert.ok((marked?.sureness ?? 0) > 0.9);
  });

  it('takes a mark away that the print does not show', () => {
    assert.equal(withMarks('NOVÁK', seen(...plainly('NOVAK')))?.text, 'NOVAK');
  });

  it('is unsure where a letter may have a mark or not, as N and Ñ', () => {
    const marked = withMarks('NUNEZ', seen(...plainly('NU'), { N: 0.55, Ñ: 0.43 }, ...plainly('EZ')));
    assert.equal(marked?.text, 'NUNEZ');
    assert.ok((marked?.sureness ?? 1) < 0.6);
  });

  it('mends a letter that may be large or small as well, since both look the same', () => {
    const marked = withMarks('Simié', seen({ Š: 0.98 }, ...plainly('imi'), { Ć: 0.55, ć: 0.42 }));
    assert.equal(marked?.text, 'Šimić');
    assert.ok((marked?.sureness ?? 0) > 0.9);
  });

  it('finds the place of a letter that was read for another beside a wide one', () => {
    const wide = [{ S: 0.98 }, { S: 0.98 }, { ø: 0.7, Ø: 0.28 }, ...plainly('ren')];
    assert.equal(withMarks('Sgren', seen(...wide))?.text, 'Søren');
  });

  it('leaves a narrow letter that looks like another with a mark', () => {
    assert.equal(withMarks('Oxford', seen(...plainly('Ox'), { ť: 0.9 }, ...plainly('ord')))?.text, 'Oxford');
  });

  it('mends a letter for which the reader of text has no mark', () => {
    const marked = withMarks('GELIK', seen({ Ç: 0.9, C: 0.05 }, ...plainly('ELIK')));
    assert.equal(marked?.text, 'ÇELIK');
  });

  it('exchanges no letter for another without a mark: the letters are those that were read', () => {
    const marked = withMarks('ROSI', seen(...plainly('ROS'), { L: 0.9, I: 0.05 }));
    assert.equal(marked?.text, 'ROSI');
  });

  it('says nothing of a word that the net does not see, or with characters that are none of a name', () => {
    assert.equal(withMarks('MULLER', seen(...plainly('OKONKW'))), undefined);
    assert.equal(withMarks('MULL3R', seen(...plainly('MULLER'))), undefined);
    assert.equal(withMarks('MULLER', seen(...plainly('M'))), undefined);
  });
});

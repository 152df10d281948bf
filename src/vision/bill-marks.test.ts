import assert from 'node:assert/strict';
import { markLines } from './bill-marks.ts';
import { type LetterScores, PRINT_LETTERS, type PrintNet } from './print-net.ts';

const page = { width: 400, height: 60, pixels: new Uint8Array(400 * 60).fill(255) };
const box = { left: 50, top: 20, right: 150, bottom: 40 };

/** A net that sees these letters, whatever it is shown. */
const netThatSees = (...letters: Record<string, number>[]): PrintNet => ({
  score: async () => scoresOf(letters),
  close: async () => undefined,
});

function scoresOf(letters: Record<string, number>[]): LetterScores {
  const columns = letters.length * 4 + 1;
  const logProbabilities = new Float32Array((PRINT_LETTERS.length + 1) * columns).fill(Math.log(1e-5));
  for (let column = 0; column < columns; column++) {
    const shares = column % 4 === 2 ? letters[Math.floor(column / 4)] : undefined;
    if (!shares) logProbabilities[column] = Math.log(0.99);
    for (const [letter, share] of Object.entries(shares ?? {})) {
      logProbabilities[([...PRINT_LETTERS].indexOf(letter) + 1) * columns + column] = Math.log(share);
    }
  }
  return { columns, logProbabilities };
}

const plainly = (text: string) => [...text].map((letter) => ({ [letter]: 0.98 }));

async function marked(text: string, net: PrintNet) {
  const line = { box, words: [{ text, confidence: 0.96, box }] };
  const fields = { fullName: { value: text, confidence: 0.96, box } };
  const [first] = await markLines(page, [line], fields, net);
  const word = first?.words[0];
  assert.ok(word);
  return word;
}

describe('the marks of letters on bills', () => {
  it('are those that the net sees, where the text engine has no letter for them and tells another', async () => {
    const word = await marked('Joäo', netThatSees(...plainly('Jo'), { ã: 0.9, ä: 0.05 }, ...plainly('o')));
    assert.equal(word.text, 'João');
    assert.ok(word.confidence < 0.9);
  });

  it('stay where only the text engine sees one, and are not told as sure', async () => {
    const word = await marked('Rúa', netThatSees(...plainly('Rua')));
    assert.equal(word.text, 'Rúa');
    assert.ok(word.confidence < 0.9);
  });

  it('are as sure as they were read where net and engine agree', async () => {
    const word = await marked('Zoë', netThatSees(...plainly('Zoë')));
    assert.deepEqual([word.text, word.confidence], ['Zoë', 0.96]);
  });

  it('make one letter of two that an engine without it tells for it', async () => {
    const word = await marked(
      'Espafia',
      netThatSees(...plainly('Espa'), { ñ: 0.95, n: 0.03 }, ...plainly('a')),
    );
    assert.equal(word.text, 'España');
    assert.ok(word.confidence < 0.9);
  });

  it('leave two letters that are there', async () => {
    const word = await marked('Safia', netThatSees(...plainly('Safia')));
    assert.equal(word.text, 'Safia');
  });
});

import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { TextWord } from '../domain/text-lines.ts';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { decodeGrey } from './grey-image.ts';
import { markNames } from './name-marks.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';

const STYLE = { font: 'bold', size: 40 } as const;
const CAPITAL = 0.73;

interface Piece {
  text: string;
  /** What of the print its box holds. */
  of: string;
  confidence?: number;
}

describe('the letters of printed names', () => {
  let net: PrintNet;
  before(async () => {
    net = await createPrintNet();
  });
  after(() => net.close());

  /** The words that are told of a surname that is printed as `print`, under a label, and was read in pieces. */
  async function told(print: string, pieces: readonly Piece[], over = 0) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="160">
      <rect width="500" height="160" fill="#fff"/>
      ${drawText('Surname', 60, 56, { size: 18 })}
      ${drawText(print, 60, 104, STYLE)}</svg>`;
    const page = await decodeGrey(await sharp(Buffer.from(svg)).blur(1).png().toBuffer(), 500);
    const words = pieces.map(({ text, of, confidence = 0.9 }): TextWord => {
      const left = 60 + textWidth(print.slice(0, print.indexOf(of)), STYLE);
      const top = Math.round(104 - CAPITAL * STYLE.size) - over;
      const box = {
        left: Math.round(left),
        top,
        right: Math.round(left + textWidth(of, STYLE)),
        bottom: 105,
      };
      return { text, confidence, box };
    });
    const box = { left: 40, top: 0, right: 500, bottom: 160 };
    const marked = await markNames(page, words, { surname: { value: print, confidence: 0.9, box } }, net);
    return marked.map(({ text, confidence }) => ({ text, sure: confidence >= 0.9 }));
  }

  it('have the marks that they show', async () => {
    assert.deepEqual(
      (await told('MÜLLER', [{ text: 'MULLER', of: 'MÜLLER' }])).map(({ text }) => text),
      ['MÜLLER'],
    );
  });

  it('are completed by those with marks that the text engine left out, and are not sure then', async () => {
    assert.deepEqual(await told('ŠIMIĆ', [{ text: 'IMI', of: 'IMI' }]), [{ text: 'ŠIMIĆ', sure: false }]);
  });

  it('are put together where they were read in pieces', async () => {
    const pieces = [
      { text: 'RO', of: 'RO' },
      { text: 'SSI', of: 'SSI' },
    ];
    assert.deepEqual(
      (await told('ROSSI', pieces)).map(({ text }) => text),
      ['ROSSI'],
    );
  });

  it('stay two words where there is a space between them', async () => {
    const words = [
      { text: 'GARCIA', of: 'GARCÍA' },
      { text: 'LOPEZ', of: 'LÓPEZ' },
    ];
    assert.deepEqual(
      (await told('GARCÍA LÓPEZ', words)).map(({ text }) => text),
      ['GARCÍA', 'LÓPEZ'],
    );
  });

  it('are found in a box that holds the label as well', async () => {
    const [only] = await told('BJÖRK', [{ text: 'BJORK', of: 'BJÖRK' }], 34);
    assert.equal(only?.text, 'BJÖRK');
  });

  it('are those that the net sees where the text engine doubts another', async () => {
    const [only] = await told('Müller', [{ text: 'Miller', of: 'Müller', confidence: 0.6 }]);
    assert.deepEqual(only, { text: 'Müller', sure: false });
  });
});

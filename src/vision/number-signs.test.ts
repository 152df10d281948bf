import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { TextWord } from '../domain/text-lines.ts';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { decodeGrey } from './grey-image.ts';
import { readNumbers } from './number-signs.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';

const STYLE = { font: 'bold', size: 40 } as const;
/** Height of a capital of the face, as a share of its size. */
const CAPITAL = 0.73;

describe('the signs of printed numbers', () => {
  let net: PrintNet;
  before(async () => {
    net = await createPrintNet();
  });
  after(() => net.close());

  /** What is told of a number that is printed as `print` and was read as `read`, in the box of `inBox` or of all of it. */
  async function told(print: string, read: string, inBox = print): Promise<string | undefined> {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="160">
      <rect width="500" height="160" fill="#fff"/>${drawText(print, 60, 100, STYLE)}</svg>`;
    const page = await decodeGrey(await sharp(Buffer.from(svg)).blur(1.2).png().toBuffer(), 500);
    const left = 60 + textWidth(print.slice(0, print.indexOf(inBox)), STYLE);
    const box = {
      left: Math.round(left),
      top: Math.round(100 - CAPITAL * STYLE.size),
      right: Math.round(left + textWidth(inBox, STYLE)),
      bottom: 101,
    };
    const word: TextWord = { text: read, confidence: 0.95, box };
    const number = { value: read, confidence: 0.95, box };
    const [only] = await readNumbers(page, [word], { documentNumber: number }, net);
    return only?.text;
  }

  for (const [print, read] of [
    ['O2108591', '02108591'],
    ['02108591', 'O21O8591'],
    ['VI798I9G8', 'V179819G8'],
    ['V1798119', 'VI798II9'],
    ['ZS8382147', '258382147'],
    ['6583821479', '6S83B21479'],
  ] as const) {
    it(`are told as ${print} where ${read} was read`, async () => {
      assert.equal(await told(print, read), print);
    });
  }

  it('are completed where the text engine lost the last one', async () => {
    assert.equal(await told('2033-10-09', '2033-10-0', '2033-10-0'), '2033-10-09');
  });

  it('stay as they were read outside of numbers', async () => {
    const word = { text: 'O2', confidence: 0.9, box: { left: 0, top: 0, right: 40, bottom: 30 } };
    const page = { width: 60, height: 40, pixels: new Uint8Array(60 * 40).fill(255) };
    assert.deepEqual(await readNumbers(page, [word], {}, net), [word]);
  });
});

import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { TextWord } from '../domain/text-lines.ts';
import { drawText, textWidth } from '../specimen/lettering.ts';
import { decodeGrey } from './grey-image.ts';
import { withDigitsTold } from './number-digits.ts';

const STYLE = { font: 'bold', size: 40 } as const;
/** Height of a capital of the face, as a share of its size. */
const CAPITAL = 0.73;

const DATES = ['15.08.1952', '12.05.2024', '10.05.2034'];

/** A page with dates and a number that is printed as `print` and was read as `read`. */
async function page(print: string, read: string, dates: readonly string[] = DATES, blur = 1.2) {
  const printed = [...dates, print];
  const texts = printed.map((text, at) => drawText(text, 40, 80 + 80 * at, STYLE)).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="500" height="440">
    <rect width="500" height="440" fill="#fff"/>${texts}</svg>`;
  const image = await decodeGrey(await sharp(Buffer.from(svg)).blur(blur).png().toBuffer(), 500);
  const words = printed.map((text, at): TextWord => {
    const base = 80 + 80 * at;
    const box = {
      left: 40,
      top: Math.round(base - CAPITAL * STYLE.size),
      right: Math.round(40 + textWidth(text, STYLE)),
      bottom: base + 1,
    };
    return { text: at === dates.length ? read : text, confidence: 0.95, box };
  });
  const field = (word: TextWord | undefined) =>
    word && { value: word.text, confidence: word.confidence, box: word.box };
  const [birthDate, issueDate, expiryDate] = words.slice(0, -1).map(field);
  const documentNumber = field(words.at(-1));
  return withDigitsTold(image, words, {
    ...(birthDate && { birthDate }),
    ...(issueDate && { issueDate }),
    ...(expiryDate && { expiryDate }),
    ...(documentNumber && { documentNumber }),
  });
}

const numberOf = async (...given: Parameters<typeof page>) => (await page(...given)).at(-1)?.text;

describe('telling letters and digits of a number apart', () => {
  for (const [print, read] of [
    ['O2108591', '02108591'],
    ['02108591', 'O21O8591'],
    ['VI798I9G8', 'V179819G8'],
    ['V1798119', 'VI798II9'],
    ['ZS8382147', '258382147'],
    ['6583821479', '6S83B21479'],
  ] as const) {
    it(`reads ${print} where ${read} was read, by the digits of the dates`, async () => {
      assert.equal(await numberOf(print, read), print);
    });
  }

  it('leaves the number as it was read where no date shows its digits', async () => {
    assert.equal(await numberOf('O4679', '04679', ['19.11.1994']), '04679');
    assert.equal(await numberOf('O4679', '04679', []), '04679');
  });

  it('leaves it so where its signs do not come apart as they were read', async () => {
    assert.equal(await numberOf('O2108591', '0210859'), '0210859');
  });

  it('changes nothing but the number', async () => {
    const words = await page('O2108591', '02108591');
    assert.deepEqual(
      words.slice(0, -1).map(({ text }) => text),
      DATES,
    );
  });
});

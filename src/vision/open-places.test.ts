import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { OpenPlace } from '../domain/printed-fields.ts';
import type { PrintedFieldName } from '../domain/reading.ts';
import { drawText } from '../specimen/lettering.ts';
import { decodeGrey, type GreyImage } from './grey-image.ts';
import { readNumbers } from './number-signs.ts';
import { readOpenPlaces } from './open-places.ts';
import { createPrintNet, type PrintNet } from './print-net.ts';

const STYLE = { font: 'bold', size: 34 } as const;
const PLACE = { left: 30, top: 34, right: 460, bottom: 92 };

describe('places where a field should stand', () => {
  let net: PrintNet;
  before(async () => {
    net = await createPrintNet();
  });
  after(() => net.close());

  /** A page with a value under a label, another label under that, and whatever else is drawn. */
  async function page(value: string, more = ''): Promise<GreyImage> {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="130">
      <rect width="480" height="130" fill="#fff"/>
      ${drawText('Sex', 36, 30, { size: 20 })}
      ${drawText(value, 36, 74, STYLE)}
      ${drawText('Document No.', 36, 112, { size: 20 })}${more}</svg>`;
    return decodeGrey(await sharp(Buffer.from(svg)).blur(1).png().toBuffer(), 480);
  }

  const open = (name: PrintedFieldName, misread = false): OpenPlace[] => [
    { name, box: PLACE, announced: true, misread },
  ];

  async function read(image: GreyImage, places: OpenPlace[]) {
    const words = await readOpenPlaces(image, [], places, net);
    return words.map(({ text }) => text);
  }

  it('show a lone letter', async () => {
    assert.deepEqual(await read(await page('F'), open('sex')), ['F']);
  });

  it('show it beside a blot and the edge of a lamp', async () => {
    const blot =
      '<rect x="120" y="58" width="14" height="10"/><rect x="300" y="30" width="160" height="60"/>';
    assert.deepEqual(await read(await page('M', blot), open('sex')), ['M']);
  });

  it('show a date in three words', async () => {
    assert.deepEqual(await read(await page('09 OCT 2033'), open('expiryDate')), ['09', 'OCT', '2033']);
  });

  it('are told as read by one reader, which cannot confirm itself', async () => {
    const image = await page('2033-10-09');
    const words = await readOpenPlaces(image, [], open('expiryDate'), net);
    const [only] = words;
    const expiryDate = { value: '2033-10-09', confidence: 0.8, box: PLACE };
    assert.ok((only?.confidence ?? 1) < 0.9);
    assert.deepEqual(await readNumbers(image, words, { expiryDate }, net), words);
  });

  it('show nothing where nothing is printed', async () => {
    assert.deepEqual(await read(await page(''), open('sex')), []);
  });

  it('are not read again where a word was read surely, unless it makes no sense', async () => {
    const image = await page('2033-10-09');
    const word = { text: '2033-10-0', confidence: 0.9, box: { left: 36, top: 49, right: 200, bottom: 75 } };
    const texts = async (misread: boolean) =>
      (await readOpenPlaces(image, [word], open('expiryDate', misread), net)).map(({ text }) => text);
    assert.deepEqual(await texts(false), ['2033-10-0']);
    assert.deepEqual(await texts(true), ['2033-10-09']);
  });
});

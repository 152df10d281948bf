import assert from 'node:assert/strict';
import bwip, { type RenderOptions } from 'bwip-js';
import sharp from 'sharp';
import { type BarcodeReader, createBarcodeReader } from './barcode.ts';
import { decodeGrey } from './grey-image.ts';
import { fullWidth, viewOf } from './view.ts';

const ELEMENTS = [
  ...['DAQT64235789', 'DCSBANDAQUIST', 'DDEN', 'DACMICHAEL', 'DDFN', 'DADJOHN', 'DDGN', 'DCAD', 'DCBNONE'],
  ...[
    'DBD06062018',
    'DBB06061986',
    'DBA12102026',
    'DBC1',
    'DAU068 in',
    'DAYBRO',
    'DAG2300 WEST BROAD STREET',
  ],
  ...['DAIRICHMOND', 'DAJVA', 'DAK232690000', 'DCF2424244747474786102204', 'DCGUSA', 'DCK123456789', 'DDAF'],
];
const DATA = `DL${ELEMENTS.join('\n')}\r`;
const TEXT = `@\n\x1e\rANSI 636000100101DL0031${String(DATA.length).padStart(4, '0')}${DATA}`;
const CARD = { width: 1600, height: 1010 };

/** The package's types lack the options of each kind of symbol. */
async function drawn(options: RenderOptions & { columns?: number; rowmult?: number }): Promise<Buffer> {
  return bwip.toBuffer(options as RenderOptions);
}

/** The back of a licence with a dense symbol, about four pixels a module. */
async function licenceBack(): Promise<Buffer> {
  const symbol = await drawn({ bcid: 'pdf417', text: TEXT, columns: 12, scale: 4, rowmult: 3 });
  const code = await sharp(symbol)
    .resize({ width: 1330 })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
  return sharp({ create: { ...CARD, channels: 3, background: '#f4f6f2' } })
    .composite([{ input: code, left: 135, top: 420 }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Slightly turned, soft and compressed, as by a telephone held well. */
const photographed = async (card: Buffer, angle: number) =>
  sharp(await sharp(card).rotate(angle, { background: '#6b5a48' }).png().toBuffer())
    .blur(0.8)
    .jpeg({ quality: 80 })
    .toBuffer();

describe('reading barcodes', function () {
  this.timeout(60_000);
  let reader: BarcodeReader;
  before(async () => {
    reader = await createBarcodeReader();
  });

  const read = async (bytes: Buffer) =>
    reader.read(viewOf(await decodeGrey(bytes, 2600), await fullWidth(bytes)));

  it('loads its engine and reads without calling anything', async () => {
    const { fetch } = globalThis;
    const calls: unknown[] = [];
    globalThis.fetch = async (input) => {
      calls.push(input);
      throw new Error('The network was used.');
    };
    try {
      const fresh = await createBarcodeReader();
      const bytes = await licenceBack();
      const found = await fresh.read(viewOf(await decodeGrey(bytes, 2600), CARD.width));
      assert.equal(found?.text, TEXT);
      assert.deepEqual(calls, []);
    } finally {
      globalThis.fetch = fetch;
    }
  });

  for (const angle of [0, 1.5, -2, 90, 180, 270]) {
    it(`reads a dense licence that is turned by ${angle} degrees`, async () => {
      const found = await read(await photographed(await licenceBack(), angle));
      assert.equal(found?.symbology, 'PDF417');
      assert.equal(found.text, TEXT);
      assert.equal(found.fields.surname?.value, 'BANDAQUIST');
    });
  }

  it('says where the symbol is on the full-size picture', async () => {
    const large = await sharp(await licenceBack())
      .resize({ width: 3200 })
      .jpeg()
      .toBuffer();
    const box = (await read(large))?.box;
    assert.ok(box);
    for (const [edge, expected] of [
      ['left', 270],
      ['right', 2930],
      ['top', 840],
    ] as const) {
      assert.ok(Math.abs(box[edge] - expected) < 40, `${edge} ${box[edge]}`);
    }
  });

  it('reads a QR code, whose content has no fields that are known', async () => {
    const symbol = await drawn({
      bcid: 'qrcode',
      text: 'https://example.com/card/1',
      scale: 6,
      padding: 12,
    });
    const found = await read(await sharp(symbol).flatten({ background: '#ffffff' }).png().toBuffer());
    assert.deepEqual(
      [found?.symbology, found?.text, found?.fields],
      ['QRCode', 'https://example.com/card/1', {}],
    );
  });

  it('finds nothing on a card without a symbol', async () => {
    const plain = { create: { ...CARD, channels: 3 as const, background: '#f4f6f2' } };
    assert.equal(await read(await sharp(plain).jpeg().toBuffer()), undefined);
  });
});

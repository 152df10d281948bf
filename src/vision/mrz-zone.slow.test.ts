import assert from 'node:assert/strict';
import sharp from 'sharp';
import { makeSpecimen } from '../specimen/catalogue.ts';
import { drawSpecimen } from '../specimen/draw.ts';
import { passportMrz } from '../specimen/mrz-lines.ts';
import { specimenPerson } from '../specimen/person.ts';
import { decodeGrey, READING_SIDE } from './grey-image.ts';
import { createLineNet, type LineNet } from './mrz-net.ts';
import { readZone } from './mrz-zone.ts';
import { createOcrBReader, type OcrBReader } from './ocr-b-reader.ts';
import { TextReaderError } from './tesseract.ts';

const today = '2026-11-24';
const person = specimenPerson({ today });

describe('finding and reading a zone in a photograph', function () {
  this.timeout(60_000);
  let lines: LineNet;

  before(async () => {
    lines = await createLineNet();
  });
  after(() => lines.close());

  const search = async (picture: Buffer, turns: 1 | 4 = 4) =>
    readZone(await decodeGrey(picture, READING_SIDE), { today, turns }, { lines });

  for (const angle of [0, 17, 90, 180, 233, 270]) {
    it(`reads it at ${angle} degrees on a dark table, and two readers agree`, async () => {
      const picture = await sharp(await drawSpecimen('passport', person))
        .rotate(angle, { background: '#2a211c' })
        .jpeg({ quality: 80 })
        .toBuffer();
      const { zone } = await search(picture);
      assert.deepEqual(zone?.reading.lines, passportMrz(person));
      assert.equal(zone.reading.agreement, 'agreed');
      assert.ok(zone.reading.confidence >= 0.9, `${zone.reading.confidence}`);
    });
  }

  it('reads it on its head where the print upside down would pass for a zone', async () => {
    const order = { kind: 'french-card', tier: 'mild', seed: 3, index: 0, today } as const;
    const { bytes, truth } = await makeSpecimen(order);
    const { zone } = await search(await sharp(bytes).rotate(180).jpeg({ quality: 80 }).toBuffer());
    assert.deepEqual(zone?.reading.lines, truth.mrz);
  });

  it('reads nothing in a picture that is mirrored', async () => {
    const picture = await drawSpecimen('passport', person);
    for (const mirrored of [sharp(picture).flop(), sharp(picture).flip()]) {
      const { zone } = await search(await mirrored.jpeg().toBuffer());
      assert.equal(zone, undefined);
    }
  });

  it('gives the picture back with the zone level and upright', async () => {
    const picture = await sharp(await drawSpecimen('passport', person))
      .rotate(90)
      .jpeg()
      .toBuffer();
    const { zone } = await search(picture);
    const [first, second] = zone?.strip.bands ?? [];
    assert.ok(zone && first && second);
    assert.ok(zone.image.width > zone.image.height);
    assert.ok(first.end.x - first.start.x > zone.image.width * 0.7);
    assert.ok(second.start.y > first.start.y && first.start.y > zone.image.height * 0.7);
  });

  it('reads it small in a large picture', async () => {
    const page = await sharp(await drawSpecimen('passport', person))
      .resize(850)
      .toBuffer();
    const picture = await sharp({ create: { width: 2400, height: 1800, channels: 3, background: '#4d5a52' } })
      .composite([{ input: page, left: 1400, top: 1100 }])
      .jpeg()
      .toBuffer();
    const { zone } = await search(picture);
    assert.deepEqual(zone?.reading.lines, passportMrz(person));
  });

  it('reads it on its head where it could be read clearly, and wrongly, as it stands', async () => {
    const onItsHead = { kind: 'passport', tier: 'hard', seed: 201, index: 5, today } as const;
    const { bytes, truth } = await makeSpecimen(onItsHead);
    assert.equal(truth.quarterTurns, 2);
    const { zone } = await search(bytes);
    assert.deepEqual([zone?.reading.lines, zone?.turns], [truth.mrz, 2]);
  });

  describe('asks the OCR-B model', () => {
    /** The patterns leave its second line open. */
    const openLine = { kind: 'visa', tier: 'mild', seed: 77, index: 0, today } as const;
    const answering = (read: OcrBReader['read']) => async () => ({ read, close: async () => undefined });
    let ocrB: OcrBReader;
    before(async () => {
      ocrB = await createOcrBReader();
    });
    after(() => ocrB.close());

    const opinionsWith = async (picture: Buffer, asked: () => Promise<OcrBReader>) => {
      const image = await decodeGrey(picture, READING_SIDE);
      const { zone } = await readZone(image, { today, turns: 1 }, { lines, ocrB: asked });
      return zone?.reading;
    };

    it('for a line that the patterns leave open, and trusts the line where it is read alike', async () => {
      const { bytes, truth } = await makeSpecimen(openLine);
      assert.deepEqual((await search(bytes, 1)).zone?.reading.lineAgreement, ['agreed', 'unconfirmed']);
      const reading = await opinionsWith(bytes, async () => ocrB);
      assert.deepEqual([reading?.lines, reading?.lineAgreement], [truth.mrz, ['agreed', 'agreed']]);
      assert.ok((reading?.confidence ?? 0) >= 0.9, `${reading?.confidence}`);
    });

    it('and leaves the line open where it reads another text or fails', async () => {
      const { bytes, truth } = await makeSpecimen(openLine);
      const other = answering(async (_image, _strip, line) => `${truth.mrz[line]?.slice(0, -1)}X`);
      const failing = answering(async () => {
        throw new TextReaderError('The text engine could not read the line.');
      });
      for (const asked of [other, failing]) {
        const reading = await opinionsWith(bytes, asked);
        assert.deepEqual([reading?.lines, reading?.lineAgreement], [truth.mrz, ['agreed', 'unconfirmed']]);
      }
    });

    it('for no line that the patterns confirm', async () => {
      const asked = async () => assert.fail('It was asked.');
      const reading = await opinionsWith(await drawSpecimen('passport', person), asked);
      assert.equal(reading?.agreement, 'agreed');
    });

    it('which reads lines by itself, under no alphabet', async () => {
      const image = await decodeGrey(await drawSpecimen('passport', person), READING_SIDE);
      const { zone } = await readZone(image, { today, turns: 1 }, { lines });
      assert.ok(zone);
      const read = [await ocrB.read(zone.image, zone.strip, 0), await ocrB.read(zone.image, zone.strip, 1)];
      assert.deepEqual(read, passportMrz(person));
    });
  });

  it('finds none in a bill', async () => {
    assert.deepEqual(await search(await drawSpecimen('bill', person)), { incomplete: false });
  });
});

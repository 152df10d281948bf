import assert from 'node:assert/strict';
import sharp from 'sharp';
import { drawSpecimen } from '../specimen/draw.ts';
import { passportMrz } from '../specimen/mrz-lines.ts';
import { specimenPerson } from '../specimen/person.ts';
import { decodeGrey, READING_SIDE } from './grey-image.ts';
import { createLineNet, type LineNet } from './mrz-net.ts';
import { readZone } from './mrz-zone.ts';

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

  it('finds none in a bill', async () => {
    assert.deepEqual(await search(await drawSpecimen('bill', person)), { incomplete: false });
  });
});

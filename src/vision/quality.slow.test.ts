import assert from 'node:assert/strict';
import sharp, { type Sharp } from 'sharp';
import type { SlotName } from '../domain/document.ts';
import { DEFAULT_QUALITY_LIMITS, differingBits, qualityProblems } from '../domain/picture-quality.ts';
import { drawSpecimen, type SpecimenKind } from '../specimen/draw.ts';
import { specimenPerson } from '../specimen/person.ts';
import { createVisionPool, type VisionPool } from './pool.ts';

const PERSON = specimenPerson({ today: '2026-11-24' });
const SLOTS: Record<'passport' | 'id-front' | 'id-back' | 'bill', SlotName> = {
  passport: 'passport',
  'id-front': 'id-front',
  'id-back': 'id-back',
  bill: 'proof-of-address',
};
type Kind = keyof typeof SLOTS;
const KINDS = Object.keys(SLOTS) as Kind[];
/** Pixels of the photos; blur and cuts are told in thousandths of it. */
const SIDE = 1800;
/** Pixels of the document in it. */
const WIDE = 1500;
const TABLE = '#5b4636';

const drawnOnce = new Map<Kind, Promise<Buffer>>();
function drawn(kind: Kind): Promise<Buffer> {
  const known = drawnOnce.get(kind) ?? drawSpecimen(kind as SpecimenKind, PERSON, { width: WIDE });
  drawnOnce.set(kind, known);
  return known;
}

/** A document on a table with a little noise, turned a little. */
async function photo(kind: Kind, change: (document: Sharp) => Sharp = (same) => same): Promise<Buffer> {
  const document = await change(sharp(await drawn(kind))).toBuffer();
  const fitted = { width: WIDE, height: WIDE, fit: 'inside' } as const;
  const laid = await sharp(document).resize(fitted).rotate(2, { background: TABLE }).toBuffer();
  const noise = { type: 'gaussian', mean: 80, sigma: 8 } as const;
  return sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: TABLE, noise } })
    .composite([{ input: laid, gravity: 'centre' }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A spot of light, as wide as this share of the photo. */
async function withLamp(bytes: Buffer, share: number): Promise<Buffer> {
  const size = Math.round(SIDE * share);
  const spot = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><radialGradient id="g">
    <stop offset=".7" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>
    <circle cx="50%" cy="50%" r="50%" fill="url(#g)"/></svg>`;
  return sharp(bytes)
    .composite([{ input: Buffer.from(spot), gravity: 'centre' }])
    .jpeg()
    .toBuffer();
}

/** The middle of a document, with its left part outside of the picture. */
async function cutAtLeft(kind: Kind, share: number): Promise<Buffer> {
  const whole = await drawn(kind);
  const { width, height } = await sharp(whole).metadata();
  const left = Math.round(width * share);
  return sharp(whole)
    .extract({ left, top: 0, width: width - left, height })
    .jpeg()
    .toBuffer();
}

describe('the quality of photos', function () {
  this.timeout(120_000);
  let pool: VisionPool;
  before(() => {
    pool = createVisionPool({ size: 1, readSize: 0 });
  });
  after(() => pool.close());

  const lookAt = async (bytes: Buffer) => {
    const inspection = await pool.inspect(bytes);
    assert.ok(inspection.accepted && inspection.look);
    return inspection.look;
  };
  const judged = async (bytes: Buffer, kind: Kind) =>
    qualityProblems(await lookAt(bytes), { slot: SLOTS[kind], limits: DEFAULT_QUALITY_LIMITS });

  for (const kind of KINDS) {
    it(`is enough where it can be read: ${kind}`, async () => {
      assert.deepEqual(await judged(await drawSpecimen(kind as SpecimenKind, PERSON), kind), [], 'a scan');
      const plain = await photo(kind);
      assert.deepEqual(await judged(plain, kind), [], 'a photo');
      const dim = await sharp(plain).linear(0.5, 0).jpeg({ quality: 70 }).toBuffer();
      assert.deepEqual(await judged(dim, kind), [], 'in half the light');
      const soft = await sharp(plain)
        .blur((1.2 * SIDE) / 1000)
        .jpeg()
        .toBuffer();
      assert.deepEqual(await judged(soft, kind), [], 'a little soft');
      for (const angle of [90, 135, 200]) {
        const turned = await sharp(plain).rotate(angle, { background: TABLE }).jpeg().toBuffer();
        assert.deepEqual(await judged(turned, kind), [], `turned by ${angle}`);
      }
    });

    it(`is too low where it is blurred, dark or cut off: ${kind}`, async () => {
      const plain = await photo(kind);
      const blurred = await sharp(plain)
        .blur((6 * SIDE) / 1000)
        .jpeg()
        .toBuffer();
      assert.deepEqual(await judged(blurred, kind), ['PICTURE_BLURRED']);
      const dark = await sharp(plain).linear(0.1, 0).jpeg().toBuffer();
      assert.deepEqual(await judged(dark, kind), ['PICTURE_TOO_DARK']);
      assert.deepEqual(await judged(await cutAtLeft(kind, 0.12), kind), ['PICTURE_CUT_OFF']);
    });
  }

  it('is too low where a lamp shines back', async () => {
    for (const kind of ['passport', 'id-front', 'id-back'] as const) {
      const plain = await photo(kind, (document) => document.linear(0.85, 0));
      assert.deepEqual(await judged(await withLamp(plain, 0.06), kind), [], 'a small spot does no harm');
      assert.deepEqual(await judged(await withLamp(plain, 0.35), kind), ['PICTURE_GLARE'], kind);
    }
  });

  it('is none where there is no document', async () => {
    const shapes = `<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="1200"><rect width="1600" height="1200"
      fill="#89a"/><circle cx="700" cy="600" r="300" fill="#433"/><rect x="300" y="100" width="300" height="500"
      fill="#eee"/></svg>`;
    const wall = { create: { width: 1600, height: 1200, channels: 3, background: '#ccbbaa' } } as const;
    for (const picture of [sharp(Buffer.from(shapes)), sharp(wall)]) {
      assert.deepEqual(await judged(await picture.jpeg().toBuffer(), 'id-front'), ['PICTURE_NO_DOCUMENT']);
    }
  });

  it('knows a copy of a picture, whatever its size and compression, from another picture', async () => {
    const [front, back] = [await photo('id-front'), await photo('id-back')];
    const likeness = async (bytes: Buffer) => (await lookAt(bytes)).likeness ?? '';
    const original = await likeness(front);
    const copy = await likeness(await sharp(front).resize(1100).jpeg({ quality: 45 }).toBuffer());
    const onItsSide = sharp(front).rotate(90).withMetadata({ orientation: 8 });
    const turned = await likeness(await onItsSide.jpeg().toBuffer());
    assert.ok(differingBits(original, copy) <= DEFAULT_QUALITY_LIMITS.sameWithinBits);
    assert.ok(differingBits(original, turned) <= DEFAULT_QUALITY_LIMITS.sameWithinBits);
    assert.ok(differingBits(original, await likeness(back)) > DEFAULT_QUALITY_LIMITS.sameWithinBits);
  });
});

import assert from 'node:assert/strict';
import sharp from 'sharp';
import { mrzChecksPass } from '../domain/mrz.ts';
import type { Reading } from '../domain/reading.ts';
import { drawSpecimen, type SpecimenKind } from '../specimen/draw.ts';
import { cardMrz, passportMrz } from '../specimen/mrz-lines.ts';
import { type SpecimenOverrides, specimenPerson } from '../specimen/person.ts';
import { createVisionPool, type VisionPool } from './pool.ts';
import type { ReadOptions } from './read-options.ts';

const today = '2026-11-23';
const SLOTS: Record<SpecimenKind, Omit<ReadOptions, 'today'>> = {
  passport: { kind: 'passport', side: 'front' },
  'id-front': { kind: 'id_card', side: 'front' },
  'id-back': { kind: 'id_card', side: 'back' },
  bill: { kind: 'proof_of_address', side: 'front' },
};

/** Every way out of the child throws. */
const NO_NETWORK = new URL('../../test/support/refuse-network.mjs', import.meta.url).href;

describe('reading documents, in a child whose network calls throw', function () {
  this.timeout(60_000);
  let pool: VisionPool;

  before(() => {
    pool = createVisionPool({ size: 1, childPreload: [NO_NETWORK] });
  });
  after(() => pool.close());

  const read = (bytes: Uint8Array, slot: SpecimenKind) => pool.read(bytes, { ...SLOTS[slot], today });
  const specimen = (kind: SpecimenKind, overrides: Omit<SpecimenOverrides, 'today'> = {}) =>
    drawSpecimen(kind, specimenPerson({ today, ...overrides }));

  const zoneOf = (reading: Reading) => (reading.status === 'read' ? reading.mrz : undefined);
  const printedOf = (reading: Reading) => {
    const fields = Object.entries(reading.status === 'read' ? reading.printed : {});
    return Object.fromEntries(fields.map(([name, field]) => [name, field.value]));
  };
  const reasonOf = (reading: Reading) => (reading.status === 'unreadable' ? reading.reason : 'read');

  const PRINTED = {
    surname: 'ERIKSSON',
    givenNames: 'ANNA MARIA',
    documentNumber: 'L898902C3',
    birthDate: '1992-08-15',
    issueDate: '2024-01-02',
    expiryDate: '2034-01-01',
    sex: 'F',
    nationality: 'UTOPIAN',
  };

  it('reads the zone and the print of a passport exactly', async () => {
    const reading = await read(await specimen('passport'), 'passport');
    const zone = zoneOf(reading);
    assert.ok(zone && mrzChecksPass(zone));
    assert.equal(zone.corrected, false);
    assert.deepEqual(zone.lines, passportMrz(specimenPerson({ today })));
    assert.equal(zone.fields.birthDate?.value, PRINTED.birthDate);
    assert.deepEqual(printedOf(reading), PRINTED);
  });

  it('reads the front of a card exactly', async () => {
    const reading = await read(await specimen('id-front'), 'id-front');
    assert.equal(zoneOf(reading), undefined);
    assert.deepEqual(printedOf(reading), PRINTED);
  });

  it('reads the back of a card exactly', async () => {
    const zone = zoneOf(await read(await specimen('id-back'), 'id-back'));
    assert.ok(zone && mrzChecksPass(zone));
    assert.equal(zone.corrected, false);
    assert.deepEqual(zone.lines, cardMrz(specimenPerson({ today })));
  });

  it('reads a bill exactly, and its issue date rather than the due date', async () => {
    assert.deepEqual(printedOf(await read(await specimen('bill'), 'bill')), {
      fullName: 'Anna Maria Eriksson',
      address: '27 Harbour Street\nZenith\nZN4 8QT',
      issuer: 'Utopia Water and Power Ltd',
      issueDate: '2026-11-09',
    });
  });

  it('reads a zone whichever way up the picture is', async () => {
    const upright = await specimen('id-back');
    for (const angle of [90, 180]) {
      const turned = await sharp(upright).rotate(angle).jpeg().toBuffer();
      const zone = zoneOf(await read(turned, 'id-back'));
      assert.deepEqual(zone?.lines, cardMrz(specimenPerson({ today })), `${angle} degrees`);
    }
  });

  it('reads a zone that is askew, soft and unevenly lit', async () => {
    const shadow = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1500" height="1056"><linearGradient id="s"><stop stop-opacity="0"/>' +
        '<stop offset="1" stop-opacity="0.5"/></linearGradient><rect width="1500" height="1056" fill="url(#s)"/></svg>',
    );
    const shaded = await sharp(await specimen('passport'))
      .composite([{ input: shadow }])
      .png()
      .toBuffer();
    const photo = await sharp(shaded)
      .rotate(3.5, { background: '#6b5a48' })
      .blur(1.2)
      .jpeg({ quality: 60 })
      .toBuffer();
    const zone = zoneOf(await read(photo, 'passport'));
    assert.ok(zone && mrzChecksPass(zone));
    assert.deepEqual(zone.lines, passportMrz(specimenPerson({ today })));
  });

  it('says which check digit is wrong, and mends nothing', async () => {
    const wrong = { wrongCheckDigits: ['birthDate', 'composite'] } as const;
    const zone = zoneOf(await read(await specimen('id-back', wrong), 'id-back'));
    assert.deepEqual(zone?.checkDigits, {
      documentNumber: true,
      birthDate: false,
      expiryDate: true,
      composite: false,
    });
    assert.equal(zone.corrected, false);
    assert.deepEqual(zone.lines, cardMrz(specimenPerson({ today, ...wrong })));
  });

  it('tells the print and the zone apart where they differ', async () => {
    const reading = await read(await specimen('passport', { mrzSurname: 'Karlsson' }), 'passport');
    assert.equal(zoneOf(reading)?.fields.surname?.value, 'KARLSSON');
    assert.equal(printedOf(reading).surname, 'ERIKSSON');
  });

  it('reads the zone of a document that was given in the place of another', async () => {
    assert.equal(zoneOf(await read(await specimen('id-back'), 'passport'))?.format, 'TD1');
  });

  it('says that blank paper is unreadable, and why', async () => {
    const blank = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#f4f4f0' } })
      .jpeg()
      .toBuffer();
    assert.equal(reasonOf(await read(blank, 'passport')), 'NO_MRZ');
    assert.equal(reasonOf(await read(blank, 'id-back')), 'NO_MRZ');
    assert.equal(reasonOf(await read(blank, 'id-front')), 'NO_TEXT');
    assert.equal(reasonOf(await read(blank, 'bill')), 'NO_TEXT');
  });

  it('makes nothing of noise', async () => {
    const noise = await sharp({
      create: {
        width: 700,
        height: 500,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
        background: '#000000',
      },
    })
      .jpeg()
      .toBuffer();
    assert.equal(reasonOf(await read(noise, 'passport')), 'NO_MRZ');
    assert.equal(reasonOf(await read(noise, 'id-back')), 'NO_MRZ');
  });

  it('says that a page without the labels it knows is unreadable', async () => {
    const tableOfCharges = { left: 0, top: 730, width: 1488, height: 500 };
    const part = await sharp(await specimen('bill'))
      .extract(tableOfCharges)
      .jpeg()
      .toBuffer();
    assert.equal(reasonOf(await read(part, 'bill')), 'NO_LABELLED_FIELDS');
  });

  it('says that a picture which cannot be decoded is unreadable', async () => {
    const broken = (await specimen('passport')).subarray(0, 5000);
    assert.equal(reasonOf(await read(broken, 'passport')), 'PICTURE_CORRUPT');
  });

  it('reads a picture the same before and after others', async () => {
    const picture = await specimen('id-front', { surname: 'Okonkwo', givenNames: 'Chidi' });
    const first = await read(picture, 'id-front');
    await read(await specimen('id-front', { documentNumber: 'AB1234567' }), 'id-front');
    assert.deepEqual(await read(picture, 'id-front'), first);
  });
});

import assert from 'node:assert/strict';
import sharp from 'sharp';
import { checkDigit } from '../domain/mrz-check-digit.ts';
import { CATALOGUE_KINDS, makeSpecimen, planSpecimens } from './catalogue.ts';
import { licenceText } from './licence.ts';
import { sheetPdf } from './pdf-file.ts';
import { randomPerson } from './people.ts';
import { specimenPerson } from './person.ts';
import { homography, TIERS } from './photograph.ts';
import { plainLetters } from './plain-letters.ts';
import { createRandom, seedOf } from './random.ts';

const today = '2026-11-24';
const order = { seed: 3, index: 0, today } as const;

describe('the catalogue of specimens', function () {
  this.timeout(60_000);

  it('gives the same bytes for the same order and others for another seed, tier or index', async () => {
    const hash = async (more: object) =>
      (await makeSpecimen({ kind: 'id-back', tier: 'mild', ...order, ...more })).truth.sha256;
    const first = await hash({});
    assert.equal(await hash({}), first);
    const others = await Promise.all([hash({ seed: 4 }), hash({ tier: 'hard' }), hash({ index: 1 })]);
    assert.equal(new Set([first, ...others]).size, 4);
  });

  it('has zones of the right shape whose check digits are right', async () => {
    const shapes = {
      passport: [44, 44],
      'id-back': [30, 30, 30],
      'large-card': [36, 36],
      'french-card': [36, 36],
    };
    for (const [kind, shape] of Object.entries(shapes)) {
      const { mrz } = (await makeSpecimen({ ...order, kind: kind as 'passport', tier: 'clean' })).truth;
      assert.deepEqual(
        mrz.map((line) => line.length),
        shape,
        kind,
      );
      const [first = '', second = ''] = mrz;
      if (kind === 'french-card') assert.equal(second[35], checkDigit(first + second.slice(0, 35)));
      else if (kind !== 'id-back') assert.equal(second[9], checkDigit(second.slice(0, 9)));
      else assert.equal(first[14], checkDigit(first.slice(5, 14)));
    }
  });

  it('draws every kind, PDFs as PDFs and all else as JPEG', async () => {
    for (const kind of CATALOGUE_KINDS) {
      const { bytes, truth } = await makeSpecimen({ ...order, kind, tier: 'clean' });
      if (kind === 'bill-pdf') assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      else assert.equal((await sharp(bytes).metadata()).format, 'jpeg', kind);
      assert.ok(truth.mrz.length > 0 || Object.keys(truth.fields).length > 0, kind);
    }
  });

  it('plans every kind and tier evenly', () => {
    const orders = planSpecimens({ seed: 1, today, count: CATALOGUE_KINDS.length * TIERS.length * 2 });
    for (const kind of CATALOGUE_KINDS) {
      for (const tier of TIERS) {
        const found = orders.filter((one) => one.kind === kind && one.tier === tier);
        assert.deepEqual(
          found.map(({ index }) => index),
          [0, 1],
        );
      }
    }
  });
});

describe('the barcode of a licence', () => {
  it('tells offset and length of its subfile as they are (AAMVA DL/ID, annex D.12)', () => {
    const person = specimenPerson({ today, surname: 'Müller', givenNames: 'Anna Maria' });
    const text = licenceText(person);
    const [, offset = '', length = ''] = /ANSI 63600010\d{4}DL(\d{4})(\d{4})/.exec(text) ?? [];
    const subfile = text.slice(Number(offset), Number(offset) + Number(length));
    assert.ok(subfile.startsWith('DLDCAD\n') && subfile.endsWith('\r'));
    assert.equal(Number(offset) + Number(length), text.length);
    assert.ok(text.includes('\nDCSMULLER\n') && text.includes('\nDADMARIA\n'));
  });
});

describe('PDFs of specimens', () => {
  it('refer to every object by the place where it begins (ISO 32000-1 section 7.5.4)', () => {
    const text = { text: 'Größe 12 €', x: 100, y: 100, size: 40 };
    const pdf = sheetPdf({ texts: [text], areas: [] }).toString('latin1');
    const table = Number(/startxref\n(\d+)/.exec(pdf)?.[1]);
    assert.ok(pdf.slice(table).startsWith('xref\n0 7\n'));
    const offsets = [...pdf.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(([, at]) => Number(at));
    for (const [index, at] of offsets.entries()) assert.ok(pdf.slice(at).startsWith(`${index + 1} 0 obj`));
    assert.ok(pdf.includes('<4772f6df652031322080>'));
  });

  it('refuse a letter that their font lacks', () => {
    const text = { text: 'Łódź', x: 0, y: 0, size: 40 };
    assert.throws(() => sheetPdf({ texts: [text], areas: [] }), RangeError);
  });
});

describe('what specimens are made of', () => {
  it('repeats its chance by seed and is spread evenly', () => {
    const draws = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 4000 }, () => random.between(0, 1));
    };
    assert.deepEqual(draws(5), draws(5));
    assert.notDeepEqual(draws(5).slice(0, 3), draws(6).slice(0, 3));
    const mean = draws(5).reduce((sum, one) => sum + one, 0) / 4000;
    assert.ok(Math.abs(mean - 0.5) < 0.02, String(mean));
    assert.notEqual(seedOf(1, 'a', 2), seedOf(1, 'a', 3));
  });

  it('are people whose papers are in date and whose bills are recent', () => {
    for (let seed = 0; seed < 200; seed++) {
      const person = randomPerson(createRandom(seed), today);
      assert.ok(person.issueDate < today && person.expiryDate > today, String(seed));
      assert.ok(person.billIssueDate < today && person.billIssueDate > '2026-08-31', String(seed));
      assert.match(person.documentNumber, /^[A-Z0-9]{8,9}$/);
    }
  });

  it('lays four points onto four others', () => {
    const from = [
      [0, 0],
      [10, 1],
      [11, 9],
      [-1, 8],
    ] as const;
    const to = [
      [0, 0],
      [100, 0],
      [100, 50],
      [0, 50],
    ] as const;
    const map = homography(from, to);
    for (const [index, [x, y]] of from.entries()) {
      const [u, v] = map(x, y);
      assert.ok(Math.hypot(u - (to[index]?.[0] ?? 0), v - (to[index]?.[1] ?? 0)) < 1e-6);
    }
  });

  it('writes marked letters without their marks for barcodes', () => {
    assert.equal(plainLetters('Łukasz Groß Ångström Ørsted'), 'Lukasz Gross Angstrom Orsted');
  });
});

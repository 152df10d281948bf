import assert from 'node:assert/strict';
import { SLOTS } from '../domain/document.ts';
import type { MrzReading, Reading } from '../domain/reading.ts';
import type { Recognised } from '../vision/recognise-kind.ts';
import { readingTable } from './reading-table.ts';
import { tellReading } from './told-reading.ts';

const field = (value: string, confidence = 0.9) => ({ value, confidence });

const zone: MrzReading = {
  format: 'TD3',
  lines: ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'],
  fields: { surname: field('ERIKSSON', 0.8), birthDate: field('1974-08-12') },
  checkDigits: { documentNumber: true, birthDate: true, expiryDate: true, composite: true },
  confidence: 0.99,
  corrected: false,
  breaksStandard: false,
  unknownStates: [],
  agreement: 'agreed',
  lineAgreement: ['agreed', 'agreed'],
};

const passport: Reading = {
  status: 'read',
  kind: 'passport',
  mrz: zone,
  printed: { surname: { ...field('Eriksson'), box: { left: 1, top: 2, right: 3, bottom: 4 } } },
  reader: 'test',
};

const recognised = (reading: Reading, more: Partial<Recognised> = {}): Recognised => ({
  slot: SLOTS.passport,
  evidence: 'mrz',
  reading,
  cost: { ms: 12.4, cpuMs: 10.2, rssBytes: 1000, stages: { zone: { ms: 7.6, cpuMs: 5.5 } } },
  ...more,
});

describe('what is told of a file that was read', () => {
  it('prefers the zone and keeps what the print says of the same field', () => {
    const { fields } = tellReading({ file: 'a.jpg', recognised: recognised(passport) });
    assert.deepEqual(fields.surname, {
      value: 'ERIKSSON',
      confidence: 0.8,
      source: 'mrz',
      box: null,
      others: [
        {
          value: 'Eriksson',
          confidence: 0.9,
          source: 'printed',
          box: { left: 1, top: 2, right: 3, bottom: 4 },
        },
      ],
    });
  });

  it('tells the zone with its format, its confidence and what both readers said', () => {
    const { mrz, format, status } = tellReading({ file: 'a.jpg', recognised: recognised(passport) });
    assert.deepEqual([mrz?.confidence, mrz?.agreement, format, status], [0.99, 'agreed', 'TD3', 'read']);
  });

  it('says that the zone disagrees with the kind that was told', () => {
    const checks = (slot: Recognised['slot']) =>
      tellReading({ file: 'a.jpg', recognised: recognised(passport, { slot }) }).checks;
    const kind = (slot: Recognised['slot']) =>
      checks(slot).find(({ check }) => check === 'document_kind')?.outcome;
    assert.deepEqual([kind(SLOTS.passport), kind(SLOTS['proof-of-address'])], ['pass', 'fail']);
  });

  it('tells each check digit by itself', () => {
    const wrong = { ...passport, mrz: { ...zone, checkDigits: { birthDate: false } } };
    const { checks } = tellReading({ file: 'a.jpg', recognised: recognised(wrong) });
    assert.ok(
      checks.some(({ check, outcome }) => check === 'mrz_check_digit_birthDate' && outcome === 'fail'),
    );
  });

  it('tells what the quality gate would refuse, though it was read', () => {
    const measures = { shortSide: 1200, sharpness: 0.05, brightness: 200, printedShare: 0.5, textRows: 60 };
    const look = { measures: { ...measures, cutSides: 0, glareShare: 0 } };
    const facts = { contentType: 'image/jpeg' as const, width: 1600, height: 1200 };
    const { quality, status } = tellReading({
      file: 'a.jpg',
      inspection: { accepted: true, facts, look },
      recognised: recognised(passport),
    });
    assert.deepEqual([status, quality?.acceptable, quality?.problems], ['read', false, ['PICTURE_BLURRED']]);
    assert.deepEqual([quality?.width, quality?.measures?.sharpness], [1600, 0.05]);
  });

  it('tells in whole milliseconds what the zone took of the time, and null for what was not done', () => {
    const { ms, stages } = tellReading({ file: 'a.jpg', recognised: recognised(passport) });
    assert.equal(ms, 12);
    assert.deepEqual(stages, { decodeMs: null, decodeCpuMs: null, zoneMs: 8, zoneCpuMs: 6 });
  });

  it('tells why nothing was read, and no field', () => {
    const error = { code: 'FILE_MISSING', sentence: 'There is no such file.' };
    const told = tellReading({ file: 'gone.jpg', unread: error });
    assert.deepEqual(
      [told.status, told.error, told.fields, told.kind, told.ms],
      ['unreadable', error, {}, null, null],
    );
  });
});

describe('the table of a reading', () => {
  it('has a row a field, aligned, and no character that steers the terminal', () => {
    const printed = { surname: field('Er\u001b[31mik'), birthDate: field('1974-08-12') };
    const reading: Reading = { status: 'read', kind: 'id_card', printed, reader: 'test' };
    const lines = readingTable(tellReading({ file: 'a\u001b.jpg', recognised: recognised(reading) }));
    assert.ok(lines.every((line) => !line.includes('\u001b')));
    assert.ok(lines.includes('  birthDate  1974-08-12  0.90  printed'), lines.join('\n'));
  });

  it('says in a sentence why a file was not read', () => {
    const unread = { code: 'PICTURE_CORRUPT', sentence: 'The file is damaged: it cannot be decoded.' };
    assert.match(readingTable(tellReading({ file: 'a.jpg', unread })).join('\n'), /damaged.*PICTURE_CORRUPT/);
  });
});

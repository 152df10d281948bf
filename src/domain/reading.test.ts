import assert from 'node:assert/strict';
import { parseMrz } from './mrz.ts';
import { checkDigitOutcome, type MrzReading } from './reading.ts';
import { isStateCode } from './state-codes.ts';

const PASSPORT = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const today = '2026-11-24';

const agreed = ['agreed', 'agreed'] as const;
const read = (lines: string[], context: Partial<Parameters<typeof parseMrz>[1]> = {}): MrzReading => {
  const reading = parseMrz(lines, { today, lineAgreement: agreed, ...context });
  assert.ok(reading);
  return reading;
};

describe('what the check digits of a zone come to', () => {
  it('is a pass where all are right and two readers agree', () => {
    assert.equal(checkDigitOutcome(read(PASSPORT)), 'pass');
  });

  it('is a pass without agreement on a line of names, which has no check digit', () => {
    assert.equal(checkDigitOutcome(read(PASSPORT, { lineAgreement: ['unconfirmed', 'agreed'] })), 'pass');
  });

  it('is unknown on the word of one reader', () => {
    assert.equal(checkDigitOutcome(read(PASSPORT, { lineAgreement: ['agreed', 'unconfirmed'] })), 'unknown');
    assert.equal(checkDigitOutcome(read(PASSPORT, { lineAgreement: [] })), 'unknown');
  });

  it('is unknown where readers differ, be it on the names alone', () => {
    for (const lineAgreement of [
      ['disagreed', 'agreed'],
      ['agreed', 'disagreed'],
    ] as const) {
      const reading = read(PASSPORT, { lineAgreement });
      assert.equal(reading.agreement, 'disagreed');
      assert.equal(checkDigitOutcome(reading), 'unknown');
    }
  });

  it('is unknown for a correction, a break of the standard and a state on no list', () => {
    const [first = '', second = ''] = PASSPORT;
    assert.equal(checkDigitOutcome(read(PASSPORT, { corrected: true })), 'unknown');
    assert.equal(checkDigitOutcome(read(PASSPORT, { breaksStandard: true })), 'unknown');
    assert.equal(checkDigitOutcome(read([first.replace('UTO', 'UTD'), second])), 'unknown');
  });

  it('is a failure for a wrong digit, whoever agrees', () => {
    const [first = '', second = ''] = PASSPORT;
    assert.equal(checkDigitOutcome(read([first, second.replace('7408122', '7408123')])), 'fail');
  });

  it('is never a pass for a visa or the old French card, which lack digits', () => {
    const visa = read([
      'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
      `${PASSPORT[1]?.slice(0, 28)}<<<<<<<<<<<<<<<<`,
    ]);
    assert.deepEqual(Object.values(visa.checkDigits), [true, true, true]);
    assert.equal(checkDigitOutcome(visa), 'unknown');
    const french = read(['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '9409923102854CORINNE<<<<<<<6512068F4']);
    assert.notEqual(checkDigitOutcome(french), 'pass');
  });
});

describe('codes of states (ICAO 9303-3 section 5)', () => {
  it('are those of countries, of Germany, of organisations, of persons without a nationality and of specimens', () => {
    for (const code of ['FRA', 'TWN', 'D', 'GBN', 'RKS', 'UNO', 'EUE', 'XXA', 'XXB', 'XOM', 'UTO']) {
      assert.ok(isStateCode(code), code);
    }
  });

  it('are no others, however like them', () => {
    for (const code of ['UTD', 'BDR', 'SI', 'DDR', 'ABC', 'D<<', '', 'fra'])
      assert.ok(!isStateCode(code), code);
  });
});

import assert from 'node:assert/strict';
import type { MrzReading } from '../../src/domain/reading.ts';
import { scoreFields } from './field-score.ts';
import { zoneInText } from './zone-in-text.ts';
import { claimOf, digitsPass, distance, type ReadZone, scoreZone } from './zone-score.ts';

/** The specimen of ICAO 9303-4, appendix A. */
const TRUTH = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
];
const [NAMES = '', DATA = ''] = TRUTH;
const OTHER_NAME = NAMES.replace('ANNA', 'ANMA');
const OTHER_DATE = DATA.replace('740812', '740813');

const claim = (lines: string[], more: Partial<ReadZone> = {}): ReadZone => ({
  lines,
  confident: false,
  trustedLines: [],
  ...more,
});

describe('the score of a zone', () => {
  it('is exact where every line is as printed', () => {
    const score = scoreZone(TRUTH, claim(TRUTH, { confident: true, trustedLines: [1] }));
    assert.deepEqual(score, {
      found: true,
      exact: true,
      passes: true,
      wrongPassing: false,
      wrongConfident: false,
      exactConfident: true,
      wrongCharacters: 0,
      characters: 88,
    });
  });

  it('counts a wrong name under right check digits as wrong but passing', () => {
    const score = scoreZone(TRUTH, claim([OTHER_NAME, DATA]));
    assert.deepEqual(
      [score.exact, score.passes, score.wrongPassing, score.wrongCharacters],
      [false, true, true, 1],
    );
  });

  it('does not count a wrong line whose check digits say so as passing', () => {
    const score = scoreZone(TRUTH, claim([NAMES, OTHER_DATE]));
    assert.deepEqual([score.passes, score.wrongPassing], [false, false]);
  });

  it('counts what is wrong as dangerous where its reader was sure, or where it would have been trusted', () => {
    const wrong = [OTHER_NAME, DATA];
    assert.equal(scoreZone(TRUTH, claim(wrong)).wrongConfident, false);
    assert.equal(scoreZone(TRUTH, claim(wrong, { confident: true })).wrongConfident, true);
    assert.equal(scoreZone(TRUTH, claim(wrong, { trustedLines: [1] })).wrongConfident, false);
    assert.equal(scoreZone(TRUTH, claim([NAMES, OTHER_DATE], { trustedLines: [1] })).wrongConfident, true);
  });

  it('counts what was not found as neither passing nor wrong with confidence', () => {
    const score = scoreZone(TRUTH, undefined);
    assert.deepEqual(
      [score.found, score.exact, score.passes, score.wrongConfident],
      [false, false, false, false],
    );
    assert.equal(score.wrongCharacters, 89);
  });

  it('does not let a zone of another shape pass', () => {
    assert.equal(digitsPass(TRUTH), true);
    assert.equal(digitsPass([DATA]), false);
    assert.equal(digitsPass([NAMES.slice(0, 40), DATA]), false);
  });

  it('takes what our reader says of itself: sure from 0.9 on, trusted where its check digits pass', () => {
    const zone: MrzReading = {
      format: 'TD3',
      lines: TRUTH,
      fields: {},
      checkDigits: { documentNumber: true, birthDate: true, expiryDate: true, composite: true },
      confidence: 0.95,
      corrected: false,
      breaksStandard: false,
      unknownStates: [],
      agreement: 'unconfirmed',
      lineAgreement: ['unconfirmed', 'agreed'],
    };
    assert.deepEqual(claimOf(zone), { lines: TRUTH, confident: true, trustedLines: [1] });
    assert.deepEqual(claimOf({ ...zone, corrected: true, confidence: 0.5 }), {
      lines: TRUTH,
      confident: false,
      trustedLines: [],
    });
  });

  it('counts characters that differ by the fewest changes', () => {
    assert.deepEqual([distance('kitten', 'sitting'), distance('', 'abc'), distance('<<<<', '<<')], [3, 3, 2]);
  });
});

describe('a zone in the text of a page', () => {
  it('is found below other print, with spaces and lost fillers', () => {
    const text = [
      'PASSPORT',
      'Surname ERIKSSON',
      'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<< <<<<<<<<',
      `${DATA.slice(0, 20)} ${DATA.slice(20)}`,
      '',
    ];
    assert.deepEqual(zoneInText(text.join('\n')), TRUTH);
  });

  it('is none where no lines look like one', () => {
    assert.deepEqual(zoneInText('Dear customer,\nyour bill of 12 May is due\n'), []);
    assert.deepEqual(zoneInText(`${DATA}\n`), []);
  });
});

describe('the score of fields', () => {
  const field = (value: string, confidence = 0.5) => ({ value, confidence });

  it('passes over white space and tells exact from alike, wrong and absent', () => {
    const truth = { address: '1 High Street\nLeeds', surname: 'Müller', birthDate: '1990-01-01', sex: 'F' };
    const read = {
      address: field('1 High Street, Leeds'),
      surname: field('MULLER'),
      birthDate: field('1990-01-07', 0.95),
    };
    assert.deepEqual(
      scoreFields(truth, read).map(({ field: name, exact, alike, absent, wrongConfident }) => [
        name,
        exact,
        alike,
        absent,
        wrongConfident,
      ]),
      [
        ['address', true, true, false, false],
        ['surname', false, true, false, false],
        ['birthDate', false, false, false, true],
        ['sex', false, false, true, false],
      ],
    );
  });
});

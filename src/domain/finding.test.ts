import assert from 'node:assert/strict';
import { decide, type Finding } from './decision.ts';
import type { SlotName } from './document.ts';
import { findFindings, type SlotReadings } from './finding.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { MrzReading, PrintedFieldName, Reading } from './reading.ts';

const today = '2026-06-15';
const field = (value: string) => ({ value, confidence: 0.99 });
const READER = 'test';

const zone = (change: Partial<MrzReading> = {}, fields: MrzReading['fields'] = {}): MrzReading => ({
  format: 'TD3',
  lines: [],
  confidence: 0.99,
  corrected: false,
  breaksStandard: false,
  unknownStates: [],
  agreement: 'agreed',
  lineAgreement: ['agreed', 'agreed', 'agreed'],
  checkDigits: {
    documentNumber: true,
    birthDate: true,
    expiryDate: true,
    personalNumber: true,
    composite: true,
  },
  ...change,
  fields: {
    surname: field('ERIKSSON'),
    givenNames: field('ANNA MARIA'),
    birthDate: field('1990-08-12'),
    expiryDate: field('2031-04-15'),
    ...fields,
  },
});

const read = (
  kind: Reading['kind'],
  printed: Partial<Record<PrintedFieldName, string>>,
  mrz?: MrzReading,
): Reading => ({
  status: 'read',
  kind,
  reader: READER,
  printed: fieldsOf(printed),
  ...(mrz ? { mrz } : {}),
});

function fieldsOf(printed: Partial<Record<PrintedFieldName, string>>) {
  return Object.fromEntries(Object.entries(printed).map(([name, value]) => [name, field(value)]));
}

const PRINT = { surname: 'Eriksson', givenNames: 'Anna Maria', birthDate: '1990-08-12' };
const BILL = {
  fullName: 'Ms Anna Eriksson',
  address: '1 Harbour Street\nUtopia City',
  issueDate: '2026-05-20',
};

const passportSession = (
  change: Partial<Record<SlotName, Reading | 'unread' | undefined>> = {},
): SlotReadings => {
  const readings = {
    passport: read('passport', PRINT, zone()),
    'proof-of-address': read('proof_of_address', BILL),
    ...change,
  };
  return Object.fromEntries(Object.entries(readings).filter(([, reading]) => reading !== undefined));
};
const cardSession = (change: SlotReadings = {}): SlotReadings => ({
  'id-front': read('id_card', PRINT),
  'id-back': read('id_card', {}, zone({ format: 'TD1' })),
  'proof-of-address': read('proof_of_address', BILL),
  ...change,
});

const circumstances = { policy: DEFAULT_POLICY, today };
const verdictOf = (readings: SlotReadings, identityDocument: 'passport' | 'id_card' = 'passport') =>
  decide(
    { identityDocument, findings: findFindings(identityDocument, readings, circumstances) },
    DEFAULT_POLICY,
  );
const outcomeOf = (findings: Finding[], check: Finding['check']) =>
  findings.find((finding) => finding.check === check)?.outcome;

describe('findFindings', () => {
  it('lets a passport and a bill that agree be approved', () => {
    assert.deepEqual(verdictOf(passportSession()), { outcome: 'approved', reasons: ['ALL_CHECKS_PASSED'] });
  });

  it('lets a card whose two sides and bill agree be approved', () => {
    assert.equal(verdictOf(cardSession(), 'id_card').outcome, 'approved');
  });

  const unreadable: Reading = { status: 'unreadable', kind: 'passport', reason: 'NO_TEXT', reader: READER };
  for (const [name, slots, identityDocument] of [
    ['passport', passportSession(), 'passport'],
    ['card', cardSession(), 'id_card'],
  ] as const) {
    for (const slot of Object.keys(slots) as SlotName[]) {
      it(`sends a ${name} session with ${slot} missing, unread or unreadable to a person`, () => {
        const { [slot]: _, ...missing } = slots;
        for (const readings of [
          missing,
          { ...slots, [slot]: 'unread' as const },
          { ...slots, [slot]: unreadable },
        ]) {
          assert.equal(verdictOf(readings, identityDocument).outcome, 'pending_review');
        }
      });
    }
  }

  it('takes documents of the other kind for nothing', () => {
    assert.equal(verdictOf(cardSession(), 'passport').outcome, 'pending_review');
  });

  const differing: [string, SlotReadings, string][] = [
    [
      'another printed surname',
      passportSession({ passport: read('passport', { ...PRINT, surname: 'Larsson' }, zone()) }),
      'NAME_MISMATCH',
    ],
    [
      'another printed given name',
      passportSession({ passport: read('passport', { ...PRINT, givenNames: 'Anna' }, zone()) }),
      'NAME_MISMATCH',
    ],
    [
      'no printed name',
      passportSession({ passport: read('passport', { birthDate: PRINT.birthDate }, zone()) }),
      'NAME_UNKNOWN',
    ],
    [
      'another printed birth date',
      passportSession({ passport: read('passport', { ...PRINT, birthDate: '1990-08-13' }, zone()) }),
      'BIRTH_DATE_MISMATCH',
    ],
    [
      'a wrong check digit',
      passportSession({
        passport: read(
          'passport',
          PRINT,
          zone({
            checkDigits: { documentNumber: false, birthDate: true, expiryDate: true, composite: true },
          }),
        ),
      }),
      'MRZ_CHECK_DIGITS_WRONG',
    ],
    [
      'a check digit that was not read',
      passportSession({
        passport: read(
          'passport',
          PRINT,
          zone({ checkDigits: { birthDate: true, expiryDate: true, composite: true } }),
        ),
      }),
      'MRZ_CHECK_DIGITS_UNKNOWN',
    ],
    [
      'a corrected zone',
      passportSession({ passport: read('passport', PRINT, zone({ corrected: true })) }),
      'MRZ_CHECK_DIGITS_UNKNOWN',
    ],
    [
      'a card where a passport is asked for',
      passportSession({ passport: read('passport', PRINT, zone({ format: 'TD1' })) }),
      'DOCUMENT_KIND_MISMATCH',
    ],
    ['no zone', passportSession({ passport: read('passport', PRINT) }), 'MRZ_CHECK_DIGITS_UNKNOWN'],
    [
      'a bill of somebody else',
      passportSession({
        'proof-of-address': read('proof_of_address', { ...BILL, fullName: 'Lars Eriksson' }),
      }),
      'ADDRESS_NAME_MISMATCH',
    ],
    [
      'a bill of two people',
      passportSession({
        'proof-of-address': read('proof_of_address', { ...BILL, fullName: 'Anna and Lars Eriksson' }),
      }),
      'ADDRESS_NAME_MISMATCH',
    ],
    [
      'a bill without a name',
      passportSession({
        'proof-of-address': read('proof_of_address', { address: BILL.address, issueDate: BILL.issueDate }),
      }),
      'ADDRESS_NAME_UNKNOWN',
    ],
    [
      'a bill without an address',
      passportSession({
        'proof-of-address': read('proof_of_address', { fullName: BILL.fullName, issueDate: BILL.issueDate }),
      }),
      'ADDRESS_NAME_UNKNOWN',
    ],
    [
      'a bill without a date',
      passportSession({
        'proof-of-address': read('proof_of_address', { fullName: BILL.fullName, address: BILL.address }),
      }),
      'ADDRESS_DATE_UNKNOWN',
    ],
    [
      'a bill whose date was hardly read',
      passportSession({
        'proof-of-address': {
          status: 'read',
          kind: 'proof_of_address',
          reader: READER,
          printed: { ...fieldsOf(BILL), issueDate: { ...field(BILL.issueDate), confidence: 0.75 } },
        },
      }),
      'ADDRESS_DATE_UNKNOWN',
    ],
    [
      'a bill of 91 days ago',
      passportSession({ 'proof-of-address': read('proof_of_address', { ...BILL, issueDate: '2026-03-16' }) }),
      'ADDRESS_OUT_OF_DATE',
    ],
    [
      'a bill from the future',
      passportSession({ 'proof-of-address': read('proof_of_address', { ...BILL, issueDate: '2026-06-16' }) }),
      'ADDRESS_DATE_UNKNOWN',
    ],
  ];
  for (const [name, readings, reason] of differing) {
    it(`sends ${name} to a person with the reason ${reason}`, () => {
      const verdict = verdictOf(readings);
      assert.equal(verdict.outcome, 'pending_review');
      assert.ok(verdict.reasons.includes(reason as (typeof verdict.reasons)[number]), verdict.reasons.join());
    });
  }

  it('accepts a bill of 90 days ago', () => {
    const bill = read('proof_of_address', { ...BILL, issueDate: '2026-03-17' });
    assert.equal(verdictOf(passportSession({ 'proof-of-address': bill })).outcome, 'approved');
  });

  it('rejects an expired document under right check digits', () => {
    const expired = zone({}, { expiryDate: field('2026-06-14') });
    const verdict = verdictOf(passportSession({ passport: read('passport', PRINT, expired) }));
    assert.deepEqual(verdict, { outcome: 'rejected', reasons: ['DOCUMENT_EXPIRED'] });
  });

  it('accepts a document on its last day', () => {
    const lastDay = zone({}, { expiryDate: field(today) });
    assert.equal(
      verdictOf(passportSession({ passport: read('passport', PRINT, lastDay) })).outcome,
      'approved',
    );
  });

  it('does not reject an expiry date of a zone with a wrong check digit or a correction', () => {
    const wrong = { documentNumber: true, birthDate: true, expiryDate: true, composite: false };
    for (const change of [{ checkDigits: wrong }, { corrected: true }]) {
      const doubtful = zone(change, { expiryDate: field('2020-01-01') });
      assert.equal(
        verdictOf(passportSession({ passport: read('passport', PRINT, doubtful) })).outcome,
        'pending_review',
      );
    }
  });

  const born = (birthDate: string, printed: string) =>
    passportSession({
      passport: read('passport', { ...PRINT, birthDate: printed }, zone({}, { birthDate: field(birthDate) })),
    });

  it('rejects who turns 18 tomorrow, and accepts who turns 18 today', () => {
    assert.deepEqual(verdictOf(born('2008-06-16', '2008-06-16')), {
      outcome: 'rejected',
      reasons: ['UNDER_AGE'],
    });
    assert.equal(verdictOf(born('2008-06-15', '2008-06-15')).outcome, 'approved');
  });

  it('leaves to a person a child of 2015 who may be somebody born in 1915', () => {
    assert.equal(verdictOf(born('2015-08-12', '1915-08-12')).outcome, 'pending_review');
  });

  it('tells that an expiry date was not trusted where a check digit is wrong', () => {
    const findings = findFindings(
      'passport',
      passportSession({ passport: read('passport', PRINT, zone({ corrected: true })) }),
      circumstances,
    );
    assert.equal(outcomeOf(findings, 'document_in_date'), 'unknown');
    assert.equal(outcomeOf(findings, 'minimum_age'), 'unknown');
  });

  const NUMBERED = {
    documentNumber: field('L898902C3'),
    sex: field('F'),
    nationality: field('UTO'),
  };
  const printedAs = (print: Partial<Record<PrintedFieldName, string>>) =>
    passportSession({ passport: read('passport', { ...PRINT, ...print }, zone({}, NUMBERED)) });

  for (const [name, print, reason] of [
    ['another document number', { documentNumber: 'X123456Z9' }, 'DOCUMENT_NUMBER_MISMATCH'],
    ['a document number that may be a slip', { documentNumber: 'L8989O2C3' }, 'DOCUMENT_NUMBER_UNCLEAR'],
    ['another expiry date', { expiryDate: '2033-04-15' }, 'EXPIRY_DATE_MISMATCH'],
    ['another sex', { sex: 'M' }, 'SEX_MISMATCH'],
    ['another nationality', { nationality: 'DEUTSCH' }, 'NATIONALITY_MISMATCH'],
  ] as const) {
    it(`sends a print with ${name} to a person with the reason ${reason}`, () => {
      assert.deepEqual(verdictOf(printedAs(print)), { outcome: 'pending_review', reasons: [reason] });
    });
  }

  it('approves where all that is printed agrees, and where a field is not printed', () => {
    const all = { documentNumber: 'L898902C3', expiryDate: '2031-04-15', sex: 'F', nationality: 'UTOPIAN' };
    assert.equal(verdictOf(printedAs(all)).outcome, 'approved');
    assert.equal(verdictOf(printedAs({})).outcome, 'approved');
  });

  const barcode = (fields: Partial<Record<PrintedFieldName, string>>) => ({
    symbology: 'PDF417' as const,
    text: '',
    box: { left: 0, top: 0, right: 1, bottom: 1 },
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, field(value)])),
  });
  const back = (change: object) => ({ ...read('id_card', {}), ...change });

  it('leaves a card that has a barcode and no zone to a person, whatever the barcode says', () => {
    const licence = cardSession({ 'id-back': back({ barcode: barcode(PRINT) }) });
    assert.equal(verdictOf(licence, 'id_card').outcome, 'pending_review');
    const expired = cardSession({
      'id-back': back({ barcode: barcode({ ...PRINT, expiryDate: '2020-01-01' }) }),
    });
    assert.equal(verdictOf(expired, 'id_card').outcome, 'pending_review');
  });

  it('does not approve a card whose barcode contradicts its print or its zone', () => {
    const other = barcode({ ...PRINT, birthDate: '1980-01-01' });
    const readings = cardSession({ 'id-back': back({ mrz: zone({ format: 'TD1' }), barcode: other }) });
    assert.deepEqual(verdictOf(readings, 'id_card'), {
      outcome: 'pending_review',
      reasons: ['BARCODE_MISMATCH'],
    });
  });
});

import assert from 'node:assert/strict';
import { cautionChecks, type DocumentSigns, documentNumbers, findCautions } from './caution.ts';
import { CAUTIONS, decide, type Finding, type Outcome, requiredChecks } from './decision.ts';
import { IDENTITY_DOCUMENTS } from './document.ts';
import { type Examination, NOT_EXAMINED, placedFields } from './examination.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { BarcodeReading, MrzReading, Reading } from './reading.ts';

const clean: Examination = { examined: true, traces: [], ranking: [] };
const signs = (change: Partial<DocumentSigns> = {}): DocumentSigns => ({
  examination: clean,
  numberSeenIn: 0,
  pictureSeenIn: 0,
  ...change,
});

const field = (value: string) => ({ value, confidence: 0.99 });
/** What the zone says of its number; the rest of it is of no matter here. */
const zone = (documentNumber: string, isRight = true) =>
  ({
    fields: { documentNumber: field(documentNumber) },
    checkDigits: { documentNumber: isRight },
  }) as MrzReading;
const barcode = (documentNumber: string) =>
  ({ fields: { documentNumber: field(documentNumber) } }) as BarcodeReading;
const read = (given: Partial<Extract<Reading, { status: 'read' }>>): Reading => ({
  status: 'read',
  kind: 'passport',
  printed: {},
  reader: 'test',
  ...given,
});

describe('cautions', () => {
  it('pass where there is no sign', () => {
    assert.deepEqual(cautionChecks(signs()), [
      { check: 'editing_traces', outcome: 'pass' },
      { check: 'document_seen_before', outcome: 'pass', count: 0 },
      { check: 'picture_seen_before', outcome: 'pass', count: 0 },
    ]);
  });

  it('fail with codes and counts', () => {
    const found = signs({
      examination: { ...clean, traces: ['EXIF_SOFTWARE', 'XMP_HISTORY'] },
      numberSeenIn: 2,
      pictureSeenIn: 1,
    });
    assert.deepEqual(cautionChecks(found), [
      { check: 'editing_traces', outcome: 'fail', traces: ['EXIF_SOFTWARE', 'XMP_HISTORY'] },
      { check: 'document_seen_before', outcome: 'fail', count: 2 },
      { check: 'picture_seen_before', outcome: 'fail', count: 1 },
    ]);
  });

  it('are unknown where the file could not be examined, and told only where it was looked for them', () => {
    assert.deepEqual(cautionChecks(signs({ examination: NOT_EXAMINED }))[0], {
      check: 'editing_traces',
      outcome: 'unknown',
    });
    const nothing = { examination: undefined, numberSeenIn: undefined, pictureSeenIn: undefined };
    assert.deepEqual(cautionChecks(nothing), []);
    assert.deepEqual(findCautions({ passport: nothing }), [
      { slot: 'passport', check: 'editing_traces', outcome: 'unknown', proven: false },
      { slot: 'passport', check: 'picture_seen_before', outcome: 'unknown', proven: false },
    ]);
  });

  it('say nothing of error levels, which decide nothing', () => {
    const ranking = [{ field: 'documentNumber', deviation: 99 }];
    assert.deepEqual(cautionChecks(signs({ examination: { ...clean, ranking } })), cautionChecks(signs()));
  });

  for (const identityDocument of IDENTITY_DOCUMENTS) {
    const passing: Finding[] = requiredChecks(identityDocument).map((required) => ({
      ...required,
      outcome: 'pass',
      proven: false,
    }));
    const decided = (caution: (typeof CAUTIONS)[number], outcome: Outcome, policy = DEFAULT_POLICY) => {
      // Marked as proven, which no caution is, so that it would be seen if one could reject.
      const finding: Finding = { slot: 'proof-of-address', check: caution, outcome, proven: true };
      return decide({ identityDocument, findings: [...passing, finding] }, policy);
    };

    for (const caution of CAUTIONS) {
      it(`of ${caution} send a ${identityDocument} session to a person, and never reject it`, () => {
        assert.deepEqual(decided(caution, 'fail'), {
          outcome: 'pending_review',
          reasons: [caution.toUpperCase()],
        });
        assert.deepEqual(decided(caution, 'unknown'), {
          outcome: 'pending_review',
          reasons: [`${caution.toUpperCase()}_UNKNOWN`],
        });
        assert.equal(decided(caution, 'pass').outcome, 'approved');
      });

      it(`of ${caution} leave a ${identityDocument} session alone where the policy says so`, () => {
        const policy = { ...DEFAULT_POLICY, reviewEditingTraces: false, reviewSeenBefore: false };
        for (const outcome of ['fail', 'unknown'] as const) {
          assert.equal(decided(caution, outcome, policy).outcome, 'approved');
        }
      });
    }
  }

  it('are switched one by one', () => {
    const findings = (policy: typeof DEFAULT_POLICY) => {
      const passing: Finding[] = requiredChecks('passport').map((required) => ({
        ...required,
        outcome: 'pass',
        proven: false,
      }));
      const failing = CAUTIONS.map(
        (check) => ({ slot: 'passport', check, outcome: 'fail', proven: false }) as const,
      );
      return decide({ identityDocument: 'passport', findings: [...passing, ...failing] }, policy).reasons;
    };
    assert.deepEqual(findings({ ...DEFAULT_POLICY, reviewEditingTraces: false }), [
      'DOCUMENT_SEEN_BEFORE',
      'PICTURE_SEEN_BEFORE',
    ]);
    assert.deepEqual(findings({ ...DEFAULT_POLICY, reviewSeenBefore: false }), ['EDITING_TRACES']);
  });

  it('do not soften a rejection that is proven', () => {
    const findings = requiredChecks('passport').map(({ slot, check }) => {
      const isExpired = check === 'document_in_date';
      return { slot, check, outcome: isExpired ? 'fail' : 'pass', proven: isExpired } as const;
    });
    const caution = {
      slot: 'passport',
      check: 'picture_seen_before',
      outcome: 'fail',
      proven: false,
    } as const;
    assert.deepEqual(
      decide({ identityDocument: 'passport', findings: [...findings, caution] }, DEFAULT_POLICY),
      {
        outcome: 'rejected',
        reasons: ['DOCUMENT_EXPIRED'],
      },
    );
  });
});

describe('the numbers of a document', () => {
  it('are one where zone, barcode and print agree, however they write it', () => {
    const reading = read({
      mrz: zone('L898902C3'),
      barcode: barcode('L898902C3'),
      printed: { documentNumber: field('l 898-902 c3') },
    });
    assert.deepEqual(documentNumbers(reading), ['L898902C3']);
  });

  it('are all of them where they differ', () => {
    const reading = read({ mrz: zone('L898902C3'), printed: { documentNumber: field('L111111C3') } });
    assert.deepEqual(documentNumbers(reading), ['L898902C3', 'L111111C3']);
  });

  it('are not taken from a zone whose check digit is wrong', () => {
    assert.deepEqual(documentNumbers(read({ mrz: zone('L898902C3', false) })), []);
  });

  it('are none on a bill, on what was not read, and where the text is too short for one', () => {
    const printed = { documentNumber: field('L898902C3') };
    assert.deepEqual(documentNumbers(read({ kind: 'proof_of_address', printed })), []);
    const unreadable = { status: 'unreadable', kind: 'passport', reason: 'NO_MRZ', reader: 'test' } as const;
    assert.deepEqual(documentNumbers(unreadable), []);
    assert.deepEqual(documentNumbers(read({ printed: { documentNumber: field('<<12<<') } })), []);
  });
});

describe('the fields whose print is compared', () => {
  it('are those with a place', () => {
    const box = { left: 1, top: 2, right: 3, bottom: 4 };
    const printed = { surname: { ...field('ERIKSSON'), box }, givenNames: field('ANNA') };
    assert.deepEqual(placedFields(read({ printed })), [{ name: 'surname', box }]);
    assert.deepEqual(
      placedFields({ status: 'unreadable', kind: 'passport', reason: 'NO_MRZ', reader: 'test' }),
      [],
    );
  });
});

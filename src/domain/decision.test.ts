import assert from 'node:assert/strict';
import {
  CHECKS,
  decide,
  type Finding,
  OUTCOMES,
  type Outcome,
  requiredChecks,
  type SessionFindings,
} from './decision.ts';
import { IDENTITY_DOCUMENTS, type IdentityDocument } from './document.ts';
import { DEFAULT_POLICY } from './policy.ts';

const passing = (identityDocument: IdentityDocument): SessionFindings => ({
  identityDocument,
  findings: requiredChecks(identityDocument).map((required) => ({
    ...required,
    outcome: 'pass',
    proven: false,
  })),
});

const changed = (findings: readonly Finding[], index: number, change: Partial<Finding>) =>
  findings.map((finding, at) => (at === index ? { ...finding, ...change } : finding));

describe('decide', () => {
  for (const identityDocument of IDENTITY_DOCUMENTS) {
    const all = passing(identityDocument);

    it(`approves a ${identityDocument} session whose every required check passes`, () => {
      assert.deepEqual(decide(all, DEFAULT_POLICY), { outcome: 'approved', reasons: ['ALL_CHECKS_PASSED'] });
    });

    for (const [index, { slot, check }] of all.findings.entries()) {
      it(`never approves a ${identityDocument} session where ${check} at ${slot} fails, is unknown or is not there`, () => {
        const variants = [
          changed(all.findings, index, { outcome: 'fail' }),
          changed(all.findings, index, { outcome: 'unknown' }),
          all.findings.filter((_, at) => at !== index),
          [...all.findings, { slot, check, outcome: 'unknown', proven: false } as const],
        ];
        for (const findings of variants) {
          const verdict = decide({ identityDocument, findings }, DEFAULT_POLICY);
          assert.equal(verdict.outcome, 'pending_review');
          assert.equal(verdict.reasons.length, 1);
        }
      });
    }

    it(`never approves a ${identityDocument} session with any two required checks not passed`, () => {
      for (const one of all.findings.keys()) {
        for (const other of all.findings.keys()) {
          const findings = changed(changed(all.findings, one, { outcome: 'unknown' }), other, {
            outcome: 'fail',
          });
          assert.notEqual(decide({ identityDocument, findings }, DEFAULT_POLICY).outcome, 'approved');
        }
      }
    });

    it(`rejects a ${identityDocument} session by itself only on a proven date`, () => {
      for (const [index, { check }] of all.findings.entries()) {
        const findings = changed(all.findings, index, { outcome: 'fail', proven: true });
        const mayReject = check === 'document_in_date' || check === 'minimum_age';
        const { outcome } = decide({ identityDocument, findings }, DEFAULT_POLICY);
        assert.equal(outcome, mayReject ? 'rejected' : 'pending_review', check);
      }
    });
  }

  it('tells only the proven dates as reasons of a rejection', () => {
    const { identityDocument, findings } = passing('passport');
    const failed = findings.map((finding) => ({
      ...finding,
      outcome:
        finding.check === 'name_matches_mrz' || finding.check === 'minimum_age'
          ? ('fail' as const)
          : finding.outcome,
      proven: finding.check === 'minimum_age',
    }));
    const verdict = decide({ identityDocument, findings: failed }, DEFAULT_POLICY);
    assert.deepEqual(verdict, { outcome: 'rejected', reasons: ['UNDER_AGE'] });
  });

  it('sends to a person what the policy does not let it decide', () => {
    const policy = { ...DEFAULT_POLICY, approveWithoutReview: false, rejectWithoutReview: false };
    const all = passing('id_card');
    assert.equal(decide(all, policy).outcome, 'pending_review');
    const expired = all.findings.map((finding) =>
      finding.check === 'document_in_date' ? { ...finding, outcome: 'fail' as const, proven: true } : finding,
    );
    assert.equal(decide({ ...all, findings: expired }, policy).outcome, 'pending_review');
  });

  it('names a picture that is hard to read where a person looks anyway, and nowhere else', () => {
    const all = passing('passport');
    const note: Finding = { slot: 'passport', check: 'picture_quality', outcome: 'fail', proven: false };
    const read = decide({ ...all, findings: [...all.findings, note] }, DEFAULT_POLICY);
    assert.deepEqual(read, { outcome: 'approved', reasons: ['ALL_CHECKS_PASSED'] });
    const unsure = all.findings.map((finding) =>
      finding.check === 'name_matches_mrz' ? { ...finding, outcome: 'unknown' as const } : finding,
    );
    assert.deepEqual(decide({ ...all, findings: [...unsure, note] }, DEFAULT_POLICY), {
      outcome: 'pending_review',
      reasons: ['NAME_UNKNOWN', 'PICTURE_QUALITY_LOW'],
    });
  });

  it('requires every kind of check for each identity document', () => {
    for (const identityDocument of IDENTITY_DOCUMENTS) {
      const required = new Set(requiredChecks(identityDocument).map(({ check }) => check));
      assert.deepEqual([...required].sort(), [...CHECKS].sort());
    }
  });
});

describe('decide, where a selfie was asked for', () => {
  const faces = (match: Outcome, challenge: Outcome): Finding[] => [
    { slot: 'selfie-front', check: 'face_match', outcome: match, proven: true },
    { slot: 'selfie-turned', check: 'selfie_challenge', outcome: challenge, proven: true },
  ];

  for (const identityDocument of IDENTITY_DOCUMENTS) {
    const all = passing(identityDocument);

    it(`leaves a ${identityDocument} session to a person whatever is found in its faces`, () => {
      for (const match of OUTCOMES) {
        for (const challenge of OUTCOMES) {
          const findings = [...all.findings, ...faces(match, challenge)];
          const { outcome, reasons } = decide(
            { identityDocument, selfie: 'given', findings },
            DEFAULT_POLICY,
          );
          assert.equal(outcome, 'pending_review');
          assert.equal(reasons[0], 'SELFIE_REVIEW');
        }
      }
    });

    it(`neither approves nor rejects a ${identityDocument} session by itself, with a selfie or without`, () => {
      for (const selfie of ['open', 'given', 'declined'] as const) {
        for (const index of all.findings.keys()) {
          const findings = changed(all.findings, index, { outcome: 'fail', proven: true });
          const verdict = decide({ identityDocument, selfie, findings }, DEFAULT_POLICY);
          assert.equal(verdict.outcome, 'pending_review');
        }
      }
    });
  }

  const reasons = (selfie: 'given' | 'declined', findings: readonly Finding[]) =>
    decide(
      { ...passing('passport'), selfie, findings: [...passing('passport').findings, ...findings] },
      DEFAULT_POLICY,
    ).reasons;

  it('says what is to be looked at', () => {
    assert.deepEqual(reasons('given', faces('pass', 'pass')), ['SELFIE_REVIEW']);
    assert.deepEqual(reasons('given', faces('fail', 'fail')), [
      'SELFIE_REVIEW',
      'FACE_MISMATCH',
      'SELFIE_CHALLENGE_NOT_MET',
    ]);
    assert.deepEqual(reasons('given', faces('unknown', 'unknown')), [
      'SELFIE_REVIEW',
      'FACE_UNCLEAR',
      'SELFIE_CHALLENGE_UNCLEAR',
    ]);
  });

  it('counts faces that were not compared as unclear', () =>
    assert.deepEqual(reasons('given', []), ['SELFIE_REVIEW', 'FACE_UNCLEAR', 'SELFIE_CHALLENGE_UNCLEAR']));

  it('says where the end-user went on without', () =>
    assert.deepEqual(reasons('declined', []), ['SELFIE_DECLINED']));

  it('says what is wrong with the documents first', () => {
    const session = passing('passport');
    const findings = changed(session.findings, 0, { outcome: 'fail' });
    const { reasons } = decide({ ...session, selfie: 'declined', findings }, DEFAULT_POLICY);
    assert.deepEqual(reasons, ['DOCUMENT_MISSING', 'SELFIE_DECLINED']);
  });
});

import assert from 'node:assert/strict';
import { CHECKS, decide, type Finding, requiredChecks, type SessionFindings } from './decision.ts';
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

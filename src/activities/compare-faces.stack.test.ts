import assert from 'node:assert/strict';
import { findFaceComparison } from '../../src/db/face-comparisons.ts';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { recordSelfieAnswer } from '../db/sessions.ts';
import { picturePurpose } from '../domain/picture.ts';
import type { SelfieAnswer } from '../domain/session-check.ts';
import { VisionCrashError, VisionTimeoutError } from '../vision/errors.ts';
import { compareFaces } from './compare-faces.ts';
import { decideSession } from './decide-session.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { storeCapture } from './store-capture.ts';

const at = BENCH_TIME.toISOString();
const SLOTS = ['passport', 'proof-of-address', 'selfie-turned', 'selfie-front'] as const;

describe('compareFaces', () => {
  let bench: ActivityBench;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());

  /** A session of which everything was taken in and sent. */
  async function submitted(answer: SelfieAnswer = 'given', slots: readonly (typeof SLOTS)[number][] = SLOTS) {
    const { deps } = bench;
    const session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook', selfieTurn: 'left' });
    await session.choose('passport');
    await recordSelfieAnswer(deps.db, session.ref, { answer, version: '2026-11-30' }, BENCH_TIME);
    const ids = new Map<string, string>();
    for (const slot of slots) {
      const documentId = await session.capture(slot);
      ids.set(slot, documentId);
      await runAttempt(storeCapture(deps), { ...session.ref, documentId, at });
      await runAttempt(readDocument(deps), { ...session.ref, documentId, at });
      await recordExtraction(deps)({ ...session.ref, documentId, at });
    }
    await session.submit();
    return { ...session, passport: ids.get('passport') ?? '' };
  }
  const kept = ({ ref, sealer }: BenchSession) => findFaceComparison(bench.deps.db, ref, sealer);
  const compare = ({ ref }: BenchSession, attempt = 1) =>
    runAttempt(compareFaces(bench.deps), { ...ref, at }, attempt);
  const decide = ({ ref }: BenchSession) => decideSession(bench.deps)({ ...ref, at });

  it('keeps numbers and the portrait, both sealed, and says on the timeline only that it was done', async () => {
    const session = await submitted();
    await compare(session);
    const { comparison, portrait } = (await kept(session)) ?? {};
    assert.deepEqual([comparison?.score, comparison?.reason], [0.62, null]);
    assert.equal(portrait?.documentId, session.passport);
    const sealed = await bench.deps.objectStore.get(portrait?.key ?? '');
    const cut = session.sealer.open(picturePurpose('portrait', session.passport), sealed);
    assert.equal(cut.toString(), [...'picture of passport'].reverse().join(''));
    const row = await bench.deps.db('face_comparisons').where({ session_id: session.ref.sessionId }).first();
    assert.doesNotMatch(row.comparison_sealed.toString('latin1'), /score|yaw/);
    const events = await bench.deps.db('session_events').where({ session_id: session.ref.sessionId });
    const told = events.filter(({ type }) => type === 'faces.compared');
    assert.deepEqual(
      told.map(({ detail }) => detail),
      [{}],
    );
  });

  it('is done once: a second run finds what the first one kept', async () => {
    const session = await submitted();
    await compare(session);
    const before = bench.vision.asked.compareFaces;
    await compare(session, 2);
    assert.equal(bench.vision.asked.compareFaces, before);
    assert.equal((await session.timeline()).filter((type) => type === 'faces.compared').length, 1);
  });

  it('compares nobody who did not agree, whoever asks for it', async () => {
    const session = await submitted('declined');
    const before = bench.vision.asked.compareFaces;
    await compare(session);
    assert.equal(bench.vision.asked.compareFaces, before);
    assert.equal(await kept(session), undefined);
  });

  it('keeps why there is nothing to compare', async () => {
    const session = await submitted('given', ['passport', 'proof-of-address', 'selfie-turned']);
    await compare(session);
    const { comparison, portrait } = (await kept(session)) ?? {};
    assert.deepEqual([comparison?.score, comparison?.reason, portrait], [null, 'PICTURE_MISSING', null]);
  });

  it('counts a damaged original as missing', async () => {
    const session = await submitted();
    const { original_key: key } = await bench.deps
      .db('documents')
      .where({ session_id: session.ref.sessionId, side: 'turned' })
      .first();
    await bench.deps.objectStore.put(key, Buffer.from('not sealed with this key'));
    await compare(session);
    assert.equal((await kept(session))?.comparison.reason, 'PICTURE_MISSING');
  });

  for (const Failure of [VisionTimeoutError, VisionCrashError]) {
    it(`is given up where pictures end their child twice (${Failure.name})`, async () => {
      const session = await submitted();
      const fail = async () => {
        throw new Failure('ended');
      };
      bench.vision.nextComparisons.push(fail, fail);
      await assert.rejects(compare(session, 1), Failure);
      assert.equal(await kept(session), undefined);
      await compare(session, 2);
      assert.equal((await kept(session))?.comparison.reason, 'COMPARISON_FAILED');
    });
  }

  describe('and the decision', () => {
    it('leaves every session with a selfie to a person, with what was found, in events too', async () => {
      const session = await submitted();
      await compare(session);
      assert.equal((await decide(session)).reviewStatus, 'pending_review');
      const event = (await session.events()).at(-1);
      assert.deepEqual(event.reasons, ['SELFIE_REVIEW']);
      assert.deepEqual(event.selfie, {
        answer: 'given',
        comparison: {
          match: 'similar',
          score: 0.62,
          reason: null,
          challenge: { turn: 'left', outcome: 'pass' },
          portrait: `https://verify.example/api/verification/documents/${session.passport}/portrait`,
        },
      });
      assert.deepEqual(Object.keys(event.extracted).sort(), ['passport', 'proof-of-address']);
      const faces = event.checks.filter(({ check }: { check: string }) => /face|selfie/.test(check));
      assert.deepEqual(
        faces.map(({ check, outcome }: { check: string; outcome: string }) => `${check} ${outcome}`),
        ['face_match pass', 'selfie_challenge pass'],
      );
    });

    it('sees faces that were never compared as unclear', async () => {
      const session = await submitted();
      await decide(session);
      const event = (await session.events()).at(-1);
      assert.deepEqual(event.reasons, ['SELFIE_REVIEW', 'FACE_UNCLEAR', 'SELFIE_CHALLENGE_UNCLEAR']);
      assert.deepEqual(event.selfie, { answer: 'given', comparison: null });
    });

    it('says where the end-user went on without', async () => {
      const session = await submitted('declined', ['passport', 'proof-of-address']);
      await decide(session);
      const event = (await session.events()).at(-1);
      assert.deepEqual(event.reasons, ['SELFIE_DECLINED']);
      assert.deepEqual(event.selfie, { answer: 'declined', comparison: null });
    });

    it('tells no event of a selfie being read', async () => {
      const session = await submitted();
      const kinds = (await session.events()).map(({ document }) => document?.kind);
      assert.deepEqual(kinds, ['passport', 'proof_of_address']);
    });
  });
});

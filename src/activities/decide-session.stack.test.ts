import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { agreeingReading, type What } from '../../test/support/fake-vision.ts';
import { findDecision } from '../db/decisions.ts';
import { listFindings } from '../db/findings.ts';
import type { SlotName } from '../domain/document.ts';
import type { Reading } from '../domain/reading.ts';
import { beginProcessing } from './begin-processing.ts';
import { decideSession } from './decide-session.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { storeCapture } from './store-capture.ts';

describe('decideSession', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    bench.vision.nextReads.length = 0;
    session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook' });
    await session.choose('passport');
  });

  const at = BENCH_TIME.toISOString();
  const takeIn = async (slot: SlotName, read?: (what: What) => Reading) => {
    if (read) bench.vision.nextReads.push(async (_, what) => read(what));
    const documentId = await session.capture(slot, Buffer.from(`${slot} ${Math.random()}`));
    const input = { ...session.ref, documentId, at };
    await runAttempt(storeCapture(bench.deps), input);
    await runAttempt(readDocument(bench.deps), input);
    await recordExtraction(bench.deps)(input);
    return documentId;
  };
  const send = async () => {
    await session.submit();
    await beginProcessing(bench.deps)(session.ref);
  };
  const decide = () => decideSession(bench.deps)({ ...session.ref, at });
  const decision = () => findDecision(bench.deps.db, session.ref, 1);
  const completed = async () =>
    (await session.events()).filter(({ event }) => event === 'verification.completed');

  it('approves documents that agree, and tells rows, timeline and receiver alike', async () => {
    await takeIn('passport');
    await takeIn('proof-of-address');
    await send();
    const { reviewStatus, eventId } = await decide();
    assert.equal(reviewStatus, 'approved');
    const { phase, reviewStatus: status, completedAt } = await session.read();
    assert.deepEqual([phase, status, completedAt], ['complete', 'approved', BENCH_TIME]);
    const [event] = await completed();
    assert.deepEqual(
      [event.id, event.sequence, event.decision, event.reasons],
      [eventId, 3, 'approved', ['ALL_CHECKS_PASSED']],
    );
    assert.equal(event.extracted.passport.surname.value, 'ERIKSSON');
    assert.equal((await session.timeline()).at(-1), 'session.decided');
  });

  it('lets the first decision stand on a second run, whatever was read meanwhile', async () => {
    await takeIn('passport');
    await takeIn('proof-of-address', (what) => agreeingReading(what, 'Larsson'));
    await send();
    const first = await decide();
    assert.equal(first.reviewStatus, 'pending_review');
    const [stored, findings, events] = [
      await decision(),
      await listFindings(bench.deps.db, session.ref),
      await session.events(),
    ];
    await takeIn('proof-of-address');
    assert.deepEqual(await decide(), first);
    assert.deepEqual(await decision(), stored);
    assert.deepEqual(await listFindings(bench.deps.db, session.ref), findings);
    assert.deepEqual(
      (await session.events()).filter(({ id }) => id === first.eventId),
      events.slice(-1),
    );
    assert.equal((await session.timeline()).filter((type) => type === 'session.decided').length, 1);
  });

  it('makes one decision and one event where two runs of it overlap', async () => {
    await takeIn('passport');
    await takeIn('proof-of-address');
    await send();
    const [one, other] = await Promise.all([decide(), decide()]);
    assert.deepEqual(one, other);
    assert.equal((await completed()).length, 1);
  });

  it('decides by the current documents only', async () => {
    await takeIn('passport', (what) => agreeingReading(what, 'Larsson'));
    await takeIn('passport');
    await takeIn('proof-of-address');
    await send();
    assert.equal((await decide()).reviewStatus, 'approved');
    const [event] = await completed();
    assert.equal(event.extracted.passport.surname.value, 'ERIKSSON');
  });

  it('takes no reading of a replaced picture for its successor, which was not read', async () => {
    await takeIn('passport');
    await takeIn('proof-of-address');
    await session.capture('passport', Buffer.from('taken again and not read'));
    await send();
    assert.equal((await decide()).reviewStatus, 'pending_review');
    assert.ok((await decision())?.reasons.includes('DOCUMENT_UNREADABLE'));
    const [event] = await completed();
    assert.deepEqual(Object.keys(event.extracted), ['proof-of-address']);
  });

  it('does not count the documents of the other choice', async () => {
    await takeIn('id-front');
    await takeIn('id-back');
    await takeIn('proof-of-address');
    await send();
    assert.equal((await decide()).reviewStatus, 'pending_review');
    assert.ok((await decision())?.reasons.includes('DOCUMENT_MISSING'));
  });

  it('judges by the day of the workflow', async () => {
    await takeIn('passport');
    await takeIn('proof-of-address');
    await send();
    const muchLater = new Date(BENCH_TIME.getTime() + 200 * 24 * 60 * 60 * 1000).toISOString();
    const { reviewStatus } = await decideSession(bench.deps)({ ...session.ref, at: muchLater });
    assert.equal(reviewStatus, 'pending_review');
    assert.deepEqual((await decision())?.reasons, ['ADDRESS_OUT_OF_DATE']);
  });

  it('fails for good where nothing was submitted', async () => {
    await assert.rejects(
      decide(),
      (error) => error instanceof ApplicationFailure && error.type === 'SESSION_NOT_FOUND',
    );
    assert.equal(await decision(), undefined);
  });
});

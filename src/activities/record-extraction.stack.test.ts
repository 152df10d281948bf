import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { storeCapture } from './store-capture.ts';

describe('recordExtraction', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  let documentId: string;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook' });
    documentId = await session.capture('passport');
  });

  const input = () => ({ ...session.ref, documentId, at: BENCH_TIME.toISOString() });
  const readIt = async () => {
    await runAttempt(storeCapture(bench.deps), input());
    await runAttempt(readDocument(bench.deps), input());
  };
  const record = () => recordExtraction(bench.deps)(input());

  it('tells state, timeline and receiver that a document was read', async () => {
    await readIt();
    const { status, eventId } = await record();
    assert.equal(status, 'read');
    assert.equal((await session.document(documentId)).state, 'read');
    assert.deepEqual(await session.timeline(), ['document.stored', 'document.read']);
    const [event, ...others] = await session.events();
    assert.deepEqual(others, []);
    assert.equal(event.id, eventId);
    assert.equal(event.event, 'verification.extraction');
    assert.equal(event.sequence, 1);
    assert.deepEqual(event.document, { id: documentId, kind: 'passport', side: 'front', status: 'read' });
    assert.equal(event.extracted.surname.value, 'ERIKSSON');
  });

  it('makes one event, however often it is run', async () => {
    await readIt();
    const first = await record();
    assert.deepEqual(await record(), first);
    assert.deepEqual(await Promise.all([record(), record()]), [first, first]);
    assert.equal((await session.events()).length, 1);
    assert.deepEqual(await session.timeline(), ['document.stored', 'document.read']);
  });

  it('makes one event where its first two runs overlap', async () => {
    await readIt();
    const [one, other] = await Promise.all([record(), record()]);
    assert.deepEqual(one, other);
    assert.equal((await session.events()).length, 1);
  });

  it('makes no event where nobody listens', async () => {
    session = await bench.newSession();
    documentId = await session.capture('passport');
    await readIt();
    assert.deepEqual(await record(), { status: 'read', eventId: null });
    assert.deepEqual(await session.events(), []);
    assert.equal((await session.document(documentId)).state, 'read');
  });

  it('says nothing of a document that another picture replaced', async () => {
    await readIt();
    await session.capture('passport', Buffer.from('taken again'));
    assert.deepEqual(await record(), { status: 'superseded', eventId: null });
    assert.deepEqual(await session.events(), []);
    assert.deepEqual(await session.timeline(), ['document.stored']);
    assert.equal((await session.document(documentId)).state, 'stored');
  });

  it('records as unreadable what has no reading by now, without any field', async () => {
    const { status } = await record();
    assert.equal(status, 'unreadable');
    assert.equal((await session.document(documentId)).state, 'unreadable');
    const [event] = await session.events();
    assert.deepEqual(event.extracted, {});
    assert.deepEqual(event.checks, [{ check: 'document_read', outcome: 'fail', reason: 'READER_FAILED' }]);
  });

  it('stands, though a reading that was slow to end comes afterwards', async () => {
    await runAttempt(storeCapture(bench.deps), input());
    const first = await record();
    assert.deepEqual(await runAttempt(readDocument(bench.deps), input()), { status: 'unreadable' });
    assert.deepEqual(await record(), first);
    assert.equal((await session.document(documentId)).state, 'unreadable');
  });

  it('fails for good for a document that is not there', async () => {
    documentId = session.ref.sessionId;
    await assert.rejects(
      record(),
      (error) => error instanceof ApplicationFailure && error.type === 'DOCUMENT_NOT_FOUND',
    );
  });
});

import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { v7 as uuidv7 } from 'uuid';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
} from '../../test/support/activity-bench.ts';
import { listSessionEvents } from '../db/session-events.ts';
import { recordCancelRequest } from '../db/sessions.ts';
import { beginProcessing } from './begin-processing.ts';
import { cancelSession } from './cancel-session.ts';
import { decideSession } from './decide-session.ts';
import { expireSession } from './expire-session.ts';
import { openSession } from './open-session.ts';
import { prepareReturn } from './prepare-return.ts';

const at = BENCH_TIME.toISOString();

describe('the ends of a session', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    session = await bench.newSession();
  });

  const expire = () => expireSession(bench.deps)({ ...session.ref, at });
  const cancel = () => cancelSession(bench.deps)({ ...session.ref, at });
  const isOpen = async () => (await openSession(bench.deps)(session.ref)).open;
  const askToCancel = () => recordCancelRequest(bench.deps.db, session.ref, BENCH_TIME);
  const phase = async () => (await session.read()).phase;
  const isAbsent = (error: unknown) =>
    error instanceof ApplicationFailure && error.type === 'SESSION_NOT_FOUND';

  describe('expireSession', () => {
    it('expires a session that was not submitted, once', async () => {
      assert.deepEqual(await expire(), { found: 'expired' });
      assert.deepEqual(await expire(), { found: 'expired' });
      assert.equal(await phase(), 'expired');
      assert.deepEqual(await session.timeline(), ['session.expired']);
      assert.equal(await isOpen(), false);
    });

    it('leaves alone what was submitted in time, however late it is run', async () => {
      await session.submit();
      assert.deepEqual(await expire(), { found: 'submitted' });
      assert.equal(await phase(), 'created');
      assert.deepEqual(await session.timeline(), []);
      assert.equal(await isOpen(), true);
    });

    it('lets a cancellation that was asked for in time have its way', async () => {
      await askToCancel();
      assert.deepEqual(await expire(), { found: 'cancel_requested' });
      assert.deepEqual(await cancel(), { canceled: true });
      assert.equal(await phase(), 'canceled');
      assert.deepEqual(await expire(), { found: 'expired' });
      assert.deepEqual(await session.timeline(), ['session.canceled']);
    });
  });

  describe('cancelSession', () => {
    it('ends what somebody asked to cancel, once', async () => {
      await askToCancel();
      assert.deepEqual(await cancel(), { canceled: true });
      assert.deepEqual(await cancel(), { canceled: true });
      assert.equal(await phase(), 'canceled');
      assert.deepEqual(await session.timeline(), ['session.canceled']);
      assert.equal(await isOpen(), false);
    });

    it('ends nothing that nobody asked to cancel', async () => {
      assert.deepEqual(await cancel(), { canceled: false });
      assert.equal(await phase(), 'created');
    });

    it('ends nothing that was submitted', async () => {
      await session.submit();
      assert.equal(await askToCancel(), false);
      assert.deepEqual(await cancel(), { canceled: false });
      assert.equal(await isOpen(), true);
    });
  });

  describe('beginProcessing', () => {
    it('moves a submitted session on, once, and never back', async () => {
      await session.submit();
      await beginProcessing(bench.deps)(session.ref);
      await beginProcessing(bench.deps)(session.ref);
      assert.equal(await phase(), 'processing');
      await decideSession(bench.deps)({ ...session.ref, at });
      await beginProcessing(bench.deps)(session.ref);
      assert.equal(await phase(), 'complete');
    });

    it('moves nothing that was not submitted', async () => {
      await beginProcessing(bench.deps)(session.ref);
      assert.equal(await phase(), 'created');
    });
  });

  describe('prepareReturn', () => {
    it('opens the way back once, and keeps the time of the first run', async () => {
      await session.submit();
      await decideSession(bench.deps)({ ...session.ref, at });
      const prepare = prepareReturn(bench.deps);
      await prepare({ ...session.ref, at });
      await prepare({ ...session.ref, at: '2026-06-16T00:00:00.000Z' });
      await Promise.all([prepare({ ...session.ref, at }), prepare({ ...session.ref, at })]);
      assert.deepEqual((await session.read()).returnPreparedAt, BENCH_TIME);
      const told = (await listSessionEvents(bench.deps.db, session.ref)).filter(
        ({ type }) => type === 'return.prepared',
      );
      assert.deepEqual(
        told.map(({ detail }) => detail),
        [{ status: 'pending_review', leadsToTenant: false }],
      );
    });
  });

  describe('openSession', () => {
    it('says that a session is open until nothing is left to do', async () => {
      assert.equal(await isOpen(), true);
      await session.submit();
      await decideSession(bench.deps)({ ...session.ref, at });
      assert.equal((await session.read()).reviewStatus, 'pending_review');
      assert.equal(await isOpen(), true);
    });
  });

  it('fail for good for a session that is not there', async () => {
    session = { ...session, ref: { ...session.ref, sessionId: uuidv7() } };
    for (const step of [expire, cancel, isOpen, () => prepareReturn(bench.deps)({ ...session.ref, at })]) {
      await assert.rejects(step(), isAbsent);
    }
  });
});

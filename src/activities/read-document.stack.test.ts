import assert from 'node:assert/strict';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import {
  type ActivityBench,
  activityEnvironment,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { agreeingReading } from '../../test/support/fake-vision.ts';
import { findReadings } from '../db/extractions.ts';
import {
  VisionBusyError,
  VisionCrashError,
  VisionPictureError,
  VisionTimeoutError,
} from '../vision/errors.ts';
import { readDocument } from './read-document.ts';
import { storeCapture } from './store-capture.ts';

const PICTURE = Buffer.from('the bytes as they were uploaded');
const WHAT = { kind: 'passport', side: 'front', today: '2026-06-15' } as const;

describe('readDocument', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  let documentId: string;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    bench.vision.asked.read = 0;
    session = await bench.newSession();
    documentId = await session.capture('passport', PICTURE);
    await runAttempt(storeCapture(bench.deps), input());
  });

  const input = () => ({ ...session.ref, documentId, at: BENCH_TIME.toISOString() });
  const read = (attempt = 1) => runAttempt(readDocument(bench.deps), input(), attempt);
  const rows = () => bench.deps.db('extractions').where({ document_id: documentId });
  const kept = async () =>
    (await findReadings(bench.deps.db, session.ref, [documentId], session.sealer)).get(documentId);
  const failing = (Failure: new () => Error) => async () => {
    throw new Failure();
  };

  it('reads the stored original by the day of the workflow, and tells no more than that it was read', async () => {
    let given: unknown[] = [];
    bench.vision.nextReads.push(async (bytes, what) => {
      given = [Buffer.from(bytes), what];
      return agreeingReading(what);
    });
    assert.deepEqual(await read(), { status: 'read' });
    assert.deepEqual(given, [PICTURE, WHAT]);
    assert.deepEqual(await kept(), agreeingReading(WHAT));
  });

  it('keeps the reading sealed', async () => {
    await read();
    const [row] = await rows();
    const { reading_sealed: sealed, ...clear } = row;
    for (const bytes of [sealed, Buffer.from(JSON.stringify(clear))]) {
      assert.doesNotMatch(bytes.toString('latin1'), /eriksson|anna|1990-08-12/i);
    }
  });

  it('finds on a second run what the first one read', async () => {
    await read();
    const [before] = await rows();
    bench.vision.nextReads.push(failing(VisionCrashError));
    assert.deepEqual(await read(2), { status: 'read' });
    assert.deepEqual(await rows(), [before]);
    assert.equal(bench.vision.asked.read, 1);
    bench.vision.nextReads.length = 0;
  });

  it('keeps the first reading where two runs of it overlap', async () => {
    const [first, second] = [agreeingReading(WHAT, 'First'), agreeingReading(WHAT, 'Second')];
    let letFirstEnd: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letFirstEnd = resolve;
    });
    bench.vision.nextReads.push(
      async () => {
        await held;
        return first;
      },
      async () => second,
    );
    const slow = read();
    while (bench.vision.asked.read === 0) await new Promise((resolve) => setImmediate(resolve));
    await read(2);
    letFirstEnd();
    assert.deepEqual(await slow, { status: 'read' });
    assert.deepEqual(await kept(), second);
    assert.equal((await rows()).length, 1);
  });

  for (const Failure of [VisionCrashError, VisionTimeoutError]) {
    it(`is tried again after a ${Failure.name}, and says unreadable after the second`, async () => {
      bench.vision.nextReads.push(failing(Failure), failing(Failure));
      await assert.rejects(read(1), Failure);
      assert.equal((await rows()).length, 0);
      assert.deepEqual(await read(2), { status: 'unreadable' });
      const reading = await kept();
      assert.equal(reading?.status === 'unreadable' && reading.reason, 'READER_FAILED');
    });
  }

  it('is tried again, however often, while there is no free reader', async () => {
    bench.vision.nextReads.push(failing(VisionBusyError));
    await assert.rejects(read(7), VisionBusyError);
    assert.equal((await rows()).length, 0);
  });

  it('stops its reader when it is cancelled, and keeps nothing', async () => {
    const environment = activityEnvironment();
    bench.vision.nextReads.push(
      (_, __, { signal } = {}) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          environment.cancel();
        }),
    );
    await assert.rejects(environment.run(readDocument(bench.deps), input()), CancelledFailure);
    assert.equal((await rows()).length, 0);
  });

  it('says that it lives while a picture takes long', async () => {
    const environment = activityEnvironment();
    const beats: unknown[] = [];
    bench.vision.nextReads.push(
      (_, what) =>
        new Promise((resolve) => {
          environment.on('heartbeat', (detail) => {
            beats.push(detail);
            resolve(agreeingReading(what));
          });
        }),
    );
    assert.deepEqual(await environment.run(readDocument(bench.deps), input()), { status: 'read' });
    assert.deepEqual(beats, [undefined]);
  });

  it('says unreadable at once where the original is damaged or gone, and asks no reader', async () => {
    const document = await bench.deps.db('documents').where({ id: documentId }).first();
    const { objectStore } = bench.deps;
    for (const damage of [
      () => objectStore.put(document.original_key, Buffer.from('no longer what was sealed')),
      () => objectStore.remove(document.original_key),
    ]) {
      await damage();
      await bench.deps.db('extractions').where({ document_id: documentId }).delete();
      assert.deepEqual(await read(), { status: 'unreadable' });
      assert.deepEqual(await read(2), { status: 'unreadable' }, 'and so does a second run');
      const reading = await kept();
      assert.equal(reading?.status === 'unreadable' && reading.reason, 'PICTURE_CORRUPT');
    }
    assert.equal(bench.vision.asked.read, 0);
  });

  it('says unreadable at once where the picture is at fault', async () => {
    bench.vision.nextReads.push(async () => {
      throw new VisionPictureError('PICTURE_CORRUPT');
    });
    assert.deepEqual(await read(), { status: 'unreadable' });
    const reading = await kept();
    assert.equal(reading?.status === 'unreadable' && reading.reason, 'PICTURE_CORRUPT');
  });

  it('fails for good where nothing was stored', async () => {
    const other = await session.capture('proof-of-address');
    const reading = runAttempt(readDocument(bench.deps), { ...input(), documentId: other });
    await assert.rejects(
      reading,
      (error) => error instanceof ApplicationFailure && error.type === 'DOCUMENT_NOT_FOUND',
    );
  });
});

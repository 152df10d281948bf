import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { ObjectMissingError } from '../adapters/object-store.ts';
import { picturePurpose } from '../domain/picture.ts';
import { VisionCrashError, VisionPictureError, VisionTimeoutError } from '../vision/errors.ts';
import { storeCapture } from './store-capture.ts';

const PICTURE = Buffer.from('the bytes as they were uploaded');

describe('storeCapture', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  let documentId: string;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    Object.assign(bench.vision.asked, { display: 0, read: 0 });
    session = await bench.newSession();
    documentId = await session.capture('passport', PICTURE);
  });

  const input = (id = documentId) => ({ ...session.ref, documentId: id, at: BENCH_TIME.toISOString() });
  const store = (attempt = 1) => runAttempt(storeCapture(bench.deps), input(), attempt);
  const failsForGood = (code: string) => (error: unknown) =>
    error instanceof ApplicationFailure && error.type === code && error.nonRetryable === true;
  const opened = async (form: 'original' | 'display', key: string | null) =>
    session.sealer.open(picturePurpose(form, documentId), await bench.deps.objectStore.get(key ?? ''));

  it('keeps the sealed original and the copy for people, and drops what was staged', async () => {
    assert.deepEqual(await store(), { superseded: false });
    const { state, originalKey, displayKey, stagingKey } = await session.document(documentId);
    assert.equal(state, 'stored');
    assert.deepEqual(await opened('original', originalKey), PICTURE);
    assert.deepEqual(await opened('display', displayKey), Buffer.from(PICTURE).reverse());
    assert.equal(await bench.deps.objectStore.stat(stagingKey), undefined);
    assert.equal((await bench.deps.objectStore.get(originalKey ?? '')).includes(PICTURE), false);
    assert.deepEqual(await session.timeline(), ['document.stored']);
    assert.equal((await session.read()).phase, 'capturing');
  });

  it('finds on a second run what the first one did', async () => {
    await store();
    const before = await session.document(documentId);
    assert.deepEqual(await store(2), { superseded: false });
    assert.deepEqual(await session.document(documentId), before);
    assert.deepEqual(await session.timeline(), ['document.stored']);
    assert.equal(bench.vision.asked.display, 1);
  });

  it('is done once where two runs of it overlap', async () => {
    assert.deepEqual(
      (await Promise.all([store(), store()])).map(({ superseded }) => superseded),
      [false, false],
    );
    assert.deepEqual(await session.timeline(), ['document.stored']);
    const { originalKey } = await session.document(documentId);
    assert.deepEqual(await opened('original', originalKey), PICTURE);
  });

  it('keeps nothing of a picture that another one replaced, and drops what was staged', async () => {
    const { stagingKey } = await session.document(documentId);
    await session.capture('passport', Buffer.from('taken again'));
    assert.deepEqual(await store(), { superseded: true });
    assert.equal(await bench.deps.objectStore.stat(stagingKey), undefined);
    assert.equal((await session.document(documentId)).originalKey, null);
    assert.equal(bench.vision.asked.display, 0);
    assert.deepEqual(await session.timeline(), []);
  });

  it('fails for good where the bytes are gone', async () => {
    await bench.deps.objectStore.remove((await session.document(documentId)).stagingKey);
    await assert.rejects(store(), failsForGood('CAPTURE_LOST'));
    assert.equal((await session.document(documentId)).state, 'received');
  });

  it('fails for good where the bytes are another picture, sealed by ourselves', async () => {
    const { stagingKey } = await session.document(documentId);
    const other = session.sealer.seal(picturePurpose('staging', documentId), Buffer.from('another'));
    await bench.deps.objectStore.put(stagingKey, other);
    await assert.rejects(store(), failsForGood('CAPTURE_LOST'));
    assert.equal((await session.document(documentId)).originalKey, null);
  });

  it('fails for good where a bit of the sealed bytes was changed', async () => {
    const { stagingKey } = await session.document(documentId);
    const sealed = await bench.deps.objectStore.get(stagingKey);
    sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1);
    await bench.deps.objectStore.put(stagingKey, sealed);
    await assert.rejects(store(), failsForGood('CAPTURE_LOST'));
  });

  it('fails for good where the picture cannot be decoded', async () => {
    bench.vision.nextDisplays.push(async () => {
      throw new VisionPictureError('PICTURE_CORRUPT');
    });
    await assert.rejects(store(), failsForGood('PICTURE_UNUSABLE'));
  });

  for (const Failure of [VisionCrashError, VisionTimeoutError]) {
    it(`is tried again after a ${Failure.name}, and given up at the fifth`, async () => {
      const failing = async () => {
        throw new Failure('the decoder failed');
      };
      bench.vision.nextDisplays.push(failing, failing);
      await assert.rejects(store(4), Failure);
      await assert.rejects(store(5), failsForGood('PICTURE_UNUSABLE'));
      assert.deepEqual(await store(6), { superseded: false });
    });
  }

  it('is tried again where the object store is away, and then goes on', async () => {
    const { objectStore } = bench.deps;
    const away = {
      ...objectStore,
      put: async () => {
        throw new Error('away');
      },
    };
    await assert.rejects(runAttempt(storeCapture({ ...bench.deps, objectStore: away }), input()), /away/);
    assert.equal((await session.document(documentId)).originalKey, null);
    await store(2);
    assert.equal((await session.document(documentId)).state, 'stored');
  });

  it('fails for good for a document that is another tenant’s', async () => {
    const stranger = await bench.newSession();
    const foreign = { ...input(), ...stranger.ref };
    await assert.rejects(runAttempt(storeCapture(bench.deps), foreign), failsForGood('DOCUMENT_NOT_FOUND'));
    await assert.rejects(bench.deps.objectStore.get('original/none'), ObjectMissingError);
  });
});

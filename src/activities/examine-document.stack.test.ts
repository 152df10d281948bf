import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  type ActivityBench,
  BENCH_TIME,
  type BenchSession,
  openActivityBench,
  runAttempt,
} from '../../test/support/activity-bench.ts';
import { agreeingReading } from '../../test/support/fake-vision.ts';
import { findExaminations, findHeatmapKeys } from '../db/examinations.ts';
import { CAUTIONS, type Caution } from '../domain/decision.ts';
import { picturePurpose } from '../domain/picture.ts';
import { VisionBusyError, VisionCrashError, VisionTimeoutError } from '../vision/errors.ts';
import { readDocument } from './read-document.ts';
import { recordExtraction } from './record-extraction.ts';
import { storeCapture } from './store-capture.ts';

const MAP = Buffer.from('a map of error levels');
const FACTS = {
  examined: true,
  traces: ['EXIF_SOFTWARE' as const],
  ranking: [{ field: 'documentNumber', deviation: 3.2 }],
};

const isCaution = ({ check }: { check: Caution }) => CAUTIONS.includes(check);

describe('the examination of a document', () => {
  let bench: ActivityBench;
  let session: BenchSession;
  let documentId: string;
  before(() => {
    bench = openActivityBench();
  });
  after(() => bench.close());
  beforeEach(async () => {
    Object.assign(bench.vision.asked, { read: 0, examine: 0 });
    bench.vision.nextReads.length = 0;
    bench.vision.nextExaminations.length = 0;
    session = await bench.newSession({ webhookUrl: 'https://tenant.example/hook' });
    documentId = await session.capture('passport', randomBytes(40));
    await runAttempt(storeCapture(bench.deps), input());
  });

  const input = () => ({ ...session.ref, documentId, at: BENCH_TIME.toISOString() });
  const read = (attempt = 1) => runAttempt(readDocument(bench.deps), input(), attempt);
  const record = () => recordExtraction(bench.deps)(input());
  const kept = async () =>
    (await findExaminations(bench.deps.db, session.ref, [documentId], session.sealer)).get(documentId);
  const keyOfMap = async () =>
    (await findHeatmapKeys(bench.deps.db, session.ref, [documentId])).get(documentId) ?? '';
  const openedMap = async () =>
    session.sealer.open(
      picturePurpose('heatmap', documentId),
      await bench.deps.objectStore.get(await keyOfMap()),
    );
  const extraction = async () =>
    (await session.events()).find(({ event }) => event === 'verification.extraction');
  const failing = (Failure: new () => Error) => async () => {
    throw new Failure();
  };

  it('is of the original and the places of its print, and is kept sealed', async () => {
    const box = { left: 10, top: 20, right: 30, bottom: 40 };
    bench.vision.nextReads.push(async (_, what) => {
      const reading = agreeingReading(what);
      assert.ok(reading.status === 'read' && reading.printed.surname);
      reading.printed.surname.box = box;
      return reading;
    });
    let given: unknown[] = [];
    bench.vision.nextExaminations.push(async (bytes, fields) => {
      given = [Buffer.from(bytes), fields];
      return { facts: FACTS, heatmap: MAP };
    });
    await read();
    const { originalKey } = await session.document(documentId);
    const original = session.sealer.open(
      picturePurpose('original', documentId),
      await bench.deps.objectStore.get(originalKey ?? ''),
    );
    assert.deepEqual(given, [original, [{ name: 'surname', box }]]);
    const heatmapKey = `heatmap/${session.ref.organizationId}/test/${session.ref.sessionId}/${documentId}`;
    assert.deepEqual(await kept(), { ...FACTS, heatmapKey });
    assert.deepEqual(await openedMap(), MAP);
    assert.equal((await bench.deps.objectStore.get(heatmapKey)).includes(MAP), false);
    const row = await bench.deps.db('examinations').where({ document_id: documentId }).first();
    assert.equal(row.examination_sealed.includes('EXIF_SOFTWARE'), false);
  });

  it('is told to the receiver by address, codes and counts', async () => {
    bench.vision.nextExaminations.push(async () => ({ facts: FACTS, heatmap: MAP }));
    await read();
    await record();
    const { heatmaps, checks } = await extraction();
    assert.deepEqual(heatmaps, [`https://verify.example/api/verification/documents/${documentId}/heatmap`]);
    assert.deepEqual(checks.filter(isCaution), [
      { check: 'editing_traces', outcome: 'fail', traces: ['EXIF_SOFTWARE'] },
      { check: 'picture_seen_before', outcome: 'pass', count: 0 },
    ]);
  });

  it('names no map where there is none, and says why', async () => {
    const heatmapNote = 'NONE_OF_PDF' as const;
    bench.vision.nextExaminations.push(async () => ({ facts: { ...FACTS, traces: [], heatmapNote } }));
    await read();
    await record();
    const event = await extraction();
    assert.deepEqual([event.heatmaps, event.heatmapNote], [[], heatmapNote]);
    assert.equal((await kept())?.heatmapKey, null);
  });

  it('is found by a second run, which writes nothing', async () => {
    await read();
    const [before, map] = [await kept(), await openedMap()];
    assert.deepEqual(await read(2), { status: 'read' });
    assert.deepEqual([bench.vision.asked.read, bench.vision.asked.examine], [1, 1]);
    assert.deepEqual([await kept(), await openedMap()], [before, map]);
  });

  it('is made up for by a second run where the first was cut off after the reading', async () => {
    const { objectStore } = bench.deps;
    const away = {
      ...objectStore,
      put: async () => {
        throw new Error('away');
      },
    };
    const cutOff = runAttempt(readDocument({ ...bench.deps, objectStore: away }), input());
    await assert.rejects(cutOff, /away/);
    assert.equal(await kept(), undefined);
    assert.deepEqual(await read(2), { status: 'read' });
    assert.deepEqual([bench.vision.asked.read, bench.vision.asked.examine], [1, 2]);
    assert.equal((await kept())?.examined, true);
    assert.ok((await openedMap()).length > 0);
  });

  it('is one where two runs of it overlap', async () => {
    await Promise.all([read(), read(2)]);
    assert.equal((await bench.deps.db('examinations').where({ document_id: documentId })).length, 1);
    assert.ok((await openedMap()).length > 0);
  });

  for (const Failure of [VisionCrashError, VisionTimeoutError]) {
    it(`is tried again after a ${Failure.name}, and given up at the second: the reading stands`, async () => {
      bench.vision.nextExaminations.push(failing(Failure), failing(Failure));
      await assert.rejects(read(1), Failure);
      assert.equal(await kept(), undefined);
      assert.deepEqual(await read(2), { status: 'read' });
      assert.equal((await kept())?.examined, false);
      await record();
      const { heatmaps, checks } = await extraction();
      assert.deepEqual(heatmaps, []);
      assert.deepEqual(checks.find(isCaution), { check: 'editing_traces', outcome: 'unknown' });
    });
  }

  it('is tried again, however often, while nobody is free to make it', async () => {
    bench.vision.nextExaminations.push(failing(VisionBusyError));
    await assert.rejects(read(9), VisionBusyError);
    assert.equal(await kept(), undefined);
  });

  it('is made of what could not be read as well', async () => {
    bench.vision.nextReads.push(async (_, { kind }) => ({
      status: 'unreadable',
      kind,
      reason: 'NO_MRZ',
      reader: 'test',
    }));
    assert.deepEqual(await read(), { status: 'unreadable' });
    assert.equal((await kept())?.examined, true);
  });

  it('opens with the key of its session only, so that it is gone when that key is', async () => {
    await read();
    const other = await bench.newSession();
    const sealed = await bench.deps.objectStore.get(await keyOfMap());
    assert.throws(() => other.sealer.open(picturePurpose('heatmap', documentId), sealed));
    assert.throws(() => session.sealer.open(picturePurpose('display', documentId), sealed));
  });

  it('goes with its document', async () => {
    await read();
    await record();
    const { db } = bench.deps;
    await db('extractions').where({ document_id: documentId }).delete();
    await db('documents').where({ id: documentId }).delete();
    assert.deepEqual(await db('examinations').where({ document_id: documentId }), []);
    assert.deepEqual(await db('document_marks').where({ document_id: documentId }), []);
  });
});

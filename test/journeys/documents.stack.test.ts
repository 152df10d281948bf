import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { ObjectStoreError } from '../../src/adapters/object-store.ts';
import { documents } from '../../src/contract/documents.ts';
import { marksOf } from '../../src/crypto/mark.ts';
import { insertMarks } from '../../src/db/document-marks.ts';
import { insertDocument, markStored } from '../../src/db/documents.ts';
import { insertExaminationOnce } from '../../src/db/examinations.ts';
import { insertFaceComparisonOnce } from '../../src/db/face-comparisons.ts';
import { run } from '../../src/db/insert-together.ts';
import { SLOTS } from '../../src/domain/document.ts';
import { type Examination, NOT_EXAMINED } from '../../src/domain/examination.ts';
import { notCompared } from '../../src/domain/face.ts';
import { pictureKey, picturePurpose } from '../../src/domain/picture.ts';
import { createMemoryObjectStore } from '../support/object-store.ts';
import { seedSession } from '../support/session-rows.ts';
import { startTestApi, type TestApi, type TestTenant } from '../support/test-api.ts';

const MAP = Buffer.from('a map of error levels');
const PICTURE = Buffer.from('the copy that people are shown');
const FOUND: Examination = {
  examined: true,
  heatmapNote: 'OF_NO_JPEG',
  traces: ['EXIF_SOFTWARE'],
  ranking: [
    { field: 'documentNumber', deviation: 3.2 },
    { field: 'surname', deviation: 1.1 },
    { field: 'givenNames', deviation: 1 },
  ],
};
const ABSENT = '019a0000-0000-7000-8000-000000000000';
const PORTRAIT = Buffer.from('a face cut out of the document');
const FORMS = ['examination', 'heatmap', 'portrait', 'picture'] as const;

describe('what was made of a document', () => {
  let api: TestApi;
  let owner: TestTenant;
  const objectStore = createMemoryObjectStore();
  before(async () => {
    api = await startTestApi({ objectStore });
    owner = await api.newTenant();
  });
  after(() => api.close());

  const tenant = () => ({ organizationId: owner.organizationId, environment: 'test' as const });
  const path = (id: string, what: string) => `/api/verification/documents/${id}/${what}`;
  const get = (id: string, what: string, key = owner.keys.test) => api.send('GET', path(id, what), { key });
  const bytes = (id: string, what: string) =>
    fetch(api.url + path(id, what), { headers: { authorization: `Bearer ${owner.keys.test}` } });

  /** A document of a session of its own, taken as far as is asked for. */
  async function newDocument({
    stored = true,
    examination = FOUND as Examination | null,
    hasMap = true,
    hasPortrait = true,
    picture = randomBytes(20),
  } = {}) {
    const { db, deps } = api;
    const { session, sealer } = await seedSession(db, deps.keys, tenant(), { now: api.time.now });
    const id = crypto.randomUUID();
    const facts = { contentType: 'image/jpeg', width: 1500, height: 1056 } as const;
    const row = {
      id,
      slot: SLOTS.passport,
      fingerprint: randomBytes(32),
      sizeBytes: 20,
      stagingKey: `staging/${id}`,
    };
    await db.transaction((tx) => insertDocument(tx, session, { ...facts, ...row }, sealer, api.time.now));
    if (stored) {
      const keys = {
        originalKey: pictureKey('original', session, id),
        displayKey: pictureKey('display', session, id),
      };
      await run(db, markStored(session, id, keys));
      await objectStore.put(keys.displayKey, sealer.seal(picturePurpose('display', id), PICTURE));
      const marks = marksOf(deps.keys, session, 'picture', picture);
      await insertMarks(db, session, { documentId: id, kind: 'picture', marks }, api.time.now);
    }
    if (examination) {
      const heatmapKey = hasMap ? pictureKey('heatmap', session, id) : null;
      if (heatmapKey) await objectStore.put(heatmapKey, sealer.seal(picturePurpose('heatmap', id), MAP));
      await insertExaminationOnce(
        db,
        session,
        { documentId: id, examination, heatmapKey },
        sealer,
        api.time.now,
      );
    }
    if (hasPortrait) {
      const key = pictureKey('portrait', session, id);
      await objectStore.put(key, sealer.seal(picturePurpose('portrait', id), PORTRAIT));
      const kept = { comparison: notCompared('NO_FACE_IN_SELFIE'), portrait: { documentId: id, key } };
      await insertFaceComparisonOnce(db, session, kept, sealer, api.time.now);
    }
    return { id, sessionId: session.sessionId, sealer };
  }

  it('is told as it is known: codes, ranking, counts and where the map is', async () => {
    const picture = randomBytes(20);
    await newDocument({ picture });
    const { id, sessionId } = await newDocument({ picture });
    const { status, body } = await get(id, 'examination');
    assert.equal(status, 200);
    assert.deepEqual(body, {
      ok: true,
      sessionId,
      documentId: id,
      state: 'examined',
      heatmap: `https://verify.example/api/verification/documents/${id}/heatmap`,
      heatmapNote: 'OF_NO_JPEG',
      ranking: FOUND.ranking,
      traces: ['EXIF_SOFTWARE'],
      numberSeenIn: null,
      pictureSeenIn: 1,
    });
    assert.deepEqual(documents.examination.output.parse(body), body);
  });

  it('gives map, portrait and picture as files that do nothing else', async () => {
    const { id } = await newDocument();
    for (const [what, type, content] of [
      ['heatmap', 'image/png', MAP],
      ['portrait', 'image/jpeg', PORTRAIT],
      ['picture', 'image/jpeg', PICTURE],
    ] as const) {
      const response = await bytes(id, what);
      assert.equal(response.status, 200);
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
      const { headers } = response;
      assert.equal(headers.get('content-type'), type);
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
      assert.match(headers.get('content-disposition') ?? '', /^inline; filename=/);
    }
  });

  for (const what of FORMS) {
    it(`answers alike to ${what} where it is absent, another organization's or another environment's`, async () => {
      const { id } = await newDocument();
      const stranger = await api.newTenant();
      const answers = [
        await get(ABSENT, what),
        await get(id, what, stranger.keys.test),
        await get(id, what, stranger.keys.live),
        await get(id, what, owner.keys.live),
        await get('..%2f..', what),
        await get(id.toUpperCase().replace(/^./, 'G'), what),
      ];
      for (const { status, body } of answers)
        assert.deepEqual([status, body.code], [404, 'DOCUMENT_NOT_FOUND']);
      assert.equal((await get(id, what)).status, 200);
    });

    it(`gives ${what} to nobody without a secret key`, async () => {
      const { id } = await newDocument();
      const { key: publishable } = await api.newKey(owner.organizationId, 'publishable', 'test');
      for (const sending of [{}, { key: 'sk_test_x' }, { key: publishable }]) {
        const { status, body } = await api.send('GET', path(id, what), sending);
        assert.deepEqual([status, body.code], [401, 'API_KEY_INVALID']);
      }
    });
  }

  it('is pending until the document was examined', async () => {
    const { id } = await newDocument({ stored: false, examination: null });
    const { body } = await get(id, 'examination');
    assert.deepEqual(
      [body.state, body.heatmap, body.ranking, body.traces, body.pictureSeenIn],
      ['pending', null, [], [], null],
    );
    assert.deepEqual((await get(id, 'heatmap')).body.code, 'HEATMAP_NOT_FOUND');
    assert.deepEqual((await get(id, 'picture')).body.code, 'DOCUMENT_NOT_FOUND');
  });

  it('says so where the file could not be examined, and where it has no map', async () => {
    const failed = await newDocument({ examination: NOT_EXAMINED, hasMap: false });
    assert.equal((await get(failed.id, 'examination')).body.state, 'failed');
    const pdf = await newDocument({ hasMap: false });
    const { body } = await get(pdf.id, 'examination');
    assert.deepEqual([body.state, body.heatmap], ['examined', null]);
    const { status, body: problem } = await get(pdf.id, 'heatmap');
    assert.deepEqual([status, problem.code], [404, 'HEATMAP_NOT_FOUND']);
  });

  it('has no portrait where none was cut out', async () => {
    const { id } = await newDocument({ hasPortrait: false });
    const { status, body } = await get(id, 'portrait');
    assert.deepEqual([status, body.code], [404, 'PORTRAIT_NOT_FOUND']);
  });

  it('is not there where its object is gone, and asks to come back where the store is away', async () => {
    const { id, sessionId } = await newDocument();
    const { get: usual } = objectStore;
    try {
      objectStore.get = async () => {
        throw new ObjectStoreError('TIMEOUT');
      };
      const { status, body, headers } = await get(id, 'heatmap');
      assert.deepEqual([status, body.code, headers.get('retry-after')], [503, 'BUSY', '5']);
    } finally {
      objectStore.get = usual;
    }
    await objectStore.remove(pictureKey('heatmap', { ...tenant(), sessionId }, id));
    assert.equal((await get(id, 'heatmap')).body.code, 'HEATMAP_NOT_FOUND');
  });

  it('opens with the key of its session only', async () => {
    const [one, other] = [await newDocument(), await newDocument()];
    const foreign = other.sealer.seal(picturePurpose('heatmap', one.id), MAP);
    await objectStore.put(pictureKey('heatmap', { ...tenant(), sessionId: one.sessionId }, one.id), foreign);
    const { status, body } = await get(one.id, 'heatmap');
    assert.deepEqual([status, body.code], [500, 'INTERNAL_ERROR']);
    assert.equal(JSON.stringify(body).includes(MAP.toString()), false);
  });
});

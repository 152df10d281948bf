import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { createObjectStore, type ObjectStore, ObjectStoreError } from '../../src/adapters/object-store.ts';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import { type Document, findDocument, markStored } from '../../src/db/documents.ts';
import { run } from '../../src/db/insert-together.ts';
import { hasOutbox } from '../../src/db/outbox.ts';
import type { SlotName } from '../../src/domain/document.ts';
import { PICTURE_FINGERPRINT, pictureKey, picturePurpose } from '../../src/domain/picture.ts';
import type { SessionRef } from '../../src/domain/session.ts';
import {
  chooses,
  connected,
  createVisitor,
  filled,
  type HostedSession,
  inspectByWord,
  newHostedSession,
  pictureForm,
  uploads,
} from '../support/hosted-visitor.ts';
import { testConfig } from '../support/stack.ts';
import { fakeVerification, startTestApi, type TestApi } from '../support/test-api.ts';

const MEGABYTE = 1024 * 1024;
const json = { accept: 'application/json' };

const refOf = ({ organizationId, sessionId }: HostedSession): SessionRef => ({
  organizationId,
  environment: 'test',
  sessionId,
});

function realObjectStore(): ObjectStore {
  const config = testConfig();
  return createObjectStore({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
  });
}

describe('uploading pictures on the hosted page', () => {
  let api: TestApi;
  const objectStore = realObjectStore();
  const keys = createKeyRing(testConfig().MASTER_KEYS);
  before(async () => {
    api = await startTestApi({ inspectPicture: inspectByWord, objectStore });
  });
  after(() => api.close());

  const rows = (session: HostedSession) =>
    api.db('documents').where({ session_id: session.sessionId }).orderBy('captured_at').orderBy('id');
  const withCard = async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    await chooses(visitor, session, 'id_card');
    return { session, visitor };
  };
  const documentOf = async (session: HostedSession, id: string): Promise<Document> => {
    const document = await findDocument(api.db, refOf(session), id);
    assert.ok(document);
    return document;
  };

  it('leads from slot to slot and to the check once all are filled', async () => {
    const { session, visitor } = await withCard();
    const { paths } = session;
    assert.equal((await visitor.get(paths.start)).location, paths.capture('id-front'));
    assert.equal((await uploads(visitor, session, 'id-front')).location, paths.capture('id-back'));
    assert.equal((await uploads(visitor, session, 'id-back')).location, paths.capture('proof-of-address'));
    assert.equal((await uploads(visitor, session, 'proof-of-address')).location, paths.check);
    assert.match((await visitor.get(paths.check)).html, /Step 5 of 5/);
  });

  it('keeps the bytes sealed in staging under a keyed hash, and tells the workflow', async () => {
    const { session, visitor } = await withCard();
    const bytes = `picture with PLANTED words ${uuidv7()}`;
    await uploads(visitor, session, 'id-front', bytes);
    const [row] = await rows(session);
    const document = await documentOf(session, row.id);
    assert.deepEqual(
      [
        document.kind,
        document.side,
        document.state,
        document.contentType,
        document.width,
        document.sizeBytes,
      ],
      ['id_card', 'front', 'received', 'image/jpeg', 1600, bytes.length],
    );
    assert.equal(document.stagingKey, pictureKey('staging', refOf(session), document.id));
    const sealed = await objectStore.get(document.stagingKey);
    assert.ok(!sealed.includes('PLANTED'));
    const sealer = await findSessionSealer(api.db, refOf(session), keys);
    assert.equal(sealer.open(picturePurpose('staging', document.id), sealed).toString(), bytes);
    assert.deepEqual(document.fingerprint, sealer.fingerprint(PICTURE_FINGERPRINT, Buffer.from(bytes)));
    const told = api.verification.delivered.filter((message) => message.sessionId === session.sessionId);
    assert.deepEqual(told.at(-1)?.message, { kind: 'documentCaptured', documentId: document.id });
    assert.equal(await hasOutbox(api.db, refOf(session)), false);
  });

  it('keeps the name of the file sealed', async () => {
    const { session, visitor } = await withCard();
    await visitor.post(session.paths.documents, {
      multipart: pictureForm('id-front', 'x', 'PLANTED-name.jpg'),
    });
    const [row] = await rows(session);
    assert.ok(row.file_name_sealed.length > 0);
    assert.ok(!JSON.stringify(row).includes('PLANTED') && !row.file_name_sealed.includes('PLANTED'));
    assert.ok(!JSON.stringify(api.logged).includes('PLANTED'));
  });

  it('makes no second document of the same picture, so that an upload may be repeated after a lost answer', async () => {
    const { session, visitor } = await withCard();
    for (let time = 0; time < 3; time += 1) {
      const answer = await uploads(visitor, session, 'id-front', 'the same picture');
      assert.equal(answer.location, session.paths.capture('id-back'));
    }
    assert.equal((await rows(session)).length, 1);
    await Promise.all(
      Array.from({ length: 4 }, () => uploads(visitor, session, 'id-back', 'another picture')),
    );
    assert.equal((await rows(session)).length, 2, 'nor of one that is sent four times at once');
  });

  it('takes a retake as the current document and keeps the older one as superseded', async () => {
    const { session, visitor } = await withCard();
    await uploads(visitor, session, 'id-front', 'first');
    const page = await visitor.get(session.paths.capture('id-front'));
    assert.match(page.html, /There is a photo already/);
    await uploads(visitor, session, 'id-front', 'second');
    const [first, second] = await rows(session);
    assert.deepEqual([first.superseded_at !== null, second.superseded_at], [true, null]);
    await uploads(visitor, session, 'id-front', 'first');
    assert.equal((await rows(session)).length, 3, 'a picture that was replaced may come back');
  });

  it('tells what to do at the field where a picture is refused, and keeps nothing of it', async () => {
    const { session, visitor } = await withCard();
    const refusals: [code: string, status: number, words: RegExp][] = [
      ['PICTURE_FORMAT_UNSUPPORTED', 415, /Use a photo in JPEG, PNG, WebP, AVIF or HEIC/],
      ['PICTURE_CORRUPT', 422, /Take the photo again/],
      ['PICTURE_TOO_MANY_PIXELS', 422, /Take it with the camera of your phone/],
      ['PICTURE_TOO_SMALL', 422, /Move closer/],
    ];
    for (const [code, status, words] of refusals) {
      const page = await visitor.post(session.paths.documents, {
        multipart: pictureForm('id-front', `refuse ${code}`),
      });
      assert.equal(page.status, status);
      assert.equal(page.heading, 'Photograph the front of your identity card');
      assert.match(page.html, words);
      assert.match(page.html, /<title>Error: /);
    }
    assert.deepEqual(await rows(session), []);
  });

  it('says that no photo came where the field was left empty', async () => {
    const { session, visitor } = await withCard();
    const empty = new FormData();
    empty.set('slot', 'id-front');
    for (const multipart of [pictureForm('id-front', ''), empty]) {
      const page = await visitor.post(session.paths.documents, { multipart });
      assert.equal(page.status, 422);
      assert.match(page.html, /No picture arrived/);
    }
  });

  it('takes the stored photo where the camera field was left empty', async () => {
    const { session, visitor } = await withCard();
    const form = new FormData();
    form.append('slot', 'id-front');
    form.append('picture', new Blob([]), '');
    form.append('picture', new Blob(['stored photo']), 'stored.jpg');
    assert.equal((await visitor.post(session.paths.documents, { multipart: form })).status, 303);
    const [row] = await rows(session);
    assert.equal(row.size_bytes, 'stored photo'.length);
  });

  it('takes 15 MB and not a byte more', async () => {
    const { session, visitor } = await withCard();
    const largest = Buffer.alloc(15 * MEGABYTE, 1);
    await uploads(visitor, session, 'id-front', largest);
    for (const bytes of [Buffer.alloc(15 * MEGABYTE + 1, 2), Buffer.alloc(20 * MEGABYTE, 3)]) {
      const page = await visitor.post(session.paths.documents, { multipart: pictureForm('id-front', bytes) });
      assert.equal(page.status, 413);
      assert.match(page.html, /larger than 15 MB/);
      assert.equal(page.heading, 'Photograph the front of your identity card');
    }
    assert.equal((await rows(session)).length, 1);
  });

  it('answers a body that is no whole form in words, at once', async () => {
    const { session, visitor } = await withCard();
    const path = session.paths.documents;
    const head =
      '--b\r\nContent-Disposition: form-data; name="slot"\r\n\r\nid-front\r\n--b\r\nContent-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\nabc';
    const bodies: [body: string, contentType: string][] = [
      ['slot=id-front', 'application/x-www-form-urlencoded'],
      ['{}', 'application/json'],
      ['', 'multipart/form-data'],
      ['', 'multipart/form-data; boundary=b'],
      ['no boundary in here', 'multipart/form-data; boundary=b'],
      [head, 'multipart/form-data; boundary=b'],
      [head.slice(0, 120), 'multipart/form-data; boundary=b'],
    ];
    for (const [body, contentType] of bodies) {
      const answer = await visitor.post(path, { headers: json, raw: { body, contentType } });
      const { code } = JSON.parse(answer.html);
      assert.ok([400, 422].includes(answer.status), `${answer.status} ${code} ${body.slice(0, 20)}`);
      assert.ok(['BODY_MALFORMED', 'BODY_INVALID', 'PICTURE_MISSING'].includes(code), code);
    }
    assert.deepEqual(await rows(session), []);
  });

  it('refuses a slot that there is not, or that the chosen document does not have', async () => {
    const { session, visitor } = await withCard();
    const refused = async (slot: string) => {
      const answer = await visitor.post(session.paths.documents, {
        headers: json,
        multipart: pictureForm(slot, 'x'),
      });
      return [answer.status, JSON.parse(answer.html).code];
    };
    assert.deepEqual(await refused('selfie'), [422, 'BODY_INVALID']);
    assert.deepEqual(await refused('__proto__'), [422, 'BODY_INVALID']);
    assert.deepEqual(await refused('passport'), [409, 'DOCUMENTS_MISSING']);
    assert.equal((await visitor.get(session.paths.capture('selfie'))).status, 404);
    assert.equal(
      (await visitor.get(session.paths.capture('passport'))).location,
      session.paths.capture('id-front'),
    );
  });

  it('takes at most ten pictures of one slot, then says so', async () => {
    const { session, visitor } = await withCard();
    for (let upload = 0; upload < 10; upload += 1) await uploads(visitor, session, 'id-front');
    const page = await visitor.post(session.paths.documents, {
      multipart: pictureForm('id-front', 'eleventh'),
    });
    assert.equal(page.status, 409);
    assert.match(page.html, /replaced too many times/);
    assert.equal((await rows(session)).length, 10);
    await uploads(visitor, session, 'id-back');
  });

  it('forgets pictures of the other document when the choice changes', async () => {
    const { session, visitor } = await withCard();
    for (const slot of ['id-front', 'id-back', 'proof-of-address'] as const)
      await uploads(visitor, session, slot);
    assert.match(
      (await visitor.get(session.paths.document)).html,
      /photos of the other document are not used/,
    );
    const answer = await chooses(visitor, session, 'passport');
    assert.equal(answer.location, session.paths.capture('passport'));
    const current = (await rows(session)).filter((row) => row.superseded_at === null);
    assert.deepEqual(
      current.map((row) => row.kind),
      ['proof_of_address'],
    );
    const unchosen = await visitor.post(session.paths.document, {
      form: { identityDocument: 'library_card' },
    });
    assert.equal(unchosen.status, 422);
    assert.match(unchosen.html, /Choose your passport or your identity card/);
  });

  it('takes a picture in while Temporal is away, and leaves the message to the relay', async () => {
    const down = { ...fakeVerification(), deliver: () => Promise.reject(new Error('no Temporal')) };
    const without = await startTestApi({ inspectPicture: inspectByWord, objectStore, verification: down });
    try {
      const session = await newHostedSession(without);
      const visitor = await connected(without, session);
      await chooses(visitor, session, 'passport');
      await uploads(visitor, session, 'passport');
      const messages = await without.db('outbox').where({ session_id: session.sessionId }).select('kind');
      assert.deepEqual(messages.map(({ kind }) => kind).sort(), ['documentCaptured', 'start']);
    } finally {
      await without.close();
    }
  });

  it('asks to send again where the object store does not take it, and keeps no row', async () => {
    const away: ObjectStore = {
      ...objectStore,
      put: () => Promise.reject(new ObjectStoreError('ECONNREFUSED')),
    };
    const without = await startTestApi({ inspectPicture: inspectByWord, objectStore: away });
    try {
      const session = await newHostedSession(without);
      const visitor = await connected(without, session);
      await chooses(visitor, session, 'passport');
      const page = await visitor.post(session.paths.documents, { multipart: pictureForm('passport', 'x') });
      assert.equal(page.status, 503);
      assert.equal(page.headers.get('retry-after'), '5');
      assert.match(page.html, /send it again/);
      assert.deepEqual(await without.db('documents').where({ session_id: session.sessionId }), []);
    } finally {
      await without.close();
    }
  });

  it('asks to come again where inspection has too much to do, and to retake what makes it crash', async () => {
    const failing = async (name: string) => {
      const inspectPicture = () => Promise.reject(Object.assign(new Error('PLANTED'), { name }));
      const other = await startTestApi({ inspectPicture, objectStore });
      try {
        const session = await newHostedSession(other);
        const visitor = await connected(other, session);
        await chooses(visitor, session, 'passport');
        const answer = await visitor.post(session.paths.documents, {
          headers: json,
          multipart: pictureForm('passport', 'x'),
        });
        assert.ok(!JSON.stringify(other.logged).includes('PLANTED'));
        return [answer.status, JSON.parse(answer.html).code, answer.headers.get('retry-after')];
      } finally {
        await other.close();
      }
    };
    assert.deepEqual(await failing('VisionBusyError'), [503, 'BUSY', '5']);
    assert.deepEqual(await failing('VisionStartError'), [503, 'BUSY', '5']);
    assert.deepEqual(await failing('VisionTimeoutError'), [422, 'PICTURE_TAKES_TOO_LONG', null]);
    assert.deepEqual(await failing('VisionCrashError'), [422, 'PICTURE_CORRUPT', null]);
  });

  it('takes a few uploads at a time and tells the next one when to come again', async () => {
    const { session, visitor } = await withCard();
    const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
    const probe = () => visitor.post(session.paths.documents, { multipart: pictureForm('id-front', '') });
    // More than there are places, since a probe may hold one for a moment.
    const slow = Array.from({ length: 16 }, () =>
      httpRequest(`${api.url}${session.paths.documents}`, {
        method: 'POST',
        headers: {
          cookie,
          'sec-fetch-site': 'same-origin',
          'content-type': 'multipart/form-data; boundary=b',
          expect: '100-continue',
        },
      }),
    );
    try {
      await Promise.all(
        slow.map(
          (upload) =>
            new Promise((resolve) => {
              upload.on('error', () => undefined).once('continue', resolve);
              upload.flushHeaders();
            }),
        ),
      );
      for (const upload of slow)
        upload.write('--b\r\nContent-Disposition: form-data; name="slot"\r\n\r\nid-');
      // The slow ones take their places one after the other; an empty upload takes none for long.
      let page = await probe();
      while (page.status !== 503) page = await probe();
      assert.equal(page.headers.get('retry-after'), '5');
      assert.equal(page.heading, 'The service is busy');
    } finally {
      for (const upload of slow) upload.destroy();
    }
    let after = await probe();
    while (after.status === 503) after = await probe();
    assert.equal(after.status, 422, 'places are given back when a device hangs up');
  });

  it('shows a picture to a device of its session while it can be changed, and to nobody else', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    const [row] = await rows(session);
    const path = session.paths.picture(row.id);
    const check = await visitor.get(session.paths.check);
    assert.ok(!check.html.includes(path), 'a picture that is not stored yet is not linked');
    assert.equal((await visitor.get(path)).status, 404);

    const sealer = await findSessionSealer(api.db, refOf(session), keys);
    const displayKey = pictureKey('display', refOf(session), row.id);
    await objectStore.put(
      displayKey,
      sealer.seal(picturePurpose('display', row.id), Buffer.from('display copy')),
    );
    const originalKey = pictureKey('original', refOf(session), row.id);
    await run(api.db, markStored(refOf(session), row.id, { originalKey, displayKey }));

    assert.ok((await visitor.get(session.paths.check)).html.includes(path));
    const picture = await visitor.get(path);
    assert.equal(picture.html, 'display copy');
    assert.equal(picture.headers.get('content-type'), 'image/jpeg');
    assert.equal(picture.headers.get('cache-control'), 'no-store');
    assert.match(picture.headers.get('content-security-policy') ?? '', /sandbox/);

    assert.equal((await createVisitor(api.url).get(path)).status, 401);
    const otherSession = await newHostedSession(api);
    const other = await connected(api, otherSession);
    const elsewhere = [path, otherSession.paths.picture(row.id), otherSession.paths.picture('odd')];
    const answers = await Promise.all(elsewhere.map((address) => other.get(address)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 404, 404],
    );

    await uploads(visitor, session, 'passport', 'a retake');
    assert.equal((await visitor.get(path)).status, 404, 'a superseded picture is gone');
    await visitor.post(session.paths.submit);
    const [, , current] = await rows(session);
    assert.equal(
      (await visitor.get(session.paths.picture(current.id))).status,
      409,
      'nothing is shown after sending',
    );
  });

  it('refuses a picture after sending, cancellation and expiry, each in its own words', async () => {
    const retake = async (end: (session: HostedSession) => Promise<unknown>) => {
      const session = await newHostedSession(api);
      const visitor = await filled(api, session);
      await end(session);
      const slot: SlotName = 'passport';
      const page = await visitor.post(session.paths.documents, { multipart: pictureForm(slot, 'late') });
      return { page, session, count: (await rows(session)).length };
    };
    const past = (session: HostedSession, values: Record<string, Date>) =>
      api.db('verification_sessions').where({ id: session.sessionId }).update(values);
    const now = api.time.now;

    const sent = await retake((session) => past(session, { submitted_at: now }));
    assert.equal(sent.page.status, 409);
    assert.equal(sent.page.heading, 'Your documents were sent already');
    assert.match(sent.page.html, new RegExp(`class="button" href="${sent.session.paths.status}"`));

    const canceled = await retake((session) => past(session, { cancel_requested_at: now }));
    assert.deepEqual([canceled.page.status, canceled.page.heading], [409, 'This verification was canceled']);

    const expired = await retake((session) =>
      past(session, { expires_at: new Date(now.getTime() - 1), created_at: new Date(now.getTime() - 2) }),
    );
    assert.deepEqual([expired.page.status, expired.page.heading], [409, 'This verification has expired']);
    assert.deepEqual([sent.count, canceled.count, expired.count], [2, 2, 2]);
  });
});

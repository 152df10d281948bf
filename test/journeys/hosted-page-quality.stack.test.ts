import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { createKeyRing } from '../../src/crypto/key-ring.ts';
import { findSessionSealer } from '../../src/db/data-keys.ts';
import type { Inspection } from '../../src/domain/document.ts';
import { picturePurpose } from '../../src/domain/picture.ts';
import { DEFAULT_QUALITY_LIMITS, type PictureLook } from '../../src/domain/picture-quality.ts';
import {
  chooses,
  connected,
  type HostedSession,
  newHostedSession,
  pictureForm,
  uploads,
  type Visitor,
} from '../support/hosted-visitor.ts';
import { createMemoryObjectStore } from '../support/object-store.ts';
import { testConfig } from '../support/stack.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';

const GOOD: PictureLook['measures'] = {
  shortSide: 1500,
  sharpness: 0.45,
  brightness: 220,
  printedShare: 0.4,
  textRows: 200,
  cutSides: 0,
  glareShare: 0,
};
const BLURRED = { sharpness: 0.1 };

/** A picture that inspection sees as it says of itself; no two are the same. */
const picture = (seen: Partial<PictureLook['measures']>, likeness = uuidv7().replaceAll('-', '').repeat(2)) =>
  JSON.stringify({ measures: { ...GOOD, ...seen }, likeness, id: uuidv7() });

async function inspectAsTold(bytes: Buffer): Promise<Inspection> {
  const { measures, likeness } = JSON.parse(bytes.toString('utf8'));
  const facts = { contentType: 'image/jpeg', width: 1600, height: 1500 } as const;
  return { accepted: true, facts, look: { measures, likeness } };
}

describe('the quality of pictures on the hosted page', () => {
  let api: TestApi;
  const objectStore = createMemoryObjectStore();
  const keys = createKeyRing(testConfig().MASTER_KEYS);
  before(async () => {
    api = await startTestApi({ inspectPicture: inspectAsTold, objectStore });
  });
  after(() => api.close());

  const rows = (session: HostedSession) =>
    api.db('documents').where({ session_id: session.sessionId }).orderBy('captured_at').orderBy('id');
  const current = async (session: HostedSession) =>
    (await rows(session)).filter((row) => row.superseded_at === null);
  const withCard = async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    await chooses(visitor, session, 'id_card');
    return { session, visitor };
  };
  const sends = (visitor: Visitor, session: HostedSession, bytes: string, slot = 'id-front') =>
    visitor.post(session.paths.documents, { multipart: pictureForm(slot, bytes) });
  const insists = (visitor: Visitor, session: HostedSession, bytes?: string) => {
    const form = bytes ? pictureForm('id-front', bytes) : new FormData();
    form.set('slot', 'id-front');
    form.set('anyway', 'yes');
    return visitor.post(session.paths.documents, { multipart: form });
  };
  const codeOf = async (visitor: Visitor, session: HostedSession, bytes: string, slot = 'id-front') => {
    const multipart = pictureForm(slot, bytes);
    const headers = { accept: 'application/json' };
    const answer = await visitor.post(session.paths.documents, { headers, multipart });
    return answer.status === 200 ? 'taken in' : `${answer.status} ${JSON.parse(answer.html).code}`;
  };

  it('is told at the field, with a code and what to do, and the slot stays open', async () => {
    const { session, visitor } = await withCard();
    const page = await sends(visitor, session, picture(BLURRED));
    assert.equal(page.status, 422);
    assert.equal(page.heading, 'Photograph the front of your identity card');
    assert.match(page.html, /too blurred to read/);
    assert.match(page.html, /Rest your elbows on the table/);
    assert.doesNotMatch(page.html, /name="anyway"/, 'a first refusal asks for another photo');
    assert.deepEqual(await current(session), []);
    assert.equal((await visitor.get(session.paths.start)).location, session.paths.capture('id-front'));
  });

  it('has a code for each fault', async () => {
    const { session, visitor } = await withCard();
    const faults: [string, Partial<PictureLook['measures']>][] = [
      ['PICTURE_LOW_RESOLUTION', { shortSide: 130 }],
      ['PICTURE_TOO_DARK', { brightness: 20, printedShare: 0, sharpness: 0, textRows: 0 }],
      ['PICTURE_NO_DOCUMENT', { printedShare: 0.001, sharpness: 0, textRows: 0 }],
      ['PICTURE_NO_DOCUMENT', { textRows: 0 }],
      ['PICTURE_BLURRED', { ...BLURRED, textRows: 0 }],
      ['PICTURE_GLARE', { glareShare: 0.08 }],
      ['PICTURE_CUT_OFF', { cutSides: 1 }],
    ];
    for (const [code, seen] of faults)
      assert.equal(await codeOf(visitor, session, picture(seen)), `422 ${code}`);
    assert.equal(await codeOf(visitor, session, picture({})), 'taken in');
  });

  it('asks more pixels of a bill than of a card', async () => {
    const { session, visitor } = await withCard();
    const small = picture({ shortSide: 900 });
    assert.equal(await codeOf(visitor, session, small, 'proof-of-address'), '422 PICTURE_LOW_RESOLUTION');
    assert.equal(await codeOf(visitor, session, small), 'taken in');
  });

  it('lets a good retake in as if nothing had been', async () => {
    const { session, visitor } = await withCard();
    await sends(visitor, session, picture(BLURRED));
    assert.equal((await sends(visitor, session, picture({}))).location, session.paths.capture('id-back'));
    const [row] = await current(session);
    assert.deepEqual(row.quality_problems, []);
    assert.doesNotMatch((await visitor.get(session.paths.capture('id-front'))).html, /name="anyway"/);
  });

  it('leaves the last photo to be used anyway after two refusals, without sending it again', async () => {
    const { session, visitor } = await withCard();
    await sends(visitor, session, picture(BLURRED));
    const last = picture({ ...BLURRED, glareShare: 0.2 });
    const page = await sends(visitor, session, last);
    assert.match(page.html, /name="anyway" value="yes"/);
    assert.match((await visitor.get(session.paths.capture('id-front'))).html, /Use the last photo anyway/);

    for (let click = 0; click < 2; click += 1)
      assert.equal((await insists(visitor, session)).location, session.paths.capture('id-back'));
    const [row, ...others] = await current(session);
    assert.deepEqual(others, []);
    assert.deepEqual(row.quality_problems, ['PICTURE_BLURRED', 'PICTURE_GLARE']);
    assert.equal(row.refused_at, null);
    const ref = {
      organizationId: session.organizationId,
      environment: 'test',
      sessionId: session.sessionId,
    } as const;
    const sealer = await findSessionSealer(api.db, ref, keys);
    const staged = sealer.open(picturePurpose('staging', row.id), await objectStore.get(row.staging_key));
    assert.equal(staged.toString(), last);
    const told = api.verification.delivered.filter(({ sessionId }) => sessionId === session.sessionId);
    assert.deepEqual(
      told.flatMap(({ message }) => ('documentId' in message ? [message.documentId] : [])),
      [row.id],
      'the workflow hears of it once, and never of what was refused',
    );
  });

  it('hears nobody who insists too early', async () => {
    const { session, visitor } = await withCard();
    assert.equal((await insists(visitor, session)).status, 422);
    assert.match((await insists(visitor, session, picture(BLURRED))).html, /too blurred/);
    assert.match((await insists(visitor, session)).html, /No picture arrived/);
    assert.deepEqual(await current(session), []);
  });

  it('takes a file from who insists later on', async () => {
    const { session, visitor } = await withCard();
    for (let time = 0; time < 2; time += 1) await sends(visitor, session, picture(BLURRED));
    assert.equal((await insists(visitor, session, picture(BLURRED))).status, 303);
    assert.equal((await current(session)).length, 1);
  });

  it('leaves a way on where every photo that may be sent was refused', async () => {
    const { session, visitor } = await withCard();
    for (let upload = 0; upload < 10; upload += 1) await sends(visitor, session, picture(BLURRED));
    const page = await sends(visitor, session, picture({}));
    assert.equal(page.status, 409);
    assert.match(page.html, /name="anyway" value="yes"/);
    assert.equal((await insists(visitor, session)).location, session.paths.capture('id-back'));
  });

  it('keeps the photo that is there until a refused one is used instead', async () => {
    const { session, visitor } = await withCard();
    await uploads(visitor, session, 'id-front', picture({}));
    const [first] = await current(session);
    for (let time = 0; time < 2; time += 1) await sends(visitor, session, picture(BLURRED));
    assert.equal((await current(session))[0].id, first.id);
    await insists(visitor, session);
    assert.notEqual((await current(session))[0].id, first.id);
  });

  it('refuses the picture of the other side, the same file and a copy of it', async () => {
    const { session, visitor } = await withCard();
    const front = picture({}, 'c3'.repeat(32));
    await uploads(visitor, session, 'id-front', front);
    const refused = '422 PICTURE_SAME_AS_OTHER_SIDE';
    assert.equal(await codeOf(visitor, session, front, 'id-back'), refused);
    const copy = picture({}, `${'c3'.repeat(31)}00`);
    assert.equal(await codeOf(visitor, session, copy, 'id-back'), refused);
    assert.equal(await codeOf(visitor, session, picture({}, '3c'.repeat(32)), 'id-back'), 'taken in');
    const [row] = await rows(session);
    assert.ok(!row.likeness_sealed.toString('latin1').includes('c3c3'), 'the likeness is sealed');
  });

  it('is judged by the limits of the policy that the session was made with', async () => {
    const lenient = await newHostedSession(api);
    const policies = api
      .db('policies')
      .where({ organization_id: lenient.organizationId, environment: 'test' });
    const [{ rules }] = await policies.clone().select('rules');
    const { quality: _, ...older } = rules;
    await policies.clone().update({ rules: JSON.stringify(older) });
    const visitor = await connected(api, lenient);
    await chooses(visitor, lenient, 'id_card');
    assert.equal(await codeOf(visitor, lenient, picture(BLURRED)), '422 PICTURE_BLURRED', 'as by default');
    const minSharpness = { ...DEFAULT_QUALITY_LIMITS.minSharpness, identity: 0.05 };
    await policies.clone().update({ rules: JSON.stringify({ ...older, quality: { minSharpness } }) });
    assert.equal(await codeOf(visitor, lenient, picture(BLURRED)), 'taken in');
  });
});

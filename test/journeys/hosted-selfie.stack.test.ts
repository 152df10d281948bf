import assert from 'node:assert/strict';
import { v7 as uuidv7 } from 'uuid';
import { SELFIE_TEXT_VERSION } from '../../src/contract/hosted.ts';
import { listSessionEvents } from '../../src/db/session-events.ts';
import type { Inspection } from '../../src/domain/document.ts';
import type { PictureSubject } from '../../src/domain/picture-quality.ts';
import { SELFIE_ANSWERS, type SelfieAnswer } from '../../src/domain/session-check.ts';
import {
  chooses,
  connected,
  filled,
  type HostedSession,
  newHostedSession,
  pictureForm,
  uploads,
  type Visitor,
} from '../support/hosted-visitor.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';

const BODY = { checks: ['selfie'], returnUrl: 'https://tenant.example/done' };
const DOCUMENT = {
  shortSide: 1500,
  sharpness: 0.45,
  brightness: 220,
  printedShare: 0.4,
  textRows: 200,
  cutSides: 0,
  glareShare: 0,
};
/** Soft, without print, over the edges: what a photo of a face is by the measures of documents. */
const FACE = { ...DOCUMENT, sharpness: 0.15, printedShare: 0.01, textRows: 0, cutSides: 2, glareShare: 0.3 };

describe('a session that asks for a selfie', () => {
  let api: TestApi;
  const asked: PictureSubject[] = [];

  /** Sees a face in every picture of one, but in those that say that they have none. */
  async function inspectPicture(bytes: Buffer, subject: PictureSubject): Promise<Inspection> {
    asked.push(subject);
    const facts = { contentType: 'image/jpeg', width: 1600, height: 1500 } as const;
    if (subject === 'document') return { accepted: true, facts, look: { measures: DOCUMENT } };
    const faceWidth = bytes.includes('no face') ? 0 : 400;
    const measures = bytes.includes('dark') ? { ...FACE, brightness: 10 } : FACE;
    return { accepted: true, facts, look: { measures, faceWidth } };
  }
  before(async () => {
    api = await startTestApi({ inspectPicture });
  });
  after(() => api.close());

  const ref = ({ organizationId, sessionId }: HostedSession) =>
    ({ organizationId, sessionId, environment: 'test' }) as const;
  const row = ({ sessionId }: HostedSession) =>
    api.db('verification_sessions').where({ id: sessionId }).first();
  const selfies = ({ sessionId }: HostedSession) =>
    api.db('documents').where({ session_id: sessionId, kind: 'selfie', superseded_at: null });
  const timeline = async (session: HostedSession) =>
    (await listSessionEvents(api.db, ref(session))).map(({ type }) => type);
  const answers = (
    visitor: Visitor,
    { paths }: HostedSession,
    answer: SelfieAnswer,
    version = SELFIE_TEXT_VERSION,
  ) => visitor.post(paths.selfie, { form: { answer, version } });
  const sends = (visitor: Visitor, { paths }: HostedSession, slot: string, bytes: string) =>
    visitor.post(paths.documents, { multipart: pictureForm(slot, bytes) });
  const asJson = { headers: { accept: 'application/json' } };
  const state = async (visitor: Visitor, { paths }: HostedSession) =>
    JSON.parse((await visitor.get(paths.start, asJson)).html);
  const submission = ({ sessionId }: HostedSession) =>
    api.verification.delivered.find(
      (told) => told.sessionId === sessionId && told.message.kind === 'submitted',
    )?.message;

  /** A device that has filled every slot of a passport and was not asked about its face yet. */
  const withDocuments = async () => {
    const session = await newHostedSession(api, BODY);
    return { session, visitor: await filled(api, session) };
  };

  it('says on the landing page that photos of the face may be asked for, and no other session does', async () => {
    const visitor = await connected(api, await newHostedSession(api, {}));
    const plain = await newHostedSession(api, {});
    const session = await newHostedSession(api, BODY);
    assert.match((await visitor.get(session.link)).html, /Two photos of your face/);
    assert.doesNotMatch((await visitor.get(plain.link)).html, /Two photos of your face<\/h2>/);
  });

  it('is walked from its documents over consent and two photos to sending', async () => {
    const { session, visitor } = await withDocuments();
    const { paths } = session;
    assert.equal((await visitor.get(paths.start)).location, paths.selfie);
    const consent = await visitor.get(paths.selfie);
    assert.equal(consent.heading, 'May your face be compared with your document?');
    assert.match(consent.html, new RegExp(`name="version" value="${SELFIE_TEXT_VERSION}"`));

    assert.equal((await answers(visitor, session, 'given')).location, paths.capture('selfie-turned'));
    const { selfie_turn: turn } = await row(session);
    const first = await visitor.get(paths.capture('selfie-turned'));
    assert.equal(first.heading, `Turn your head to the ${turn}`);
    assert.match(first.html, /capture="user"/);
    assert.equal((await uploads(visitor, session, 'selfie-turned')).location, paths.capture('selfie-front'));
    assert.equal(
      (await visitor.get(paths.capture('selfie-front'))).heading,
      'Now look straight at the camera',
    );
    assert.equal((await uploads(visitor, session, 'selfie-front')).location, paths.check);

    const check = await visitor.get(paths.check);
    assert.match(check.html, /Your face, turned/);
    assert.match(check.html, /Your face, straight/);
    assert.equal((await visitor.post(paths.submit)).status, 303);
    const message = submission(session);
    assert.ok(message?.kind === 'submitted');
    assert.deepEqual([message.documentIds.length, message.compareFaces], [4, true]);
  });

  it('records the consent with its version, before any photo of the face is taken in', async () => {
    const { session, visitor } = await withDocuments();
    await answers(visitor, session, 'given');
    const { selfie_answer, selfie_text_version, selfie_answered_at } = await row(session);
    assert.deepEqual(
      [selfie_answer, selfie_text_version, selfie_answered_at.toISOString()],
      ['given', SELFIE_TEXT_VERSION, api.time.now.toISOString()],
    );
    await uploads(visitor, session, 'selfie-turned');
    const events = await timeline(session);
    assert.ok(events.indexOf('selfie_consent.given') < events.lastIndexOf('document.received'));
    assert.equal(events.filter((type) => type === 'selfie_consent.given').length, 1);
  });

  it('refuses a selfie without that consent, and keeps nothing of it', async () => {
    const { session, visitor } = await withDocuments();
    const before = asked.length;
    const refused = async () => {
      for (const slot of ['selfie-turned', 'selfie-front']) {
        const multipart = pictureForm(slot, `${slot} ${uuidv7()}`);
        const { status, html } = await visitor.post(session.paths.documents, { ...asJson, multipart });
        assert.deepEqual([status, JSON.parse(html).code], [409, 'SELFIE_CONSENT_MISSING']);
        const form = new FormData();
        form.set('slot', slot);
        form.set('anyway', 'yes');
        assert.equal((await visitor.post(session.paths.documents, { multipart: form })).status, 409);
      }
    };
    await refused();
    await answers(visitor, session, 'declined');
    await refused();
    assert.equal(
      await api.db('documents').where({ session_id: session.sessionId, kind: 'selfie' }).first(),
      undefined,
    );
    assert.equal(asked.length, before, 'no picture was even looked at');
  });

  it('takes no consent to a text that is not the one that holds', async () => {
    const { session, visitor } = await withDocuments();
    for (const answer of SELFIE_ANSWERS) {
      const { status, html } = await answers(visitor, session, answer, '2020-01-01');
      assert.equal(status, 409);
      assert.match(html, /Your answer is needed first/);
    }
    assert.equal((await row(session)).selfie_answer, null);
    for (const form of [{}, { answer: 'given' }, { answer: 'maybe', version: SELFIE_TEXT_VERSION }])
      assert.equal((await visitor.post(session.paths.selfie, { form })).status, 422);
  });

  it('goes on without where the end-user does not want it', async () => {
    const { session, visitor } = await withDocuments();
    const { paths } = session;
    assert.equal((await answers(visitor, session, 'declined')).location, paths.check);
    const check = await visitor.get(paths.check);
    assert.match(check.html, /Left out/);
    assert.match(check.html, /Step 5 of 5/);
    assert.equal((await visitor.get(paths.capture('selfie-turned'))).location, paths.check);
    assert.equal((await visitor.post(paths.submit)).status, 303);
    assert.deepEqual(submission(session), {
      kind: 'submitted',
      documentIds: (submission(session) as { documentIds: string[] }).documentIds,
    });
    assert.ok((await timeline(session)).includes('selfie_consent.declined'));
  });

  it('lets the answer be changed until sending: photos of the face then count for nothing', async () => {
    const { session, visitor } = await withDocuments();
    const { paths } = session;
    await answers(visitor, session, 'given');
    await uploads(visitor, session, 'selfie-turned');
    assert.match(
      (await visitor.get(paths.capture('selfie-front'))).html,
      new RegExp(`href="${paths.selfie}"`),
    );
    assert.match((await visitor.get(paths.selfie)).html, /You agreed to the comparison/);
    assert.equal((await answers(visitor, session, 'declined')).location, paths.check);
    assert.deepEqual(await selfies(session), []);
    assert.equal((await answers(visitor, session, 'given')).location, paths.capture('selfie-turned'));
    const told = (await timeline(session)).filter((type) => type.startsWith('selfie_consent'));
    assert.deepEqual(told, ['selfie_consent.given', 'selfie_consent.declined', 'selfie_consent.given']);

    await answers(visitor, session, 'declined');
    await visitor.post(paths.submit);
    assert.equal((await answers(visitor, session, 'given')).status, 409);
    assert.equal((await row(session)).selfie_answer, 'declined');
  });

  it('keeps the photos of the face where another document is chosen', async () => {
    const { session, visitor } = await withDocuments();
    await answers(visitor, session, 'given');
    await uploads(visitor, session, 'selfie-turned');
    await chooses(visitor, session, 'id_card');
    assert.equal((await selfies(session)).length, 1);
    assert.equal((await visitor.get(session.paths.start)).location, session.paths.capture('id-front'));
  });

  it('judges a photo of the face by the face, and asks for another where there is none', async () => {
    const { session, visitor } = await withDocuments();
    const { paths } = session;
    await answers(visitor, session, 'given');
    const refused = await sends(visitor, session, 'selfie-turned', 'no face here');
    assert.equal(refused.status, 422);
    assert.match(refused.html, /No face can be seen well enough in the photo/);
    assert.match(refused.html, /Hold the camera at the height of your eyes/);
    assert.match((await sends(visitor, session, 'selfie-turned', 'too dark')).html, /too dark/);
    assert.match((await visitor.get(paths.capture('selfie-turned'))).html, /name="anyway"/);
    const taken = await sends(visitor, session, 'selfie-turned', 'a face');
    assert.equal(taken.location, paths.capture('selfie-front'));
    assert.equal(asked.at(-1), 'face');
  });

  it('has no dead end where no photo of the face is good enough', async () => {
    const { session, visitor } = await withDocuments();
    await answers(visitor, session, 'given');
    for (let upload = 0; upload < 11; upload += 1)
      await sends(visitor, session, 'selfie-turned', `no face ${upload}`);
    const page = await visitor.get(session.paths.capture('selfie-turned'));
    assert.doesNotMatch(page.html, /type="file"/);
    assert.match(page.html, /name="anyway" value="yes"/);
    assert.match(page.html, /Go on without photos of my face/);
    assert.equal((await answers(visitor, session, 'declined')).location, session.paths.check);
  });

  it('tells a program how it stands, and which way the head is to be turned', async () => {
    const { session, visitor } = await withDocuments();
    const { selfie_turn: turn } = await row(session);
    assert.deepEqual((await state(visitor, session)).selfie, {
      turn,
      answer: null,
      version: SELFIE_TEXT_VERSION,
    });
    assert.equal((await state(visitor, session)).screen, 'selfie');
    await answers(visitor, session, 'given');
    assert.equal((await state(visitor, session)).selfie.answer, 'given');
    const plain = await newHostedSession(api);
    assert.equal((await state(await connected(api, plain), plain)).selfie, null);
  });

  it('draws the side to turn to for each session', async () => {
    const { organizationId, keys } = await api.newTenant();
    const send = () => api.send('POST', '/api/verification/sessions', { key: keys.test, body: BODY });
    for (let made = 0; made < 40; made += 1) assert.equal((await send()).status, 201);
    const turns = await api
      .db('verification_sessions')
      .where({ organization_id: organizationId })
      .distinct('selfie_turn')
      .orderBy('selfie_turn');
    assert.deepEqual(turns, [{ selfie_turn: 'left' }, { selfie_turn: 'right' }]);
  });

  it('is told in the session, which is as before where none is asked for', async () => {
    const { session, visitor } = await withDocuments();
    const read = async ({ sessionId, key }: HostedSession) =>
      (await api.send('GET', `/api/verification/sessions/${sessionId}`, { key })).body;
    assert.deepEqual((await read(session)).checks, ['selfie']);
    assert.deepEqual((await read(session)).selfie, { answer: null, comparison: null });
    await answers(visitor, session, 'declined');
    assert.deepEqual((await read(session)).selfie, { answer: 'declined', comparison: null });
    const plain = await newHostedSession(api);
    const { checks, selfie } = await read(plain);
    assert.deepEqual([checks, selfie], [[], null]);
  });

  it('is asked nothing about a face where no selfie was asked for', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    assert.equal((await visitor.get(session.paths.selfie)).location, session.paths.check);
    assert.equal((await answers(visitor, session, 'given')).status, 409);
    const { status } = await sends(visitor, session, 'selfie-front', 'a face');
    assert.equal(status, 409);
    assert.equal((await row(session)).selfie_answer, null);
  });
});

import assert from 'node:assert/strict';
import type { ReviewStatus } from '../../src/domain/session.ts';
import {
  connected,
  createVisitor,
  filled,
  type HostedSession,
  inspectByWord,
  newHostedSession,
} from '../support/hosted-visitor.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';

const json = { accept: 'application/json' };
const HOUR = 60 * 60 * 1000;

describe('sending, and what comes after', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ inspectPicture: inspectByWord });
  });
  after(() => api.close());
  beforeEach(() => {
    api.time.now = new Date('2026-11-23T12:00:00.000Z');
  });

  const later = (ms: number) => {
    api.time.now = new Date(api.time.now.getTime() + ms);
  };
  const rowOf = (session: HostedSession) =>
    api.db('verification_sessions').where({ id: session.sessionId }).first();
  const told = (session: HostedSession) =>
    api.verification.delivered
      .filter((row) => row.sessionId === session.sessionId)
      .map(({ message }) => message);

  const sent = async (body?: Record<string, unknown>) => {
    const session = await newHostedSession(api, body);
    const visitor = await filled(api, session);
    assert.equal((await visitor.post(session.paths.submit)).location, session.paths.status);
    return { session, visitor };
  };
  /** What the workflow writes when the policy has decided. */
  const decided = (session: HostedSession, reviewStatus: ReviewStatus) =>
    api
      .db('verification_sessions')
      .where({ id: session.sessionId })
      .update({ phase: 'complete', review_status: reviewStatus, completed_at: api.time.now });

  it('sends only when every document is there', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    const early = await visitor.post(session.paths.submit);
    assert.equal(early.status, 409);
    assert.equal(early.heading, 'A photo is still missing');
    assert.match(early.html, new RegExp(`class="button" href="${session.paths.start}"`));
    assert.equal((await visitor.get(session.paths.check)).location, session.paths.document);
    assert.equal((await rowOf(session)).submitted_at, null);
  });

  it('records when they were sent, and tells the workflow which ones', async () => {
    const { session } = await sent();
    const documents = await api.db('documents').where({ session_id: session.sessionId }).select('id');
    assert.deepEqual((await rowOf(session)).submitted_at, api.time.now);
    const message = told(session).at(-1);
    assert.equal(message?.kind, 'submitted');
    assert.deepEqual(
      message?.kind === 'submitted' && message.documentIds.toSorted(),
      documents.map(({ id }) => id).toSorted(),
    );
  });

  it('answers the same where one sends twice, and sends once', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    const answers = await Promise.all([1, 2, 3].map(() => visitor.post(session.paths.submit)));
    for (const answer of answers)
      assert.deepEqual([answer.status, answer.location], [303, session.paths.status]);
    assert.equal(told(session).filter(({ kind }) => kind === 'submitted').length, 1);
  });

  it('shows what is happening, and after 20 seconds the way back with the status as it stands', async () => {
    const { session, visitor } = await sent();
    const early = await visitor.get(session.paths.status);
    assert.equal(early.heading, 'Your documents are being read');
    assert.match(early.html, /<noscript><meta http-equiv="refresh" content="3"/);
    assert.doesNotMatch(early.html, new RegExp(`href="${session.paths.return}"`));
    later(20_000);
    const late = await visitor.get(session.paths.status);
    assert.match(late.html, new RegExp(`class="button" href="${session.paths.return}"`));
    const back = await visitor.get(session.paths.return);
    assert.equal(back.status, 302);
    assert.equal(new URL(back.location ?? '').searchParams.get('status'), 'none');
  });

  const headings: Record<ReviewStatus, string> = {
    approved: 'Your identity is verified',
    pending_review: 'Your part is done',
    rejected: 'Your identity could not be verified',
    none: 'Your documents were sent',
  };
  for (const [status, heading] of Object.entries(headings) as [ReviewStatus, string][]) {
    it(`shows the result and answers 302 to returnUrl with session_id and status=${status}`, async () => {
      const { session, visitor } = await sent();
      await decided(session, status);
      const page = await visitor.get(session.paths.status);
      assert.equal(page.heading, heading);
      assert.match(page.html, new RegExp(`class="button" href="${session.paths.return}"`));
      const back = await visitor.get(session.paths.return);
      assert.equal(back.status, 302);
      const location = new URL(back.location ?? '');
      assert.equal(location.origin + location.pathname, 'https://tenant.example/done');
      assert.deepEqual(Object.fromEntries(location.searchParams), {
        a: '1',
        session_id: session.sessionId,
        status,
      });
      assert.equal(location.hash, '#part');
    });
  }

  it('tells the newest status: an operator may have decided while the page stood open', async () => {
    const { session, visitor } = await sent();
    await decided(session, 'pending_review');
    await visitor.get(session.paths.status);
    await api
      .db('verification_sessions')
      .where({ id: session.sessionId })
      .update({ review_status: 'approved' });
    const back = await visitor.get(session.paths.return);
    assert.equal(new URL(back.location ?? '').searchParams.get('status'), 'approved');
  });

  it('ends on a closing page where there is no returnUrl', async () => {
    const { session, visitor } = await sent({});
    await decided(session, 'approved');
    assert.match((await visitor.get(session.paths.status)).html, /You can close this page now/);
    const back = await visitor.get(session.paths.return);
    assert.deepEqual([back.status, back.heading], [200, 'You can close this page']);
  });

  it('leads back into the flow who wants to return before anything was sent', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    for (const path of [session.paths.return, session.paths.status]) {
      const answer = await visitor.get(path);
      assert.deepEqual([answer.status, answer.location], [303, session.paths.document]);
    }
  });

  it('leads who comes late to a step to the outcome', async () => {
    const { session, visitor } = await sent();
    const { document, capture, check, cancel, start } = session.paths;
    for (const path of [document, capture('passport'), check, cancel, start]) {
      const answer = await visitor.get(path);
      assert.deepEqual([answer.status, answer.location], [303, session.paths.status], path);
    }
    const changed = await visitor.post(document, { form: { identityDocument: 'id_card' } });
    assert.deepEqual([changed.status, changed.heading], [409, 'Your documents were sent already']);
  });

  it('shows a link of a finished session the result and the way back, no data and no device', async () => {
    const { session } = await sent();
    await decided(session, 'pending_review');
    later(48 * HOUR);
    const visitor = createVisitor(api.url);
    const page = await visitor.get(session.link);
    assert.deepEqual([page.status, page.heading], [200, 'Your part is done']);
    const href = /class="button" href="(https:[^"]+)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal(new URL(href).searchParams.get('status'), 'pending_review');
    assert.doesNotMatch(page.html, /<form|<img/);
    const exchanged = await visitor.post(session.paths.exchange, { form: { token: session.token } });
    assert.deepEqual([exchanged.status, exchanged.heading], [409, 'Your part is done']);
    assert.equal(visitor.cookies.size, 0);
  });

  it('shows a link of a session that is being read that it was sent', async () => {
    const { session } = await sent();
    const page = await createVisitor(api.url).get(session.link);
    assert.equal(page.heading, 'Your documents were sent');
    assert.match(page.html, /Return to Test/);
  });

  it('ends what a device may see an hour after the time of the session', async () => {
    const { session, visitor } = await sent();
    await decided(session, 'approved');
    later(24 * HOUR + HOUR - 1);
    assert.equal((await visitor.get(session.paths.status)).status, 200);
    later(1);
    assert.equal((await visitor.get(session.paths.status)).heading, 'Open your link again');
  });

  it('shows a session as expired at once when its time has passed', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    later(24 * HOUR);
    assert.equal((await visitor.get(session.paths.start)).location, session.paths.status);
    const page = await visitor.get(session.paths.status);
    assert.equal(page.heading, 'This verification has expired');
    assert.match(page.html, new RegExp(`class="button" href="${session.paths.return}"`));
    const late = await visitor.post(session.paths.submit);
    assert.deepEqual([late.status, late.heading], [409, 'This verification has expired']);
    assert.equal((await rowOf(session)).submitted_at, null);
    const back = await visitor.get(session.paths.return);
    assert.deepEqual([back.status, new URL(back.location ?? '').searchParams.get('status')], [302, 'none']);
    const link = await createVisitor(api.url).get(session.link);
    assert.deepEqual([link.status, link.heading], [200, 'This verification has expired']);
  });

  it('cancels after asking once more, and answers the same where one cancels twice', async () => {
    const session = await newHostedSession(api);
    const visitor = await filled(api, session);
    const question = await visitor.get(session.paths.cancel);
    assert.equal(question.heading, 'Do you want to cancel?');
    assert.equal((await rowOf(session)).cancel_requested_at, null, 'asking changes nothing');
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await visitor.post(session.paths.cancel)).location, session.paths.status);
    }
    assert.equal((await visitor.get(session.paths.status)).heading, 'This verification was canceled');
    assert.equal(told(session).filter(({ kind }) => kind === 'cancelRequested').length, 1);
    const late = await visitor.post(session.paths.submit);
    assert.deepEqual([late.status, late.heading], [409, 'This verification was canceled']);
    const link = await createVisitor(api.url).get(session.link);
    assert.deepEqual([link.status, link.heading], [200, 'This verification was canceled']);
  });

  it('does not cancel what was sent', async () => {
    const { session, visitor } = await sent();
    const page = await visitor.post(session.paths.cancel);
    assert.deepEqual([page.status, page.heading], [409, 'Your documents were sent already']);
    assert.equal((await rowOf(session)).cancel_requested_at, null);
  });

  it('lets one of sending and cancelling win, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const session = await newHostedSession(api);
      const visitor = await filled(api, session);
      const [send, cancel] = await Promise.all([
        visitor.post(session.paths.submit),
        visitor.post(session.paths.cancel),
      ]);
      assert.deepEqual([send.status, cancel.status].toSorted(), [303, 409]);
      const row = await rowOf(session);
      assert.notEqual(row.submitted_at === null, row.cancel_requested_at === null);
    }
  });

  it('tells what happens to the data, and helps, in the name of the tenant only to a device of the session', async () => {
    const session = await newHostedSession(api);
    const visitor = await connected(api, session);
    for (const path of [session.paths.privacy, session.paths.help]) {
      const named = await visitor.get(path);
      assert.equal(named.status, 200);
      assert.match(named.html, new RegExp(`Test ${session.organizationId}`));
      assert.match(named.html, new RegExp(`href="${session.paths.start}"`));
      const unnamed = await createVisitor(api.url).get(path);
      assert.equal(unnamed.status, 200);
      assert.doesNotMatch(unnamed.html, new RegExp(`Test ${session.organizationId}`));
    }
  });

  it('keeps real documents out of test mode in words, and says nothing of it in live', async () => {
    const test = await newHostedSession(api);
    const live = await newHostedSession(api, { returnUrl: 'https://tenant.example/done' }, 'live');
    assert.match((await createVisitor(api.url).get(test.link)).html, /Do not use real documents/);
    assert.doesNotMatch((await createVisitor(api.url).get(live.link)).html, /Do not use real documents/);
  });

  it('tells a program the state at every step as JSON', async () => {
    const { session, visitor } = await sent();
    const state = async (path: string) => JSON.parse((await visitor.get(path, { headers: json })).html);
    const processing = await state(session.paths.status);
    assert.deepEqual(
      [processing.screen, processing.phase, processing.next],
      ['processing', 'processing', session.paths.status],
    );
    assert.deepEqual(
      processing.documents.map(({ slot }: { slot: string }) => slot),
      ['passport', 'proof-of-address'],
    );
    await decided(session, 'rejected');
    const result = await state(session.paths.start);
    assert.deepEqual([result.screen, result.phase, result.reviewStatus], ['result', 'complete', 'rejected']);
    const late = await visitor.post(session.paths.cancel, { headers: json });
    assert.deepEqual([late.status, JSON.parse(late.html).code], [409, 'ALREADY_SUBMITTED']);
    const link = await createVisitor(api.url).get(session.link, { headers: json });
    assert.deepEqual(JSON.parse(link.html).documents, [], 'who has only the link sees no documents');
  });

  it('shows an unforeseen error in words with a reference, and logs it without what was sent', async () => {
    const broken = await startTestApi({
      inspectPicture: () => Promise.reject(new Error('PLANTED detail')),
    });
    try {
      const session = await newHostedSession(broken);
      const visitor = await connected(broken, session);
      await visitor.post(session.paths.document, { form: { identityDocument: 'passport' } });
      const form = new FormData();
      form.set('slot', 'passport');
      form.set('picture', new Blob(['x']), 'x.jpg');
      const page = await visitor.post(session.paths.documents, { multipart: form });
      assert.equal(page.status, 500);
      assert.equal(page.heading, 'Something went wrong on our side');
      const requestId = page.headers.get('x-request-id') ?? 'none';
      assert.ok(page.html.includes(requestId));
      const line = broken.logged.find(({ code }) => code === 'INTERNAL_ERROR');
      assert.equal(line?.requestId, requestId);
      assert.ok(!JSON.stringify(broken.logged).includes('PLANTED') && !page.html.includes('PLANTED'));
    } finally {
      await broken.close();
    }
  });
});

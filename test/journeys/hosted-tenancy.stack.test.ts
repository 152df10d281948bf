import assert from 'node:assert/strict';
import { SELFIE_TEXT_VERSION } from '../../src/contract/hosted.ts';
import {
  connected,
  createVisitor,
  filled,
  type HostedSession,
  inspectByWord,
  newHostedSession,
  pictureForm,
  type Visitor,
} from '../support/hosted-visitor.ts';
import { startTestApi, type TestApi } from '../support/test-api.ts';

/** Every page and act of a session, with a form that its own device could send. */
const asks = (session: HostedSession, documentId: string) => {
  const { paths } = session;
  const get = (path: string) => (visitor: Visitor) => visitor.get(path);
  const post =
    (path: string, form: Record<string, string> = {}) =>
    (visitor: Visitor) =>
      visitor.post(path, { form });
  return [
    get(paths.document),
    get(paths.capture('passport')),
    get(paths.selfie),
    get(paths.capture('selfie-front')),
    get(paths.check),
    get(paths.status),
    get(paths.return),
    get(paths.cancel),
    get(paths.picture(documentId)),
    post(paths.document, { identityDocument: 'id_card' }),
    post(paths.selfie, { answer: 'given', version: SELFIE_TEXT_VERSION }),
    (visitor: Visitor) =>
      visitor.post(paths.documents, { multipart: pictureForm('selfie-front', 'foreign') }),
    post(paths.submit),
    post(paths.cancel),
    (visitor: Visitor) => visitor.post(paths.documents, { multipart: pictureForm('passport', 'foreign') }),
  ];
};

describe('a hosted session', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi({ inspectPicture: inspectByWord });
  });
  after(() => api.close());

  it('is neither shown to nor changed by a device of another organization or environment, or of none', async () => {
    const owned = await newHostedSession(api, { checks: ['selfie'] });
    await filled(api, owned);
    const rows = async () => ({
      session: await api.db('verification_sessions').where({ id: owned.sessionId }).first(),
      documents: await api.db('documents').where({ session_id: owned.sessionId }).orderBy('id'),
      events: await api.db('session_events').where({ session_id: owned.sessionId }).orderBy('id'),
    });
    const before = await rows();
    const strangers = [
      createVisitor(api.url),
      await connected(api, await newHostedSession(api)),
      await connected(api, await newHostedSession(api, {}, 'live')),
    ];
    for (const stranger of strangers) {
      for (const [index, ask] of asks(owned, before.documents[0].id).entries()) {
        const { status, html, location } = await ask(stranger);
        assert.equal(status, 401, `${index}: ${status} ${location}`);
        assert.ok(!html.includes(owned.organizationId), `${index} names the organization`);
      }
    }
    assert.deepEqual(await rows(), before);
  });
});

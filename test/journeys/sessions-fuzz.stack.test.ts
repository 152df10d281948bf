import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ERRORS } from '../../src/contract/errors.ts';
import { errorsOf, ROUTES } from '../../src/contract/openapi.ts';
import { problem } from '../../src/contract/problem.ts';
import type { RouteDeclaration } from '../../src/contract/route.ts';
import {
  type Answer,
  type Sending,
  startTestApi,
  type TestApi,
  type TestTenant,
} from '../support/test-api.ts';

const RUNS = 120;
const ABSENT = '019a0000-0000-7000-8000-000000000000';

/** Text with what trips parsers and databases. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\u0000', '\ud800', '__proto__', 'x'.repeat(3000), 'https://tenant.example/'),
);
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.ipV4().map((ip) => `https://${ip}/`),
  fc.ipV6().map((ip) => `http://[${ip}]:8080/`),
  text,
);
/** Nearly right, so that what is wrong lies deep. */
const createBody = fc.record(
  {
    externalUserId: text,
    returnUrl: address,
    webhookUrl: address,
    webhookSecret: fc.oneof(fc.string({ minLength: 16, maxLength: 128 }), text),
    metadata: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
    other: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const reviewBody = fc.record(
  { decision: fc.constantFrom('approve', 'reject', 'APPROVE', 1), reason: text, note: text },
  { requiredKeys: [] },
);
const bodyText = fc.oneof(
  fc.oneof(createBody, reviewBody, fc.jsonValue()).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);
const headerText = fc.stringMatching(/^[\x20-\x7e]{0,300}$/).map((value) => value.trim());

describe('whatever is sent', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let sessionId: string;
  before(async () => {
    api = await startTestApi();
    tenant = await api.newTenant();
    const { body } = await api.send('POST', '/api/verification/sessions', { key: tenant.keys.test });
    sessionId = body.sessionId;
  });
  after(() => api.close());

  /** The answer is the declared one, or one of the declared errors; never one of ours. */
  function checkAnswer(route: RouteDeclaration, { status, body, headers }: Answer): void {
    assert.notEqual(body.code, 'INTERNAL_ERROR');
    if (status === route.status) {
      assert.deepEqual(route.output.parse(body), body);
      return;
    }
    assert.equal(headers.get('content-type'), 'application/problem+json');
    const { code } = problem.strict().parse(body);
    assert.ok(errorsOf(route).includes(code), code);
    assert.equal(ERRORS[code][0], status);
  }

  for (const route of ROUTES) {
    it(`${route.name} answers as it declares`, async function () {
      this.timeout(60_000);
      const id = fc.oneof(
        fc.constant(ABSENT),
        fc.constant(encodeURIComponent(sessionId)),
        fc
          .string({ minLength: 1 })
          .filter((value) => !/^\.{1,2}$/.test(value))
          .map(encodeURIComponent),
      );
      await fc.assert(
        fc.asyncProperty(id, bodyText, fc.option(headerText), async (sent, text, key) => {
          const sending: Sending = {
            key: tenant.keys.test,
            ...(route.method === 'post' && { text }),
            ...(key !== null && { headers: { 'idempotency-key': key } }),
          };
          const path = route.path.replace(':sessionId', sent);
          checkAnswer(route, await api.send(route.method.toUpperCase(), path, sending));
        }),
        { numRuns: RUNS },
      );
    });
  }

  it('any Authorization header is refused alike', async () => {
    await fc.assert(
      fc.asyncProperty(headerText, async (authorization) => {
        const { status, body } = await api.send('GET', `/api/verification/sessions/${ABSENT}`, {
          headers: { authorization },
        });
        assert.deepEqual([status, body.code], [401, 'API_KEY_INVALID']);
      }),
      { numRuns: RUNS },
    );
  });

  it('metadata that is taken comes back as it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (metadata) => {
        const created = await api.send('POST', '/api/verification/sessions', {
          key: tenant.keys.test,
          body: { metadata },
        });
        if (created.status === 422) return;
        const { body } = await api.send('GET', `/api/verification/sessions/${created.body.sessionId}`, {
          key: tenant.keys.test,
        });
        assert.deepEqual(body.metadata, JSON.parse(JSON.stringify(metadata)));
      }),
      { numRuns: RUNS },
    );
  });
});

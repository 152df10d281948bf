import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ERRORS } from '../../src/contract/errors.ts';
import { errorsOf, openapiDocument, ROUTES } from '../../src/contract/openapi.ts';
import { problem } from '../../src/contract/problem.ts';
import type { RouteDeclaration } from '../../src/contract/route.ts';
import { type JsonSchema, nearValuesOf, valuesOf } from '../support/schema-arbitrary.ts';
import {
  type Answer,
  type Sending,
  startTestApi,
  type TestApi,
  type TestTenant,
} from '../support/test-api.ts';

/** The same in every run; FUZZ_SEED plays another. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_123);
const RUNS = 120;
const ABSENT = '019a0000-0000-7000-8000-000000000000';

const published = openapiDocument('https://verify.example');

interface Operation {
  requestBody?: { content: { 'application/json': { schema: JsonSchema } } };
}

/** What the published contract says of a body; undefined where the route takes none. */
function bodySchemaOf({ path, method }: RouteDeclaration): JsonSchema | undefined {
  const operation = published.paths?.[path.replace(/:(\w+)/g, '{$1}')]?.[method] as unknown as Operation;
  return operation.requestBody?.content['application/json'].schema;
}

/** Bodies as promised, bodies that are nearly so, and what is no JSON at all. */
function bodiesOf(route: RouteDeclaration): fc.Arbitrary<string> {
  const schema = bodySchemaOf(route);
  const values = schema
    ? fc.oneof(valuesOf(schema), { weight: 2, arbitrary: nearValuesOf(schema) })
    : fc.jsonValue();
  return fc.oneof(
    { weight: 6, arbitrary: values.map((value) => JSON.stringify(value)) },
    fc.string({ unit: 'binary' }),
  );
}

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
        fc.asyncProperty(id, bodiesOf(route), fc.option(headerText), async (sent, text, key) => {
          const sending: Sending = {
            key: tenant.keys.test,
            ...(route.method === 'post' && { text }),
            ...(key !== null && { headers: { 'idempotency-key': key } }),
          };
          const path = route.path.replace(':sessionId', sent);
          checkAnswer(route, await api.send(route.method.toUpperCase(), path, sending));
        }),
        { numRuns: RUNS, seed: SEED },
      );
    });
  }

  it('bodies as the contract promises them are taken', async function () {
    this.timeout(60_000);
    const [create] = ROUTES;
    assert.equal(create?.name, 'createSession');
    const schema = bodySchemaOf(create);
    assert.ok(schema?.properties);
    const { returnUrl: _, webhookUrl: __, ...properties } = schema.properties;
    await fc.assert(
      fc.asyncProperty(valuesOf({ ...schema, properties }), async (body) => {
        const { status, body: answered } = await api.send('POST', create.path, {
          key: tenant.keys.test,
          body: { ...(body as object), webhookUrl: 'https://tenant.example/kyc' },
        });
        assert.equal(status, 201, JSON.stringify(answered));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('any Authorization header is refused alike', async () => {
    await fc.assert(
      fc.asyncProperty(headerText, async (authorization) => {
        const { status, body } = await api.send('GET', `/api/verification/sessions/${ABSENT}`, {
          headers: { authorization },
        });
        assert.deepEqual([status, body.code], [401, 'API_KEY_INVALID']);
      }),
      { numRuns: RUNS, seed: SEED },
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
      { numRuns: RUNS, seed: SEED },
    );
  });
});

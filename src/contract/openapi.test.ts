import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ERRORS } from './errors.ts';
import { errorsOf, openapiDocument, ROUTES } from './openapi.ts';
import { VERSION } from './version.ts';

const file = (path: string) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

describe('the OpenAPI document', () => {
  it('in docs is in step with the contract (npm run openapi)', () => {
    assert.deepEqual(
      file('docs/openapi.json'),
      JSON.parse(JSON.stringify(openapiDocument('http://127.0.0.1:3000'))),
    );
  });

  it('has the version of the package', () => assert.equal(VERSION, file('package.json').version));

  it('has every declared route, with its errors by status', () => {
    const { paths } = JSON.parse(JSON.stringify(openapiDocument('https://verify.example')));
    for (const route of ROUTES) {
      const operation = paths[route.path.replace(/:(\w+)/g, '{$1}')][route.method];
      assert.equal(operation.operationId, route.name);
      for (const code of errorsOf(route)) {
        assert.match(operation.responses[String(ERRORS[code][0])].description, new RegExp(`\`${code}\``));
      }
    }
  });

  it('says that a secret key is needed where one is', () => {
    const { paths } = JSON.parse(JSON.stringify(openapiDocument('https://verify.example')));
    assert.deepEqual(paths['/api/verification/sessions'].post.security, [{ secretKey: [] }]);
    assert.deepEqual(paths['/livez'].get.security, []);
  });
});

describe('the routes', () => {
  it('have names and addresses of their own', () => {
    assert.equal(new Set(ROUTES.map(({ name }) => name)).size, ROUTES.length);
    assert.equal(new Set(ROUTES.map(({ method, path }) => `${method} ${path}`)).size, ROUTES.length);
  });
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { ApplicationFailure } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { createTemporalClient, dataConverter, isTemporalReachable } from './temporal.ts';

const keys = [{ id: 'v1', key: randomBytes(32) }];

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  assert.ok(address && typeof address === 'object');
  return address.port;
}

describe('the data converter', () => {
  it('seals messages, stack traces and details of failures, causes included', async () => {
    const loaded = loadDataConverter(dataConverter(keys));
    const failure = await encodeErrorToFailure(
      loaded,
      ApplicationFailure.create({
        message: 'planted-message',
        type: 'CODE',
        details: ['planted-detail'],
        cause: new Error('planted-cause'),
      }),
    );
    const written = JSON.stringify(failure, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    assert.ok(!written.includes('planted'), 'nothing of the failure is in clear');
    assert.ok(!written.includes('temporal.test.ts'), 'nor is the stack trace');
    assert.ok(written.includes('CODE'));

    const error = await decodeOptionalFailureToOptionalError(loaded, failure);
    assert.ok(error instanceof ApplicationFailure);
    assert.equal(error.message, 'planted-message');
    assert.deepEqual(error.details, ['planted-detail']);
    assert.equal(error.cause?.message, 'planted-cause');
  });
});

describe('a client of a server that is away', () => {
  it('is made all the same, and says within its timeout that the server is not reachable', async () => {
    const client = createTemporalClient({
      address: `127.0.0.1:${await closedPort()}`,
      namespace: 'default',
      keys,
    });
    const started = performance.now();
    assert.equal(await isTemporalReachable(client, 300), false);
    assert.ok(performance.now() - started < 2_000);
    await client.connection.close();
  });
});

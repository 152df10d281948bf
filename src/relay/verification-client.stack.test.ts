import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { registerOwnNamespace } from '../../test/support/own-namespace.ts';
import { bundleQuietly, type OwnTemporal, openOwnTemporal } from '../../test/support/own-temporal.ts';
import { testConfig } from '../../test/support/stack.ts';
import { createTemporalClient } from '../adapters/temporal.ts';
import type { OutboxMessage, OutboxRow } from '../db/outbox.ts';
import { TASK_QUEUES, verificationId } from '../workflows/messages.ts';
import {
  createVerificationClient,
  type VerificationClient,
  WorkflowTimeoutError,
} from './verification-client.ts';

describe('the client of verifications, on the real server', function () {
  this.timeout(60_000);
  const config = testConfig();
  let temporal: OwnTemporal;
  let client: Client;
  let verification: VerificationClient;
  let startWorker: () => Promise<() => Promise<void>>;
  let stopWorker: () => Promise<void>;

  before(async () => {
    temporal = await openOwnTemporal(config);
    client = temporal.client;
    verification = createVerificationClient(client);
    const workflowsPath = fileURLToPath(new URL('../../test/support/tiny-verification.ts', import.meta.url));
    const workflowBundle = await bundleQuietly(workflowsPath);
    startWorker = async () => {
      const taskQueue = TASK_QUEUES.session;
      const worker = await Worker.create({ ...temporal.worker, taskQueue, workflowBundle });
      const running = worker.run();
      return async () => {
        worker.shutdown();
        await running;
      };
    };
    stopWorker = await startWorker();
  });
  after(async () => {
    await stopWorker();
    await temporal.close();
  });

  const newRow = (message: OutboxMessage, of: Partial<OutboxRow> = {}): OutboxRow => ({
    id: randomUUID(),
    organizationId: randomUUID(),
    environment: 'test',
    sessionId: randomUUID(),
    expiresAt: new Date('2030-01-01T00:00:00.000Z'),
    attempts: 0,
    ...of,
    message,
  });
  const finish = async (row: OutboxRow): Promise<string[]> => {
    await verification.deliver({ ...row, message: { kind: 'cancelRequested' } });
    return client.workflow.getHandle(verificationId(row.sessionId)).result();
  };

  it('starts the workflow of a session, findable by its tenant, and only once', async () => {
    const row = newRow({ kind: 'start' });
    assert.equal(await verification.deliver(row), 'delivered');
    assert.equal(await verification.deliver(row), 'delivered');
    const { typedSearchAttributes, taskQueue } = await client.workflow
      .getHandle(verificationId(row.sessionId))
      .describe();
    const attributes = typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    assert.deepEqual(Object.fromEntries(attributes), {
      IdbOrganization: row.organizationId,
      IdbEnvironment: 'test',
    });
    assert.equal(taskQueue, 'kyc-session');
    assert.deepEqual(await finish(row), [
      `${row.organizationId}/test/${row.sessionId} until 2030-01-01T00:00:00.000Z`,
    ]);
  });

  it('starts the workflow with any message, so that a lost start loses nothing', async () => {
    const row = newRow({ kind: 'documentCaptured', documentId: 'one' });
    await verification.deliver(row);
    await verification.deliver({ ...row, message: { kind: 'start' } });
    await verification.deliver({ ...row, message: { kind: 'submitted', documentIds: ['one', 'two'] } });
    const [, ...heard] = await finish(row);
    assert.deepEqual(heard, ['captured one', 'submitted one two']);
  });

  it('never starts a workflow again that has ended', async () => {
    const row = newRow({ kind: 'start' });
    await verification.deliver(row);
    await finish(row);
    assert.equal(await verification.deliver(row), 'finished');
    const late = { ...row, message: { kind: 'documentCaptured', documentId: 'late' } as const };
    assert.equal(await verification.deliver(late), 'finished');
  });

  it('asks a running workflow how far it is, and says where there is none to ask', async () => {
    const row = newRow({ kind: 'start' });
    assert.equal(await verification.queryProgress(row.sessionId, 2_000), 'absent');
    await verification.deliver(row);
    const progress = await verification.queryProgress(row.sessionId, 5_000);
    assert.ok(progress !== 'absent');
    assert.equal(progress.waitingFor, 'documents');
    await finish(row);
    assert.equal(await verification.queryProgress(row.sessionId, 2_000), 'absent');
  });

  it('brings the outcome of a review, the first one again for the same request, and refusals by their code', async () => {
    const row = newRow({ kind: 'start' });
    const updateId = randomUUID();
    const ask = (reviewId: string, id: string) =>
      verification.review(row.sessionId, { reviewId, updateId: id, timeoutMs: 5_000 });
    assert.equal(await ask('before', randomUUID()), 'absent');
    await verification.deliver(row);
    const outcome = { reviewStatus: 'approved', decidedAt: 'by first' };
    assert.deepEqual(await ask('first', updateId), outcome);
    assert.deepEqual(await ask('other', updateId), outcome);
    assert.deepEqual(await ask('second', randomUUID()), { refused: 'ALREADY_DECIDED' });
    await finish(row);
    assert.equal(await ask('late', randomUUID()), 'absent');
    assert.deepEqual(await ask('first', updateId), outcome);
  });

  it('does not know the outcome of a review that takes too long, and finds it when asked again', async () => {
    const row = newRow({ kind: 'start' });
    await verification.deliver(row);
    const request = { reviewId: 'slow', updateId: randomUUID() };
    await assert.rejects(
      verification.review(row.sessionId, { ...request, timeoutMs: 500 }),
      WorkflowTimeoutError,
    );
    await verification.deliver({ ...row, message: { kind: 'documentCaptured', documentId: 'go' } });
    assert.deepEqual(await verification.review(row.sessionId, { ...request, timeoutMs: 5_000 }), {
      reviewStatus: 'approved',
      decidedAt: 'by slow',
    });
    await finish(row);
  });

  it('says that a workflow is absent that closed before it answered', async () => {
    const row = newRow({ kind: 'start' });
    await verification.deliver(row);
    const asked = verification.review(row.sessionId, { reviewId: 'never', updateId: 'u', timeoutMs: 10_000 });
    const handle = client.workflow.getHandle(verificationId(row.sessionId));
    while (!(await wasAccepted(handle))) await new Promise((resolve) => setTimeout(resolve, 20));
    await finish(row);
    assert.equal(await asked, 'absent');
  });

  it('gives up in time where no worker answers', async () => {
    const row = newRow({ kind: 'start' });
    await stopWorker();
    try {
      assert.equal(await verification.deliver(row), 'delivered');
      const started = performance.now();
      await assert.rejects(verification.queryProgress(row.sessionId, 700), WorkflowTimeoutError);
      const review = { reviewId: 'r', updateId: 'u', timeoutMs: 700 };
      await assert.rejects(verification.review(row.sessionId, review), WorkflowTimeoutError);
      assert.ok(performance.now() - started < 4_000);
    } finally {
      stopWorker = await startWorker();
    }
    await finish(row);
  });

  it('names what Temporal refuses, so that a row that waits says why', async () => {
    const unprepared = createTemporalClient({
      address: config.TEMPORAL_ADDRESS,
      namespace: await registerOwnNamespace(client),
      keys: config.CODEC_KEYS,
    });
    await assert.rejects(createVerificationClient(unprepared).deliver(newRow({ kind: 'start' })), {
      name: 'WorkflowCallError',
      code: 'INVALID_ARGUMENT',
    });
    await unprepared.connection.close();
  });

  it('gives up in time where Temporal is away', async () => {
    const away = createTemporalClient({ address: '127.0.0.1:1', namespace: 'none', keys: config.CODEC_KEYS });
    const unreached = createVerificationClient(away, { deliveryTimeoutMs: 400 });
    const started = performance.now();
    await assert.rejects(unreached.deliver(newRow({ kind: 'start' })), WorkflowTimeoutError);
    await assert.rejects(unreached.queryProgress('s', 400), WorkflowTimeoutError);
    await assert.rejects(
      unreached.review('s', { reviewId: 'r', updateId: 'u', timeoutMs: 400 }),
      WorkflowTimeoutError,
    );
    assert.ok(performance.now() - started < 5_000);
    await away.connection.close();
  });
});

async function wasAccepted(handle: ReturnType<Client['workflow']['getHandle']>): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).some((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
}

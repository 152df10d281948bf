import '../support/temporal-runtime.ts';
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, ValueError } from '@temporalio/common';
import {
  decodeFromPayloadsAtIndex,
  encodeToPayloads,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { ENCRYPTED } from '../../src/adapters/payload-codec.ts';
import { createTemporalClient, dataConverter } from '../../src/adapters/temporal.ts';
import type { RingKey } from '../../src/crypto/key-ring.ts';
import { bundleQuietly, type OwnTemporal, openOwnTemporal } from '../support/own-temporal.ts';
import { testConfig } from '../support/stack.ts';
import {
  amended,
  asked,
  type CourierActivities,
  courier,
  finished,
  noted,
  patient,
} from './courier-workflow.ts';
import { findLeaks, plantText } from './leak-search.ts';
import { bytesOfHistory, type IHistory, metadataOf, payloadsIn } from './payloads.ts';

const TEXT = 'Ingeborg Halvorsen';
const PLANTED = [plantText('text', TEXT), plantText('name', 'Halvorsen')];
const TASK_QUEUE = 'codec';

const ringKey = (id: string): RingKey => ({ id, key: randomBytes(32) });

/** A place to wait at, and to see that somebody waits. */
function gate() {
  let arrive: () => void = () => undefined;
  let open: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const pass = () => {
    arrive();
    return opened;
  };
  return { arrived, open, pass };
}

describe('the codec on a real server', function () {
  this.timeout(60_000);
  const old = ringKey('v1');
  const rotated = [ringKey('v2'), old];
  let temporal: OwnTemporal;
  let workflowBundle: WorkflowBundle;
  before(async () => {
    temporal = await openOwnTemporal(testConfig());
    workflowBundle = await bundleQuietly(fileURLToPath(new URL('./courier-workflow.ts', import.meta.url)));
  });
  after(() => temporal?.close());

  const client = (keys: readonly RingKey[]) => {
    const { namespace } = temporal.worker;
    return createTemporalClient({ address: testConfig().TEMPORAL_ADDRESS, namespace, keys });
  };
  const withWorker = async <T>(
    keys: readonly RingKey[],
    work: () => Promise<T>,
    activities: Partial<CourierActivities> = {},
  ): Promise<T> => {
    const worker = await Worker.create({
      ...temporal.worker,
      dataConverter: dataConverter(keys),
      taskQueue: TASK_QUEUE,
      workflowBundle,
      activities,
    });
    return worker.runUntil(work);
  };
  describe('where a text takes every way', () => {
    const keys = [old];
    const converter = loadDataConverter(dataConverter(keys));
    const second = gate();
    let answers: Record<'result' | 'asked' | 'amended', string>;
    let refusal: unknown;
    /** What the server sends of each, as it has it. */
    let rawAnswer: object;
    let rawDescription: object;
    let histories: IHistory[];

    const carry = async (text: string): Promise<string> => {
      const { info, heartbeat } = Context.current();
      if (info.attempt === 1) {
        heartbeat({ lastWords: text });
        throw ApplicationFailure.create({
          message: `broke off at ${text}`,
          type: 'BROKE_OFF',
          details: [text],
        });
      }
      await second.pass();
      return `went on from ${info.heartbeatDetails.lastWords}`;
    };

    before(async () => {
      const { connection, workflow } = client(keys);
      const { namespace } = temporal.worker;
      const play = async () => {
        const workflowId = `courier-${randomUUID()}`;
        const handle = await workflow.start(courier, {
          workflowId,
          taskQueue: TASK_QUEUE,
          args: [TEXT],
          memo: { about: TEXT },
        });
        const execution = { workflowId };
        const question = `who is ${TEXT}?`;
        const told = await handle.query(asked, question);
        const queryArgs = { payloads: (await encodeToPayloads(converter, question)) ?? [] };
        rawAnswer = await connection.workflowService.queryWorkflow({
          namespace,
          execution,
          query: { queryType: 'asked', queryArgs },
        });
        const change = await handle.executeUpdate(amended, { args: ['the change'] });
        const refused = `refused ${TEXT}`;
        refusal = await handle.executeUpdate(amended, { args: [refused] }).catch((error: unknown) => error);
        await handle.signal(noted, `a note of ${TEXT}`);
        await second.arrived;
        rawDescription = await connection.workflowService.describeWorkflowExecution({ namespace, execution });
        second.open();
        await handle.signal(finished);
        answers = { result: await handle.result(), asked: told, amended: change };
        histories = [await handle.fetchHistory()];
        for (const { startChildWorkflowExecutionInitiatedEventAttributes: child } of histories[0]?.events ??
          []) {
          if (child?.workflowId) histories.push(await workflow.getHandle(child.workflowId).fetchHistory());
        }
      };
      await withWorker(keys, play, { carry });
      await connection.close();
    });

    const bytes = () =>
      histories.map((history, index) => ({ name: `${index}`, content: bytesOfHistory(history) }));
    const decoded = async () =>
      Promise.all(
        payloadsIn(histories).map(async ({ path, payload }) => ({
          name: path,
          content: Buffer.from(JSON.stringify(await decodeFromPayloadsAtIndex(converter, 0, [payload]))),
        })),
      );

    it('is understood by all who have the key', () => {
      const { result, asked: told, amended: change } = answers;
      assert.equal(told, `who is ${TEXT}? ${TEXT}`);
      assert.equal(change, `the change of ${TEXT}`);
      for (const part of [TEXT, `a note of ${TEXT}`, `told ${TEXT}`, `went on from ${TEXT}`]) {
        assert.ok(result.includes(part), part);
      }
      assert.ok(refusal instanceof WorkflowUpdateFailedError);
      assert.equal(refusal.cause?.message, `refused ${TEXT}`);
    });

    it('is only found sealed in raw histories, wherever payloads lie', () => {
      const payloads = payloadsIn(histories);
      const where = new Set(payloads.map(({ path }) => path.replace('.events.', '')));
      for (const expected of [
        'workflowExecutionStartedEventAttributes.input.payloads',
        'workflowExecutionStartedEventAttributes.memo.fields.about',
        'workflowExecutionSignaledEventAttributes.input.payloads',
        'workflowExecutionUpdateAcceptedEventAttributes.acceptedRequest.input.args.payloads',
        'workflowExecutionUpdateCompletedEventAttributes.outcome.success.payloads',
        'startChildWorkflowExecutionInitiatedEventAttributes.input.payloads',
        'childWorkflowExecutionCompletedEventAttributes.result.payloads',
        'activityTaskScheduledEventAttributes.input.payloads',
        'activityTaskStartedEventAttributes.lastFailure.encodedAttributes',
        'activityTaskStartedEventAttributes.lastFailure.applicationFailureInfo.details.payloads',
        'activityTaskCompletedEventAttributes.result.payloads',
        'childWorkflowExecutionFailedEventAttributes.failure.encodedAttributes',
        'workflowExecutionFailedEventAttributes.failure.encodedAttributes',
        'workflowExecutionFailedEventAttributes.failure.applicationFailureInfo.details.payloads',
        'workflowExecutionCompletedEventAttributes.result.payloads',
      ]) {
        assert.ok(where.has(expected), `${expected} is not among ${[...where].join(', ')}`);
      }
      for (const { path, payload } of payloads) {
        assert.equal(metadataOf(payload, 'encoding'), ENCRYPTED, path);
        assert.equal(metadataOf(payload, 'encryption-key-id'), 'v1', path);
      }
      assert.deepEqual(findLeaks(PLANTED, bytes()), []);
    });

    it('is found in the same histories by who has the key, so it was looked for', async () => {
      const found = new Set(findLeaks(PLANTED, await decoded()).map(({ place }) => place));
      assert.ok(found.size >= 12, [...found].join(', '));
    });

    it('leaves no message of a failure in clear', () => {
      const failures = JSON.stringify(histories).match(/"message":"[^"]*"/g) ?? [];
      assert.ok(failures.length >= 3);
      assert.deepEqual([...new Set(failures)], ['"message":"Encoded failure"']);
    });

    for (const [name, message] of [
      ['the answer to a query', () => rawAnswer],
      ['heartbeats and the last failure of an attempt', () => rawDescription],
    ] as const) {
      it(`is only found sealed in ${name}`, () => {
        const payloads = payloadsIn(message());
        assert.ok(payloads.length > 0);
        for (const { path, payload } of payloads)
          assert.equal(metadataOf(payload, 'encoding'), ENCRYPTED, path);
        const content = Buffer.concat(payloads.map(({ payload }) => payload.data ?? Buffer.alloc(0)));
        const inClear = Buffer.from(JSON.stringify(message()));
        const places = [content, inClear].map((place) => ({ name, content: place }));
        assert.deepEqual(findLeaks(PLANTED, places), []);
      });
    }

    it('comes back from a heartbeat', () => {
      const where = payloadsIn(rawDescription).map(({ path }) => path);
      assert.ok(where.includes('.pendingActivities.heartbeatDetails.payloads'), where.join(', '));
    });
  });

  describe('after a rotation', () => {
    let workflowId: string;
    let history: IHistory;
    let result: string;
    before(async () => {
      workflowId = `patient-${randomUUID()}`;
      const before = client([old]);
      await withWorker([old], async () => {
        const handle = await before.workflow.start(patient, {
          workflowId,
          taskQueue: TASK_QUEUE,
          args: [TEXT],
        });
        await handle.query('__stack_trace');
      });
      await before.connection.close();
      const after = client(rotated);
      await withWorker(rotated, async () => {
        const handle = after.workflow.getHandle<typeof patient>(workflowId);
        await handle.signal(noted, 'and on');
        result = await handle.result();
        history = await handle.fetchHistory();
      });
      await after.connection.close();
    });

    it('a workflow that began under the old key goes on, and what is new is sealed by the new one', () => {
      assert.equal(result, `${TEXT} and on`);
      const byPath = payloadsIn(history).map(({ path, payload }) => [
        path.split('.')[2]?.replace(/^workflowExecution|EventAttributes$/g, ''),
        metadataOf(payload, 'encryption-key-id'),
      ]);
      assert.deepEqual(byPath, [
        ['Started', 'v1'],
        ['Signaled', 'v2'],
        ['Completed', 'v2'],
      ]);
    });

    it('its history replays under the rotated ring', () =>
      Worker.runReplayHistory(
        { workflowBundle, dataConverter: dataConverter(rotated) },
        history,
        workflowId,
      ));

    it('what the old key sealed does not open once that key has left the ring', async () => {
      const [first] = payloadsIn(history);
      assert.ok(first);
      const newest = loadDataConverter(dataConverter(rotated.slice(0, 1)));
      await assert.rejects(decodeFromPayloadsAtIndex(newest, 0, [first.payload]), ValueError);
    });
  });
});

import assert from 'node:assert/strict';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { watchSteps } from './step-watch.ts';

const SESSION = '019a0000-0000-7000-8000-000000000001';
const DOCUMENT = '019a0000-0000-7000-8000-000000000002';

interface Line {
  level: string;
  code?: string;
  outcome?: string;
  error?: string;
  [name: string]: unknown;
}

async function watched(step: () => Promise<unknown>, input: unknown = {}) {
  const lines: Line[] = [];
  const ended: { step: string; outcome: string; ms: number }[] = [];
  const write = (level: string) => (fields: object) => lines.push({ level, ...fields });
  const log = { debug: write('debug'), info: write('info'), warn: write('warn') };
  const environment = new MockActivityEnvironment(
    { activityType: 'readDocument', attempt: 3 },
    {
      logger: new DefaultLogger('ERROR'),
      interceptors: [watchSteps({ log: log as never, onStep: (facts) => ended.push(facts) })],
    },
  );
  const outcome = await environment.run(step as (given: unknown) => Promise<unknown>, input).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  return { lines, ended, outcome };
}

describe('the log of steps', () => {
  it('has a line when a step begins and one when it ends, with its ids', async () => {
    const input = { sessionId: SESSION, documentId: DOCUMENT, environment: 'test', at: '2026-11-23' };
    const { lines, ended, outcome } = await watched(async () => 'result', input);
    assert.deepEqual(outcome, { result: 'result' });
    const ids = { step: 'readDocument', sessionId: SESSION, documentId: DOCUMENT, attempt: 3 };
    assert.deepEqual(lines[0], { level: 'debug', code: 'STEP_STARTED', ...ids });
    const { ms, ...line } = lines[1] ?? { level: '' };
    assert.deepEqual(line, { level: 'info', code: 'STEP_ENDED', ...ids, outcome: 'done' });
    assert.equal(typeof ms, 'number');
    assert.deepEqual([ended.length, ended[0]?.step, ended[0]?.outcome], [1, 'readDocument', 'done']);
  });

  it('holds nothing else of the input, and nothing of the result or of a message', async () => {
    const told = await watched(async () => 'PLANTED', { sessionId: 'PLANTED', name: 'PLANTED' });
    const failing = await watched(
      () => Promise.reject(ApplicationFailure.retryable('PLANTED', 'OBJECT_MISSING', 'PLANTED')),
      'PLANTED',
    );
    assert.ok(!JSON.stringify([told.lines, failing.lines]).includes('PLANTED'));
  });

  it('tells a failure by its code, and passes it on', async () => {
    const failure = ApplicationFailure.retryable('The step was interrupted', 'ECONNREFUSED');
    const { lines, ended, outcome } = await watched(() => Promise.reject(failure));
    assert.deepEqual(outcome, { error: failure });
    assert.deepEqual(
      [lines[1]?.level, lines[1]?.outcome, lines[1]?.error, ended[0]?.outcome],
      ['warn', 'failed', 'ECONNREFUSED', 'failed'],
    );
  });

  it('does not warn of a delivery that waits for its next attempt', async () => {
    const failure = ApplicationFailure.create({
      type: 'ATTEMPT_NOT_DUE',
      category: ApplicationFailureCategory.BENIGN,
    });
    const { lines } = await watched(() => Promise.reject(failure));
    assert.deepEqual(
      [lines[1]?.level, lines[1]?.outcome, lines[1]?.error],
      ['info', 'waiting', 'ATTEMPT_NOT_DUE'],
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeAttempt, nextAttemptDelay, parseRetryAfter } from './webhook-schedule.ts';

const schedule = [0, 5, 300];
const middle = () => 0.5;
const now = new Date('2026-01-01T00:00:00.000Z');

describe('the schedule of a webhook', () => {
  it('gives each attempt its own step and ends after the last', () => {
    const delays = [0, 1, 2, 3].map((attemptsMade) =>
      nextAttemptDelay({ schedule, attemptsMade, random: middle }),
    );
    assert.deepEqual(delays, [0, 5_000, 300_000, undefined]);
  });

  it('keeps within 20 % of the step', () => {
    assert.equal(nextAttemptDelay({ schedule, attemptsMade: 2, random: () => 0 }), 240_000);
    assert.equal(nextAttemptDelay({ schedule, attemptsMade: 2, random: () => 0.999999 }), 360_000);
  });

  it('believes a receiver between one and two times the step', () => {
    const delay = (retryAfterMs: number) =>
      nextAttemptDelay({ schedule, attemptsMade: 2, retryAfterMs, random: middle });
    assert.equal(delay(1_000), 300_000);
    assert.equal(delay(400_000), 400_000);
    assert.equal(delay(86_400_000), 600_000);
  });

  it('is never before four fifths of the step nor after twice the step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 50 }),
        fc.nat(49),
        fc.option(fc.integer({ min: 0, max: 10 ** 12 }), { nil: undefined }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (steps, made, retryAfterMs, drawn) => {
          const delay = nextAttemptDelay({
            schedule: steps,
            attemptsMade: made,
            retryAfterMs,
            random: () => drawn,
          });
          const step = steps[made];
          if (step === undefined) return delay === undefined;
          return delay !== undefined && delay >= Math.floor(step * 800) && delay <= step * 2000;
        },
      ),
    );
  });
});

describe('Retry-After', () => {
  it('is read as seconds', () => assert.equal(parseRetryAfter(' 120 ', now), 120_000));

  it('is read as a date', () => {
    assert.equal(parseRetryAfter('Thu, 01 Jan 2026 00:01:30 GMT', now), 90_000);
  });

  it('asks for nothing where its date is past', () => {
    assert.equal(parseRetryAfter('Wed, 31 Dec 2025 23:00:00 GMT', now), 0);
  });

  it('is ignored where it is neither', () => {
    for (const header of [
      undefined,
      '',
      '-5',
      '1.5',
      'soon',
      '2026-01-01',
      '9999999999',
      '0x10',
      'Xyz, 99 Abc 2026 00:00:00 GMT',
    ]) {
      assert.equal(parseRetryAfter(header, now), undefined, String(header));
    }
  });
});

describe('an attempt', () => {
  it('delivers with 2xx only', () => {
    for (const statusCode of [200, 201, 202, 204, 299])
      assert.equal(judgeAttempt({ statusCode }), 'delivered');
    for (const statusCode of [199, 300, 301, 302, 307, 400, 401, 404, 429, 500, 503]) {
      assert.equal(judgeAttempt({ statusCode }), 'retry', String(statusCode));
    }
  });

  it('ends the event where the receiver is gone', () =>
    assert.equal(judgeAttempt({ statusCode: 410 }), 'gone'));

  it('is made again after an error of any kind', () => {
    assert.equal(judgeAttempt({ errorCode: 'TARGET_FORBIDDEN' }), 'retry');
  });
});

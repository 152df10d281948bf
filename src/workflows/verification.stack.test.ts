import assert from 'node:assert/strict';
import { openTheatre, type Theatre } from '../../test/support/scripted-workers.ts';
import { testConfig } from '../../test/support/stack.ts';
import { VERIFICATION_PATHS } from '../../test/support/verification-paths.ts';
import { bundleWorkflows } from '../workflow-bundle.ts';
import { documentCaptured, review, submitted } from './messages.ts';

/** Steps of each path, in the order in which they must have been run; of those side by side the order is not told. */
const STEPS: Record<string, string[]> = {
  approved: ['beginProcessing', 'decideSession', 'prepareReturn'],
  'approved-new': ['beginProcessing', 'decideSession', 'prepareReturn'],
  rejected: ['beginProcessing', 'decideSession', 'prepareReturn'],
  'approved-by-operator': ['beginProcessing', 'decideSession', 'prepareReturn', 'recordReview'],
  'review-while-deciding': ['beginProcessing', 'decideSession', 'recordReview'],
  'second-review-refused': [
    'beginProcessing',
    'decideSession',
    'prepareReturn',
    'recordReview',
    'recordReview',
  ],
  'submitted-before-heard': ['beginProcessing', 'decideSession', 'prepareReturn'],
  retaken: ['beginProcessing', 'decideSession', 'prepareReturn'],
  unreadable: ['beginProcessing', 'decideSession', 'prepareReturn'],
  'capture-lost': ['beginProcessing', 'decideSession', 'prepareReturn'],
  expired: ['expireSession'],
  'submitted-in-time-heard-late': ['expireSession', 'beginProcessing', 'decideSession', 'prepareReturn'],
  canceled: ['cancelSession'],
  'canceled-while-reading': ['cancelSession'],
  'canceled-at-expiry': ['expireSession', 'cancelSession'],
  'cancel-after-submission': ['cancelSession', 'beginProcessing', 'decideSession', 'prepareReturn'],
  'with-receiver': ['beginProcessing', 'decideSession', 'prepareReturn', 'recordReview'],
  'with-selfie': ['beginProcessing', 'compareFaces', 'decideSession', 'prepareReturn', 'recordReview'],
  'faces-not-compared': ['beginProcessing', 'compareFaces', 'decideSession', 'prepareReturn', 'recordReview'],
  'already-over': [],
};
/** The server of tests suggests a new run after so many events. */
const SUGGESTED_AFTER = 400;
const SIGNALS_AT_ONCE = 50;
const TAKING_IN = ['openSession', 'storeCapture', 'readDocument', 'recordExtraction'];

describe('the verification workflow', function () {
  this.timeout(60_000);
  let theatre: Theatre;
  before(async () => {
    theatre = await openTheatre(testConfig().TEMPORAL_ADDRESS, await bundleWorkflows());
  });
  after(() => theatre.close());

  for (const path of VERIFICATION_PATHS) {
    it(`takes the steps of "${path.name}" in their order`, async () => {
      const { calls } = await theatre.play(path);
      const own = calls.filter((name) => !TAKING_IN.includes(name) && name !== 'deliverWebhook');
      const name = path.name.replace(/-one-timer$/, '');
      const expected = STEPS[name];
      assert.ok(expected, 'the path has no expectation');
      if (name === 'review-while-deciding')
        assert.deepEqual(
          own.filter((name) => name !== 'prepareReturn'),
          expected,
        );
      else assert.deepEqual(own, expected);
      assert.equal(calls.includes('openSession'), !path.isNew, 'its row is asked unless it is new');
    });
  }

  it('decides only after every submitted document was taken in', async () => {
    for (const name of ['approved', 'submitted-before-heard', 'unreadable']) {
      const path = VERIFICATION_PATHS.find((candidate) => candidate.name === name);
      assert.ok(path);
      const { calls } = await theatre.play(path);
      const recorded = calls.filter((call) => call === 'recordExtraction').length;
      assert.equal(recorded, 2);
      assert.ok(calls.lastIndexOf('recordExtraction') < calls.indexOf('decideSession'));
    }
  });

  it('tells its receiver of each document and of each decision', async () => {
    const path = VERIFICATION_PATHS.find(({ name }) => name === 'with-receiver');
    assert.ok(path);
    const { calls } = await theatre.play(path);
    assert.equal(calls.filter((name) => name === 'deliverWebhook').length, 4);
  });

  it('stores and reads a document once, however often it is told of it', async () => {
    const { calls } = await theatre.play({
      name: 'told-twice',
      oneTimer: true,
      steps: { decideSession: async () => ({ reviewStatus: 'approved', eventId: null }) },
      play: async ({ handle }) => {
        for (let times = 0; times < 3; times += 1)
          await handle.signal('documentCaptured', { documentId: 'passport' });
        await handle.signal('submitted', { documentIds: ['passport'] });
      },
    });
    assert.equal(calls.filter((name) => name === 'storeCapture').length, 1);
    assert.equal(calls.filter((name) => name === 'readDocument').length, 1);
  });

  it('sets the timer of its deadline once, however often it is told something', async () => {
    const path = VERIFICATION_PATHS.find(({ name }) => name === 'approved-one-timer');
    assert.ok(path);
    const { handle } = await theatre.play(path);
    const { events } = await handle.fetchHistory();
    const count = (kind: 'timerStartedEventAttributes' | 'timerCanceledEventAttributes') =>
      events?.filter((event) => event[kind]).length;
    assert.deepEqual([count('timerStartedEventAttributes'), count('timerCanceledEventAttributes')], [1, 1]);
  });

  it('goes on in a new run where its history grows long, and forgets nothing', async () => {
    const { handle, calls } = await theatre.play({
      name: 'long',
      oneTimer: true,
      steps: {
        recordReview: async () => ({
          reviewStatus: 'approved',
          decidedAt: '2026-01-01T00:00:00.000Z',
          eventId: null,
        }),
      },
      play: async ({ handle, until }) => {
        const tell = (documentId: string) => handle.signal(documentCaptured, { documentId });
        await tell('passport');
        await until('recordExtraction');
        const firstRun = (await handle.describe()).runId;
        for (let told = 0; told < SUGGESTED_AFTER; told += SIGNALS_AT_ONCE) {
          await Promise.all(Array.from({ length: SIGNALS_AT_ONCE }, () => tell('passport')));
        }
        while ((await handle.describe()).runId === firstRun)
          await new Promise((resolve) => setTimeout(resolve, 100));
        await handle.signal(submitted, { documentIds: ['passport', 'bill'] });
        await until('prepareReturn');
        await handle.executeUpdate(review, { args: [{ reviewId: 'review-1' }] });
      },
    });
    const { events } = await handle.fetchHistory();
    assert.ok((events?.length ?? 0) < 200, 'the history of the last run is short');
    assert.equal(calls.filter((name) => name === 'readDocument').length, 2);
    assert.equal(calls.filter((name) => name === 'decideSession').length, 1);
    assert.equal(calls.at(-1), 'recordReview');
  });
});

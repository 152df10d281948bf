import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { beating } from './beating.ts';

describe('a beating step', function () {
  this.timeout(15_000);
  const worker = () => new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });

  it('tells again and again that it is alive while it runs, and no more once it is over', async () => {
    const environment = worker();
    let beats = 0;
    let hasBeatenTwice = () => {};
    const twice = new Promise<void>((resolve) => {
      hasBeatenTwice = resolve;
    });
    environment.on('heartbeat', () => {
      beats += 1;
      if (beats === 2) hasBeatenTwice();
    });
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    let timersDuring = 0;
    const step = beating(async (name: string) => {
      await twice;
      timersDuring = timers();
      return `${name} is done`;
    });
    assert.equal(await environment.run(step, 'it'), 'it is done');
    assert.equal(timers(), timersDuring - 1);
  });

  it('fails as the step fails', async () => {
    const step = beating(async () => {
      throw new TypeError('as it is');
    });
    await assert.rejects(worker().run(step, undefined), /as it is/);
  });
});

import { type QueueRun, queueTable } from './checker.ts';
import { type ControlVerdicts, controls, playControls } from './controls.ts';
import { type FaultStack, startFaultStack } from './fault-stack.ts';
import { kills } from './kills.ts';
import { losses } from './losses.ts';
import { outages } from './outages.ts';
import { receivers } from './receivers.ts';

/** Every scenario on one stack, whose servers and processes are killed and started again on the way. */
export function underFire(title: string): void {
  describe(title, function () {
    this.timeout(180_000);
    const runs: QueueRun[] = [];
    let stack: FaultStack;
    const given = () => stack;

    before(async () => {
      stack = await startFaultStack();
    });
    after(async () => {
      await stack?.stop();
      process.stdout.write(`${queueTable(runs)}\n`);
    });

    outages(given);
    losses(given, runs);
    kills(given);

    // Both wait more than they work, and neither is told of by what is killed: they share their time.
    describe('while nothing is killed', () => {
      let playing: Promise<ControlVerdicts>;

      before(() => {
        playing = playControls(stack, runs);
        // Awaited below, which may be after the failure of another.
        playing.catch(() => undefined);
      });
      // Whatever failed: the stack is not to be stopped under what still plays on it.
      after(() =>
        playing.then(
          () => undefined,
          () => undefined,
        ),
      );

      receivers(given);
      controls(() => playing);
    });
  });
}

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { checkQueue, type QueueRun, type QueueVerdict } from './checker.ts';
import { type Safety, startControlled } from './controlled-installation.ts';
import type { FaultStack } from './fault-stack.ts';
import { type Ledger, newLedger, playLoad, underWay, untilDrained, untilStill } from './load.ts';
import { ERROR, OK, startMoodyReceiver } from './moody-receiver.ts';
import { until } from './patience.ts';
import { scaled } from './scale.ts';
import { seededRandom } from './seed.ts';

/** Longer than a try to reach Temporal lasts. */
const CUT_MS = 6_500;
/** For machines that others are using, too. */
const PATIENCE_MS = 180_000;

const NAMES: Record<Safety, string> = {
  outbox: 'the outbox',
  'send before mark': 'sending before marking',
  relay: 'the relay',
};

export type ControlVerdicts = Map<Safety | 'none', QueueVerdict>;

/** The same load on four installations side by side, each with a database and a namespace of its own. */
export async function playControls(stack: FaultStack, runs: QueueRun[]): Promise<ControlVerdicts> {
  const bundle = await bundleWorkflows();
  const verdicts: ControlVerdicts = new Map();
  const play = async (without?: Safety) => {
    verdicts.set(without ?? 'none', await playControl(stack, bundle, without));
  };
  const all = [undefined, 'outbox', 'send before mark', 'relay'] as const;
  await Promise.all(all.map(play));
  for (const without of all) {
    const verdict = verdicts.get(without ?? 'none');
    const name = without ? `without ${NAMES[without]}` : 'every safety';
    if (verdict) runs.push({ name, kills: 0, verdict });
  }
  return verdicts;
}

/** Whether the checker notices what is lost: it must be seen to, or its silence says nothing. */
export function controls(played: () => Promise<ControlVerdicts>): void {
  describe('a lost event', function () {
    this.timeout(3 * PATIENCE_MS);
    let verdicts: ControlVerdicts;

    before(async () => {
      verdicts = await played();
    });

    const verdictWithout = (safety: Safety | 'none'): QueueVerdict => {
      const verdict = verdicts.get(safety);
      assert.ok(verdict);
      assert.deepEqual(verdict.unexpected, []);
      return verdict;
    };

    it('is found nowhere while every safety is there', () => {
      assert.deepEqual(verdictWithout('none').lost, []);
    });
    it('is found where messages are sent without an outbox', () => {
      assert.ok(verdictWithout('outbox').lost.length > 0);
    });
    it('is found where an event is marked as delivered before it is sent', () => {
      assert.ok(verdictWithout('send before mark').lost.length > 0);
    });
    it('is found where no relay carries what a request could not', () => {
      assert.ok(verdictWithout('relay').lost.length > 0);
    });
  });
}

/**
 * The same load for each: the line from the API to Temporal is cut in its midst, and the receiver denies every third
 * time. Nothing is killed, so what is lost is lost for want of the safety alone.
 */
async function playControl(
  stack: FaultStack,
  bundle: Awaited<ReturnType<typeof bundleWorkflows>>,
  without: Safety | undefined,
): Promise<QueueVerdict> {
  const random = seededRandom(without ? `without ${NAMES[without]}` : 'every safety');
  const receiver = await startMoodyReceiver(() => (random() < 1 / 3 ? ERROR : OK));
  const installation = await startControlled(stack.config, bundle, without);
  try {
    const ledger = newLedger();
    const sessions = scaled(12, 48);
    const work = playLoad(
      installation,
      { sessions, atOnce: 4, webhookUrl: receiver.url, random, impatient: 0 },
      ledger,
    );
    await Promise.all([work, cutInTheMidst(installation.apiToTemporal, ledger, sessions)]);
    if (without === undefined) await untilDrained(installation, PATIENCE_MS);
    else {
      const look = async () => [await underWay(installation.db), receiver.heard.length];
      await untilStill(look, PATIENCE_MS);
    }
    return checkQueue({ ...ledger, received: receiver.taken });
  } finally {
    await installation.stop();
    await receiver.close();
  }
}

/**
 * Holds the cut until enough sessions were sent into it, and then until the last try of theirs has failed: however slow
 * the machine is, their messages are on no way to Temporal any more.
 */
async function cutInTheMidst(
  line: { cut(): void; mend(): void },
  { acknowledged }: Ledger,
  sessions: number,
): Promise<void> {
  const sent = () => [...acknowledged].filter((event) => event.endsWith(' completed')).length;
  await until('a quarter of the load is sent', PATIENCE_MS, () => sent() >= sessions / 4);
  line.cut();
  const before = sent();
  await until('another quarter is sent into the cut', PATIENCE_MS, () => sent() >= before + sessions / 4);
  await sleep(CUT_MS);
  line.mend();
}

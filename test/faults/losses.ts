import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflows } from '../../src/workflow-bundle.ts';
import { checkQueue, type QueueRun, type QueueVerdict, queueTable } from './checker.ts';
import { type Safety, startControlled } from './controlled-installation.ts';
import type { FaultStack } from './fault-stack.ts';
import {
  killWhile,
  type Ledger,
  newLedger,
  playLoad,
  underWay,
  untilDrained,
  untilRoom,
  untilStill,
} from './load.ts';
import { ERROR, type Mood, type MoodyReceiver, OK, startMoodyReceiver } from './moody-receiver.ts';
import { until } from './patience.ts';
import { scaled } from './scale.ts';
import { pick, type Random, seededRandom } from './seed.ts';

/** Longer than a try to reach Temporal lasts. */
const CUT_MS = 6_500;

/** Everything at once, counted by a checker; and the same without one of the safeties, which must be noticed. */
export function losses(given: () => FaultStack): void {
  describe('every acknowledged event', function () {
    this.timeout(scaled(400_000, 1_200_000));
    const runs: QueueRun[] = [];
    let stack: FaultStack;

    before(() => {
      stack = given();
    });
    after(() => {
      process.stdout.write(`${queueTable(runs)}\n`);
    });

    it('arrives while processes and PostgreSQL are killed and the receiver is hostile', async () => {
      await stack.use('stub');
      const random = seededRandom('every acknowledged event');
      const elsewhere = await startMoodyReceiver(() => OK);
      const receiver = await startHostileReceiver(random, elsewhere.url);
      const ledger = newLedger();
      const load = {
        sessions: scaled(72, 700),
        atOnce: 6,
        webhookUrl: receiver.url,
        random,
        impatient: 0.15,
        mayBegin: () => untilRoom(stack, 40, 240_000),
      };
      const started = performance.now();
      const work = playLoad(stack, load, ledger);
      const kills = await killWhile(
        stack,
        {
          targets: [
            ['worker', 4],
            ['api', 4],
            ['postgres', 2],
            // Rarer, and longer away.
            ['temporal', scaled(0, 1)],
            ['objectStore', scaled(0, 1)],
          ],
          everyMs: [2_000, scaled(5_000, 8_000)],
          random,
        },
        work,
      );
      await work;
      const played = performance.now();
      await untilDrained(stack, 300_000);
      const seconds = (ms: number) => Math.round(ms / 1000);
      const verdict = checkQueue({ ...ledger, received: receiver.taken });
      const killed = [...kills.values()].reduce((sum, count) => sum + count, 0);
      runs.push({ name: 'every safety, processes killed', kills: killed, verdict });
      process.stdout.write(
        `killed ${JSON.stringify(Object.fromEntries(kills))} in ${seconds(played - started)} s of load; at rest ${seconds(performance.now() - played)} s later\n`,
      );

      assert.deepEqual([verdict.lost, verdict.unexpected], [[], []]);
      assert.ok(verdict.acknowledged >= scaled(180, 2_000), `${verdict.acknowledged} were acknowledged`);
      assert.ok(kills.get('worker') && kills.get('api'), 'both processes were killed');
      assert.deepEqual(elsewhere.heard, []);
      checkBytes(receiver);
      await Promise.all([receiver.close(), elsewhere.close()]);
    });

    describe('is missed by the checker', () => {
      const verdicts = new Map<Safety | 'none', QueueVerdict>();

      before(async () => {
        const bundle = await bundleWorkflows();
        const play = async (without?: Safety) => {
          const verdict = await playControl(stack, bundle, without);
          verdicts.set(without ?? 'none', verdict);
          runs.push({ name: without ? `without ${NAMES[without]}` : 'every safety', kills: 0, verdict });
        };
        for (const without of [undefined, 'outbox', 'send before mark', 'relay'] as const)
          await play(without);
      });

      const verdictWithout = (safety: Safety | 'none'): QueueVerdict => {
        const verdict = verdicts.get(safety);
        assert.ok(verdict);
        assert.deepEqual(verdict.unexpected, []);
        return verdict;
      };

      it('nowhere while every safety is there', () => {
        assert.deepEqual(verdictWithout('none').lost, []);
      });
      it('where messages are sent without an outbox', () => {
        assert.ok(verdictWithout('outbox').lost.length > 0);
      });
      it('where an event is marked as delivered before it is sent', () => {
        assert.ok(verdictWithout('send before mark').lost.length > 0);
      });
      it('where no relay carries what a request could not', () => {
        assert.ok(verdictWithout('relay').lost.length > 0);
      });
    });
  });
}

const NAMES: Record<Safety, string> = {
  outbox: 'the outbox',
  'send before mark': 'sending before marking',
  relay: 'the relay',
};

/** Denies, hangs up before and after it took something, points elsewhere, and now and then says nothing at all. */
async function startHostileReceiver(random: Random, elsewhere: string): Promise<MoodyReceiver> {
  const moods: readonly (readonly [Mood, number])[] = [
    [OK, 74],
    [ERROR, 10],
    [{ does: 'reset', when: 'after reading', taken: true }, 7],
    [{ does: 'answer', status: 302, headers: { location: elsewhere }, taken: false }, 3],
    [{ does: 'hang', taken: false }, 1],
  ];
  return startMoodyReceiver(
    () => pick(random, moods),
    () => random() < 0.05,
  );
}

/** An event has one body for ever, signed, and a session one outcome; its sequence has no gaps. */
function checkBytes({ heard }: MoodyReceiver): void {
  const bodies = new Map<string, string>();
  const events = new Map<string, string>();
  const sequences = new Map<string, Set<number>>();
  for (const { eventId, body, sessionId, what, sequence, isSigned } of heard) {
    assert.ok(isSigned);
    const bytes = body.toString('base64');
    assert.equal(bodies.get(eventId) ?? bytes, bytes, 'the bytes of an event stay as they are');
    bodies.set(eventId, bytes);
    const name = `${sessionId} ${what}`;
    assert.equal(events.get(name) ?? eventId, eventId, 'a fact has one event');
    events.set(name, eventId);
    sequences.set(sessionId, (sequences.get(sessionId) ?? new Set()).add(sequence));
  }
  for (const numbers of sequences.values()) {
    assert.deepEqual(
      [...numbers].sort(),
      Array.from(numbers, (_, index) => index + 1),
    );
  }
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
    const sessions = scaled(24, 48);
    const work = playLoad(
      installation,
      { sessions, atOnce: 4, webhookUrl: receiver.url, random, impatient: 0 },
      ledger,
    );
    await Promise.all([work, cutInTheMidst(installation.apiToTemporal, ledger, sessions)]);
    if (without === undefined) await untilDrained(installation, 120_000);
    else {
      const look = async () => [await underWay(installation.db), receiver.heard.length];
      await untilStill(look, 120_000);
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
  await until('a quarter of the load is sent', 120_000, () => sent() >= sessions / 4);
  line.cut();
  const before = sent();
  await until('another quarter is sent into the cut', 120_000, () => sent() >= before + sessions / 4);
  await sleep(CUT_MS);
  line.mend();
}

import assert from 'node:assert/strict';
import { checkQueue, type QueueRun } from './checker.ts';
import type { FaultStack, PartName } from './fault-stack.ts';
import { killWhile, type Ledger, newLedger, playLoad, underWay, untilDrained, untilRoom } from './load.ts';
import { ERROR, type Mood, type MoodyReceiver, OK, startMoodyReceiver } from './moody-receiver.ts';
import { within } from './patience.ts';
import { isLong, scaled } from './scale.ts';
import { pick, type Random, seededRandom } from './seed.ts';

/** What is killed, and how often in relation to the others. The line of Temporal is longest away. */
const TARGETS: readonly (readonly [PartName, number])[] = [
  ['worker', 4],
  ['api', 4],
  ['postgres', 2],
  ['objectStore', 1],
  ['temporal', scaled(0, 1)],
];

/** Events under way at once: it is faults that are tried here, not the limits of Temporal's local server. */
const WINDOW = 40;
const PLAYED_WITHIN_MS = scaled(180_000, 1_080_000);
const DRAINED_WITHIN_MS = scaled(120_000, 240_000);

/** Everything at once, counted by a checker. */
export function losses(given: () => FaultStack, runs: QueueRun[]): void {
  describe('every acknowledged event', function () {
    this.timeout(PLAYED_WITHIN_MS + DRAINED_WITHIN_MS + 60_000);

    it('arrives while processes and servers are killed and the receiver is hostile', async () => {
      const stack = given();
      await stack.use('stub');
      const random = seededRandom('every acknowledged event');
      const elsewhere = await startMoodyReceiver(() => OK);
      const receiver = await startHostileReceiver(random, elsewhere.url);
      const ledger = newLedger();
      const judge = () => checkQueue({ ...ledger, received: receiver.taken });
      const started = performance.now();
      const kills = await playUnderFire(stack, { random, receiver, ledger });
      const played = performance.now();
      await untilDrained(stack, DRAINED_WITHIN_MS, () => judge().lost);
      const verdict = judge();
      runs.push({ name: 'every safety, processes killed', kills: sumOf(kills), verdict });
      process.stdout.write(
        `killed ${JSON.stringify(Object.fromEntries(kills))} in ${seconds(played - started)} s of load; at rest ${seconds(performance.now() - played)} s later\n`,
      );

      assert.deepEqual([verdict.lost, verdict.unexpected], [[], []]);
      assert.ok(verdict.acknowledged >= scaled(110, 2_000), `${verdict.acknowledged} were acknowledged`);
      for (const [target, weight] of TARGETS) assert.equal(kills.has(target), weight > 0, target);
      assert.deepEqual(elsewhere.heard, []);
      checkBytes(receiver);
      await Promise.all([receiver.close(), elsewhere.close()]);
    });
  });
}

interface Fire {
  random: Random;
  receiver: MoodyReceiver;
  ledger: Ledger;
}

/** Plays the load and kills until the last client has sent; says how far it came where that takes too long. */
async function playUnderFire(stack: FaultStack, { random, receiver, ledger }: Fire) {
  const load = {
    sessions: scaled(40, 720),
    atOnce: 6,
    webhookUrl: receiver.url,
    random,
    impatient: 0.15,
    mayBegin: () => untilRoom(stack, WINDOW, PLAYED_WITHIN_MS),
  };
  const progress = () => receiver.heard.length;
  const work = within('the load', PLAYED_WITHIN_MS, playLoad(stack, load, ledger), async () => ({
    acknowledged: ledger.acknowledged.size,
    of: load.sessions * 3,
    heard: progress(),
    underWay: await underWay(stack.db),
  }));
  const shots = { targets: TARGETS, progress, every: [0, scaled(12, 40)], withinMs: 500, random } as const;
  const kills = await killWhile(stack, shots, work);
  await work;
  return kills;
}

const seconds = (ms: number) => Math.round(ms / 1000);
const sumOf = (kills: Map<PartName, number>) => [...kills.values()].reduce((sum, count) => sum + count, 0);

/** Denies, hangs up before and after it took something, points elsewhere, and now and then says nothing at all. */
async function startHostileReceiver(random: Random, elsewhere: string): Promise<MoodyReceiver> {
  const moods: readonly (readonly [Mood, number])[] = [
    [OK, 74],
    [ERROR, 10],
    [{ does: 'reset', when: 'after reading', taken: true }, 7],
    [{ does: 'answer', status: 302, headers: { location: elsewhere }, taken: false }, 3],
    // A hang lasts as long as an exchange may: short runs leave it to the test that is about it.
    [{ does: 'hang', taken: false }, isLong ? 1 : 0],
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

import assert from 'node:assert/strict';
import type { HostileFile } from '../../test/support/hostile-files.ts';
import { hostileFiles } from '../../test/support/hostile-gallery.ts';
import { PICTURE_REFUSALS } from '../domain/document.ts';
import { drawSpecimen } from '../specimen/draw.ts';
import { specimenPerson } from '../specimen/person.ts';
import { VisionCrashError, VisionPictureError, VisionTimeoutError } from './errors.ts';
import { createVisionPool, type VisionPool } from './pool.ts';

const TODAY = '2026-11-24';
/** Low, so that an endless file is found out soon; a child on a busy machine needs a second for a large one. */
const LIMITS = { inspectTimeoutMs: 5_000, readTimeoutMs: 6_000, maxRssBytes: 800 * 1024 ** 2 };
/** Files that are handled side by side: what one of them waits for, others need not. */
const AT_ONCE = 3;

const AS_BILL = { kind: 'proof_of_address', side: 'front', today: TODAY } as const;
const AS_CARD = { kind: 'id_card', side: 'front', today: TODAY } as const;

/** Says what came of a file: a refusal, a finding, or the child that was ended for it. Everything else is a fault. */
async function outcomeOf(task: Promise<string>): Promise<string> {
  try {
    return await task;
  } catch (error) {
    if (error instanceof VisionPictureError) return error.refusal;
    if (error instanceof VisionTimeoutError || error instanceof VisionCrashError) return error.name;
    throw error;
  }
}

/** What each step says of a file. */
interface Answers {
  inspected: string;
  shown: string;
  /** As a bill, and as a card, which no PDF is. */
  readings: string[];
}

describe('hostile files', function () {
  this.timeout(180_000);
  const files = Object.entries(hostileFiles());
  const answers = new Map<string, Promise<Answers>>();
  let pool: VisionPool;

  before(() => {
    pool = createVisionPool({ size: 2, ...LIMITS });
    const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined));
    for (const [index, [name, file]] of files.entries()) {
      const answer = (lanes[index % AT_ONCE] ?? Promise.resolve()).then(() => ask(name, file));
      lanes[index % AT_ONCE] = answer.catch(() => undefined);
      answers.set(name, answer);
    }
  });
  after(() => pool.close());

  const inspect = (bytes: Uint8Array) =>
    outcomeOf(
      pool.inspect(bytes).then((inspection) => (inspection.accepted ? 'accepted' : inspection.refusal)),
    );
  const display = (bytes: Uint8Array) => outcomeOf(pool.display(bytes).then(() => 'shown'));
  const read = (bytes: Uint8Array, what: typeof AS_BILL | typeof AS_CARD) =>
    outcomeOf(
      pool.read(bytes, what).then((reading) => (reading.status === 'read' ? 'read' : reading.reason)),
    );

  async function ask(name: string, { make }: HostileFile): Promise<Answers> {
    const bytes = await make();
    const [inspected, shown] = [await inspect(bytes), await display(bytes)];
    const readings = [await read(bytes, AS_BILL)];
    if (!name.includes('PDF')) readings.push(await read(bytes, AS_CARD));
    return { inspected, shown, readings };
  }

  it('are at least thirty', () => {
    assert.ok(files.length >= 30);
  });

  for (const [name, { expected }] of files) {
    it(`get a clear answer from every step: ${name}`, async () => {
      const answer = await answers.get(name);
      assert.ok(answer);
      const { inspected, shown, readings } = answer;
      assert.match(inspected, expected, `inspected: ${inspected}`);
      assert.match(shown, /^(shown|PICTURE_CORRUPT|VisionTimeoutError|VisionCrashError)$/);
      if (inspected === 'PICTURE_CORRUPT') assert.notEqual(shown, 'shown');
      for (const reading of readings) {
        assert.match(reading, /^([A-Z_]+|VisionTimeoutError|VisionCrashError)$/, reading);
      }
    });
  }

  it('leave a pool that works as before', async () => {
    const bytes = await drawSpecimen('id-back', specimenPerson({ today: TODAY }));
    assert.equal(await inspect(bytes), 'accepted');
    assert.equal(await display(bytes), 'shown');
    const reading = await pool.read(bytes, { kind: 'id_card', side: 'back', today: TODAY });
    assert.equal(reading.status, 'read');
    const idle = { running: 0, waiting: 0 };
    assert.deepEqual(pool.load(), { inspect: idle, read: idle, faces: idle });
  });

  it('are refused with a code that has words for the end-user', () => {
    for (const [, { expected }] of files) {
      const codes = expected.source.match(/P(?:ICTURE|DF)_[A-Z_]+/g) ?? [];
      for (const code of codes) assert.ok((PICTURE_REFUSALS as readonly string[]).includes(code), code);
    }
  });
});

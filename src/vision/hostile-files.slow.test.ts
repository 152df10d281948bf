import assert from 'node:assert/strict';
import { hostileFiles } from '../../test/support/hostile-gallery.ts';
import { PICTURE_REFUSALS } from '../domain/document.ts';
import { drawSpecimen } from '../specimen/draw.ts';
import { specimenPerson } from '../specimen/person.ts';
import { VisionCrashError, VisionPictureError, VisionTimeoutError } from './errors.ts';
import { createVisionPool, type VisionPool } from './pool.ts';

const TODAY = '2026-11-24';
/** Short, so that an endless file is found out soon; a child on a busy machine needs a second for a large one. */
const TIMEOUT_MS = 8_000;

/** PDFs are read as proofs of address alone. */
const readAs = (name: string) =>
  ({ kind: name.includes('PDF') ? 'proof_of_address' : 'id_card', side: 'front', today: TODAY }) as const;

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

describe('hostile files', function () {
  this.timeout(180_000);
  let pool: VisionPool;

  before(() => {
    pool = createVisionPool({ size: 1, inspectTimeoutMs: TIMEOUT_MS, readTimeoutMs: TIMEOUT_MS });
  });
  after(() => pool.close());

  const inspect = (bytes: Uint8Array) =>
    outcomeOf(
      pool.inspect(bytes).then((inspection) => (inspection.accepted ? 'accepted' : inspection.refusal)),
    );
  const display = (bytes: Uint8Array) => outcomeOf(pool.display(bytes).then(() => 'shown'));
  const read = (bytes: Uint8Array, what: ReturnType<typeof readAs>) =>
    outcomeOf(
      pool.read(bytes, what).then((reading) => (reading.status === 'read' ? 'read' : reading.reason)),
    );

  it('are at least thirty', () => {
    assert.ok(Object.keys(hostileFiles()).length >= 30);
  });

  for (const [name, { make, expected }] of Object.entries(hostileFiles())) {
    it(`get a clear answer from every step: ${name}`, async () => {
      const bytes = await make();
      const inspected = await inspect(bytes);
      assert.match(inspected, expected, `inspected: ${inspected}`);
      const shown = await display(bytes);
      assert.match(shown, /^(shown|PICTURE_CORRUPT|VisionTimeoutError|VisionCrashError)$/);
      if (inspected === 'PICTURE_CORRUPT') assert.notEqual(shown, 'shown');
      const reading = await read(bytes, readAs(name));
      assert.match(reading, /^([A-Z_]+|VisionTimeoutError|VisionCrashError)$/, reading);
    });
  }

  it('leave a pool that works as before', async () => {
    const bytes = await drawSpecimen('passport', specimenPerson({ today: TODAY }));
    assert.equal(await inspect(bytes), 'accepted');
    assert.equal(await display(bytes), 'shown');
    const reading = await pool.read(bytes, { kind: 'passport', side: 'front', today: TODAY });
    assert.equal(reading.status, 'read');
    assert.deepEqual(pool.load(), { inspect: { running: 0, waiting: 0 }, read: { running: 0, waiting: 0 } });
  });

  it('are refused with a code that has words for the end-user', () => {
    for (const { expected } of Object.values(hostileFiles())) {
      const codes = expected.source.match(/P(?:ICTURE|DF)_[A-Z_]+/g) ?? [];
      for (const code of codes) assert.ok((PICTURE_REFUSALS as readonly string[]).includes(code), code);
    }
  });
});

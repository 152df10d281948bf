import { availableParallelism } from 'node:os';
import sharp from 'sharp';
import { drawSpecimen } from '../src/specimen/draw.ts';
import { specimenPerson } from '../src/specimen/person.ts';
import { createVisionPool, type VisionPool } from '../src/vision/pool.ts';
import { percentile } from './percentile.ts';

/**
 * How long an upload of 12 million pixels waits for its verdict while documents are being read, beside decoding and
 * shrinking the same file in the same run. `npm run bench:quality [pictures]`; prints a table and exits 1 where the
 * 95th percentile is above 300 ms.
 */

const TODAY = '2026-11-24';
const WITHIN_MS = 300;
const WARM_UP = 3;

/** A passport on a table as a telephone would take it: 4000 by 3000 pixels with the noise of a sensor. */
async function photograph(): Promise<Buffer> {
  const document = await drawSpecimen('passport', specimenPerson({ today: TODAY }), {
    width: 3000,
    quality: 100,
  });
  const noise = { type: 'gaussian', mean: 105, sigma: 9 } as const;
  const table = { create: { width: 4000, height: 3000, channels: 3, background: '#6b5a48', noise } } as const;
  const laid = await sharp(document).rotate(2, { background: '#6b5a48' }).toBuffer();
  return sharp(table)
    .composite([{ input: laid, gravity: 'centre' }])
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** Reads one document after the other until it is told to stop; says how many were read. */
function keepReading(pool: VisionPool, bytes: Buffer, size: number): () => Promise<number> {
  let stopped = false;
  let read = 0;
  const loops = Array.from({ length: size }, async () => {
    while (!stopped) {
      await pool.read(bytes, { kind: 'passport', side: 'front', today: TODAY });
      read += 1;
    }
  });
  return async () => {
    stopped = true;
    await Promise.all(loops);
    return read;
  };
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

/** The two take turns, so that whatever else the machine does concerns both. */
async function measure(pool: VisionPool, photo: Buffer, rounds: number) {
  const times: Record<'inspect' | 'decode' | 'shrink', number[]> = { inspect: [], decode: [], shrink: [] };
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const inspect = await timed(() => pool.inspect(photo));
    const decode = await timed(() =>
      sharp(photo).resize({ width: 1000, fastShrinkOnLoad: false }).raw().toBuffer(),
    );
    const shrink = await timed(() => sharp(photo).resize({ width: 1000 }).raw().toBuffer());
    if (round < 0) continue;
    times.inspect.push(inspect);
    times.decode.push(decode);
    times.shrink.push(shrink);
  }
  return times;
}

const line = (name: string, values: readonly number[]) =>
  `${name.padEnd(46)} ${[0.5, 0.95].map((share) => percentile(values, share).toFixed(0).padStart(7)).join(' ')}`;

async function main(): Promise<number> {
  const rounds = Number(process.argv[2] ?? 60);
  const size = Math.max(1, Math.floor(availableParallelism() / 2));
  const photo = await photograph();
  sharp.concurrency(1);
  sharp.cache(false);
  const pool = createVisionPool({ size, lazy: false });
  const stop = keepReading(pool, await drawSpecimen('passport', specimenPerson({ today: TODAY })), size);
  try {
    const times = await measure(pool, photo, rounds);
    const read = await stop();
    console.log(`A JPEG of 4000 by 3000 pixels, ${(photo.length / 1e6).toFixed(1)} MB, ${rounds} times;`);
    console.log(`meanwhile ${size} reading at all times, ${read} documents read.\n`);
    console.log(`${'milliseconds'.padEnd(46)} ${'p50'.padStart(7)} ${'p95'.padStart(7)}`);
    console.log(line('verdict of the inspection', times.inspect));
    console.log(line('decode whole + resize, same file', times.decode));
    console.log(line('decode at a fraction + resize, same file', times.shrink));
    const { inspect, read: reading } = pool.memory();
    console.log(`\nMost memory of a child: inspecting ${megabytes(inspect)}, reading ${megabytes(reading)}.`);
    return percentile(times.inspect, 0.95) <= WITHIN_MS ? 0 : 1;
  } finally {
    await stop();
    await pool.close();
  }
}

const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;

process.exitCode = await main();

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { drawSpecimen } from '../src/specimen/draw.ts';
import { specimenPerson } from '../src/specimen/person.ts';
import { createVisionPool, type VisionPool } from '../src/vision/pool.ts';
import { MEASURED_SIDE } from '../src/vision/quality-pixels.ts';
import { root } from '../tools/stack/places.ts';
import { percentile } from './percentile.ts';
import { table } from './reading/tables.ts';
import { replaceSection } from './section.ts';
import { timeUploads } from './upload-times.ts';

const USAGE = `npm run bench:quality    says how long the verdict on a photo of 12 million pixels takes while documents are read

  --pictures N   photos that are judged, each of its own bytes (60)
  --no-http      asks the vision children alone; starts no servers
  --quick        3 photos, to see that it works; writes nothing

Decoding and shrinking the same file takes turns with it. Writes the section of docs/accuracy.md; exits with 1 where
the 95th percentile is above 300 ms.`;

const PAGE = join(root, 'docs', 'accuracy.md');
const TODAY = '2026-11-24';
const WITHIN_MS = 300;
const WARM_UP = 3;
/** As many as a worker reads side by side if it is not told otherwise. */
const READING = 2;

const say = (line: string) => console.log(line);

interface Plan {
  pictures: number;
  http: boolean;
  quick: boolean;
}

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

/** The same photo in other bytes: a comment behind the first marker (ITU-T T.81 section B.2.4.5). */
function commented(jpeg: Buffer, number: number): Buffer {
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(number, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

/** What is compared: the same file decoded at its full size, or at a fraction of it as libjpeg offers, and shrunk. */
function createPlainTimes(photo: Buffer) {
  const whole: number[] = [];
  const fraction: number[] = [];
  const size = { width: MEASURED_SIDE, height: MEASURED_SIDE, fit: 'inside' } as const;
  const decodeWhole = async () => {
    const { data, info } = await sharp(photo).raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    await sharp(data, { raw: { width, height, channels } }).resize(size).raw().toBuffer();
  };
  const take = async () => {
    whole.push(await timed(decodeWhole));
    fraction.push(await timed(() => sharp(photo).resize(size).raw().toBuffer()));
  };
  return { whole, fraction, take };
}

/** Reads one document after the other in every child until it is told to stop; says how many were read. */
function keepReading(pool: VisionPool, bytes: Buffer): () => Promise<number> {
  let stopped = false;
  let read = 0;
  const loops = Array.from({ length: READING }, async () => {
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

interface Times {
  name: string;
  ms: readonly number[];
}

/** The vision children alone, as the API asks them. */
async function inspectMany(photo: Buffer, { pictures }: Plan): Promise<{ times: Times[]; read: number }> {
  const pool = createVisionPool({ size: 1, readSize: READING, lazy: false });
  const plain = createPlainTimes(photo);
  const inspect: number[] = [];
  try {
    const stop = keepReading(pool, await drawSpecimen('passport', specimenPerson({ today: TODAY })));
    for (let round = 0; round < WARM_UP; round++) await pool.inspect(photo);
    for (let round = 0; round < pictures; round++) {
      inspect.push(await timed(() => pool.inspect(photo)));
      await plain.take();
    }
    const read = await stop();
    const times = [
      { name: 'verdict of the inspection', ms: inspect },
      { name: 'decode whole + resize, same file', ms: plain.whole },
      { name: 'decode at a fraction + resize, same file', ms: plain.fraction },
    ];
    return { times, read };
  } finally {
    await pool.close();
  }
}

/** The whole way of an upload through the API, with the worker of the product reading. */
async function uploadMany(photo: Buffer, { pictures }: Plan): Promise<{ times: Times[]; read: number }> {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());
  const plain = createPlainTimes(photo);
  const { ms, sessions } = await timeUploads({
    pictures: Array.from({ length: WARM_UP + pictures }, (_, number) => commented(photo, number)),
    playing: READING,
    between: plain.take,
    say,
    signal: stopping.signal,
  });
  const times = [
    { name: 'answer of the API to the upload', ms: ms.slice(WARM_UP) },
    { name: 'decode whole + resize, same file', ms: plain.whole.slice(WARM_UP) },
    { name: 'decode at a fraction + resize, same file', ms: plain.fraction.slice(WARM_UP) },
  ];
  return { times, read: 2 * sessions + pictures };
}

const timesTable = (times: readonly Times[]) =>
  table(
    ['milliseconds', 'p50', 'p95', 'most'],
    times.map(({ name, ms }) => [name, ...[0.5, 0.95, 1].map((share) => percentile(ms, share).toFixed(0))]),
  );

async function measure(plan: Plan): Promise<{ section: string; slowest: number }> {
  const [load = 0] = loadavg();
  const photo = await photograph();
  sharp.concurrency(1);
  sharp.cache(false);
  const alone = await inspectMany(photo, plan);
  const upload = plan.http ? await uploadMany(photo, plan) : undefined;
  const verdicts = [alone, upload].flatMap((one) => one?.times.slice(0, 1) ?? []);
  const section = [
    '## Time until a photo is judged',
    `Made by \`npm run bench:quality -- --pictures ${plan.pictures}\` on ${availableParallelism()} cores with Node.js
${process.versions.node}; load average before: ${load.toFixed(1)}. A JPEG of 4000 by 3000 pixels and
${(photo.length / 1e6).toFixed(1)} MB, ${plan.pictures} times; decoding and shrinking it took turns with that in the same run.`,
    `Asked of the vision children, with ${READING} documents being read at all times (${alone.read} in all):`,
    timesTable(alone.times),
    ...(upload
      ? [
          `Over HTTP, from the request to the answer, thus with its form, hash, seal, object and row, while the worker
reads the documents of other sessions (some ${upload.read} in all); servers and clients are on the same cores:`,
          timesTable(upload.times),
        ]
      : []),
  ].join('\n\n');
  return { section, slowest: Math.max(...verdicts.map(({ ms }) => percentile(ms, 0.95))) };
}

function planOf(): Plan | undefined {
  const { values } = parseArgs({
    options: {
      pictures: { type: 'string' },
      'no-http': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, help } = values;
  const pictures = Number(values.pictures ?? (quick ? 3 : 60));
  if (help) return undefined;
  if (!Number.isInteger(pictures) || pictures < 1) throw new Error(USAGE);
  return { pictures, quick, http: !values['no-http'] };
}

async function main(): Promise<void> {
  const plan = planOf();
  if (!plan) return say(USAGE);
  const { section, slowest } = await measure(plan);
  say(`\n${section}`);
  process.exitCode = slowest <= WITHIN_MS ? 0 : 1;
  if (plan.quick || !plan.http) return;
  const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  writeFileSync(PAGE, replaceSection(page, 'quality', section));
  say('\nWritten to docs/accuracy.md.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});

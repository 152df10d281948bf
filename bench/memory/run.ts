import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { Slot } from '../../src/domain/document.ts';
import { placedFields } from '../../src/domain/examination.ts';
import { planSpecimens } from '../../src/specimen/catalogue.ts';
import { VisionCrashError, VisionTimeoutError } from '../../src/vision/errors.ts';
import { createVisionPool, type VisionPool } from '../../src/vision/pool.ts';
import { root } from '../../tools/stack/places.ts';
import { ownCase } from '../reading/cases.ts';
import { dealOut, startHelper } from '../reading/helpers.ts';
import { replaceSection } from '../section.ts';
import { memoryPlot, type Run, report } from './report.ts';
import { watchMemory } from './watch.ts';

const USAGE = `npm run bench:memory    says how much memory a worker's vision children take over many documents

  --documents N   documents that are handled, one after the other in every child (500)
  --children N    children that read, and as many that look at pictures (2, as a worker has them)
  --seed N        the same seed gives the same documents (1)
  --quick         12 documents, to see that it works; writes nothing

Writes the section of docs/accuracy.md and docs/accuracy/memory.svg. Needs /proc, thus Linux.`;

const PAGE = join(root, 'docs', 'accuracy.md');
const PLOT = join(root, 'docs', 'accuracy', 'memory.svg');
const TODAY = '2026-11-24';
/** Specimens that are drawn: each kind in each tier, twice. They come again and again, as no two readings differ in memory. */
const DRAWN = 54;
/** Every so many pictures is as large as a telephone takes it. */
const LARGE_EVERY = 6;
const LARGE_SIDE = 4000;
const STRETCHES = 10;

const say = (line: string) => console.log(line);

interface Plan {
  documents: number;
  children: number;
  seed: number;
  quick: boolean;
}

interface Sheet {
  bytes: Buffer;
  slot: Slot;
}

/** Drawn in processes of their own, so that the memory for it is no part of what is measured. */
async function drawSheets({ seed, documents }: Plan, folder: string): Promise<Sheet[]> {
  const helpers = [startHelper(), startHelper()];
  try {
    const orders = planSpecimens({ count: Math.min(DRAWN, documents), seed, today: TODAY });
    const truths = await dealOut(orders, helpers, (helper, order) => helper.make(order, folder));
    const sheets: Sheet[] = [];
    for (const [at, truth] of truths.entries()) {
      const { file, slot } = ownCase(truth, folder);
      const large = at % LARGE_EVERY === 0 && file.endsWith('.jpg');
      const bytes = large ? await enlarged(file) : readFileSync(file);
      if (slot) sheets.push({ bytes, slot });
    }
    return sheets;
  } finally {
    await Promise.all(helpers.map((helper) => helper.close()));
  }
}

const enlarged = (file: string) =>
  sharp(file)
    .resize({ width: LARGE_SIDE, height: LARGE_SIDE, fit: 'inside' })
    .jpeg({ quality: 90 })
    .toBuffer();

/** All that the service does with the pixels of a document. */
async function handle({ bytes, slot }: Sheet, pool: VisionPool): Promise<void> {
  await pool.inspect(bytes);
  await pool.display(bytes);
  const reading = await pool.read(bytes, { ...slot, today: TODAY });
  await pool.examine(bytes, placedFields(reading));
}

async function handleAll(sheets: readonly Sheet[], plan: Plan): Promise<Run> {
  const pool = createVisionPool({ size: plan.children });
  const watch = watchMemory(Math.max(1, Math.round(plan.documents / STRETCHES)));
  let [begun, ended] = [0, 0];
  const work = async () => {
    while (begun < plan.documents) {
      const sheet = sheets[begun++ % sheets.length];
      if (!sheet) throw new Error('There is nothing to read.');
      await handle(sheet, pool).catch((error: unknown) => {
        if (!(error instanceof VisionCrashError) && !(error instanceof VisionTimeoutError)) throw error;
        ended += 1;
      });
      watch.count();
      if (begun % 50 === 0) say(`${begun} of ${plan.documents} documents.`);
    }
  };
  const began = performance.now();
  try {
    await Promise.all(Array.from({ length: plan.children }, work));
  } finally {
    await pool.close();
  }
  return { ...watch.stop(), ...plan, ended, seconds: (performance.now() - began) / 1000 };
}

function circumstances({ documents, children, seed }: Plan, load: number): string {
  return `Made by \`npm run bench:memory -- --documents ${documents} --children ${children} --seed ${seed}\` on
${availableParallelism()} cores and ${(totalmem() / 2 ** 30).toFixed(0)} GB with Node.js ${process.versions.node}; load average before: ${load.toFixed(1)}.`;
}

function planOf(): Plan | undefined {
  const { values } = parseArgs({
    options: {
      documents: { type: 'string' },
      children: { type: 'string', default: '2' },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick } = values;
  const documents = Number(values.documents ?? (quick ? 12 : 500));
  const [children, seed] = [Number(values.children), Number(values.seed)];
  if (values.help) return undefined;
  if (![documents, children, seed].every(Number.isInteger) || documents < 1 || children < 1 || seed < 0) {
    throw new Error(USAGE);
  }
  return { documents, children, seed, quick };
}

async function main(): Promise<void> {
  const plan = planOf();
  if (!plan) return say(USAGE);
  if (process.platform !== 'linux') throw new Error('Memory is read from /proc, which this system has not.');
  const folder = mkdtempSync(join(tmpdir(), 'idbeyond-memory-'));
  const [load = 0] = loadavg();
  try {
    say('Drawing documents.');
    const run = await handleAll(await drawSheets(plan, folder), plan);
    const section = report(run, circumstances(plan, load));
    say(`\n${section}\n\n${run.seconds.toFixed(0)} s.`);
    if (plan.quick) return;
    mkdirSync(join(root, 'docs', 'accuracy'), { recursive: true });
    writeFileSync(PLOT, memoryPlot(run));
    const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
    writeFileSync(PAGE, replaceSection(page, 'memory', section));
    say('Written to docs/accuracy.md.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

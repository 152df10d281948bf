import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isIsoDate } from '../../src/domain/calendar.ts';
import { planSpecimens } from '../../src/specimen/catalogue.ts';
import { TIERS, type Tier } from '../../src/specimen/photograph.ts';
import { createVisionPool, type VisionPool } from '../../src/vision/pool.ts';
import { root } from '../../tools/stack/places.ts';
import { keepSections } from '../section.ts';
import { casesOfFolder, ownCase, type ReadingCase } from './cases.ts';
import { spoiledPictures } from './gate.ts';
import { PEERS, type PeerName } from './helper-messages.ts';
import { dealOut, type Helper, startHelper } from './helpers.ts';
import { type Measured, measureOne, measurePeer, type PeerMeasured } from './measure.ts';
import { plots } from './plots.ts';
import { type Result, report } from './report.ts';
import { tamperedPictures } from './tamper.ts';

const USAGE = `npm run bench:reading    measures how well documents are read, and at what cost

  --count N      own specimens, evenly over kinds and tiers (216)
  --seed N       the same seed gives the same specimens (1)
  --set DIR      a folder with a truth.json, measured beside them; may be given more than once
  --today DAY    papers are in date and bills are recent on this day (2026-11-24)
  --no-peers     leaves out tesseract.js and the tesseract CLI
  --failures     names what was not read rightly, file by file
  --quick        18 specimens, to see that it works; writes nothing

Writes docs/accuracy.md and the plots beside it, in docs/accuracy/.`;

const PAGE = join(root, 'docs', 'accuracy.md');
const PLOTS = join(root, 'docs', 'accuracy');

interface Plan {
  count: number;
  tiers: readonly Tier[];
  seed: number;
  sets: string[];
  today: string;
  peers: boolean;
  failures: boolean;
  quick: boolean;
  /** Pictures that are spoiled in every way, and passports that are altered. */
  spoiled: number;
  tampered: number;
}

const say = (line: string) => console.log(line);

function listenForTheEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => ending.abort(new Error(`Stopped by ${signal}.`)));
  }
  return ending.signal;
}

async function measure(plan: Plan, folder: string, signal: AbortSignal): Promise<Result> {
  const helpers = [startHelper(), startHelper()] as const;
  const pool = createVisionPool({ size: 1 });
  try {
    const cases = [...(await drawOwn(plan, folder, helpers)), ...plan.sets.flatMap(casesOfFolder)];
    signal.throwIfAborted();
    const [ours, peers] = await Promise.all([
      readAll(cases, plan, pool, signal),
      readWithPeers(cases, plan, helpers[0], signal),
    ]);
    say('Spoiling pictures and altering passports.');
    const good = cases.filter(
      ({ group, file }) => (group === 'mild' || (plan.quick && group === 'clean')) && file.endsWith('.jpg'),
    );
    const spoiled = await spoiledPictures(good.slice(0, plan.spoiled), pool);
    signal.throwIfAborted();
    const { seed, today, tampered: count } = plan;
    const tampered = await tamperedPictures({ seed, today, count }, pool);
    return { ours, peers, spoiled, tampered };
  } finally {
    await Promise.all([pool.close(), ...helpers.map((helper) => helper.close())]);
  }
}

async function drawOwn(plan: Plan, folder: string, helpers: readonly Helper[]): Promise<ReadingCase[]> {
  const { count, tiers, seed, today } = plan;
  say(`Drawing ${count} specimens.`);
  const orders = planSpecimens({ count, tiers, seed, today });
  const truths = await dealOut(orders, helpers, (helper, order) => helper.make(order, folder));
  return truths.map((truth) => ownCase(truth, folder));
}

async function readAll(
  cases: readonly ReadingCase[],
  { today }: Plan,
  pool: VisionPool,
  signal: AbortSignal,
): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const one of cases) {
    signal.throwIfAborted();
    measured.push(await measureOne(one, pool, { today, signal }));
    if (measured.length % 27 === 0) say(`${measured.length} of ${cases.length} files read.`);
  }
  return measured;
}

/** Runs beside our reader, on a core of its own, so that both are disturbed alike. */
async function readWithPeers(
  cases: readonly ReadingCase[],
  plan: Plan,
  helper: Helper,
  signal: AbortSignal,
): Promise<PeerMeasured[]> {
  const measured: PeerMeasured[] = [];
  const peers = plan.peers ? PEERS.filter(isInstalled) : [];
  for (const one of cases.filter(({ mrz }) => mrz.length > 0)) {
    for (const peer of peers) {
      signal.throwIfAborted();
      measured.push(await measurePeer(one, peer, helper));
    }
  }
  return measured;
}

function isInstalled(peer: PeerName): boolean {
  if (peer === 'tesseract.js') return true;
  if (spawnSync('tesseract', ['--version'], { stdio: 'ignore' }).status === 0) return true;
  say('The tesseract command is not installed: it is left out of the comparison.');
  return false;
}

function circumstances(plan: Plan, load: number): string {
  const options = [`--count ${plan.count}`, `--seed ${plan.seed}`, `--today ${plan.today}`];
  const sets =
    plan.sets.length === 0 ? '' : ` and ${plan.sets.length} more folder${plan.sets.length > 1 ? 's' : ''}`;
  return `Made by \`npm run bench:reading -- ${options.join(' ')}\`${sets && ' with `--set`'}: ${plan.count} own
specimens, evenly over kinds and the tiers ${plan.tiers.join(', ')}${sets}. ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB,
Node.js ${process.versions.node}; load average before: ${load.toFixed(1)}. What is read is the same for the same seed;
times are not, and processor times are what to compare on a machine that others use.`;
}

function page(result: Result, plan: Plan, load: number): string {
  return `# How well documents are read

${circumstances(plan, load)}

![Zones read exactly](accuracy/exact-zones.svg)

![Fields read exactly](accuracy/fields.svg)

![Time for one document](accuracy/time.svg)

**How to read the tables.** _Exact lines_: every character of the zone as printed. _Check digits right_: of the prints
whose own digits are right. _Wrong but passing_: right check digits and yet another text, which only a second reader
or the print can reveal. _Wrong but confident_: another text with a confidence of 0.9 and more, or in a line that an
approval without a person would be built on; this is the number to watch. _Exact and confident_: what needs no second
look. Readers of plain text state no confidence. _Exact_ fields pass over white space only, _alike_ ones over capitals,
marks and punctuation too. The tiers are drawn by a program: expect less of real photographs.

${report(result)}
`;
}

function tellFailures({ ours }: Result): void {
  for (const { one, complaint, gate } of ours) {
    if (complaint) say(`${one.file} (${one.group}): ${complaint}`);
    if (gate.length > 0) say(`${one.file} (${one.group}): refused for ${gate.join(', ')}`);
  }
}

function planOf(): Plan | undefined {
  const { values } = parseArgs({
    options: {
      count: { type: 'string' },
      seed: { type: 'string', default: '1' },
      set: { type: 'string', multiple: true, default: [] },
      today: { type: 'string', default: '2026-11-24' },
      'no-peers': { type: 'boolean', default: false },
      failures: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { quick, failures, today, set: sets } = values;
  const count = Number(values.count ?? (quick ? 18 : 216));
  const seed = Number(values.seed);
  if (values.help) return undefined;
  if (!Number.isInteger(count) || count < 0 || !Number.isInteger(seed) || seed < 0 || !isIsoDate(today)) {
    throw new Error(USAGE);
  }
  const extent = quick ? { spoiled: 2, tampered: 1 } : { spoiled: 14, tampered: 10 };
  const tiers: readonly Tier[] = quick ? ['clean', 'hard'] : TIERS;
  return { count, tiers, seed, sets, today, failures, quick, peers: !values['no-peers'], ...extent };
}

async function main(): Promise<void> {
  const plan = planOf();
  if (!plan) return say(USAGE);
  const signal = listenForTheEnd();
  const folder = mkdtempSync(join(tmpdir(), 'idbeyond-reading-'));
  const [load = 0] = loadavg();
  try {
    const result = await measure(plan, folder, signal);
    const text = page(result, plan, load);
    say(`\n${text}`);
    if (plan.failures) tellFailures(result);
    if (plan.quick) return;
    mkdirSync(PLOTS, { recursive: true });
    writeFileSync(PAGE, keepSections(text, existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''));
    for (const [name, plot] of Object.entries(plots(result))) writeFileSync(join(PLOTS, name), plot);
    say('Written to docs/accuracy.md.');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

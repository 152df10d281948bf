import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/stack/places.ts';
import { benchmark, type Result } from './benchmark.ts';
import { FULL, type Plan, QUICK } from './plan.ts';
import { report } from './report.ts';
import { replaceSection } from './section.ts';
import { startBenchStack, type TemporalKind } from './stack.ts';

const USAGE = `npm run bench    measures the cost of a verification on a stack of its own

  --temporal=dev|postgres   the dev server (default), or the server as it is deployed, on PostgreSQL
  --rounds=N                times that the series of a level are run in turn (3)
  --quick                   a few units of each series, to see that it works; writes nothing

Times go to docs/performance.md. They are worth something only where nothing else is at work.`;

const PAGE = join(root, 'docs', 'performance.md');
const KINDS: Record<TemporalKind, string> = {
  dev: 'Temporal dev server (SQLite on a file)',
  postgres: 'Temporal server on PostgreSQL, in the same PostgreSQL server as the product',
};

/** Share of the machine from which on the work of others decides what is measured. */
const DISTURBED = 0.1;
const DISTURBED_NOTE =
  '**That is too much: read the processor times, and take times and ratios for no more than an order of magnitude.**';

const say = (line: string) => console.log(line);

interface Asked {
  temporal: TemporalKind;
  plan: Plan;
}

function listenForTheEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => ending.abort(new Error(`Stopped by ${signal}.`)));
  }
  return ending.signal;
}

async function measure({ temporal, plan }: Asked): Promise<string> {
  const signal = listenForTheEnd();
  const clients = Math.max(...plan.levels);
  const started = new Date();
  const [load = 0] = loadavg();
  const stack = await startBenchStack({ temporal, clients, env: process.env, say, signal });
  try {
    const section = (result: Result) =>
      [`## ${KINDS[temporal]}`, circumstances(result, plan, started, load), report(result)].join('\n\n');
    const onLevel = (result: Result) => {
      if (plan !== QUICK) writePage(temporal, section(result));
    };
    const result = await benchmark({ stack, plan, onLevel, say, signal });
    for (const { series, failures } of result.measured) {
      for (const failure of new Set(failures)) say(`failed: ${series}: ${failure}`);
    }
    return section(result);
  } finally {
    await stack.stop();
  }
}

function writePage(temporal: TemporalKind, section: string): void {
  writeFileSync(PAGE, replaceSection(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '', temporal, section));
}

function circumstances({ others }: Result, { rounds }: Plan, started: Date, load: number): string {
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const when = `${started.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    `Measured ${when} on ${availableParallelism()} cores and ${(totalmem() / 1024 ** 3).toFixed(0)} GB with`,
    `Node.js ${process.versions.node}, clients and servers together. Load average before: ${load.toFixed(1)};`,
    `processes that are no part of it took ${percent(others.mean)} of the machine, at most`,
    `${percent(others.most)} in one series. Rounds: ${rounds}.`,
    ...(others.mean > DISTURBED ? [DISTURBED_NOTE] : []),
  ].join(' ');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      temporal: { type: 'string', default: 'dev' },
      rounds: { type: 'string', default: String(FULL.rounds) },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { temporal, quick } = values;
  const rounds = Number(values.rounds);
  if (values.help || (temporal !== 'dev' && temporal !== 'postgres') || !(rounds >= 1)) {
    say(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const section = await measure({ temporal, plan: quick ? QUICK : { ...FULL, rounds } });
  say(`\n${section}`);
  if (!quick) say('\nWritten to docs/performance.md.');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

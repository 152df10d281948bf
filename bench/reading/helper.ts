import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createWorker, OEM } from 'tesseract.js';
import { makeSpecimen } from '../../src/specimen/catalogue.ts';
import type { HelperReply, HelperTask, PageText } from './helper-messages.ts';

/** Draws specimens and reads whole pages in a process of its own, so that what that costs can be told apart. */
const run = promisify(execFile);
const TICKS_A_SECOND = 100;
const PAGE_LIMIT_MS = 60_000;

type WholePage = (file: string) => Promise<string>;

async function openJsReader(): Promise<WholePage> {
  const data = createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json');
  const worker = await createWorker('eng', OEM.LSTM_ONLY, {
    langPath: join(dirname(data), '4.0.0_best_int'),
    gzip: true,
    cacheMethod: 'none',
    errorHandler: () => undefined,
  });
  return async (file) => (await worker.recognize(file)).data.text;
}

const cliReader: WholePage = async (file) => {
  const { stdout } = await run('tesseract', [file, '-', '-l', 'eng'], {
    env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    timeout: PAGE_LIMIT_MS,
    maxBuffer: 2 ** 24,
  });
  return stdout;
};

let jsReader: Promise<WholePage> | undefined;

async function readPage({ reader, file }: Extract<HelperTask, { name: 'whole-page' }>): Promise<PageText> {
  jsReader ??= openJsReader();
  const read = reader === 'tesseract.js' ? await jsReader : cliReader;
  const began = performance.now();
  const before = spentMs();
  const text = await read(file).catch(() => '');
  return { text, ms: performance.now() - began, cpuMs: spentMs() - before };
}

/** Processor milliseconds of this process, its threads and the children that it has waited for. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + childrenMs();
}

/** Fields 16 and 17 of /proc/self/stat (proc_pid_stat(5)); 0 where there is no such file. */
function childrenMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

async function perform(task: HelperTask): Promise<HelperReply> {
  if (task.name === 'whole-page') return { name: 'text', page: await readPage(task) };
  const { bytes, truth } = await makeSpecimen(task.order);
  writeFileSync(join(task.folder, truth.file), bytes);
  return { name: 'made', truth };
}

process.on('message', (task: HelperTask) => {
  const failed = (error: unknown): HelperReply => ({
    name: 'failed',
    message: error instanceof Error ? error.message : String(error),
  });
  void perform(task)
    .catch(failed)
    .then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

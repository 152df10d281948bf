import { parseArgs } from 'node:util';
import { isIsoDate } from '../domain/calendar.ts';
import { SLOTS } from '../domain/document.ts';
import { createVisionPool } from '../vision/pool.ts';
import type { RecogniseOptions } from '../vision/recognise-kind.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';
import { readOneFile } from './read-files.ts';
import { readingTable } from './reading-table.ts';
import { tellReading } from './told-reading.ts';

const HELP = `Usage: idbeyond read FILE... [--json] [--kind <kind>] [--mrz-only] [--timeout <seconds>] [--today <YYYY-MM-DD>]

Reads pictures and PDFs of documents and prints what stands on them. Needs no server and no configuration; nothing
leaves this machine.

A FILE of - is the standard input; write ./- for a file of that name, and -- before names that begin with a dash.

  --json      one JSON object a file, each on a line of its own; docs/reading.md explains its keys
  --kind      passport, visa, id_card, id-front, id-back, proof_of_address. Recognised from the file if not given.
  --mrz-only  reads the machine-readable zone and nothing else, which is faster
  --timeout   the longest time for one file; 60 seconds if not given
  --today     the day from which the century of two-digit years is told; today if not given

Exits with 0 if every file was read, 2 if any could not be (the reason is told), 1 if it was called wrongly.`;

const OPTIONS = {
  json: { type: 'boolean' },
  kind: { type: 'string' },
  'mrz-only': { type: 'boolean' },
  timeout: { type: 'string', default: '60' },
  today: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Exit codes of this command; 1 for a wrong call, since scripts tell it from 2, a file that could not be read. */
const EXIT_READ = { done: EXIT.done, usage: 1, unreadable: 2 } as const;
const MAX_TIMEOUT_S = 3600;

type Told = Pick<RecogniseOptions, 'slot' | 'card'>;

/** Names of slots, kinds of document, and visas, which are read like passports. */
const KINDS: Record<string, Told> = {
  ...Object.fromEntries(Object.entries(SLOTS).map(([name, slot]) => [name, { slot }])),
  id_card: { card: true },
  visa: { slot: SLOTS.passport },
  proof_of_address: { slot: SLOTS['proof-of-address'] },
};

export const read: Command = async (args, terminal) => {
  try {
    return await readFiles(args, terminal);
  } catch (error) {
    if (!(error instanceof UsageError) && !isWrongCall(error)) throw error;
    terminal.complain(error.message);
    return EXIT_READ.usage;
  }
};

async function readFiles(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) {
    terminal.say(HELP);
    return EXIT_READ.done;
  }
  if (positionals.length === 0) throw new UsageError(HELP);
  const what = { ...kindOf(values.kind), zoneOnly: values['mrz-only'] };
  const today = dayOf(values.today, terminal);
  const readTimeoutMs = secondsOf(values.timeout) * 1000;
  const pool = createVisionPool({ size: 1, readTimeoutMs, inspectTimeoutMs: readTimeoutMs });
  let code: number = EXIT_READ.done;
  try {
    for (const file of positionals) {
      const told = tellReading(await readOneFile(file, { ...what, today }, pool, terminal.input));
      if (told.error) code = EXIT_READ.unreadable;
      for (const line of values.json ? [JSON.stringify(told)] : readingTable(told)) terminal.say(line);
    }
  } finally {
    await pool.close();
  }
  return code;
}

function kindOf(name: string | undefined): Told {
  if (name === undefined) return {};
  const told = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!told) throw new UsageError(`--kind must be one of: ${Object.keys(KINDS).join(', ')}.`);
  return told;
}

function dayOf(given: string | undefined, { clock }: Terminal): string {
  const day = given ?? clock().toISOString().slice(0, 10);
  if (!isIsoDate(day)) throw new UsageError('--today must be a day, such as 2026-11-24.');
  return day;
}

function secondsOf(given: string): number {
  const seconds = Number(given);
  if (seconds > 0 && seconds <= MAX_TIMEOUT_S) return seconds;
  throw new UsageError(`--timeout must be a number of seconds, at most ${MAX_TIMEOUT_S}.`);
}

const isWrongCall = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');

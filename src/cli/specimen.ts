import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isIsoDate } from '../domain/calendar.ts';
import { CATALOGUE_KINDS, makeSpecimen, planSpecimens, type SpecimenTruth } from '../specimen/catalogue.ts';
import { TIERS } from '../specimen/photograph.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

const HELP = `Usage: idbeyond specimen --out <folder> [--seed <number>] [--count <number>] [--kind <kind>]... [--tier <tier>]...
                        [--today <YYYY-MM-DD>]

Draws documents of people who do not exist, each marked SPECIMEN, into <folder>/images, and writes down in
<folder>/truth.json what stands on them. The same seed, count, kinds, tiers and day give the same bytes.

  --seed    1 if not given
  --count   how many, evenly over kinds and tiers; one of each if not given
  --kind    ${CATALOGUE_KINDS.join(', ')}. All if not given.
  --tier    ${TIERS.join(', ')}. All if not given.
  --today   papers are in date and bills are recent on this day; today if not given`;

const OPTIONS = {
  out: { type: 'string' },
  seed: { type: 'string', default: '1' },
  count: { type: 'string' },
  kind: { type: 'string', multiple: true },
  tier: { type: 'string', multiple: true },
  today: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_COUNT = 100_000;
const MAX_SEED = 2 ** 32 - 1;

export const specimen: Command = async (args, terminal) => {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) {
    terminal.say(HELP);
    return EXIT.done;
  }
  if (!values.out) throw new UsageError('--out is missing: the folder to draw into.');
  const kinds = chosen('--kind', values.kind, CATALOGUE_KINDS);
  const tiers = chosen('--tier', values.tier, TIERS);
  const seed = wholeNumber('--seed', values.seed, MAX_SEED);
  const count = wholeNumber('--count', values.count ?? String(kinds.length * tiers.length), MAX_COUNT);
  const today = dayOf(values.today, terminal);
  const images = join(values.out, 'images');
  await mkdir(images, { recursive: true });
  const truths: SpecimenTruth[] = [];
  for (const order of planSpecimens({ seed, today, count, kinds, tiers })) {
    const { bytes, truth } = await makeSpecimen(order);
    await writeFile(join(images, truth.file), bytes);
    truths.push(truth);
  }
  await writeFile(join(values.out, 'truth.json'), `${JSON.stringify(truths, null, 1)}\n`);
  terminal.say(`Drew ${truths.length} specimens into ${images}.`);
  return EXIT.done;
};

function chosen<T extends string>(
  option: string,
  given: string[] | undefined,
  all: readonly T[],
): readonly T[] {
  if (!given) return all;
  const unknown = given.find((one) => !all.some((known) => known === one));
  if (unknown !== undefined) throw new UsageError(`${option} must be one of: ${all.join(', ')}.`);
  return all.filter((known) => given.includes(known));
}

function wholeNumber(option: string, given: string, most: number): number {
  if (/^\d{1,10}$/.test(given) && Number(given) <= most) return Number(given);
  throw new UsageError(`${option} must be a whole number, at most ${most}.`);
}

function dayOf(given: string | undefined, { clock }: Terminal): string {
  const day = given ?? clock().toISOString().slice(0, 10);
  if (!isIsoDate(day)) throw new UsageError('--today must be a day, such as 2026-11-24.');
  return day;
}

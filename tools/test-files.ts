import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './stack/places.ts';

const SPECS = ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'];
/** They bring servers of their own, or need none. */
const LONG_SPECS = ['test/**/*.long.test.ts', 'bench/**/*.long.test.ts', 'src/**/*.long.test.ts'];
/** What takes minutes and shares no server with the other tests, so that it can run beside them. */
const APART = ['src/**/*.slow.test.ts', 'test/faults/**/*.test.ts'];

const TAKES_TEXT = new Set(['-g', '--grep', '-f', '--fgrep']);

export type Mode = 'unit' | 'long' | 'all';

/** Files by their ending: what needs the servers, what takes its time, and what takes much of it. */
const IGNORED: Record<Mode, string[]> = {
  unit: ['stack', 'slow', 'long'],
  all: ['long'],
  long: [],
};

interface Kind {
  ending: string;
  what: string;
  command: string;
}

const KINDS: readonly Kind[] = [
  { ending: 'stack', what: 'need real servers', command: 'npm test' },
  { ending: 'slow', what: 'take some seconds each', command: 'npm test' },
  { ending: 'long', what: 'take up to half an hour', command: 'npm run test:long' },
];

/** Whether the arguments name test files; the text that a title is searched for may look like one. */
function hasSpecs(args: string[]): boolean {
  return args.some((arg, index) => {
    if (arg.startsWith('-') || TAKES_TEXT.has(args[index - 1] ?? '')) return false;
    return /\.tsx?$|\*/.test(arg) || (arg.includes('/') && existsSync(join(root, arg)));
  });
}

/** Whether tests are chosen by their titles, so that what would close after others may not run. */
export const choosesTitles = (args: string[]) => args.some((arg) => TAKES_TEXT.has(arg));

const ignoring = (patterns: string[]) => patterns.flatMap((pattern) => ['--ignore', pattern]);

/**
 * Arguments for mocha, a list for each run of it. The whole suite is two runs side by side: half of its time it waits,
 * for servers that come back and for repetitions that are due.
 */
export function mochaRuns(mode: Mode, asked: string[]): string[][] {
  const ignored = ignoring(IGNORED[mode].map((ending) => `**/*.${ending}.test.ts`));
  const own = hasSpecs(asked) ? [] : mode === 'long' ? LONG_SPECS : SPECS;
  if (mode !== 'all' || asked.length > 0) return [[...ignored, ...asked, ...own]];
  return [
    [...ignored, ...APART],
    [...ignored, ...ignoring(APART), ...SPECS],
  ];
}

/** What this run leaves out, with the reason and the command that runs it: a line each. */
export function leftOut(mode: Mode, asked: string[]): string[] {
  if (hasSpecs(asked) || choosesTitles(asked))
    return ['Not run: everything that was not asked for. "npm test" runs the suite.'];
  if (mode === 'long')
    return ['Not run: everything but the tests that take up to half an hour. "npm test" runs the others.'];
  const files = ['src', 'test', 'tools', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  );
  return KINDS.flatMap(({ ending, what, command }) => {
    const found = files.filter((file) => file.includes(`.${ending}.test.ts`));
    if (!IGNORED[mode].includes(ending) || found.length === 0) return [];
    const named = found.length <= 3 ? ` (${found.join(', ')})` : '';
    const count = found.length === 1 ? '1 file' : `${found.length} files`;
    return [`Not run: ${count} of tests that ${what}${named}. "${command}" runs them.`];
  });
}

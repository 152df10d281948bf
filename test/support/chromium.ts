import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createBinaryCache, type Made, writableCache } from '../../tools/stack/binary-cache.ts';
import { runCommand } from '../../tools/stack/command.ts';
import { root, userCache } from '../../tools/stack/places.ts';

/** For playwright-core's `chromium.launch(...)`. */
export interface ChromiumLaunch {
  executablePath: string;
  headless: true;
  args: string[];
  env: Record<string, string>;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const PACKAGE = '@sparticuz/chromium';

/** Nothing that calls home: tests talk to this machine only. */
const ARGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

async function answers(path: string, env: Record<string, string> = {}): Promise<boolean> {
  const options = { timeoutMs: 30_000, env: { ...process.env, ...env } };
  const { code, output } = await runCommand(path, ['--version'], options);
  return code === 0 && /chrom/i.test(output);
}

/**
 * The package unpacks into the temporary folder under fixed names, which two runs or two people would share; so it
 * does that in a process of its own whose temporary folder is ours.
 */
async function unpack(folder: string, finalFolder: string): Promise<Made> {
  const script = `import chromium from '${PACKAGE}'; await chromium.executablePath();`;
  // The variable makes it unpack the libraries, too, that a bare machine lacks.
  const env = { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  const args = ['--input-type=module', '--eval', script];
  const { code, output } = await runCommand(process.execPath, args, { cwd: root, env, timeoutMs: 120_000 });
  if (code !== 0) return { ok: false, reason: output.trim().slice(-300) };
  // The archives carry the numbers of the accounts that packed them.
  if (process.getuid?.() === 0) await runCommand('chown', ['-R', '0:0', folder]);
  const fonts = `<fontconfig><dir>${join(finalFolder, 'fonts', 'fonts')}</dir></fontconfig>`;
  writeFileSync(join(folder, 'fonts.conf'), fonts);
  return { ok: true };
}

/** What the unpacked one is given on a machine without its libraries or without any font. */
async function surroundings(folder: string, path: string): Promise<Record<string, string>> {
  const hasFonts = existsSync('/etc/fonts/fonts.conf') || process.platform !== 'linux';
  const fonts: Record<string, string> = hasFonts ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  return (await answers(path)) ? fonts : { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
}

async function unpacked(): Promise<{ path: string; env: Record<string, string> }> {
  const manifest = readFileSync(join(root, 'node_modules', PACKAGE, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const cache = createBinaryCache(
    writableCache([userCache(process.env), join(root, '.local', 'cache')]),
    (line) => process.stderr.write(`${line}\n`),
  );
  const entry = { folder: `chromium-${version}-${process.arch}`, file: 'chromium' };
  const folder = join(cache.root, entry.folder);
  const works = async (path: string) =>
    existsSync(path) &&
    ((await answers(path)) || (await answers(path, { LD_LIBRARY_PATH: join(path, '..', 'al2023', 'lib') })));
  const found = await cache.findOrMake({ ...entry, works }, (draft) => unpack(draft, folder));
  if ('path' in found) return { path: found.path, env: await surroundings(folder, found.path) };
  throw new Error(
    `There is no Chromium for the page tests (${PACKAGE}: ${found.reason}): install it, or set CHROMIUM_PATH.`,
  );
}

async function find(): Promise<{ path: string; env: Record<string, string> }> {
  const named = process.env.CHROMIUM_PATH;
  if (named && !(await answers(named))) throw new Error(`CHROMIUM_PATH does not answer --version: ${named}`);
  if (named) return { path: named, env: {} };
  for (const path of onPath()) if (await answers(path)) return { path, env: {} };
  return unpacked();
}

/** The Chromium of CHROMIUM_PATH, the system's, or the one that an npm package carries, with what it is started with. */
export async function chromiumLaunch(): Promise<ChromiumLaunch> {
  const { path, env } = await find();
  const surrounding = Object.entries({ ...process.env, ...env }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  // Its sandbox refuses root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return {
    executablePath: path,
    headless: true,
    args: [...ARGS, ...sandbox],
    env: Object.fromEntries(surrounding),
  };
}

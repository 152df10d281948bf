// Runs a TypeScript entry of tools/ on a fresh clone: `node tools/bootstrap.mjs <command> [arguments]`.
// It depends on nothing but Node.js, because it is what installs everything else.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const COMMANDS = {
  dev: ['tools/dev.ts'],
  demo: ['tools/demo.ts'],
  test: ['tools/test.ts'],
  'test:unit': ['tools/test.ts', '--unit'],
  'test:long': ['tools/test.ts', '--long'],
  check: ['tools/check.ts'],
  build: ['tools/build.ts'],
  bench: ['bench/run.ts'],
  'bench:memory': ['bench/memory/run.ts'],
  'bench:quality': ['bench/quality.ts'],
  'bench:reading': ['bench/reading/run.ts'],
};

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** Understands what `engines` uses here: `^20.19.0 || >=22.12.0`. */
export function satisfies(version, range) {
  const numbers = (text) => text.split('.').map(Number);
  const atLeast = ([major, minor, patch], [wantedMajor, wantedMinor, wantedPatch]) =>
    major !== wantedMajor
      ? major > wantedMajor
      : minor !== wantedMinor
        ? minor > wantedMinor
        : patch >= wantedPatch;
  return range.split('||').some((clause) => {
    const [, operator, wanted] = clause.trim().match(/^(\^|>=)(\d+\.\d+\.\d+)$/) || [];
    if (!wanted) throw new Error(`This form of "engines" is not understood: ${clause}`);
    const enough = atLeast(numbers(version), numbers(wanted));
    return operator === '^' ? enough && numbers(version)[0] === numbers(wanted)[0] : enough;
  });
}

/**
 * Says why `npm ci` must run, or undefined where what is installed is what the lock file names. It compares
 * what npm wrote down when it installed, not times: a fresh checkout of the same lock needs no new install.
 */
export function staleReason(lock, installed) {
  if (!installed) return 'node_modules is missing';
  for (const [path, wanted] of Object.entries(lock.packages)) {
    const found = installed.packages[path];
    if (path === '' || wanted.link || (!found && (wanted.optional || wanted.devOptional))) continue;
    if (!found || found.version !== wanted.version || found.integrity !== wanted.integrity) {
      return `${path} is not the version that package-lock.json names`;
    }
  }
  const extra = Object.keys(installed.packages).find((path) => !lock.packages[path]);
  return extra ? `${extra} is no longer in package-lock.json` : undefined;
}

function installedState() {
  const record = 'node_modules/.package-lock.json';
  return existsSync(join(root, record)) && existsSync(join(root, 'node_modules/tsx'))
    ? readJson(record)
    : undefined;
}

function install(reason) {
  console.log(`Installing packages with npm ci (${reason}): about half a minute, once.`);
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const viaNode = npm && /npm-cli\.c?js$/.test(npm);
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const child = spawn(viaNode ? process.execPath : 'npm', viaNode ? [npm, ...args] : args, {
    cwd: root,
    stdio: 'inherit',
  });
  const ticking = setInterval(() => {
    console.log(`  still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 10_000);
  const stop = (signal) => child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(ticking);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code === 0) resolve();
      else reject(new Error(`npm ci ended with ${signal || `exit code ${code}`}; its message is above.`));
    });
  });
}

async function main([command, ...args]) {
  const { engines } = readJson('package.json');
  if (!satisfies(process.versions.node, engines.node)) {
    throw new Error(`Node.js ${process.versions.node} does not fit: this project needs ${engines.node}.`);
  }
  const entry = Object.hasOwn(COMMANDS, command || '') && COMMANDS[command];
  if (!entry) {
    throw new Error(`Usage: node tools/bootstrap.mjs <${Object.keys(COMMANDS).join('|')}> [arguments]`);
  }
  const reason = staleReason(readJson('package-lock.json'), installedState());
  if (reason) await install(reason);

  // The entry runs in this very process, as under `node --import tsx`: a signal has one receiver and the exit
  // code needs no passing on.
  const [file, ...fixed] = entry;
  const loader = import.meta.resolve('tsx');
  await import(loader);
  process.execArgv.push('--import', loader);
  process.argv = [process.argv[0], join(root, file), ...fixed, ...args];
  await import(pathToFileURL(join(root, file)).href);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { root } from './stack/places.ts';

const SOURCES = join(root, 'src');
const OUTPUT = join(root, 'dist');

function run(what: string, command: string[]): void {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${what} failed; what it said is above.`);
}

/** What the sources read beside themselves: styles, scripts for the browser, fonts. */
function copyAssets(): number {
  const files = readdirSync(SOURCES, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const assets = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !['.ts', '.tsx', '.md'].includes(extname(path)));
  for (const path of assets) {
    const target = join(OUTPUT, relative(SOURCES, path));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
  return assets.length;
}

try {
  rmSync(OUTPUT, { recursive: true, force: true });
  run('tsc', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  console.log('Compiled src to dist.');
  console.log(`Copied ${copyAssets()} files that are not TypeScript.`);
  run('The workflow bundle', ['--import', 'tsx', 'tools/build-bundle.ts']);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

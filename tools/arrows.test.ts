import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { arrowsCommand } from './check-steps.ts';
import { root } from './stack/places.ts';

/** A small tree that keeps the arrows, under the rules of this repository. */
const CLEAN: Record<string, string> = {
  'src/domain/session.ts': `export const phases = ['created'] as const;\n`,
  'src/activities/open-session.ts': `export const openSession = (): string => 'opened';\n`,
  'src/workflows/verification.ts': [
    `import { proxyActivities } from '@temporalio/workflow';`,
    `import type { openSession } from '../activities/open-session.ts';`,
    `import { phases } from '../domain/session.ts';`,
    `const activities = proxyActivities<{ openSession: typeof openSession }>({ startToCloseTimeout: '5s' });`,
    `export const verification = async () => [phases, await activities.openSession()];`,
    '',
  ].join('\n'),
};

function check(files: Record<string, string>): { passed: boolean; output: string } {
  const tree = mkdtempSync(join(tmpdir(), 'idbeyond-arrows-'));
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, name), join(tree, name));
    }
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), text);
    }
    const { status, stdout } = spawnSync(process.execPath, arrowsCommand, { cwd: tree, encoding: 'utf8' });
    return { passed: status === 0, output: stdout };
  } finally {
    rmSync(tree, { recursive: true });
  }
}

describe('npm run check on the arrows between rooms', function () {
  this.timeout(60_000);

  it('passes a tree that keeps them', () => {
    const { passed, output } = check(CLEAN);
    assert.ok(passed, output);
  });

  it('fails a workflow that imports the value of an activity', () => {
    const { passed, output } = check({
      ...CLEAN,
      'src/workflows/verification.ts': `import { openSession } from '../activities/open-session.ts';\nexport const verification = () => openSession();\n`,
    });
    assert.equal(passed, false);
    assert.match(
      output,
      /workflows-imports: src\/workflows\/verification\.ts → src\/activities\/open-session\.ts/,
    );
  });

  it('fails a room that imports against the arrows, a type too', () => {
    const { passed, output } = check({
      ...CLEAN,
      'src/db/sessions.ts': `export type Row = { id: string };\n`,
      'src/domain/session.ts': `import type { Row } from '../db/sessions.ts';\nexport const idOf = (row: Row) => row.id;\nexport const phases = ['created'] as const;\n`,
    });
    assert.equal(passed, false);
    assert.match(output, /domain-imports: src\/domain\/session\.ts → src\/db\/sessions\.ts/);
  });

  it('fails a workflow that reaches for the system', () => {
    const { passed, output } = check({
      ...CLEAN,
      'src/workflows/clock.ts': `import { hostname } from 'node:os';\nexport const where = () => hostname();\n`,
    });
    assert.equal(passed, false);
    assert.match(output, /workflows-are-deterministic/);
  });
});

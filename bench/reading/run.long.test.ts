import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/stack/places.ts';

const PAGE = join(root, 'docs', 'accuracy.md');

function bench(...args: string[]) {
  const command = ['--import', 'tsx', join('bench', 'reading', 'run.ts'), ...args];
  return spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8', timeout: 280_000 });
}

describe('npm run bench:reading', function () {
  this.timeout(300_000);

  it('draws, reads and compares, tells every table, and writes nothing when it is quick', () => {
    const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : undefined;
    const { status, stdout, stderr } = bench('--quick', '--count', '3', '--seed', '5');
    assert.equal(status, 0, stderr);
    for (const title of ['zones', 'Fields by source', 'Quality gate', 'Ranking', 'Time', 'Memory']) {
      assert.match(stdout, new RegExp(`### .*${title}`));
    }
    assert.match(stdout, /\| clean \| id beyond \| \d of 1 /);
    assert.match(stdout, /\| clean \| tesseract\.js \| \d of 1 /);
    assert.equal(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : undefined, before);
  });

  it('says what is wrong with its options, and with a folder that has no truth', () => {
    const wrong = bench('--count', 'many');
    assert.deepEqual([wrong.status, /--count N/.test(wrong.stderr)], [1, true]);
    const missing = bench('--quick', '--count', '0', '--set', '/nowhere');
    assert.deepEqual([missing.status, /no truth\.json in \/nowhere/.test(missing.stderr)], [1, true]);
  });
});

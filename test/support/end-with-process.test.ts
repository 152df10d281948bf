import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MODULE = fileURLToPath(new URL('./end-with-process.ts', import.meta.url));

const OWNER = `
  const { spawn } = require('node:child_process');
  import(${JSON.stringify(MODULE)}).then(({ endWithProcess }) => {
    const part = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] });
    endWithProcess(() => [part]);
    process.on('SIGTERM', () => process.exit(143));
    process.stdout.write('up');
  });`;

describe('parts that end with the process of their test', function () {
  this.timeout(60_000);

  it('are gone once a run is ended from outside', async () => {
    const owner = spawn(process.execPath, ['--import', 'tsx', '-e', OWNER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    owner.kill('SIGTERM');
    // The part holds the other end of the pipe open for as long as it is there.
    const [code] = await once(owner, 'close');
    assert.equal(code, 143);
  });
});

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordOf, signalProcess, startOf, waitUntilGone } from './process-record.ts';
import { keepSecrets } from './secrets.ts';
import {
  endLeftovers,
  isReady,
  openStackFile,
  readStack,
  runningStack,
  type StackAddresses,
  stackFile,
} from './stack-file.ts';

const addresses: StackAddresses = {
  apiUrl: 'http://127.0.0.1:3000',
  workerUrl: 'http://127.0.0.1:3001',
  temporalAddress: '127.0.0.1:7233',
  temporalUiUrl: 'http://127.0.0.1:8233',
  s3Endpoint: 'http://127.0.0.1:9000',
  databaseUrl: 'postgres://127.0.0.1:5433/idbeyond',
  secretKey: 'sk_test_x',
  publishableKey: 'pk_test_x',
};

describe('stack.json', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'idbeyond-stack-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const mine = () => recordOf('dev', process.pid);

  it('can be read by its owner alone', () => {
    openStackFile(home, mine());
    assert.equal(statSync(stackFile(home)).mode & 0o777, 0o600);
  });

  it('says what runs, and is ready only when it has every address', () => {
    const file = openStackFile(home, mine());
    assert.equal(isReady(runningStack(home)), false);
    file.update({ state: 'ready', ...addresses });
    const stack = runningStack(home);
    assert.ok(isReady(stack));
    for (const [key, value] of Object.entries(addresses))
      assert.equal(stack[key as keyof StackAddresses], value);
  });

  it('of a supervisor that is gone says nothing runs, but still what it started', () => {
    const file = openStackFile(home, { ...mine(), startedAt: 'long ago' });
    file.started({ name: 'api', pid: 1, startedAt: 'long ago' });
    assert.equal(runningStack(home), undefined);
    assert.deepEqual(readStack(home)?.processes, [{ name: 'api', pid: 1, startedAt: 'long ago' }]);
  });

  it('goes when all processes are gone, and stays while one is left', () => {
    const file = openStackFile(home, mine());
    file.started({ name: 'api', pid: 1, startedAt: 'x' });
    file.close();
    assert.ok(existsSync(stackFile(home)));
    file.gone('api');
    file.close();
    assert.equal(existsSync(stackFile(home)), false);
  });

  it('names a process once, by its newest start', () => {
    const file = openStackFile(home, mine());
    file.started({ name: 'api', pid: 1, startedAt: 'x' });
    file.started({ name: 'api', pid: 2, startedAt: 'y' });
    assert.deepEqual(readStack(home)?.processes, [{ name: 'api', pid: 2, startedAt: 'y' }]);
  });
});

describe('what a killed start left', () => {
  const sleeper = async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await new Promise((resolve) => child.once('spawn', resolve));
    return recordOf('api', child.pid ?? 0);
  };

  it('is ended by number and start time', async () => {
    const left = await sleeper();
    assert.deepEqual(await endLeftovers([left]), ['api']);
    assert.equal(startOf(left.pid), undefined);
  });

  it('is left alone where the number belongs to another process by now', async () => {
    const other = await sleeper();
    try {
      assert.deepEqual(await endLeftovers([{ ...other, startedAt: 'another start' }]), []);
      assert.ok(startOf(other.pid));
    } finally {
      signalProcess(other, 'SIGKILL');
      await waitUntilGone(other, 5000);
    }
  });
});

describe('the secrets of a stack', () => {
  it('are made once, for the owner alone, and stay the same', () => {
    const home = mkdtempSync(join(tmpdir(), 'idbeyond-secrets-'));
    try {
      const file = join(home, 'secrets.json');
      const first = keepSecrets(file);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(keepSecrets(file), first);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

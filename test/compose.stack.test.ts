import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createPorts } from '../tools/stack/ports.ts';
import { createOwnDatabase, type OwnDatabase } from './support/own-database.ts';
import { type OwnTemporal, openOwnTemporal } from './support/own-temporal.ts';
import { testConfig } from './support/stack.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Service {
  command: [string, ...string[]];
  environment: Record<string, string>;
}

const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<'api' | 'worker' | 'migrations' | 'bucket', Service>;
};

describe('the commands of docker-compose.yml', function () {
  this.timeout(180_000);
  let database: OwnDatabase;
  let temporal: OwnTemporal;
  let ports: { api: number; worker: number };
  const children: ChildProcess[] = [];

  before(async () => {
    execFileSync(process.execPath, ['--import', 'tsx', 'tools/build.ts'], { cwd: root, stdio: 'pipe' });
    const config = testConfig();
    database = await createOwnDatabase(config.DATABASE_URL, 1);
    temporal = await openOwnTemporal(config);
    const free = createPorts();
    ports = { api: await free.any(), worker: await free.any() };
  });

  after(async () => {
    for (const child of children) {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    }
    await temporal?.close();
    await database?.drop();
  });

  /** Runs a command of the file on its own settings; only the addresses are those of this machine. */
  function start(name: keyof typeof services): ChildProcess {
    const { command, environment } = services[name];
    const config = testConfig();
    const addresses: Record<string, string> = {
      HOST: '127.0.0.1',
      PORT: String(ports.api),
      WORKER_PORT: String(ports.worker),
      PUBLIC_URL: 'https://verify.example',
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE: temporal.worker.namespace,
      S3_ENDPOINT: config.S3_ENDPOINT,
      S3_BUCKET: config.S3_BUCKET,
      S3_ACCESS_KEY: config.S3_ACCESS_KEY,
      S3_SECRET_KEY: config.S3_SECRET_KEY,
      MASTER_KEYS: process.env.MASTER_KEYS ?? '',
      CODEC_KEYS: process.env.CODEC_KEYS ?? '',
    };
    const given = Object.fromEntries(
      Object.keys(environment).map((key) => [key, defaultOf(environment[key] ?? '')]),
    );
    const env = {
      ...given,
      ...addresses,
      WORKFLOW_BUNDLE: join(root, 'dist', 'workflows', 'bundle.js'),
      METRICS_PORT: '0',
    };
    const child = spawn(process.execPath, command.slice(1), {
      cwd: root,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    children.push(child);
    return child;
  }

  /** `${NAME:-default}` is its default, and nothing where it has none. */
  const defaultOf = (value: string) =>
    value.replace(/\$\{\w+(?::-([^}]*)|:\?[^}]*)?\}/g, (_, fallback) => fallback ?? '');

  const exitCodeOf = async (child: ChildProcess) => (await once(child, 'exit'))[0];

  async function untilReady(child: ChildProcess, port: number): Promise<void> {
    for (;;) {
      assert.equal(child.exitCode, null, 'the process has ended');
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  it('migrate the database', async () => assert.equal(await exitCodeOf(start('migrations')), 0));

  it('make the bucket', async () => assert.equal(await exitCodeOf(start('bucket')), 0));

  it('start the API from the built output', () => untilReady(start('api'), ports.api));

  it('start the worker from the built output and the prebuilt workflow code', () =>
    untilReady(start('worker'), ports.worker));
});

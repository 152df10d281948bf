import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { run } from '../src/cli/run.ts';
import { environmentSchema } from '../src/config.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');

interface Service {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  container_name?: string;
  volumes?: string[];
  restart?: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}
const { services } = parse(text, { merge: true }) as { services: Record<string, Service> };
const KEYS = Object.keys(environmentSchema.shape);
const JOBS = ['migrations', 'bucket', 'temporal-schema', 'temporal-namespace'];

/** Names of the variables that the file takes from .env, and whether it goes on without them. */
const variables = [...text.matchAll(/\$\{(\w+)(:[?-])?/g)].map(([, name = '', mark]) => ({ name, mark }));

describe('docker-compose.yml', () => {
  it('has every part of the service', () => {
    const wanted = ['proxy', 'api', 'worker', 'postgres', 'minio', 'temporal', 'temporal-ui', ...JOBS];
    assert.deepEqual(Object.keys(services).sort(), wanted.sort());
  });

  it('gives the product only settings that it knows, and every one that it must have', () => {
    for (const name of ['api', 'worker', 'migrations', 'bucket']) {
      const given = services[name]?.environment ?? {};
      for (const key of Object.keys(given)) assert.ok(KEYS.includes(key), `${name}: ${key}`);
      const missing = environmentSchema
        .safeParse(Object.fromEntries(Object.keys(given).map((key) => [key, '?'])))
        .error?.issues.filter(({ code, path }) => code === 'invalid_type' && !(String(path[0]) in given));
      assert.deepEqual(missing ?? [], []);
    }
  });

  it('runs commands that exist', () => {
    const commands = Object.values(services).flatMap(({ command }) =>
      command?.[0] === 'node' ? [command] : [],
    );
    assert.equal(commands.length, 4);
    for (const [, file = ''] of commands) {
      assert.ok(existsSync(join(root, file.replace(/^dist/, 'src').replace(/\.js$/, '.ts'))), file);
    }
  });

  it('pins every image', () => {
    for (const [name, { image }] of Object.entries(services)) {
      assert.match(image, /:(\$\{IDBEYOND_VERSION:-)?(RELEASE\.)?\d/, name);
    }
  });

  it('scales the API and the workers: they have no host port and no name', () => {
    for (const name of ['api', 'worker']) {
      assert.equal(services[name]?.ports, undefined);
      assert.equal(services[name]?.container_name, undefined);
    }
  });

  it('opens nothing but the proxy to other machines', () => {
    for (const [name, { ports = [] }] of Object.entries(services)) {
      if (name === 'proxy') continue;
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:/, name);
    }
  });

  it('passes on the public port of the API alone, not that of its metrics', () => {
    const passedOn = readFileSync(join(root, 'deploy/proxy/Caddyfile'), 'utf8').match(/\bapi \d+/g);
    assert.deepEqual(passedOn, ['api 3000']);
    assert.notEqual(services.api?.environment?.METRICS_PORT, '3000');
  });

  it('watches the health of everything that stays up, and waits for jobs to end', () => {
    for (const [name, service] of Object.entries(services)) {
      if (JOBS.includes(name)) assert.match(service.restart ?? '', /^on-failure/, name);
      else assert.ok(service.healthcheck, name);
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        const wanted = JOBS.includes(other) ? 'service_completed_successfully' : 'service_healthy';
        assert.equal(condition, wanted, `${name} -> ${other}`);
      }
    }
  });

  it('mounts files that are in the repository', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) =>
      volumes.filter((volume) => volume.startsWith('./')),
    );
    assert.equal(mounted.length, 5);
    for (const volume of mounted) assert.ok(existsSync(join(root, volume.split(':')[0] ?? '')), volume);
  });

  it('has no default for a secret', () => {
    for (const { name, mark } of variables) {
      if (/PASSWORD|SECRET|KEYS?$/.test(name)) assert.equal(mark, ':?', name);
    }
  });

  it('is complete with what "idbeyond secrets" prints', async () => {
    const lines: string[] = [];
    const terminal = {
      environment: {},
      say: (line: string) => lines.push(line),
      complain: assert.fail,
      clock: () => new Date(),
    };
    assert.equal(await run(['secrets'], terminal), 0);
    const printed = new Map(
      lines.filter((line) => !line.startsWith('#')).map((line) => [line.split('=')[0], line]),
    );
    for (const { name, mark } of variables) if (mark === ':?') assert.ok(printed.has(name), name);
    const { MASTER_KEYS, CODEC_KEYS } = environmentSchema.shape;
    assert.ok(MASTER_KEYS.safeParse(printed.get('MASTER_KEYS')?.slice('MASTER_KEYS='.length)).success);
    assert.ok(CODEC_KEYS.safeParse(printed.get('CODEC_KEYS')?.slice('CODEC_KEYS='.length)).success);
  });
});

describe('.env.example', () => {
  it('explains each key that the product reads, and no other', () => {
    const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n');
    const explained = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split('=')[0]);
    assert.deepEqual(explained.sort(), [...KEYS].sort());
  });
});

import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { runCommand } from '../tools/stack/command.ts';
import { createPart, type Part } from '../tools/stack/part.ts';
import { root } from '../tools/stack/places.ts';
import type { Ports } from '../tools/stack/ports.ts';
import type { Say } from '../tools/stack/progress.ts';
import { findTemporalServer } from './temporal-server.ts';

export interface TemporalOnPostgresOptions {
  /** Of the server that holds the product's database too, as in docker-compose.yml. */
  databaseUrl: string;
  home: string;
  logs: string;
  ports: Ports;
  port: number;
  env: NodeJS.ProcessEnv;
  say: Say;
}

const DATABASES = { temporal: 'temporal', temporal_visibility: 'visibility' } as const;
const NAMESPACE = 'default';
const KEYWORD = 2;
/** As in docker-compose.yml. */
const SHARDS = 512;

/** The server as it is deployed, on PostgreSQL, with the namespace and the search attributes of the product. */
export async function startTemporalOnPostgres(options: TemporalOnPostgresOptions): Promise<Part> {
  const { databaseUrl, logs, port, env, say } = options;
  const programs = await findTemporalServer(env, say);
  await makeTables(programs.sql, databaseUrl);
  const settings = await serverSettings(options);
  const address = `127.0.0.1:${port}`;
  const part = createPart({
    name: 'Temporal',
    logFile: join(logs, 'temporal.log'),
    launch: () => ({
      file: programs.server,
      args: ['--allow-no-auth', 'start'],
      cwd: options.home,
      env: settings,
    }),
    isReady: () => hasNamespace(address),
    readyWithinMs: 120_000,
    stopSignal: 'SIGTERM',
    graceMs: 10_000,
  });
  await part.start();
  await addSearchAttributes(address);
  return part;
}

async function makeTables(sql: string, databaseUrl: string): Promise<void> {
  const { hostname, port, username, password } = new URL(databaseUrl);
  const common = ['--plugin', 'postgres12', '--ep', hostname, '-p', port, '-u', username];
  const env = { PATH: '/usr/bin:/bin', SQL_PASSWORD: decodeURIComponent(password) };
  for (const [database, schema] of Object.entries(DATABASES)) {
    const steps = [
      ['create'],
      ['setup-schema', '-v', '0.0'],
      ['update-schema', '--schema-name', `postgresql/v12/${schema}`],
    ];
    for (const step of steps) {
      const { code, output } = await runCommand(sql, [...common, '--db', database, ...step], { env });
      if (code !== 0) throw new Error(`Temporal's ${step[0]} of ${database} failed: ${output.slice(-500)}`);
    }
  }
}

async function serverSettings({ databaseUrl, port, ports }: TemporalOnPostgresOptions) {
  const { hostname, port: databasePort, username, password } = new URL(databaseUrl);
  const listeners = [
    'FRONTEND_HTTP_PORT',
    'FRONTEND_MEMBERSHIP_PORT',
    'HISTORY_GRPC_PORT',
    'HISTORY_MEMBERSHIP_PORT',
    'MATCHING_GRPC_PORT',
    'MATCHING_MEMBERSHIP_PORT',
    'WORKER_GRPC_PORT',
    'WORKER_MEMBERSHIP_PORT',
  ];
  const settings: NodeJS.ProcessEnv = {
    PATH: '/usr/bin:/bin',
    DB: 'postgres12',
    POSTGRES_SEEDS: hostname,
    DB_PORT: databasePort,
    POSTGRES_USER: username,
    POSTGRES_PWD: decodeURIComponent(password),
    NUM_HISTORY_SHARDS: String(SHARDS),
    BIND_ON_IP: '127.0.0.1',
    FRONTEND_GRPC_PORT: String(port),
    DYNAMIC_CONFIG_FILE_PATH: join(root, 'deploy', 'temporal', 'dynamic-config.yaml'),
    LOG_LEVEL: 'error',
  };
  for (const name of listeners) settings[name] = String(await ports.any());
  return settings;
}

async function onConnection<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address, connectTimeout: 1500 });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Registers the namespace where it is missing; true once the server takes starts for it. */
async function hasNamespace(address: string): Promise<boolean> {
  const ask = async (connection: Connection) => {
    const { workflowService } = connection;
    const known = await workflowService.describeNamespace({ namespace: NAMESPACE }).catch(() => undefined);
    if (!known) {
      const week = proto.google.protobuf.Duration.fromObject({ seconds: 7 * 24 * 60 * 60 });
      const request = { namespace: NAMESPACE, workflowExecutionRetentionPeriod: week };
      await workflowService.registerNamespace(request);
    }
    for await (const _ of new Client({ connection, namespace: NAMESPACE }).workflow.list({ pageSize: 1 }))
      break;
    return true;
  };
  try {
    return await onConnection(address, ask);
  } catch {
    // Not up, or the namespace has not reached every service; the owner asks again and gives up in time.
    return false;
  }
}

async function addSearchAttributes(address: string): Promise<void> {
  const searchAttributes = { IdbOrganization: KEYWORD, IdbEnvironment: KEYWORD };
  await onConnection(address, ({ operatorService }) =>
    operatorService.addSearchAttributes({ namespace: NAMESPACE, searchAttributes }),
  );
}

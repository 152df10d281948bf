import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createBinaryCache, writableCache } from './binary-cache.ts';
import { interruptible, type RunCommand } from './command.ts';
import { createObjectStore, storedKind } from './object-store.ts';
import { type Part, PartFailed, type PartWatch } from './part.ts';
import { root, userCache } from './places.ts';
import type { Ports } from './ports.ts';
import { type PostgresOptions, preparePostgres } from './postgres.ts';
import { type Finding, findObjectStore, findTemporal } from './programs.ts';
import { type Say, withPatience } from './progress.ts';
import type { Secrets } from './secrets.ts';
import { createTemporal } from './temporal.ts';

export interface ServersOptions {
  /** Holds the data of the three servers. */
  home: string;
  logs: string;
  secrets: Pick<Secrets, 'postgresPassword' | 's3AccessKey' | 's3SecretKey'>;
  ports: Ports;
  /** Whether the usual ports are asked for first; else any free ones. */
  usualPorts: boolean;
  /** False for data that nobody will miss after a power cut: faster. */
  durable: boolean;
  /** Whether Temporal shows its web pages. */
  ui: boolean;
  env: NodeJS.ProcessEnv;
  say: Say;
  /** Ends what is being built, downloaded or started. */
  signal: AbortSignal;
  watch?: PartWatch;
}

export interface ServerAddresses {
  databaseUrl: string;
  temporalAddress: string;
  temporalUiUrl: string | undefined;
  s3Endpoint: string;
  s3AccessKey: string;
  s3SecretKey: string;
}

export interface Servers extends ServerAddresses {
  /** Undefined where the environment gave an address: such a server is not ours to stop. */
  postgres: Part | undefined;
  temporal: Part | undefined;
  objectStore: Part | undefined;
  /** Stops those that run, all at once. */
  stop(): Promise<void>;
}

const USUAL = { postgres: 5433, temporal: 7233, temporalUi: 8233, objectStore: 9000 };

/** What the servers see of our environment: enough to run, nothing that would change what they do. */
function serverEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'TMPDIR', 'USER', 'LANG'];
  return Object.fromEntries(names.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]));
}

interface Context extends ServersOptions {
  run: RunCommand;
  finding: Finding;
  started: Part[];
}

/** Starts the part; where its port was taken in the moment between asking and using it, on another one. */
async function startOnPort(
  context: Context,
  usual: number,
  make: (port: number) => Part,
): Promise<{ part: Part; port: number }> {
  const { ports, usualPorts, started, signal, say } = context;
  for (let attempt = 1; ; attempt += 1) {
    const port = usualPorts ? await ports.next(usual) : await ports.any();
    const part = make(port);
    signal.throwIfAborted();
    started.push(part);
    try {
      await withPatience(say, { doing: `starting ${part.name}`, usually: '1 to 3 s' }, part.start);
      if (usualPorts && port !== usual) say(`Port ${usual} is taken: ${part.name} listens on ${port}.`);
      return { part, port };
    } catch (error) {
      const taken = error instanceof PartFailed && /address already in use|could not bind/i.test(error.log);
      if (!taken || attempt === 5) throw error;
      started.splice(started.indexOf(part), 1);
    }
  }
}

async function startPostgres(context: Context) {
  const { home, logs, env, secrets, durable, run, watch, finding } = context;
  if (env.DATABASE_URL) return { postgres: undefined, databaseUrl: env.DATABASE_URL };
  const preparing = { doing: "preparing PostgreSQL's data", usually: '1 to 3 s' };
  const options: PostgresOptions = {
    folder: join(home, 'postgres'),
    folderName: `postgres-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`,
    logFile: join(logs, 'postgres.log'),
    cache: finding.cache.root,
    password: secrets.postgresPassword,
    durable,
    run,
    ...(watch ? { watch } : {}),
  };
  const server = await withPatience(context.say, preparing, () => preparePostgres(options));
  const { part, port } = await startOnPort(context, USUAL.postgres, server.onPort);
  return { postgres: part, databaseUrl: await server.database(port) };
}

async function startTemporal(context: Context) {
  const { home, logs, env, ui, usualPorts, ports, watch, finding } = context;
  if (env.TEMPORAL_ADDRESS) {
    const address = env.TEMPORAL_ADDRESS;
    return { temporal: undefined, temporalAddress: address, temporalUiUrl: env.TEMPORAL_UI_URL };
  }
  const { path } = await findTemporal(finding);
  const uiPort = ui ? await (usualPorts ? ports.next(USUAL.temporalUi) : ports.any()) : undefined;
  const { part, port } = await startOnPort(context, USUAL.temporal, (onPort) =>
    createTemporal({
      program: path,
      databaseFile: join(home, 'temporal.db'),
      logFile: join(logs, 'temporal.log'),
      port: onPort,
      uiPort,
      env: serverEnvironment(env),
      longHistories: context.durable,
      ...(watch ? { watch } : {}),
    }),
  );
  const temporalUiUrl = uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`;
  return { temporal: part, temporalAddress: `127.0.0.1:${port}`, temporalUiUrl };
}

async function startObjectStore(context: Context) {
  const { home, logs, env, secrets, watch, finding } = context;
  if (env.S3_ENDPOINT) {
    const { S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY } = env;
    if (!S3_ACCESS_KEY || !S3_SECRET_KEY)
      throw new Error('S3_ENDPOINT needs S3_ACCESS_KEY and S3_SECRET_KEY too.');
    return {
      objectStore: undefined,
      s3Endpoint: S3_ENDPOINT,
      s3AccessKey: S3_ACCESS_KEY,
      s3SecretKey: S3_SECRET_KEY,
    };
  }
  const { s3AccessKey, s3SecretKey } = secrets;
  const folder = join(home, 'objects');
  const { kind, path } = await findObjectStore(finding, storedKind(folder));
  const { part, port } = await startOnPort(context, USUAL.objectStore, (onPort) =>
    createObjectStore({
      kind,
      program: path,
      folder,
      logFile: join(logs, 'object-store.log'),
      port: onPort,
      accessKey: s3AccessKey,
      secretKey: s3SecretKey,
      env: serverEnvironment(env),
      ...(watch ? { watch } : {}),
    }),
  );
  return { objectStore: part, s3Endpoint: `http://127.0.0.1:${port}`, s3AccessKey, s3SecretKey };
}

async function stopAll(parts: Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.stop()));
}

/**
 * Brings up PostgreSQL, Temporal and an object store side by side, each as the environment, PATH, the cache, a
 * download or a build gives it. Where one fails, the others are ended and its error is thrown.
 */
export async function startServers(options: ServersOptions): Promise<Servers> {
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  const run = interruptible(signal);
  const { env, say, home } = options;
  mkdirSync(options.logs, { recursive: true, mode: 0o700 });
  const cache = createBinaryCache(
    writableCache([userCache(env), join(home, 'cache'), join(root, '.local', 'cache')]),
    say,
  );
  const fetchWithSignal: typeof fetch = (input, init) =>
    fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal });
  const finding: Finding = { run, say, env, cache, fetch: fetchWithSignal };
  const context: Context = { ...options, signal, run, finding, started: [] };

  let failure: unknown;
  const guarded = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      failure ??= error;
      failing.abort();
      await stopAll(context.started);
      return undefined;
    }
  };
  const onAbort = () => void stopAll(context.started);
  options.signal.addEventListener('abort', onAbort);
  const [postgres, temporal, objectStore] = await Promise.all([
    guarded(startPostgres(context)),
    guarded(startTemporal(context)),
    guarded(startObjectStore(context)),
  ]);
  // From here on, whoever called decides in which order things end.
  options.signal.removeEventListener('abort', onAbort);
  if (!postgres || !temporal || !objectStore) {
    await stopAll(context.started);
    throw options.signal.aborted ? options.signal.reason : failure;
  }
  return { ...postgres, ...temporal, ...objectStore, stop: () => stopAll(context.started) };
}

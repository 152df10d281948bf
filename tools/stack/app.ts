import { join } from 'node:path';
import type { ConfigKey } from '../../src/config.ts';
import { createPart, type Part, type PartWatch } from './part.ts';
import { root } from './places.ts';
import type { Secrets } from './secrets.ts';
import type { ServerAddresses } from './servers.ts';

/** What the API and the worker are told, by the keys of src/config.ts. */
export type AppSettings = Partial<Record<ConfigKey, string>>;

export interface AppOptions {
  settings: AppSettings;
  logs: string;
  env: NodeJS.ProcessEnv;
  watch?: PartWatch;
}

/** A little less than what the one who stops the stack allows. */
const SHUTDOWN_GRACE_SECONDS = 4;

export const BUCKET = 'idbeyond';

/** The settings of both processes on a local stack. */
export function localSettings(
  servers: ServerAddresses,
  secrets: Pick<Secrets, 'masterKeys' | 'codecKeys'>,
  port: number,
  workerPort: number,
): AppSettings {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    WORKER_PORT: String(workerPort),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ...serverSettings(servers, secrets),
    SHUTDOWN_GRACE_SECONDS: String(SHUTDOWN_GRACE_SECONDS),
  };
}

/** The part of the settings that says where the servers are and which keys seal. */
export function serverSettings(
  servers: ServerAddresses,
  secrets: Pick<Secrets, 'masterKeys' | 'codecKeys'>,
): AppSettings {
  return {
    DATABASE_URL: servers.databaseUrl,
    TEMPORAL_ADDRESS: servers.temporalAddress,
    S3_ENDPOINT: servers.s3Endpoint,
    S3_ACCESS_KEY: servers.s3AccessKey,
    S3_SECRET_KEY: servers.s3SecretKey,
    S3_BUCKET: BUCKET,
    MASTER_KEYS: secrets.masterKeys,
    CODEC_KEYS: secrets.codecKeys,
  };
}

/** Whether a process says at this address that it can work. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1500) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    // Not listening yet; the owner gives up in time and shows the log.
    return false;
  }
}

function createProcess(name: string, entry: string, port: string | undefined, options: AppOptions): Part {
  return createPart({
    name,
    logFile: join(options.logs, `${name}.log`),
    launch: () => ({
      file: process.execPath,
      args: ['--import', 'tsx', join(root, entry)],
      cwd: root,
      env: { ...options.env, ...options.settings },
    }),
    isReady: () => isReady(`http://127.0.0.1:${port}/readyz`),
    readyWithinMs: 90_000,
    stopSignal: 'SIGTERM',
    graceMs: (SHUTDOWN_GRACE_SECONDS + 1) * 1000,
    ...(options.watch ? { watch: options.watch } : {}),
  });
}

export const createApi = (options: AppOptions): Part =>
  createProcess('api', 'src/server.ts', options.settings.PORT, options);

export const createWorker = (options: AppOptions): Part =>
  createProcess('worker', 'src/worker.ts', options.settings.WORKER_PORT, options);

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'minio';
import { createPart, type Launch, type Part, type PartWatch } from './part.ts';
import type { ObjectStoreKind } from './programs.ts';

export interface ObjectStoreOptions {
  kind: ObjectStoreKind;
  program: string;
  /** Holds a folder for each kind. */
  folder: string;
  logFile: string;
  port: number;
  accessKey: string;
  secretKey: string;
  env: NodeJS.ProcessEnv;
  watch?: PartWatch;
}

export const REGION = 'us-east-1';

export interface ObjectStoreAddress {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region?: string;
}

/** The kind whose data is in the folder already. */
export function storedKind(folder: string): ObjectStoreKind | undefined {
  return (['versitygw', 'minio'] as const).find((kind) => existsSync(join(folder, kind)));
}

export function objectStoreClient({ endpoint, accessKey, secretKey, region }: ObjectStoreAddress): Client {
  const { hostname, port, protocol } = new URL(endpoint);
  const useSSL = protocol === 'https:';
  return new Client({
    endPoint: hostname,
    port: port ? Number(port) : useSSL ? 443 : 80,
    useSSL,
    accessKey,
    secretKey,
    region: region ?? REGION,
    pathStyle: true,
  });
}

export async function makeBucket(address: ObjectStoreAddress, bucket: string): Promise<void> {
  const client = objectStoreClient(address);
  if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket, address.region ?? REGION);
}

/** Removes the bucket with all that is in it. */
export async function removeBucket(address: ObjectStoreAddress, bucket: string): Promise<void> {
  const client = objectStoreClient(address);
  const names: string[] = [];
  for await (const item of client.listObjectsV2(bucket, '', true)) {
    if (item.name) names.push(item.name);
  }
  if (names.length > 0) await client.removeObjects(bucket, names);
  await client.removeBucket(bucket);
}

async function answers(options: ObjectStoreOptions): Promise<boolean> {
  try {
    await objectStoreClient({ ...options, endpoint: `http://127.0.0.1:${options.port}` }).listBuckets();
    return true;
  } catch {
    // Whatever the reason, it does not answer yet; the owner gives up in time and shows the server's log.
    return false;
  }
}

function launchVersitygw(options: ObjectStoreOptions, sidecar: boolean): Launch {
  const { program, folder, port, accessKey, secretKey, env } = options;
  const objects = join(folder, 'versitygw', 'objects');
  const metadata = join(folder, 'versitygw', 'metadata');
  mkdirSync(objects, { recursive: true, mode: 0o700 });
  if (sidecar) mkdirSync(metadata, { recursive: true, mode: 0o700 });
  const args = ['--port', `127.0.0.1:${port}`, '--region', REGION, '--quiet', 'posix'];
  args.push(...(sidecar ? ['--sidecar', metadata] : []), objects);
  return { file: program, args, env: { ...env, ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey } };
}

function launchMinio({ program, folder, port, accessKey, secretKey, env }: ObjectStoreOptions): Launch {
  const data = join(folder, 'minio');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return {
    file: program,
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, data],
    env: { ...env, MINIO_ROOT_USER: accessKey, MINIO_ROOT_PASSWORD: secretKey, MINIO_BROWSER: 'off' },
  };
}

export function createObjectStore(options: ObjectStoreOptions): Part {
  // What was begun with metadata beside the objects stays so.
  let sidecar = existsSync(join(options.folder, 'versitygw', 'metadata'));
  return createPart({
    name: 'Object store',
    logFile: options.logFile,
    launch: () => (options.kind === 'minio' ? launchMinio(options) : launchVersitygw(options, sidecar)),
    isReady: () => answers(options),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    graceMs: 4000,
    // It keeps metadata in extended attributes; a file system without them is known by its first try.
    tryAgain: (log) => {
      if (sidecar || !log.includes('xattr check failed')) return false;
      sidecar = true;
      return true;
    },
    ...(options.watch ? { watch: options.watch } : {}),
  });
}

import http from 'node:http';
import https from 'node:https';
import { Client, type ClientOptions } from 'minio';
import { errorCode } from '../domain/error-code.ts';

export interface ListedObject {
  key: string;
  modifiedAt: Date;
}

/**
 * Where sealed bytes lie. Keys are ids with slashes; nothing in a key is secret. Every call ends within its timeout
 * and throws {@link ObjectStoreError} where the store does not do what it was asked.
 */
export interface ObjectStore {
  put(key: string, bytes: Buffer): Promise<void>;
  /** Throws {@link ObjectMissingError} where there is none. */
  get(key: string): Promise<Buffer>;
  /** Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** Undefined where there is none. `size` in bytes. */
  stat(key: string): Promise<{ size: number; modifiedAt: Date } | undefined>;
  list(prefix: string): AsyncIterable<ListedObject>;
  /** Whether the store answers and has the bucket. Never throws. */
  isReachable(): Promise<boolean>;
  /** Makes the bucket where it is missing. */
  ensureBucket(): Promise<void>;
}

/** The store refused, failed or was not reached. `code` is S3's or the socket's word for it, or `TIMEOUT`. */
export class ObjectStoreError extends Error {
  override name = 'ObjectStoreError';
  readonly code: string;
  constructor(code: string) {
    super(`The object store failed: ${code}`);
    this.code = code;
  }
}

/** There is no object of that name. */
export class ObjectMissingError extends Error {
  override name = 'ObjectMissingError';
  readonly code = 'OBJECT_MISSING';
  constructor() {
    super('The object is not in the store');
  }
}

export interface ObjectStoreOptions {
  /** `http://host:port` or `https://host`. */
  endpoint: string;
  /** Always given, so that no call is made to find it out. */
  region: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  /** For one whole call, and for any silence within it. */
  timeoutMs?: number;
}

type Transport = NonNullable<ClientOptions['transport']>;

const TIMEOUT_MS = 30_000;
const REACHABLE_TIMEOUT_MS = 2_000;
const MISSING = ['NoSuchKey', 'NotFound'];
const BUCKET_EXISTS = ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'];

export function createObjectStore(options: ObjectStoreOptions): ObjectStore {
  const { bucket, region, timeoutMs = TIMEOUT_MS } = options;
  const client = new Client(clientOptions(options, timeoutMs));
  const call = <T>(work: Promise<T>) => within(timeoutMs, work);

  return {
    async put(key, bytes) {
      await call(
        client.putObject(bucket, key, bytes, bytes.length, { 'content-type': 'application/octet-stream' }),
      );
    },
    async get(key) {
      try {
        const stream = await call(client.getObject(bucket, key));
        return await call(collect(stream)).finally(() => stream.destroy());
      } catch (error) {
        throw isMissing(error) ? new ObjectMissingError() : error;
      }
    },
    async remove(key) {
      await call(client.removeObject(bucket, key));
    },
    async stat(key) {
      try {
        const { size, lastModified } = await call(client.statObject(bucket, key));
        return { size, modifiedAt: lastModified };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async *list(prefix) {
      try {
        for await (const { name, lastModified } of client.listObjectsV2(bucket, prefix, true)) {
          if (name && lastModified) yield { key: name, modifiedAt: lastModified };
        }
      } catch (error) {
        throw new ObjectStoreError(errorCode(error));
      }
    },
    async isReachable() {
      try {
        return await within(Math.min(timeoutMs, REACHABLE_TIMEOUT_MS), client.bucketExists(bucket));
      } catch {
        return false;
      }
    },
    async ensureBucket() {
      try {
        if (!(await call(client.bucketExists(bucket)))) await call(client.makeBucket(bucket, region));
      } catch (error) {
        if (!(error instanceof ObjectStoreError) || !BUCKET_EXISTS.includes(error.code)) throw error;
      }
    },
  };
}

function clientOptions(options: ObjectStoreOptions, timeoutMs: number): ClientOptions {
  const { hostname, port, protocol } = new URL(options.endpoint);
  const secure = protocol === 'https:';
  const Agent = secure ? https.Agent : http.Agent;
  return {
    endPoint: hostname,
    ...(port ? { port: Number(port) } : {}),
    useSSL: secure,
    region: options.region,
    accessKey: options.accessKey,
    secretKey: options.secretKey,
    transport: silenceBreaking(secure ? https : http, timeoutMs),
    transportAgent: new Agent({ keepAlive: true }),
    // The client's own retries write to the console; callers repeat what is worth it.
    retryOptions: { disableRetry: true },
  };
}

/** Ended at the same moment, a call would sometimes be told as reset by the other side. */
const WITHIN_FIRST_MS = 500;

/** A request that has heard nothing for this long is ended, so that no socket is held for ever. */
function silenceBreaking({ request }: Transport, timeoutMs: number): Transport {
  return {
    request: (...args: unknown[]) => {
      const sent: http.ClientRequest = Reflect.apply(request, undefined, args);
      return sent.setTimeout(timeoutMs + WITHIN_FIRST_MS, () =>
        sent.destroy(new ObjectStoreError('TIMEOUT')),
      );
    },
  };
}

/** Some calls of the client never settle (minio-js #1480), so none is awaited without an end. */
async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ObjectStoreError('TIMEOUT')), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch (error) {
    throw error instanceof ObjectStoreError ? error : new ObjectStoreError(errorCode(error));
  } finally {
    clearTimeout(timer);
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function isMissing(error: unknown): boolean {
  return error instanceof ObjectStoreError && MISSING.includes(error.code);
}

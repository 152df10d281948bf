import { createObjectStore } from './adapters/object-store.ts';
import { createTemporalClient, type TemporalOptions } from './adapters/temporal.ts';
import type { Config } from './config.ts';
import { connect } from './db/connection.ts';
import type { Logger } from './log.ts';

/** The connections that the API and the worker have alike. None is opened before it is first used. */
export function openSockets(config: Config, log: Logger) {
  const db = connect({
    url: config.DATABASE_URL,
    pool: config.DATABASE_POOL,
    onError: () => log.warn({ code: 'DATABASE_CONNECTION_LOST' }),
  });
  const objectStore = createObjectStore({
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
  });
  const temporal = createTemporalClient(temporalOptions(config));
  const close = async () => {
    await temporal.connection.close();
    await db.destroy();
  };
  return { db, objectStore, temporal, close };
}

export function temporalOptions(config: Config): TemporalOptions {
  const { TEMPORAL_TLS_CERT: certificate, TEMPORAL_TLS_KEY: key } = config;
  return {
    address: config.TEMPORAL_ADDRESS,
    namespace: config.TEMPORAL_NAMESPACE,
    keys: config.CODEC_KEYS,
    tls: certificate && key ? { certificate, key } : undefined,
    apiKey: config.TEMPORAL_API_KEY,
  };
}

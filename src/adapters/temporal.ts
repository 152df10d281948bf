import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { type DataConverter, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { RingKey } from '../crypto/key-ring.ts';
import type { Tenant } from '../domain/session.ts';
import { createPayloadCodec } from './payload-codec.ts';

export interface TemporalAddress {
  /** `host:port`. */
  address: string;
  /** PEM texts of a client certificate and its key. */
  tls?: { certificate: string; key: string } | undefined;
  /** For Temporal Cloud; implies TLS. */
  apiKey?: string | undefined;
}

export interface TemporalOptions extends TemporalAddress {
  namespace: string;
  /** Codec ring, newest key first. */
  keys: readonly RingKey[];
}

/** Longest pause between two tries to reach a server that was away; by default gRPC waits up to two minutes. */
const MAX_RECONNECT_BACKOFF_MS = 2_000;

/**
 * The file that clients, workers, the replayer and the workflow bundler are to load. It has the ending of this file:
 * `.ts` where sources run, `.js` where the build does.
 */
export const failureConverterPath = fileURLToPath(
  new URL(`./failure-converter${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
);

/** How values become payloads: alike in clients, workers and the replayer, or they cannot read each other. */
export function dataConverter(keys: readonly RingKey[]): DataConverter {
  return { payloadCodecs: [createPayloadCodec(keys)], failureConverterPath };
}

/** What a connection of a client (`Connection`) and one of a worker (`NativeConnection`) have in common. */
export function connectionOptions({ address, tls, apiKey }: TemporalAddress) {
  return {
    address,
    ...(tls
      ? { tls: { clientCertPair: { crt: Buffer.from(tls.certificate), key: Buffer.from(tls.key) } } }
      : { tls: apiKey !== undefined }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
}

/**
 * A client that connects at its first call: the API starts and works without Temporal. Close it with
 * `client.connection.close()`.
 */
export function createTemporalClient(options: TemporalOptions): Client {
  const connection = Connection.lazy({
    ...connectionOptions(options),
    channelArgs: { 'grpc.max_reconnect_backoff_ms': MAX_RECONNECT_BACKOFF_MS },
  });
  return new Client({
    connection,
    namespace: options.namespace,
    dataConverter: dataConverter(options.keys),
    // A closed workflow is not asked: it could only answer by running again. PostgreSQL has the answer.
    workflow: { queryRejectCondition: 'NOT_OPEN' },
  });
}

/** Whether the server answers and has the namespace. Never throws. */
export async function isTemporalReachable(client: Client, timeoutMs = 1_000): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + timeoutMs, () =>
      client.workflowService.describeNamespace({ namespace: client.options.namespace }),
    );
    return true;
  } catch {
    return false;
  }
}

/** Stored in clear by Temporal, so never anything personal. The server must know both names (`Keyword`). */
const ORGANIZATION = defineSearchAttributeKey('IdbOrganization', SearchAttributeType.KEYWORD);
const ENVIRONMENT = defineSearchAttributeKey('IdbEnvironment', SearchAttributeType.KEYWORD);

/** Whose workflow it is, as `typedSearchAttributes` of a start. */
export function tenantSearchAttributes({ organizationId, environment }: Tenant) {
  return [
    { key: ORGANIZATION, value: organizationId },
    { key: ENVIRONMENT, value: environment },
  ];
}

import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import { createTemporalClient, dataConverter, failureConverterPath } from '../../src/adapters/temporal.ts';
import type { Config } from '../../src/config.ts';
import { registerOwnNamespace } from './own-namespace.ts';

const KEYWORD = 2;

export interface OwnTemporal {
  client: Client;
  /** What workers of this namespace have in common. */
  worker: {
    connection: NativeConnection;
    namespace: string;
    dataConverter: ReturnType<typeof dataConverter>;
  };
  close(): Promise<void>;
}

/** A namespace with our search attributes, a client of it as the product makes one, and what a worker of it needs. */
export async function openOwnTemporal(config: Config): Promise<OwnTemporal> {
  const address = config.TEMPORAL_ADDRESS;
  const plain = await Connection.connect({ address });
  const namespace = await registerOwnNamespace(new Client({ connection: plain }));
  await plain.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { IdbOrganization: KEYWORD, IdbEnvironment: KEYWORD },
  });
  await plain.close();
  const client = createTemporalClient({ address, namespace, keys: config.CODEC_KEYS });
  const connection = await NativeConnection.connect({ address });
  return {
    client,
    worker: { connection, namespace, dataConverter: dataConverter(config.CODEC_KEYS) },
    async close() {
      await connection.close();
      await client.connection.close();
    },
  };
}

/** Bundles workflow code as the worker does, quietly. */
export function bundleQuietly(workflowsPath: string): Promise<WorkflowBundle> {
  return bundleWorkflowCode({ workflowsPath, failureConverterPath, logger: new DefaultLogger('ERROR') });
}

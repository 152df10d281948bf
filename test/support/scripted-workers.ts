import './temporal-runtime.ts';
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { dataConverter } from '../../src/adapters/temporal.ts';
import type { RingKey } from '../../src/crypto/key-ring.ts';
import { TASK_QUEUES } from '../../src/workflows/messages.ts';
import { registerOwnNamespace } from './own-namespace.ts';
import {
  type PlayedSession,
  scriptedSteps,
  startSession,
  type VerificationPath,
} from './verification-paths.ts';

/** Histories are recorded and replayed under this ring. It protects nothing. */
export const HISTORY_KEYS: readonly RingKey[] = [{ id: 'histories', key: Buffer.alloc(32, 'histories') }];

export interface Theatre {
  client: Client;
  namespace: string;
  /** Plays a path to the end of its workflow. */
  play(path: VerificationPath): Promise<PlayedSession>;
  close(): Promise<void>;
}

/** Workers of an own namespace whose steps are scripted, so that only the workflow is under test. */
export async function openTheatre(address: string, workflowBundle: WorkflowBundleOption): Promise<Theatre> {
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const namespace = await registerOwnNamespace(new Client({ connection }));
  const converter = dataConverter(HISTORY_KEYS);
  const client = new Client({ connection, namespace, dataConverter: converter });

  const play = async (path: VerificationPath): Promise<PlayedSession> => {
    const { steps, calls, until } = scriptedSteps(path.steps ?? {});
    const delivered = async () => {
      calls.push('deliverWebhook');
      return { state: 'delivered', attempts: 1 };
    };
    const common = { connection: native, namespace, dataConverter: converter, activities: steps };
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: TASK_QUEUES.session, workflowBundle }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.io }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.vision }),
      Worker.create({ ...common, taskQueue: TASK_QUEUES.webhook, activities: { deliverWebhook: delivered } }),
    ]);
    const ref = { organizationId: randomUUID(), environment: 'test' as const, sessionId: randomUUID() };
    const played = (async () => {
      const handle = await startSession(client, ref, path);
      const session = { handle, calls, until };
      await path.play(session);
      await handle.result();
      for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
        await client.workflow.getHandle(workflowId).result();
      }
      return session;
    })();
    const [session] = await Promise.all([played, ...workers.map((worker) => worker.runUntil(played))]);
    return session;
  };
  const close = async () => {
    await native.close();
    await connection.close();
  };
  return { client, namespace, play, close };
}
